"""What is wrong in session files that can be read: with one of them, or with two together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from functools import lru_cache

from clubaction.club import schedule, session_ids
from clubaction.club.configuration import Config
from clubaction.club.free_dates import is_on_cadence
from clubaction.errors import Problem
from clubaction.model.session import Session
from clubaction.text import encoding, front_matter, markdown, yaml_lines
from clubaction.text.nearest_word import suggestion


def problems(
    config: Config, files: Mapping[str, bytes], sessions: Iterable[Session], today: dt.date
) -> Iterator[Problem]:
    """Everything that is wrong, each thing with its file and line; `today` is the club's day."""
    in_order = schedule.order(sessions)
    yield from _dates(config, files, in_order)
    yield from off_cadence(config, files, in_order, today)
    yield from _same_papers(config, files, in_order)
    yield from named_twice(config, files, sessions)
    for session in in_order:
        yield from _part(config, files, session)
        yield from _roles(config, files, session)
        yield from _links(config, files, session)


def line_of(config: Config, files: Mapping[str, bytes], session: Session, *keys: str) -> tuple[str, int]:
    """The path of a session's file and the line of one of its keys."""
    path = session_ids.path_of(session, config.sessions)
    return path, front_matter.FIRST_LINE + _lines(path, files[path]).of(*keys)


@lru_cache(maxsize=8)
def _lines(path: str, data: bytes) -> yaml_lines.Lines:
    """The lines of a session's file; several things may be wrong with one."""
    return yaml_lines.Lines(front_matter.source(encoding.decode(path, data)))


def _second_ones(sessions: Iterable[Session], same: Callable[[Session], Hashable]) -> Iterator[tuple[Session, Session]]:
    """Each session of which there was one before with the same key, with the first such one; no key is no match."""
    first: dict[Hashable, Session] = {}
    for session in sessions:
        key = same(session)
        other = first.setdefault(key, session) if key is not None else session
        if other is not session:
            yield session, other


def _dates(config: Config, files: Mapping[str, bytes], in_order: list[Session]) -> Iterator[Problem]:
    planned = [session for session in in_order if session.date and not session.cancelled]
    for session, other in _second_ones(planned, lambda one: (one.date, one.time)):
        message = f"the date {session.date} is that of {session_ids.path_of(other, config.sessions)} too"
        yield Problem(*line_of(config, files, session, "date"), message)
    for session in planned:
        if session.date and config.cadence.skips(session.date) and not session.is_open:
            holiday = config.cadence.holiday(session.date)
            why = f"{holiday}; `holidays`" if holiday else "`skip`"
            message = f"the club does not meet on {session.date} ({why} in the configuration)"
            yield Problem(*line_of(config, files, session, "date"), message)


def off_cadence(
    config: Config, files: Mapping[str, bytes], sessions: Iterable[Session], today: dt.date
) -> Iterator[Problem]:
    """Open slots on days on which the club does not meet, after its cadence has changed."""
    for session in schedule.order(sessions):
        day = session.date
        if session.is_open and day and day >= today and not is_on_cadence(session, config.cadence):
            message = f"an open slot on {day} (a {day:%A}), when the club does not meet any more: move or delete it"
            yield Problem(*line_of(config, files, session, "date"), message)


def paper_key(session: Session) -> str:
    """What a session's file calls its paper; empty where it has none."""
    return session.paper or session.link


def _same_papers(config: Config, files: Mapping[str, bytes], in_order: list[Session]) -> Iterator[Problem]:
    planned = [session for session in in_order if not session.cancelled]
    for session, other in _second_ones(planned, lambda one: paper_key(one) or None):
        where = session_ids.path_of(other, config.sessions)
        line = line_of(config, files, session, "paper" if session.paper else "link")
        yield Problem(*line, f"the same paper ({paper_key(session)}) as in {where}")


def named_twice(config: Config, files: Mapping[str, bytes], sessions: Iterable[Session]) -> Iterator[Problem]:
    """Files that name an issue which another file names: one that was copied to be the next session, mostly."""

    # A copied repository has files that name issues which other people opened there.
    def same(session: Session) -> Hashable:
        return (session.issue, config.person(session.proposer)) if session.issue else None

    for session, other in _second_ones(sessions, same):
        message = f"the issue {session.issue} is that of {session_ids.path_of(other, config.sessions)} too"
        yield Problem(*line_of(config, files, session, "issue"), message)


def _part(config: Config, files: Mapping[str, bytes], session: Session) -> Iterator[Problem]:
    parts = {part.title: None for part in config.parts}
    if session.part and parts and session.part not in parts:
        message = f"the programme has no part `{session.part}`{suggestion(session.part, parts)}"
        yield Problem(*line_of(config, files, session, "part"), message)


def _roles(config: Config, files: Mapping[str, bytes], session: Session) -> Iterator[Problem]:
    roles = {role.key: role for role in config.roles}
    for key, holders in session.roles.items():
        message = ""
        if key not in roles:
            message = f"there is no role `{key}`{suggestion(key, roles)}"
        elif len(holders) > roles[key].capacity:
            message = f"the role `{key}` is held by {len(holders)}, its capacity is {roles[key].capacity}"
        if message:
            yield Problem(*line_of(config, files, session, "roles", key), message)


def _links(config: Config, files: Mapping[str, bytes], session: Session) -> Iterator[Problem]:
    for key in ("link", "slides", "recording", "code"):
        value = getattr(session, key)
        if value and not markdown.safe_url(value):
            yield Problem(*line_of(config, files, session, key), f"`{value}` is no address to follow")
