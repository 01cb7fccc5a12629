"""What is at the paths of the club's files: nothing, what belongs there, or something that is in the way.

In the way are links and submodules, a folder where a file is needed, and a file where a folder is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from clubaction.club import configuration, session_ids
from clubaction.errors import HostError
from clubaction.model.snapshot import Obstacle

_LINK = 0o120000
_KINDS: dict[str, Obstacle] = {"tree": "folder", "blob": "file", "commit": "submodule"}
_NAMES = {"link": "a link", "submodule": "a submodule", "folder": "a folder", "file": "a file"}


def kind_of(mode: int, kind: str) -> Obstacle:
    """What an entry of a git tree is, from its mode and git's name of its kind (`tree`, `blob` or `commit`)."""
    return "link" if mode == _LINK else _KINDS[kind]


def parents(path: str) -> Iterator[str]:
    """The folders around a path, the outermost first: `a` and `a/b` for `a/b/c`."""
    parts = path.split("/")
    for length in range(1, len(parts)):
        yield "/".join(parts[:length])


def with_parents(paths: Iterable[str]) -> list[str]:
    """These paths and all folders around them, sorted."""
    return sorted({step for path in paths for step in (path, *parents(path))})


def club_obstacles(kinds: Mapping[str, Obstacle], config_path: str, readme: str, sessions: str) -> dict[str, Obstacle]:
    """What is in the way of the club's files: path → what is there instead.

    `kinds` says what is at each path, `config_path` and `readme` are the paths of
    two files, and `sessions` is the folder of the session files.
    """
    files = (config_path, readme, *_sessions_and_templates(kinds, sessions))
    return obstacles(files, (sessions, configuration.TEMPLATES), kinds)


def _sessions_and_templates(kinds: Mapping[str, Obstacle], sessions: str) -> list[str]:
    """Those of these paths that are named like a session file or a template, whatever is there."""
    templates = f"{configuration.TEMPLATES}/"
    return [
        path
        for path, kind in kinds.items()
        if session_ids.is_session_path(path, sessions) or (path.startswith(templates) and kind != "folder")
    ]


def obstacles(files: Iterable[str], folders: Iterable[str], kinds: Mapping[str, Obstacle]) -> dict[str, Obstacle]:
    """Path → what is there instead, for those of these files and folders at whose path something else is.

    For a path that goes through a link or a file, it is that link or file. `kinds`
    says what is at each path; at a path that it does not have, there is nothing.
    """
    needed: list[tuple[str, Obstacle]] = [(path, "file") for path in files]
    needed += [(path, "folder") for path in folders]
    found: dict[str, Obstacle] = {}
    for path, kind in needed:
        above = [kinds[folder] for folder in parents(path) if kinds.get(folder, "folder") != "folder"]
        if above:
            found[path] = above[0]
        elif kinds.get(path, kind) != kind:
            found[path] = kinds[path]
    return found


def require_writable(files: Iterable[str], kinds: Mapping[str, Obstacle]) -> None:
    """Raises `HostError` where something is in the way of one of these files; `kinds` as for `obstacles`."""
    for path, kind in obstacles(files, (), kinds).items():
        above = [folder for folder in parents(path) if kinds.get(folder, "folder") != "folder"]
        place = above[0] if above else path
        raise HostError(f"{path} can't be written: {place} is {_NAMES[kind]}, which is left as it is")
