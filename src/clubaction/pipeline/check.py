"""What is wrong in a club's files, each thing with its file and line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from clubaction.club import configuration, session_folder
from clubaction.club.config_file import parse_config
from clubaction.errors import ConfigError, Problem
from clubaction.pipeline import obstacles, readme_problems, session_problems


def problems(
    files: Mapping[str, bytes], today: dt.date, config_path: str = configuration.PATH, names: Collection[str] = ()
) -> list[Problem]:
    """Everything wrong, in the order of files and lines; `today` is the club's day.

    `names` are those of the files and folders at the top of the repository.
    """
    try:
        config = parse_config(files.get(config_path), config_path)
    except ConfigError as error:
        return list(error.problems)
    sessions, unreadable = session_folder.read_all(files, config.sessions)
    found = [
        *unreadable,
        *session_problems.problems(config, files, sessions.values(), today),
        *obstacles.problems(config, files, {}, names, config_path),
    ]
    if not unreadable:
        found += readme_problems.problems(config, files, sessions, today)
    return sorted(found)
