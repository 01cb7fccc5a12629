"""Puts an imported schedule into a folder: session files, configuration, README, and a first commit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

from clubaction.club import configuration
from clubaction.text import yaml_text, templates
from clubaction.readme import page as readme_page
from clubaction.club import session_file, session_ids
from clubaction.club.configuration import Config, Part, Role
from clubaction.errors import HostError, UsageError
from clubaction.hosts.folder import worktree
from clubaction.hosts.folder.git import Git
from clubaction.importing import Imported
from clubaction.club.cadence import WEEKDAYS, Cadence, dates

_UNTOUCHED = templates.shipped("importing/templates/new-config.yml").encode()
"""The configuration as `clubaction init` makes it, which says nothing yet."""


def settle(found: Imported, source: str, into: Path, today: date) -> list[str]:
    """Writes the club that was found in the text `source`; returns what was done, a line each.

    Nothing that is there is overwritten: a folder that has sessions already is
    refused with `UsageError`, and a README that is not the imported text stays.
    """
    into.mkdir(parents=True, exist_ok=True)
    into = into.resolve()
    is_new = all(place.name.startswith(".") and place.name != ".git" for place in into.iterdir())
    before = worktree.read_files(into)
    config = worktree.config_of(before)
    there = [path for path in before if session_ids.is_session_path(path, config.sessions)]
    if there:
        raise UsageError(f"{into} has session files already, such as {there[0]}; import into an empty folder")
    files = files_of(found, source, before, today)
    worktree.write(into, files)
    done = [f"wrote {path}" for path in files if not session_ids.is_session_path(path, config.sessions)]
    if config.readme not in files:
        done.append(f"kept {config.readme}, which is not what was imported; put <!-- clubaction:overview --> into it")
    done += [f"the configuration has no role `{key}`: add it" for key, _ in found.roles if _lacks(into, key)]
    done.append("next: `clubaction init` adds the workflow and the issue forms that the schedule's links open")
    return [f"wrote {len(found.sessions)} session files into {into / config.sessions}", *done, *_commit(into, is_new)]


def _lacks(into: Path, role: str) -> bool:
    return worktree.config_of(worktree.read_files(into)).role(role) is None


def files_of(found: Imported, source: str, before: Mapping[str, bytes], today: date) -> dict[str, bytes]:
    """The files of the club: sessions, configuration where there is none, and the README with its blocks filled."""
    config = configuration.parse_config(before.get(configuration.PATH))
    files: dict[str, bytes] = {}
    if before.get(configuration.PATH, _UNTOUCHED) == _UNTOUCHED:
        config = config_of(found, config)
        files[configuration.PATH] = config_text(config).encode()
    roles = [role.key for role in config.roles]
    for session in found.sessions:
        files[session_ids.path_of(session.id, config.sessions)] = session_file.new_file(session, roles)
    club = {session.id: session for session in found.sessions}
    kept = before.get(config.readme)
    page = found.readme if kept is None or kept == source.encode() else yaml_text.decode(config.readme, kept)
    rendered = readme_page.page(page, club, config, today, before).encode()
    return files if rendered == kept else {**files, config.readme: rendered}


def config_of(found: Imported, config: Config) -> Config:
    """The configuration that an imported schedule implies."""
    return replace(
        config,
        roles=tuple(Role(key, label, _capacity(found, key)) for key, label in found.roles) or config.roles,
        parts=tuple(Part(title, label, intro) for label, title, intro in found.parts),
        date_format=found.date_format or config.date_format,
        cadence=_cadence(found),
    )


def _capacity(found: Imported, role: str) -> int:
    """As many as ever held the role at once."""
    return min(20, max((len(session.roles.get(role, ())) for session in found.sessions), default=1) or 1)


def _cadence(found: Imported) -> Cadence:
    """A weekly or fortnightly rhythm, where at least four of five dates keep to it."""
    days = sorted({session.date for session in found.sessions if session.date})
    if len(days) < 4:
        return Cadence()
    weekday, count = Counter(day.weekday() for day in days).most_common(1)[0]
    if count * 5 < len(days) * 4:
        return Cadence()
    gaps = Counter((later - earlier).days // 7 for earlier, later in pairwise(days))
    every = max(1, gaps.most_common(1)[0][0])
    cadence = Cadence((weekday,), every=every, start=days[0], end=days[-1])
    missed = [day for day in dates(cadence, days[0]) if day not in days]
    skip = {day for day in found.skip if days[0] <= day <= days[-1]} | (
        set(missed) if len(missed) <= len(days) // 4 else set()
    )
    return replace(cadence, skip=tuple((day, day) for day in sorted(skip)))


def config_text(config: Config) -> str:
    """A configuration file that says what differs from the defaults, with a word on each key."""
    cadence = config.cadence
    lines = ["# The club's configuration; every key is optional.\n"]
    if cadence.weekdays and cadence.start and cadence.end:
        lines.append("cadence:\n")
        lines.append(yaml_text.entry("weekday", WEEKDAYS[cadence.weekdays[0]].capitalize(), indent="  "))
        if cadence.every > 1:
            lines.append(yaml_text.entry("every", cadence.every, indent="  "))
        lines.append(yaml_text.entry("start", cadence.start, indent="  "))
        lines.append(yaml_text.entry("end", cadence.end, indent="  "))
        if cadence.skip:
            lines.append(f"  skip: [{', '.join(first.isoformat() for first, _ in cadence.skip)}]\n")
    lines.append("roles:\n")
    for role in config.roles:
        shared = {"label": role.label, "capacity": role.capacity}
        lines.append(yaml_text.entry(role.key, shared if role.capacity > 1 else role.label, indent="  "))
    if config.parts:
        lines.append("parts:\n")
        for part in config.parts:
            lines.append("  - " + yaml_text.entry("title", part.title))
            lines += [yaml_text.entry("label", part.label, indent="    ")] if part.label else []
            lines += [_literal("intro", part.intro, "    ")] if part.intro else []
    lines.append(f'date_format: "{config.date_format}"\n')
    return "".join(lines)


def _literal(key: str, text: str, indent: str) -> str:
    """Text of several lines as it reads, where YAML allows that."""
    plain = "\n".join(line.rstrip() for line in text.strip().split("\n"))
    if "\n" not in plain or plain.startswith(" "):
        return yaml_text.entry(key, plain, indent=indent)
    rows = "".join(f"{indent}  {line}".rstrip() + "\n" for line in plain.split("\n"))
    return f"{indent}{key}: |\n{rows}"


def _commit(into: Path, is_new: bool) -> list[str]:  # noqa: FBT001 (private, and named where it is called)
    """Makes a new folder, or one that belongs to no repository, a repository: `clubaction sync` needs one."""
    git = Git(into)
    try:
        if git.is_repository() or (git.line("rev-parse", "--show-toplevel") and not is_new):
            return []
        git.create()
        git.commit_all("Import the club's schedule\n")
    except HostError as error:
        return [f"not committed: {error}"]
    return ["made it a git repository and committed the import"]
