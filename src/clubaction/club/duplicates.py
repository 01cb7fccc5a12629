"""Whether the club has read a proposed paper already, or has it proposed, under whatever name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from clubaction.club.title_words import title_letters
from clubaction.model.paper import Paper
from clubaction.model.session import Session

_FEWEST_WORDS = 3
"""Titles shorter than this are shared by papers that have nothing to do with each other."""
_MOST_LOOKED_AT = 50
"""Sessions of one paper that are looked at: after so many it does not matter which of them is pointed out."""


@dataclass(slots=True)
class KnownPapers:
    """The papers of all sessions by each of their names, and by title."""

    _linked: Callable[[Session], frozenset[str]]
    """The identifiers that a session's file gives its paper."""
    _sessions: dict[str, Session] = field(default_factory=dict)
    _named: dict[str, dict[str, None]] = field(default_factory=dict)
    _keys: dict[str, list[str]] = field(default_factory=dict)

    def put(self, session: Session, names: frozenset[str]) -> None:
        """Takes a session in, or again as it is now; `names` are the identifiers that services know its paper by."""
        if session.id in self._keys:
            self.drop(session.id)
        self._sessions[session.id] = session
        keys = [*(self._linked(session) | names), f"title {_words(session.title)}"]
        self._keys[session.id] = keys
        for key in keys:
            self._named.setdefault(key, {})[session.id] = None

    def drop(self, session_id: str) -> None:
        """Forgets a session."""
        self._sessions.pop(session_id, None)
        for key in self._keys.pop(session_id, ()):
            self._named[key].pop(session_id, None)

    def earlier(self, session: Session, paper: Paper, held: Callable[[Session], bool]) -> Session | None:
        """The session that has the same paper as this new one; one that was held goes before one that is proposed.

        The same is a paper with the same identifier, with one that the services know the paper by too, or with just
        this title and an author in common, where both say who wrote them. A cancelled session is no repetition.
        """
        found = [other for other in self._same(paper) if other.id != session.id and not other.cancelled]
        return min(found, key=lambda other: not held(other), default=None)

    def _same(self, paper: Paper) -> Iterator[Session]:
        for name in filter(None, (paper.identifier, *paper.names)):
            yield from self._at(name)
        if title := _words(paper.title):
            yield from (other for other in self._at(f"title {title}") if _shares_author(other, paper))

    def _at(self, key: str) -> Iterator[Session]:
        there = zip(self._named.get(key, ()), range(_MOST_LOOKED_AT), strict=False)
        return (self._sessions[session_id] for session_id, _ in there)


def _shares_author(session: Session, paper: Paper) -> bool:
    ours, theirs = (frozenset(map(_surname, names)) for names in (session.authors, paper.authors))
    return not ours or not theirs or not ours.isdisjoint(theirs)


@lru_cache(maxsize=65_536)
def _words(title: str) -> str:
    """What counts of a title: letters and figures; empty for one that says too little."""
    if len(title.split()) < _FEWEST_WORDS:
        return ""
    return title_letters(title)


def _surname(name: str) -> str:
    return name.rsplit(maxsplit=1)[-1].casefold() if name.split() else ""
