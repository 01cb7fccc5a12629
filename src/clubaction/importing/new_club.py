"""The files of the club that is made from an imported schedule: sessions, configuration, README."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from clubaction.club import configuration, session_file, session_ids
from clubaction.club.config_file import parse_config
from clubaction.club.configuration import Config, Part, Role
from clubaction.club.written_dates import WEEKDAYS
from clubaction.importing import rhythm, starter_files
from clubaction.importing.imported import Imported
from clubaction.readme import page as readme_page
from clubaction.text import encoding, templates, yaml_writing


@dataclass(frozen=True, slots=True)
class NewClub:
    """The files of a club, not yet written."""

    files: Mapping[str, bytes]
    """Path → content."""
    remarks: tuple[str, ...]
    """What was decided and what a person should do next, one line each."""


def new_club(imported: Imported, source: str, before: Mapping[str, bytes], today: date) -> NewClub:
    """The club imported from the text `source`, for a folder with the files `before` (path → content).

    A configuration that somebody has written is not replaced, nor is a README that is not the imported text.
    """
    config = parse_config(before.get(configuration.PATH))
    files: dict[str, bytes] = {}
    if before.get(configuration.PATH) in (None, starter_files.new_config()):
        config = _imported_config(imported, config)
        files[configuration.PATH] = config_text(config).encode()
    roles = [role.key for role in config.roles]
    sessions = {session_ids.path_of(s, config.sessions): session_file.new_file(s, roles) for s in imported.sessions}
    readme = _readme(imported, source, before, config, today)
    if readme != before.get(config.readme):
        files[config.readme] = readme
    return NewClub(files | sessions, _remarks(imported, config, files))


def _readme(imported: Imported, source: str, before: Mapping[str, bytes], config: Config, today: date) -> bytes:
    """The content of the README: the imported text or the one that is there, its blocks filled."""
    club = {session.id: session for session in imported.sessions}
    existing = before.get(config.readme)
    text = imported.readme if existing in (None, source.encode()) else encoding.decode(config.readme, existing)
    return readme_page.page(text, club, config, today, before).encode()


def _remarks(imported: Imported, config: Config, files: Mapping[str, bytes]) -> tuple[str, ...]:
    remarks = [f"wrote {path}" for path in files]
    if config.readme not in files:
        hint = "put <!-- clubaction:overview --> into it"
        remarks.append(f"kept {config.readme}, which is not what was imported; {hint}")
    missing = (key for key, _ in imported.roles if config.role(key) is None)
    remarks += [f"the configuration has no role `{key}`: add it" for key in missing]
    return (*remarks, "next: `clubaction init` adds the workflow and the issue forms that the schedule's links open")


def _imported_config(imported: Imported, config: Config) -> Config:
    """The configuration with the roles, parts, date format and cadence of an imported schedule."""
    return replace(
        config,
        roles=tuple(Role(key, label, _capacity(imported, key)) for key, label in imported.roles) or config.roles,
        parts=tuple(Part(title, label, intro) for label, title, intro in imported.parts),
        date_format=imported.date_format or config.date_format,
        cadence=rhythm.cadence({session.date for session in imported.sessions if session.date}, imported.skip),
    )


def _capacity(imported: Imported, role: str) -> int:
    """How many people can have the role: as many as have it in any session, 20 at most."""
    return min(20, max((len(session.roles.get(role, ())) for session in imported.sessions), default=1) or 1)


def config_text(config: Config) -> str:
    """The text of a configuration file with the keys that differ from the defaults."""
    name = "imported-config.yml.j2"
    return templates.template(_ENVIRONMENT, name, templates.shipped(f"importing/templates/{name}"))(
        {
            "cadence": config.cadence,
            "weekdays": WEEKDAYS,
            "roles": config.roles,
            "parts": config.parts,
            "date_format": config.date_format,
        }
    )


_NOT_IN_BLOCKS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
"""Characters that YAML reads as the end of a line, or does not allow, in a block."""


def _block(text: str) -> str:
    """Text as a YAML block, whose lines the template indents; in quotes where a block can't hold it."""
    plain = "\n".join(line.rstrip() for line in text.strip().split("\n"))
    is_block = "\n" in plain and not plain.startswith(" ") and not _NOT_IN_BLOCKS.search(plain)
    return f"|\n{plain}" if is_block else yaml_writing.dump(plain)


_ENVIRONMENT = templates.file_environment(yaml=yaml_writing.dump, yaml_block=_block)
