"""A club's files as they are in a folder, for commands that need neither issues nor git. Links are not followed."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from clubaction.club import configuration
from clubaction.club.config_file import parse_config
from clubaction.club.configuration import Config
from clubaction.errors import ConfigError, HostError, Problem
from clubaction.hosts import occupied_paths
from clubaction.model.snapshot import Obstacle
from clubaction.pipeline.obstacles import sentence


def read_club(folder: Path) -> tuple[dict[str, bytes], Config]:
    """Path relative to the folder → content of the club's files, and the configuration that is among them.

    Raises `ConfigError`, `HostError`.
    """
    path = configuration.PATH
    if obstacle := occupied_paths.obstacles([path], [], _kinds(folder, [path])).get(path):
        raise ConfigError([Problem(path, 0, sentence(obstacle, "file"))])
    files = _at(folder, path)
    config = parse_config(files.get(path))
    for place in (*configuration.paths(config), *_folders_in(folder, config.sessions)):
        files |= _at(folder, place)
    return files, config


def obstacles(folder: Path, config: Config) -> dict[str, Obstacle]:
    """What is in the way of the club's files: path → what is there instead. Raises `HostError`."""
    folders = (config.sessions, configuration.TEMPLATES)
    kinds = _kinds(folder, (configuration.PATH, config.readme, *folders))
    for path in (*folders, *_folders_in(folder, config.sessions)):
        if kinds.get(path) == "folder":
            kinds |= _kinds(folder, [f"{path}/{name}" for name in _names(folder / path)])
    return occupied_paths.club_obstacles(kinds, configuration.PATH, config.readme, config.sessions)


def names_at_root(folder: Path) -> frozenset[str]:
    """The names of all files and folders directly in this folder. Raises `HostError`."""
    return frozenset(_names(folder))


def read_paths(folder: Path, paths: Iterable[str]) -> dict[str, bytes]:
    """Path → content, for those of these paths at which there is a file. Raises `HostError`."""
    return {path: data for path in paths for path, data in _at(folder, path).items()}


def _kinds(folder: Path, paths: Iterable[str]) -> dict[str, Obstacle]:
    """Path → what is there, for these paths and the folders around them; without those at which there is nothing."""
    found: dict[str, Obstacle] = {}
    for path in occupied_paths.with_parents(paths):
        reached = all(found.get(above) == "folder" for above in occupied_paths.parents(path))
        if reached and (kind := _kind(folder / path)):
            found[path] = kind
    return found


def _kind(place: Path) -> Obstacle | None:
    """What is at a path; None for nothing, and for what is no place for a club's file, such as a socket."""
    try:
        mode = place.lstat().st_mode
        if stat.S_ISLNK(mode):
            return "link"
        if stat.S_ISDIR(mode):
            return "submodule" if os.path.lexists(place / ".git") else "folder"
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise HostError(f"{place} can't be read: {error.strerror}") from None
    return "file" if stat.S_ISREG(mode) else None


def _names(place: Path) -> list[str]:
    return [name for name, _ in _inside(place)]


def _inside(place: Path) -> list[tuple[str, bool]]:
    """The names in a folder in order, and whether each is a file: most systems tell that without being asked for it."""
    try:
        with os.scandir(place) as entries:
            return sorted((entry.name, entry.is_file(follow_symlinks=False)) for entry in entries)
    except OSError as error:
        raise HostError(f"{place} can't be read: {error.strerror}") from None


def _folders_in(folder: Path, path: str) -> list[str]:
    """The paths of all folders inside the folder `path`; none for hidden folders and those behind a link."""
    kinds = _kinds(folder, [path])
    if not all(kinds.get(step) == "folder" for step in occupied_paths.with_parents([path])):
        return []
    found, waiting = [], [path]
    while waiting:
        above = waiting.pop()
        named = (name for name, is_file in _inside(folder / above) if not is_file and not name.startswith("."))
        inside = [f"{above}/{name}" for name in named if _kind(folder / above / name) == "folder"]
        found += inside
        waiting += inside
    return sorted(found)


def _at(folder: Path, path: str) -> dict[str, bytes]:
    """Path → content, of the file at this path or of the files directly in the folder at this path."""
    kinds = _kinds(folder, [path])
    if any(kinds.get(above) != "folder" for above in occupied_paths.parents(path)):
        return {}
    names = [path] if kinds.get(path) == "file" else []
    if kinds.get(path) == "folder":
        names = [f"{path}/{name}" for name, is_file in _inside(folder / path) if is_file]
    try:
        return {name: (folder / name).read_bytes() for name in names}
    except OSError as error:
        raise HostError(f"{folder / path} can't be read: {error.strerror}") from None


def write(folder: Path, changes: Mapping[str, bytes | None]) -> None:
    """Writes the files with a content and deletes those with None; each file is replaced in one step.

    Raises `HostError`; where a link or folder is in the way of any file, before the first one is written.
    """
    occupied_paths.require_writable(changes, _kinds(folder, changes))
    for path, content in changes.items():
        place = folder / path
        try:
            if content is None:
                place.unlink(missing_ok=True)
            else:
                place.parent.mkdir(parents=True, exist_ok=True)
                _replace(place, content)
        except OSError as error:
            raise HostError(f"{place} can't be written: {error.strerror}") from None


def _replace(place: Path, content: bytes) -> None:
    handle, scratch = tempfile.mkstemp(dir=place.parent, prefix=".clubaction-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        mode = place.stat().st_mode if place.exists() else 0o644
        Path(scratch).chmod(mode & 0o777)
        Path(scratch).replace(place)
    except BaseException:
        Path(scratch).unlink(missing_ok=True)
        raise
