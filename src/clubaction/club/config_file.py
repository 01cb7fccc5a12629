"""The configuration file, read into a `Config`."""

from __future__ import annotations

from clubaction.club.config_keys import KEYS
from clubaction.club.config_reader import Reader
from clubaction.club.configuration import PATH, TEMPLATES, Config
from clubaction.errors import ClubFileError, ConfigError, Problem
from clubaction.text import encoding, yaml_lines, yaml_text


def parse_config(data: bytes | None, path: str = PATH) -> Config:
    """The configuration in the file with this content, or the defaults where there is no file (None).

    Raises `ConfigError` with one problem for each wrong key and value, each with its line and what would be right.
    """
    if data is None:
        return Config()
    try:
        text = encoding.decode(path, data)
        values = yaml_text.read_yaml(path, text)
    except ClubFileError as error:
        raise ConfigError(error.problems) from None
    reader = Reader(path, text)
    found = reader.mapping(values, KEYS, ())
    if reader.problems:
        raise ConfigError(reader.problems)
    config = Config(**found)
    if conflict := _conflict(config, path):
        key, message = conflict
        raise ConfigError([Problem(path, yaml_lines.line_of(text, key) + 1, message)])
    return config


_NOT_FOR_SESSIONS = (".github", ".github/workflows", ".github/ISSUE_TEMPLATE", ".github/actions")
"""Folders whose files GitHub reads for purposes of its own."""


def _conflict(config: Config, path: str) -> tuple[str, str] | None:
    """The key and what is wrong with it, where `sessions` or `readme` is a path that is used for something else."""
    if config.sessions in (config.readme, path, TEMPLATES, *_NOT_FOR_SESSIONS):
        return "sessions", f"`sessions`: {config.sessions} is no folder for sessions alone; name another"
    if config.readme in (path, TEMPLATES):
        return "readme", f"`readme`: {config.readme} is no page for the schedule; name another"
    folder, _, name = config.readme.rpartition("/")
    if folder == config.sessions and name.lower() != "readme.md":
        return "readme", f"`readme`: {config.readme} lies among the sessions; put it elsewhere, or call it README.md"
    return None
