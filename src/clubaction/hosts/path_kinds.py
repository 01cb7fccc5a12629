"""What stands in the way of the club's files: links, submodules, files where folders are needed, and the reverse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from clubaction.club import configuration, session_ids
from clubaction.errors import HostError
from clubaction.model.snapshot import Obstacle

_LINK = 0o120000
_KINDS: dict[str, Obstacle] = {"tree": "folder", "blob": "file", "commit": "submodule"}
_NAMES = {"link": "a link", "submodule": "a submodule", "folder": "a folder", "file": "a file"}


def kind_of(mode: int, kind: str) -> Obstacle:
    """What an entry of a git tree is, by its mode and git's name of its kind."""
    return "link" if mode == _LINK else _KINDS[kind]


def parents(path: str) -> Iterator[str]:
    """The folders that a path lies in, the outermost first."""
    parts = path.split("/")
    for length in range(1, len(parts)):
        yield "/".join(parts[:length])


def with_parents(paths: Iterable[str]) -> list[str]:
    """These paths and all folders that lead to them."""
    return sorted({step for path in paths for step in (path, *parents(path))})


def single_files(there: Mapping[str, Obstacle], folder: str) -> list[str]:
    """Those of these paths at which a session's file or a template is expected; `folder` is that of the sessions."""
    templates = f"{configuration.TEMPLATES}/"
    return [
        path
        for path, kind in there.items()
        if session_ids.is_session_path(path, folder) or (path.startswith(templates) and kind != "folder")
    ]


def met(files: Iterable[str], folders: Iterable[str], there: Mapping[str, Obstacle]) -> dict[str, Obstacle]:
    """Path → what stands there or above it, for those of these paths that can't be used.

    `there` says what is at a path, as far as that is known.
    """
    wanted: list[tuple[str, Obstacle]] = [(path, "file") for path in files]
    wanted += [(path, "folder") for path in folders]
    found: dict[str, Obstacle] = {}
    for path, needed in wanted:
        above = [there[folder] for folder in parents(path) if there.get(folder, "folder") != "folder"]
        if above:
            found[path] = above[0]
        elif there.get(path, needed) != needed:
            found[path] = there[path]
    return found


def refuse(paths: Iterable[str], there: Mapping[str, Obstacle]) -> None:
    """Raises `HostError` where one of these files could only be written in the place of something else."""
    for path, kind in met(paths, (), there).items():
        above = [folder for folder in parents(path) if there.get(folder, "folder") != "folder"]
        place = above[0] if above else path
        raise HostError(f"{path} can't be written: {place} is {_NAMES[kind]}, which is left as it is")
