"""What is wrong in a club's files, each thing with its file and line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from functools import lru_cache

from clubaction.club import config_values, configuration, open_slots, session_folder, session_ids
from clubaction.club.configuration import Config
from clubaction.errors import ClubFileError, ConfigError, Problem
from clubaction.model.session import Session
from clubaction.papers import audit, title_search
from clubaction.papers.audit import Finding, FindingKind
from clubaction.papers.exchange import Fetch
from clubaction.papers.identify import identifiers
from clubaction.papers.lookup import look_up
from clubaction.pipeline import obstacles
from clubaction.readme import blocks as readme_blocks
from clubaction.readme import page
from clubaction.text import gfm, yaml_text
from clubaction.text.messages import say


def problems(
    files: Mapping[str, bytes], today: dt.date, config_path: str = configuration.PATH, names: Collection[str] = ()
) -> list[Problem]:
    """Everything wrong, in the order of files and lines; `today` is the club's day.

    `names` are those of the files and folders at the top of the repository.
    """
    try:
        config = configuration.parse_config(files.get(config_path), config_path)
    except ConfigError as error:
        return list(error.problems)
    club, found = session_folder.read_all(files, config.sessions)
    readable = not found
    found += _dates(config, files, club.values())
    found += off_cadence(config, files, club.values(), today)
    found += _papers(config, files, club.values())
    found += named_twice(config, files, club.values())
    found += _keys(config, files, club.values())
    found += obstacles.problems(config, files, {}, names, config_path)
    found += _readme(config, files, club, today) if readable else []
    return sorted(found)


_SENTENCES: Mapping[FindingKind, str] = {
    "title": "finding-title",
    "gone": "finding-gone",
    "moved": "finding-moved",
    "published": "finding-published",
    "duplicate": "finding-duplicate",
    "unresolved": "finding-unresolved",
}


def against_papers(files: Mapping[str, bytes], config: Config, fetch: Fetch) -> list[Problem]:
    """What the papers' services say against the sessions, each at its file and line. Pure but for `fetch`."""
    club, _ = session_folder.read_all(files, config.sessions)
    in_order = page.order(club.values())
    found = look_up(audit.to_look_up(in_order), fetch)
    first = audit.audit(in_order, found)
    strays = [finding.ours for finding in first if finding.kind == "title" and not finding.other]
    owners = title_search.search(strays, fetch) if strays else {}
    return _findings(files, config, club, audit.audit(in_order, found, owners) if owners else first)


def _findings(
    files: Mapping[str, bytes], config: Config, club: Mapping[str, Session], found: Iterable[Finding]
) -> list[Problem]:
    problems = []
    for finding in found:
        session = club[finding.session]
        if finding.kind == "duplicate" and _paper_key(session) == _paper_key(club[finding.other]):
            continue  # `problems` tells that without asking anybody
        text = say(_SENTENCES[finding.kind], **asdict(finding)).plain()
        problems.append(Problem(*_line(config, files, session, _told_by(finding, session)), text))
    return problems


def _told_by(finding: Finding, session: Session) -> str:
    """The key of the session's file that a finding is about."""
    if finding.kind == "title":
        return "title"
    return "link" if identifiers.identify(session.link) == finding.identifier else "paper"


def _paper_key(session: Session) -> str:
    return session.paper or session.link


def _line(config: Config, files: Mapping[str, bytes], session: Session, *keys: str) -> tuple[str, int]:
    """The path of a session's file and the line of one of its keys."""
    path = session_ids.path_of(session.id, config.sessions)
    lines = _lines(path, files[path])
    return path, (2 + lines.of(*keys) if lines else 1)


@lru_cache(maxsize=8)
def _lines(path: str, data: bytes) -> yaml_text.Lines | None:
    """The lines of a session's file; several things may be wrong with one."""
    text = yaml_text.decode(path, data)
    parts = yaml_text.front_matter(text)
    return yaml_text.Lines(text[parts.start : parts.end]) if parts else None


def _dates(config: Config, files: Mapping[str, bytes], club: Iterable[Session]) -> list[Problem]:
    found = []
    first: dict[tuple[dt.date, dt.time | None], Session] = {}
    for session in page.order(club):
        if session.date is None or session.cancelled:
            continue
        other = first.setdefault((session.date, session.time), session)
        if other is not session:
            message = f"the date {session.date} is that of {session_ids.path_of(other.id, config.sessions)} too"
            found.append(Problem(*_line(config, files, session, "date"), message))
        if config.cadence.skips(session.date) and not session.is_open:
            holiday = config.cadence.holiday(session.date)
            why = f"{holiday}; `holidays`" if holiday else "`skip`"
            message = f"the club does not meet on {session.date} ({why} in the configuration)"
            found.append(Problem(*_line(config, files, session, "date"), message))
    return found


def off_cadence(config: Config, files: Mapping[str, bytes], club: Iterable[Session], today: dt.date) -> list[Problem]:
    """Open slots on days on which the club does not meet, after its cadence has changed."""
    found = []
    for session in page.order(club):
        day = session.date
        if session.is_open and day and day >= today and not open_slots.is_on_cadence(session, config.cadence):
            message = f"an open slot on {day} (a {day:%A}), when the club does not meet any more: move or delete it"
            found.append(Problem(*_line(config, files, session, "date"), message))
    return found


def _papers(config: Config, files: Mapping[str, bytes], club: Iterable[Session]) -> list[Problem]:
    found = []
    first: dict[str, Session] = {}
    for session in page.order(club):
        key = _paper_key(session)
        if not key or session.cancelled:
            continue
        other = first.setdefault(key, session)
        if other is not session:
            where = session_ids.path_of(other.id, config.sessions)
            line = _line(config, files, session, "paper" if session.paper else "link")
            found.append(Problem(*line, f"the same paper ({key}) as in {where}"))
    return found


def named_twice(config: Config, files: Mapping[str, bytes], club: Iterable[Session]) -> list[Problem]:
    """Files that name an issue which another file names: one that was copied to be the next session, mostly."""
    found = []
    first: dict[tuple[int, str], Session] = {}
    for session in club:
        # A copied repository has files that name issues which other people opened there.
        key = session.issue or 0, config.person(session.proposer)
        other = first.setdefault(key, session) if session.issue else session
        if other is not session:
            message = f"the issue {session.issue} is that of {session_ids.path_of(other.id, config.sessions)} too"
            found.append(Problem(*_line(config, files, session, "issue"), message))
    return found


def _keys(config: Config, files: Mapping[str, bytes], club: Iterable[Session]) -> list[Problem]:
    found = []
    parts = {part.title: None for part in config.parts}
    roles = {role.key: None for role in config.roles}
    for session in club:
        if session.part and parts and session.part not in parts:
            message = f"the programme has no part `{session.part}`{config_values.nearest(session.part, parts)}"
            found.append(Problem(*_line(config, files, session, "part"), message))
        for key, holders in session.roles.items():
            role = config.role(key)
            if key not in roles:
                message = f"there is no role `{key}`{config_values.nearest(key, roles)}"
                found.append(Problem(*_line(config, files, session, "roles", key), message))
            elif role and len(holders) > role.capacity:
                message = f"the role `{key}` is held by {len(holders)}, its capacity is {role.capacity}"
                found.append(Problem(*_line(config, files, session, "roles", key), message))
        for key in ("link", "slides", "recording", "code"):
            value = getattr(session, key)
            if value and not gfm.safe_url(value):
                found.append(Problem(*_line(config, files, session, key), f"`{value}` is no address to follow"))
    return found


def _readme(config: Config, files: Mapping[str, bytes], club: Mapping[str, Session], today: dt.date) -> list[Problem]:
    path = config.readme
    if path not in files:
        return []
    try:
        before = yaml_text.decode(path, files[path])
        after = page.page(before, club, config, today, files, ages="never")
    except (ClubFileError, ConfigError) as error:
        return list(error.problems)
    found = _links(path, after)
    if _lasting(path, before) != _lasting(path, after):
        pairs = zip(before.split("\n"), after.split("\n"), strict=False)
        line = next((n for n, (old, new) in enumerate(pairs, start=1) if old != new), 1)
        found.append(Problem(path, line, "not up to date with the sessions; `clubaction render` makes it so"))
    return found


def _lasting(path: str, text: str) -> str:
    """The page without the block that a new day alone puts out of date."""
    blocks = [block for block in readme_blocks.find(path, text) if block.name == "next"]
    return text[: blocks[0].start] + text[blocks[0].end :] if blocks else text


def _links(path: str, text: str) -> list[Problem]:
    """Links to sections of the page that it does not have."""
    anchors = gfm.Anchors()
    there = {anchors.take(heading.text) for heading in gfm.headings(text)} | gfm.explicit_anchors(text) | {"top"}
    return [
        Problem(path, line.number, f"there is no section `#{target}` on this page")
        for line in gfm.lines(text)
        if not line.code
        for target in gfm.section_links(line.text)
        if target.lower() not in there
    ]
