"""What one answer of a metadata service says of one work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace


class UnusableAnswer(ValueError):
    """An answer that can't be used; its text says why, in words that fit after the service's name.

    `passing` says whether a better one may be had soon.
    """

    def __init__(self, words: str, *, passing: bool = False) -> None:
        super().__init__(words)
        self.passing = passing


@dataclass(frozen=True, slots=True)
class Metadata:
    """One work as one service knows it, cleaned. Whatever the service does not say is empty."""

    identifiers: tuple[str, ...] = ()
    """Every normalised identifier that the service gives the work, the service's own first."""
    title: str = ""
    """Plain text on one line; LaTeX stands as the service had it."""
    authors: tuple[str, ...] = ()
    """Each as "Given Family"."""
    abstract: str = ""
    """Markdown text; LaTeX stands as the service had it."""
    published: str = ""
    """`2022-06-01`, `2022-06` or `2022`."""
    venue: str = ""
    published_as: str = ""
    """The identifier of the article that this preprint has become."""

    @property
    def is_paper(self) -> bool:
        """Whether this says enough to be a paper at all."""
        return bool(self.title)

    @property
    def complete(self) -> bool:
        """Whether nothing is missing that a session's page shows."""
        return self.described and bool(self.abstract)

    @property
    def described(self) -> bool:
        """Whether title, authors and date are there."""
        return bool(self.title and self.authors and self.published)


def merge(first: Metadata, second: Metadata) -> Metadata:
    """`first`, its gaps filled from `second`; the identifiers of both."""
    filled = {
        field.name: getattr(first, field.name) or getattr(second, field.name)
        for field in fields(Metadata)
        if field.name != "identifiers"
    }
    return replace(first, identifiers=distinct((*first.identifiers, *second.identifiers)), **filled)


def distinct(texts: Sequence[str]) -> tuple[str, ...]:
    """Without empty ones and repetitions, in order."""
    return tuple(dict.fromkeys(filter(None, texts)))
