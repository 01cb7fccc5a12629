"""A club's files as they lie in a folder, for the commands that need neither issues nor git. No link is followed."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from clubaction.club import configuration
from clubaction.club.configuration import Config
from clubaction.errors import ConfigError, HostError, Problem
from clubaction.hosts import path_kinds as in_the_way
from clubaction.model.snapshot import Obstacle
from clubaction.pipeline import obstacles as met_obstacles


def read_files(folder: Path, config_path: str = configuration.PATH) -> dict[str, bytes]:
    """The club's files at their paths relative to the folder. Raises `ConfigError`, `HostError`."""
    met = in_the_way.met([config_path], [], _there(folder, [config_path]))
    if config_path in met:
        raise ConfigError([Problem(config_path, 0, met_obstacles.sentence(met[config_path], "file"))])
    files = _at(folder, config_path)
    config = configuration.parse_config(files.get(config_path), config_path)
    for path in configuration.paths(config, config_path):
        files |= _at(folder, path)
    return files


def obstacles(folder: Path, config: Config, config_path: str = configuration.PATH) -> dict[str, Obstacle]:
    """What is in the way of the club's files: path → what is there, or above it, instead."""
    folders = (config.sessions, configuration.TEMPLATES)
    there = _there(folder, (config_path, config.readme, *folders))
    for path in folders:
        if there.get(path) == "folder":
            there |= _there(folder, [f"{path}/{name}" for name in _names(folder / path)])
    files = (config_path, config.readme, *in_the_way.single_files(there, config.sessions))
    return in_the_way.met(files, folders, there)


def names_at_root(folder: Path) -> frozenset[str]:
    """The names of the files and folders at the top. Raises `HostError`."""
    return frozenset(_names(folder))


def read_paths(folder: Path, paths: Iterable[str]) -> dict[str, bytes]:
    """Those of these files that are there. Raises `HostError`."""
    return {path: data for path in paths for path, data in _at(folder, path).items()}


def config_of(files: Mapping[str, bytes], config_path: str = configuration.PATH) -> Config:
    """The configuration among the files. Raises `ConfigError`."""
    return configuration.parse_config(files.get(config_path), config_path)


def _there(folder: Path, paths: Iterable[str]) -> dict[str, Obstacle]:
    """What is at these paths and at the folders that lead to them, as far as anything is."""
    found: dict[str, Obstacle] = {}
    for path in in_the_way.with_parents(paths):
        reached = all(found.get(above) == "folder" for above in in_the_way.parents(path))
        if reached and (kind := _kind(folder / path)):
            found[path] = kind
    return found


def _kind(place: Path) -> Obstacle | None:
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
    try:
        return sorted(entry.name for entry in place.iterdir())
    except OSError as error:
        raise HostError(f"{place} can't be read: {error.strerror}") from None


def _at(folder: Path, path: str) -> dict[str, bytes]:
    there = _there(folder, [path])
    if any(there.get(above) != "folder" for above in in_the_way.parents(path)):
        return {}
    names = [path] if there.get(path) == "file" else []
    if there.get(path) == "folder":
        names = [f"{path}/{name}" for name in _names(folder / path) if _kind(folder / path / name) == "file"]
    try:
        return {name: (folder / name).read_bytes() for name in names}
    except OSError as error:
        raise HostError(f"{folder / path} can't be read: {error.strerror}") from None


def write(folder: Path, changes: Mapping[str, bytes | None]) -> None:
    """Writes and deletes files; each is replaced in one step.

    Raises `HostError`, before anything is written where one would go through a link or replace a folder.
    """
    in_the_way.refuse(changes, _there(folder, changes))
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
