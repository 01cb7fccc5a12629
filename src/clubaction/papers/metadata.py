"""The metadata of one work, as one or several services give it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace

from clubaction.model.paper import Unresolved


class UnusableAnswer(ValueError):
    """An answer that can't be used. The message is a clause that fits after the service's name.

    `temporary` says whether a retry may help soon.
    """

    def __init__(self, words: str, *, temporary: bool = False) -> None:
        super().__init__(words)
        self.temporary = temporary

    @classmethod
    def quoting(cls, complaint: str) -> UnusableAnswer:
        """The error for an answer in which the service itself says what is wrong."""
        return cls(f"answered: {complaint[:200]}")


@dataclass(frozen=True, slots=True)
class Metadata:
    """The cleaned metadata of one work. Fields that no service filled are empty."""

    identifiers: tuple[str, ...] = ()
    """All normalised identifiers of the work; the one of the service that answered first comes first."""
    title: str = ""
    """Plain text on one line; LaTeX in it is as the service sent it."""
    authors: tuple[str, ...] = ()
    """Each as "Given Family"."""
    abstract: str = ""
    """Markdown; LaTeX in it is as the service sent it."""
    published: str = ""
    """`2022-06-01`, `2022-06` or `2022`."""
    venue: str = ""
    """The journal, the conference or the archive."""
    published_as: str = ""
    """The identifier of the article that this preprint has become."""

    @property
    def is_paper(self) -> bool:
        """Whether there is at least a title."""
        return bool(self.title)

    @property
    def complete(self) -> bool:
        """Whether title, authors, date and abstract are there: all that a session shows."""
        return self.described and bool(self.abstract)

    @property
    def described(self) -> bool:
        """Whether title, authors and date are there."""
        return bool(self.title and self.authors and self.published)


Found = Metadata | Unresolved
"""The result of looking a paper up."""


def merge(first: Metadata, second: Metadata) -> Metadata:
    """The metadata of `first` with its empty fields filled from `second`, and the identifiers of both."""
    filled = {
        field.name: getattr(first, field.name) or getattr(second, field.name)
        for field in fields(Metadata)
        if field.name != "identifiers"
    }
    return replace(first, identifiers=distinct((*first.identifiers, *second.identifiers)), **filled)


def papers_among(works: Iterable[Metadata]) -> tuple[Metadata, ...]:
    """Those of the works that have a title."""
    return tuple(work for work in works if work.is_paper)


def distinct(texts: Sequence[str]) -> tuple[str, ...]:
    """The texts in order, each once, without empty ones."""
    return tuple(dict.fromkeys(filter(None, texts)))
