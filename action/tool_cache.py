"""The wheels that one job leaves in the runner's tool cache for the next one.

Any job on the runner can change what is in the tool cache, so nothing in it is trusted: only whole wheels are stored,
each is compared with the lock's hashes whenever it is read, and what is installed afterwards are the very bytes that
were compared. Somebody who changes these files can make the next job slower, and nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from action import wheels
from action.requirements import Requirement

LARGEST = 256 * 1024**2
"""Bytes that are read of one wheel at most; no wheel that we need comes near this."""
READ_ONLY = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Flags for `os.open`. Without O_NONBLOCK, a pipe that somebody put in a file's place would make us wait for ever."""


def own_folder(environ: Mapping[str, str]) -> Path | None:
    """The folder `clubaction` in the tool cache, made if it is missing; None where it can't be made."""
    if not environ.get("RUNNER_TOOL_CACHE"):
        return None
    folder = Path(environ["RUNNER_TOOL_CACHE"]) / "clubaction"
    try:
        if not _is_folder(folder):
            folder.unlink(missing_ok=True)
            folder.mkdir(mode=0o755, parents=True)
    except OSError:
        # Another job may have made it in the meantime.
        return folder if _is_folder(folder) else None
    return folder


def read(folder: Path, requirements: Iterable[Requirement]) -> dict[str, bytes]:
    """Project name → bytes of its wheel, for those files of the folder whose hash is in the lock."""
    if not _is_folder(folder):
        return {}
    found = ((each.name, _verified(folder / f"{each.name}.whl", each)) for each in requirements)
    return {name: data for name, data in found if data is not None}


def identify(folder: Path, requirements: Iterable[Requirement]) -> dict[str, bytes]:
    """Project name → bytes of its wheel, told by their hashes, for the files that an installer has just downloaded.

    Not for a folder in the tool cache: here links are followed, and files of any size are read.
    """
    projects = {digest: each.name for each in requirements for digest in each.hashes}
    files = [path.read_bytes() for path in sorted(folder.glob("*.whl"))]
    named = [(projects.get(hashlib.sha256(data).hexdigest()), data) for data in files]
    return {name: data for name, data in named if name}


def store(folder: Path, by_name: Mapping[str, bytes]) -> None:
    """Makes the folder hold these wheels (project name → bytes) and nothing else. Raises `OSError`.

    The folder is replaced in one step, so another job never finds half of it.
    """
    scratch = Path(tempfile.mkdtemp(dir=folder.parent, prefix="new-"))
    try:
        new = scratch / "new"
        new.mkdir(mode=0o755)
        for name, data in by_name.items():
            (new / f"{name}.whl").write_bytes(data)
        with contextlib.suppress(FileNotFoundError):
            folder.rename(scratch / "old")
        new.rename(folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def not_stored(reason: str) -> str:
    """The line of the log that says why the next job will find no wheels; the reason on one line, its end if long."""
    return f"Nothing is kept for the next job: {' '.join(reason.split())[-300:]}"


def _verified(path: Path, requirement: Requirement) -> bytes | None:
    """The bytes of a file if their hash is in the lock and the wheel is made for this machine."""
    try:
        with os.fdopen(os.open(path, READ_ONLY), "rb") as file:
            about = os.fstat(file.fileno())
            if path.is_symlink() or not stat.S_ISREG(about.st_mode) or about.st_size > LARGEST:
                return None
            data = file.read(LARGEST)
    except OSError:
        return None
    is_locked = hashlib.sha256(data).hexdigest() in requirement.hashes
    return data if is_locked and wheels.fits(data) else None


def _is_folder(path: Path) -> bool:
    """Whether there is a folder at this path; a link to a folder does not count."""
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except OSError:
        return False
