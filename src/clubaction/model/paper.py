"""What is known of a paper, or why nothing is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paper:
    """What a metadata service knows of a paper. Every field but `identifier` may be empty."""

    identifier: str
    """Normalised: `arxiv:2206.00364`, `doi:10.1038/…`, `url:https://…`."""
    title: str = ""
    authors: tuple[str, ...] = ()
    """Each as "Given Family"."""
    abstract: str = ""
    """Markdown text; LaTeX stands as the source had it."""
    published: str = ""
    """ISO 8601, as exact as the source knows: `2022-06-01`, `2022-06` or `2022`."""
    link: str = ""
    """The canonical address for a reader."""
    venue: str = ""
    names: tuple[str, ...] = ()
    """Other normalised identifiers of the same paper, such as the DOI under which a preprint has appeared."""


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A paper that could not be looked up this time, with the reason in a few words."""

    identifier: str
    reason: str
    gone: bool = False
    """Whether the service that gives such identifiers says that there is no such paper: asking again won't help."""
    passing: bool = False
    """Whether a service that may know it did not answer: asking again soon may help."""
