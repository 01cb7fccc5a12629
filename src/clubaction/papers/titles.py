"""Compares titles of papers, whatever their case, accents, punctuation and LaTeX."""

from __future__ import annotations

import re
import unicodedata

from clubaction.papers.cleaning import mend

_SAME = 0.9
_MAX_TITLE = 1_000
_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
}  # fmt: skip
_LETTERS = {
    "ss": "ß",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "aa": "å",
    "AA": "Å",
    "i": "i",
    "j": "j",
}
_SUBTITLE = re.compile(r" ?[:–—?] | [-–—] ")
_FORMATS = (
    r"emph|text(?:bf|it|rm|sc|sf|tt|sl|up|md|normal)?|math(?:rm|bf|it|sf|tt|bb|cal|frak|scr|normal)|ensuremath"
    r"|boldsymbol|bm|mbox|operatorname|bf|it|rm|sc|tt|em|left|right|mathop|url|href|uppercase|lowercase"
)


def without_latex(text: str) -> str:
    """The text with LaTeX's accents as letters, and without its braces and fonts; formulas in dollar signs stay."""
    pieces = re.split(r"(\$[^$]{0,500}\$)", text)
    return "".join(piece if index % 2 else _letters(piece) for index, piece in enumerate(pieces))


def same_title(first: str, second: str) -> bool:
    """Whether two titles are those of one paper. Case, braces, punctuation, accents and LaTeX don't count.

    One of them may lack its subtitle. Titles with different numbers in them ("Part 1", "Part 2") differ.
    """
    one, other = normal_title(first), normal_title(second)
    if not one or not other:
        return one == other
    if one == other or one.replace(" ", "") == other.replace(" ", ""):
        return True
    if _numbers(one) == _numbers(other) and similarity(first, second) >= _SAME:
        return True
    return any(
        len(short.split()) > 1 and short == normal_title(head)
        for short, long in ((one, second), (other, first))
        for head in _SUBTITLE.split(" ".join(long[:_MAX_TITLE].split()), maxsplit=1)[:1]
    )


def similarity(first: str, second: str) -> float:
    """How many letters two titles share, in whatever order their words are: from 0 to 1 (the same)."""
    from rapidfuzz import fuzz  # lazily: most runs compare nothing

    one, other = normal_title(first), normal_title(second)
    return float(max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other))) / 100


def normal_title(title: str) -> str:
    """The words of a title in lower case, without accents; Greek letters are spelled out ("alpha")."""
    text = re.sub(r"</?[A-Za-z][^<>]{0,200}>", "", mend(title[:_MAX_TITLE]))
    text = _letters(text.replace("$", ""), keep_commands=True)
    text = unicodedata.normalize("NFKD", text).casefold()
    text = "".join(_spelled(c) for c in text if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", text.replace("_", " ").replace("&", " and ")))


def _spelled(character: str) -> str:
    if "\u0370" <= character <= "\u03ff":
        word = unicodedata.name(character, "").rpartition(" LETTER ")[2].lower()
        return {"final sigma": "sigma"}.get(word, word) or character
    return character


_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}


def _numbers(words: str) -> list[str]:
    found = [
        number for word in words.split() for number in ([_ROMAN[word]] if word in _ROMAN else re.findall(r"\d+", word))
    ]
    return sorted(found)


def _letters(text: str, *, keep_commands: bool = False) -> str:
    """The text with LaTeX's accents as letters and without fonts and braces.

    Other commands lose their backslash with `keep_commands`, else they stay as they are.
    """

    def accent(match: re.Match[str]) -> str:
        return unicodedata.normalize("NFC", (match[2] or match[4]) + _ACCENTS[match[1] or match[3]])

    text = re.sub(r"\\(?:([`'^~=.\"])\s?\{?\\?([A-Za-z])\}?|([uvHckrd])(?:\{\\?|\s)([A-Za-z])\}?)", accent, text)
    text = re.sub(r"\\(ss|ae|AE|oe|OE|aa|AA|[oOlLij])(?![A-Za-z])(?:\{\}|\s+)?", lambda match: _LETTERS[match[1]], text)
    text = re.sub(rf"\\(?:{_FORMATS})(?![A-Za-z])\*?\s*", "", text)
    text = re.sub(r"\\([&%$#_{} ])", r"\1", text) if not keep_commands else re.sub(r"\\([^A-Za-z])", r" \1", text)
    if keep_commands:
        text = text.replace("\\", " ")
    return re.sub(r"[{}]", "", text)
