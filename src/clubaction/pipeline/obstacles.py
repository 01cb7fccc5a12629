"""Whether the club's files can be where the configuration says: a link is never followed, and nothing is replaced."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from clubaction.club.configuration import TEMPLATES, Config
from clubaction.errors import ClubFileError, ConfigError, Problem
from clubaction.model.snapshot import Obstacle
from clubaction.readme import blocks


def sentence(kind: Obstacle, needed: str) -> str:
    """What is wrong with a path at which this is, and what to do; `needed` is `file` or `folder`."""
    if kind == "link":
        return f"this is a link, or lies behind one; clubaction follows none: put the {needed} itself there"
    return f"there is a {kind} where a {needed} is needed; it is left as it is"


def obstructed(obstacles: Mapping[str, Obstacle], config: Config) -> list[Problem]:
    """Everything that stands in the way, each at its path."""
    folders = (config.sessions, TEMPLATES)
    return [
        Problem(path, 0, sentence(kind, "folder" if path in folders else "file")) for path, kind in obstacles.items()
    ]


def require(config: Config, path: str, obstacles: Mapping[str, Obstacle]) -> None:
    """Raises `ConfigError` where the configuration can't be read, or no session's file could be written."""
    if kind := obstacles.get(path):
        raise ConfigError([Problem(path, 0, sentence(kind, "file"))])
    if kind := obstacles.get(config.sessions):
        where = f"{sentence(kind, 'folder')}, or name another with `sessions:`"
        raise ConfigError([Problem(config.sessions, 0, where)])


def problems(
    config: Config,
    files: Mapping[str, bytes],
    obstacles: Mapping[str, Obstacle],
    names: Collection[str],
    config_path: str,
) -> list[Problem]:
    """What keeps the schedule from being shown, or the club's own templates from being used.

    `names` are those of the files and folders at the top of the repository.
    """
    found = []
    if kind := obstacles.get(TEMPLATES):
        found.append(Problem(TEMPLATES, 0, f"{sentence(kind, 'folder')}, and our own templates are used"))
    path = config.readme
    if kind := obstacles.get(path):
        found.append(Problem(path, 0, f"{sentence(kind, 'file')}. The schedule is not shown anywhere"))
    elif path not in files:
        found.append(Problem(path, 0, _missing(path, names, config_path)))
    elif not _has_block(path, files[path]):
        hint = "put <!-- clubaction:overview --> and <!-- /clubaction:overview --> on lines of their own"
        found.append(Problem(path, 0, f"there is no block for the schedule in it: {hint} where it should stand"))
    return found


def _missing(path: str, names: Collection[str], config_path: str) -> str:
    other = next((name for name in sorted(names) if name.casefold() == path.casefold()), "")
    if other:
        return f"there is no such file, but {other}: say `readme: {other}` in {config_path}, or rename it"
    return "there is no such file for the schedule: `clubaction init` makes one, and `readme:` names another"


def _has_block(path: str, data: bytes) -> bool:
    """Whether there is a block; a page with wrong markers, or that is no text, is complained of where it is read."""
    try:
        return bool(blocks.find(path, data.decode()))
    except (ClubFileError, UnicodeDecodeError):
        return True
