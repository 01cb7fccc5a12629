"""What a repository needs to become a club: workflows, issue forms, configuration, README. Nothing is overwritten."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping, Sequence

from clubaction.club import configuration
from clubaction.text import yaml_text, gfm, templates
from clubaction.readme import blocks as readme_blocks, page
from clubaction.club import session_folder
from clubaction.club.configuration import Config
from clubaction.errors import ClubFileError

NEXT_STEPS = """\
Next: commit these files and push them. On GitHub, under Settings → Actions → General, tick
"Allow GitHub Actions to create and approve pull requests". Then open an issue with the form "Propose a paper"."""

FORMS = ".github/ISSUE_TEMPLATE"
WORKFLOWS = ".github/workflows"

_PATHS_LINE = 'paths: [README.md, "sessions/**", .github/clubaction.yml, ".github/clubaction/**"]'
_ROLES = "        - label: Responsible for Recap\n        - label: Responsible for Questions\n"
_ROLE_NAMES = 'description: "One of: recap, questions."'
_PART = """\
  - type: input
    id: part
    attributes:
      label: Part
      description: The part of the programme that it belongs to, if the club has parts.
"""
_DROPDOWN = """\
  - type: dropdown
    id: part
    attributes:
      label: Part
      description: The part of the programme that it belongs to.
      options:
"""


def paths(config: Config) -> tuple[str, ...]:
    """Where the files of a new club stand, in the order in which they are made."""
    return (configuration.PATH, *_MAKERS, config.readme)


def files(existing: Mapping[str, bytes]) -> dict[str, bytes]:
    """Path → content of what is missing in a repository that has `existing` (at least those of `paths`).

    Forms and workflows follow the club's configuration. A README that has none
    of our blocks gets them at its end; nothing else that is there is changed.
    Raises `ConfigError`, `ClubFileError` for a configuration, session or README
    that can't be read.
    """
    config = configuration.parse_config(existing.get(configuration.PATH))
    made: dict[str, bytes] = {}
    if configuration.PATH not in existing:
        made[configuration.PATH] = templates.shipped("importing/templates/new-config.yml").encode()
    made |= {path: make(config).encode() for path, make in _MAKERS.items() if path not in existing}
    return made | _readme(config, existing)


def _readme(config: Config, existing: Mapping[str, bytes]) -> dict[str, bytes]:
    before = yaml_text.decode(config.readme, existing[config.readme]) if config.readme in existing else None
    if before is not None and readme_blocks.find(config.readme, before):
        return {}
    club, problems = session_folder.read_all(existing, config.sessions)
    if problems:
        raise ClubFileError(problems)
    text = _with_blocks(before, config)
    # None of these blocks depends on the day.
    return {config.readme: page.page(text, club, config, dt.date.min, existing).encode()}


def _with_blocks(before: str | None, config: Config) -> str:
    blocks = templates.shipped("importing/templates/new-blocks.md")
    if not before:
        up = "../" * (config.readme.count("/") + 2)
        start = templates.shipped("importing/templates/new-readme.md").replace("{name}", gfm.escape(config.name))
        return start.replace("](../../", f"]({up}") + blocks
    newline = "\r\n" if "\r\n" in before else "\n"
    gap = "" if before.endswith("\n\n") else "\n" if before.endswith("\n") else "\n\n"
    return before + (gap + blocks).replace("\n", newline)


# --- forms and workflows, from those of a club with the default configuration ------------------


def _workflow(name: str) -> Callable[[Config], str]:
    def make(config: Config) -> str:
        watched = (config.readme, f"{config.sessions}/**", configuration.PATH, f"{configuration.TEMPLATES}/**")
        listed = ", ".join(map(_yaml, watched))
        return templates.shipped(f"importing/templates/{name}-workflow.yml").replace(_PATHS_LINE, f"paths: [{listed}]")

    return make


def _paper_form(config: Config) -> str:
    form = templates.shipped("importing/templates/paper-form.yml")
    roles = "".join(f"        - label: {_yaml(role.label)}\n" for role in config.roles)
    first = next(iter(config.roles)).key
    form = form.replace(_ROLES, roles).replace("/claim recap", f"/claim {first}")
    return form.replace(_PART, _DROPDOWN + _options(config)) if config.parts else form


def _options(config: Config) -> str:
    return "".join(f"        - {_yaml(part.heading)}\n" for part in config.parts)


def _claim_form(config: Config) -> str:
    keys: Sequence[str] = [role.key for role in config.roles]
    form = templates.shipped("importing/templates/claim-form.yml").replace(
        _ROLE_NAMES, f'description: "One of: {", ".join(keys)}."'
    )
    form = form.replace("placeholder: recap", f"placeholder: {_yaml(keys[0])}")
    return form.replace("/claim recap", f"/claim {keys[0]}")


def _form_config(_: Config) -> str:
    return templates.shipped("importing/templates/form-config.yml")


_WORDS = re.compile(r"[A-Za-z.][A-Za-z/. -]*[A-Za-z]")
_OTHER_VALUES = ("true", "false", "yes", "no", "on", "off", "null")


def _yaml(text: str) -> str:
    """Text as a YAML scalar on one line; in quotes, which JSON's are too, unless it is plain words."""
    plain = _WORDS.fullmatch(text) and text.lower() not in _OTHER_VALUES
    return text if plain else json.dumps(gfm.one_line(text), ensure_ascii=False)


_MAKERS: Mapping[str, Callable[[Config], str]] = {
    f"{WORKFLOWS}/club.yml": _workflow("club"),
    f"{WORKFLOWS}/check.yml": _workflow("check"),
    f"{FORMS}/paper.yml": _paper_form,
    f"{FORMS}/claim.yml": _claim_form,
    f"{FORMS}/config.yml": _form_config,
}
