"""Whether the club has read a proposed paper already, or has it proposed, under whatever name."""

from __future__ import annotations

from functools import lru_cache

from clubaction.club import Club
from clubaction.model import Paper, Session
from clubaction.papers import audit

_FEWEST_WORDS = 3
"""Titles shorter than this are shared by papers that have nothing to do with each other."""


def earlier(club: Club, session: Session, paper: Paper) -> Session | None:
    """The session that has the same paper as this new one; one that was held goes before one that is proposed.

    The same is a paper with the same identifier, with one that the services know the paper by too, or with just
    this title and an author in common, where both say who wrote them. A cancelled session is no repetition.
    """
    names = {name for name in (paper.identifier, *paper.names) if name}
    title = _words(paper.title)
    found = [
        other
        for other in club.sessions.values()
        if other.id != session.id
        and not other.cancelled
        and (not names.isdisjoint(_names(club, other)) or _is_called(other, title, paper))
    ]
    return min(found, key=lambda other: not club.held(other), default=None)


def _names(club: Club, session: Session) -> frozenset[str]:
    known = club.papers.get(session.issue) if session.issue else None
    linked = _linked(session.link, session.paper)
    return linked.union(known.names) if known and known.paper in linked else linked


@lru_cache(maxsize=65_536)
def _linked(link: str, paper: str) -> frozenset[str]:
    """The identifiers that a session's file gives its paper."""
    return frozenset(audit.linked_papers(Session("", link=link, paper=paper)))


def _is_called(session: Session, title: str, paper: Paper) -> bool:
    if not title or _words(session.title) != title:
        return False
    ours, theirs = (frozenset(map(_surname, names)) for names in (session.authors, paper.authors))
    return not ours or not theirs or not ours.isdisjoint(theirs)


@lru_cache(maxsize=65_536)
def _words(title: str) -> str:
    """What counts of a title: letters and figures; empty for one that says too little."""
    if len(title.split()) < _FEWEST_WORDS:
        return ""
    return "".join(c for c in title.casefold() if c.isalnum())


def _surname(name: str) -> str:
    return name.rsplit(maxsplit=1)[-1].casefold() if name.split() else ""
