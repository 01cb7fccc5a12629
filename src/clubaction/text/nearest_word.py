"""Suggestions for unknown words: the known word that is spelt most like one."""

from __future__ import annotations

from collections.abc import Collection, Iterable


def nearest_word(word: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """The known word that is spelt most like this one, whatever the case; empty where none is similar enough.

    `likeness` is how similar it must be: 1 is the same word, 0 one without a common letter. Of words that are equally
    similar, one with the same first letter is chosen, which people rarely get wrong.
    """
    from rapidfuzz import fuzz, process  # imported here because most runs have no unknown word

    found = process.extract(
        word, list(known), scorer=fuzz.ratio, processor=str.casefold, score_cutoff=100 * likeness, limit=None
    )
    first = word[:1].casefold()
    return max(found, key=lambda match: (match[1], match[0][:1].casefold() == first), default=("",))[0]


def suggestion(word: str, known: Collection[str]) -> str:
    """The clause `; did you mean …?` with the most similar known word or, where none is similar, `; known are …`."""
    close = nearest_word(word, known, 0.5)
    return f"; did you mean `{close}`?" if close else f"; known are {', '.join(f'`{k}`' for k in known)}"
