"""The files that a new club starts with: workflows, issue forms, configuration, README."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping

from clubaction.club import configuration, session_folder
from clubaction.club.config_file import parse_config
from clubaction.club.configuration import Config
from clubaction.readme import blocks as readme_blocks
from clubaction.readme import page
from clubaction.text import encoding, markdown, templates
from clubaction.text.line_endings import newline_of

NEXT_STEPS = """\
Next: commit these files and push them. On GitHub, under Settings → Actions → General, tick
"Allow GitHub Actions to create and approve pull requests". Then open an issue with the form "Propose a paper"."""

FORMS = ".github/ISSUE_TEMPLATE"
WORKFLOWS = ".github/workflows"

_TEMPLATES = {
    f"{WORKFLOWS}/club.yml": "club-workflow.yml.j2",
    f"{WORKFLOWS}/check.yml": "check-workflow.yml.j2",
    f"{FORMS}/paper.yml": "paper-form.yml.j2",
    f"{FORMS}/claim.yml": "claim-form.yml.j2",
    f"{FORMS}/config.yml": "form-config.yml",
}
"""Path of a file that depends on the configuration → its template."""


def paths(config: Config) -> tuple[str, ...]:
    """The paths of all these files, in the order in which they are made."""
    return (configuration.PATH, *_TEMPLATES, config.readme)


def files(existing: Mapping[str, bytes]) -> dict[str, bytes]:
    """Path → content of the files to write, for a repository with the files `existing` (path → content).

    `existing` must have those of `paths` that exist. A README with none of our
    blocks gets them at its end; no other file that exists is changed. Raises
    `ConfigError` for a configuration and `ClubFileError` for a session or README
    that can't be read.
    """
    config = parse_config(existing.get(configuration.PATH))
    made: dict[str, bytes] = {}
    if configuration.PATH not in existing:
        made[configuration.PATH] = new_config()
    made |= {path: _filled(name, config).encode() for path, name in _TEMPLATES.items() if path not in existing}
    return made | _readme(config, existing)


def new_config() -> bytes:
    """The configuration file of a new club: the default roles, and all other keys as comments."""
    return templates.shipped("importing/templates/new-config.yml").encode()


# --- the README ------------------------------------------------------------------------------


def _readme(config: Config, existing: Mapping[str, bytes]) -> dict[str, bytes]:
    before = encoding.decode(config.readme, existing[config.readme]) if config.readme in existing else None
    if before is not None and readme_blocks.find(config.readme, before):
        return {}
    sessions = session_folder.require_all(existing, config.sessions)
    text = _with_blocks(before, config)
    # Any date will do: none of these blocks depends on it.
    return {config.readme: page.page(text, sessions, config, dt.date.min, existing).encode()}


def _with_blocks(before: str | None, config: Config) -> str:
    blocks = templates.shipped("importing/templates/new-blocks.md")
    if not before:
        return _filled("new-readme.md.j2", config) + blocks
    gap = "" if before.endswith("\n\n") else "\n" if before.endswith("\n") else "\n\n"
    return before + (gap + blocks).replace("\n", newline_of(before))


# --- templates -------------------------------------------------------------------------------

_WORDS = re.compile(r"[A-Za-z.][A-Za-z/. -]*[A-Za-z]")
_NOT_TEXT = ("true", "false", "yes", "no", "on", "off", "null")


def _yaml(text: str) -> str:
    """Text as YAML on one line: plain words without quotes, all else as a JSON string, which YAML reads as well."""
    plain = _WORDS.fullmatch(text) and text.lower() not in _NOT_TEXT
    return text if plain else json.dumps(markdown.one_line(text), ensure_ascii=False)


_ENVIRONMENT = templates.file_environment(yaml=_yaml)


def _filled(name: str, config: Config) -> str:
    source = templates.shipped(f"importing/templates/{name}")
    return templates.template(_ENVIRONMENT, name, source)(
        {
            "name": markdown.escape(config.name),
            "roles": config.roles,
            "parts": config.parts,
            "watched": (config.readme, f"{config.sessions}/**", configuration.PATH, f"{configuration.TEMPLATES}/**"),
            "up": "../" * (config.readme.count("/") + 2),
        }
    )
