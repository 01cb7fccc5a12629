"""What the metadata services know about a paper, or why nothing is known about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paper:
    """What the metadata services know about a paper. Every field but `identifier` may be empty."""

    identifier: str
    """Normalised: `arxiv:2206.00364`, `doi:10.1038/…`, `url:https://…`."""
    title: str = ""
    authors: tuple[str, ...] = ()
    """Each as "Given Family"."""
    abstract: str = ""
    """Markdown; LaTeX in it is as the service sent it."""
    published: str = ""
    """In ISO 8601, as exact as the service knows it: `2022-06-01`, `2022-06` or `2022`."""
    link: str = ""
    """The address of the paper's page for readers."""
    venue: str = ""
    """The journal, the conference or the archive."""
    names: tuple[str, ...] = ()
    """Other normalised identifiers of the same paper, such as the DOI of the article that a preprint became."""


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A paper that could not be looked up this time."""

    identifier: str
    reason: str
    """A few words for people."""
    gone: bool = False
    """Whether the paper does not exist, as the service that issues such identifiers says: a retry won't help."""
    temporary: bool = False
    """Whether a service that may know the paper did not answer: a retry may help soon."""


Papers = Mapping[str, Paper | Unresolved]
"""Normalised identifier → what is known of the paper."""
