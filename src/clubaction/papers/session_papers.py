"""The papers that sessions name in their fields `link` and `paper`."""

from __future__ import annotations

from collections.abc import Iterable

from clubaction.model.session import Session
from clubaction.papers.identify.identifiers import identify, kind


def linked_papers(session: Session) -> tuple[str, ...]:
    """The identifiers of a session's papers; a `url:…` only if there is nothing better."""
    named = dict.fromkeys(filter(None, (identify(session.link), session.paper)))
    return tuple(identifier for identifier in named if kind(identifier) != "url") or tuple(named)


def all_linked_papers(sessions: Iterable[Session]) -> tuple[str, ...]:
    """The identifiers of the papers of all sessions, in order, each once."""
    return tuple(dict.fromkeys(identifier for session in sessions for identifier in linked_papers(session)))
