"""A club's files as they lie in a folder, for the commands that need neither issues nor git."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from clubaction import config as configuration
from clubaction.config import Config
from clubaction.errors import HostError


def read(folder: Path, config_path: str = configuration.PATH) -> dict[str, bytes]:
    """The club's files at their paths relative to the folder. Raises `ConfigError`, `HostError`."""
    files = _at(folder, config_path)
    config = configuration.read(files.get(config_path), config_path)
    for path in configuration.paths(config, config_path):
        files |= _at(folder, path)
    return files


def read_paths(folder: Path, paths: Iterable[str]) -> dict[str, bytes]:
    """Those of these files that are there. Raises `HostError`."""
    return {path: data for path in paths for path, data in _at(folder, path).items()}


def config_of(files: Mapping[str, bytes], config_path: str = configuration.PATH) -> Config:
    """The configuration among the files. Raises `ConfigError`."""
    return configuration.read(files.get(config_path), config_path)


def _at(folder: Path, path: str) -> dict[str, bytes]:
    place = folder / path
    try:
        if place.is_file():
            return {path: place.read_bytes()}
        if not place.is_dir():
            return {}
        with os.scandir(place) as entries:
            names = sorted(entry.name for entry in entries if entry.is_file())
        return {f"{path}/{name}": (place / name).read_bytes() for name in names}
    except OSError as error:
        raise HostError(f"{place} can't be read: {error.strerror}") from None


def write(folder: Path, changes: Mapping[str, bytes | None]) -> None:
    """Writes and deletes files; each is replaced in one step. Raises `HostError`."""
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
