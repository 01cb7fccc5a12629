"""Wheels that are kept in the runner's tool cache, where any job may have changed anything.

Only whole files are kept, each is compared with the lock's hashes whenever it is read, and what is used afterwards are
the very bytes that were compared. So whoever can write there can make a start slower, and nothing else.
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
"""No wheel that we need comes near this many bytes."""
READ_ONLY = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Without waiting: in a file's place there may be a pipe that nobody writes to."""


def shelf(environ: Mapping[str, str]) -> Path | None:
    """The folder of ours in the tool cache; None if there is none, and none can be made."""
    if not environ.get("RUNNER_TOOL_CACHE"):
        return None
    folder = Path(environ["RUNNER_TOOL_CACHE"]) / "clubaction"
    try:
        if not _is_folder(folder):
            folder.unlink(missing_ok=True)
            folder.mkdir(mode=0o755, parents=True)
    except OSError:
        # Another job may just have made it.
        return folder if _is_folder(folder) else None
    return folder


def read(place: Path, requirements: Iterable[Requirement]) -> dict[str, bytes]:
    """The wheels in a folder that are what the lock asks for, by the name of the project."""
    if not _is_folder(place):
        return {}
    found = ((one.name, _verified(place / f"{one.name}.whl", one)) for one in requirements)
    return {name: data for name, data in found if data is not None}


def sort(folder: Path, requirements: Iterable[Requirement]) -> dict[str, bytes]:
    """Those files in a folder of the job's own that are what the lock asks for, whatever they are called."""
    wanted = {digest: one.name for one in requirements for digest in one.hashes}
    files = [path.read_bytes() for path in sorted(folder.glob("*.whl"))]
    named = [(wanted.get(hashlib.sha256(data).hexdigest()), data) for data in files]
    return {name: data for name, data in named if name}


def keep(place: Path, found: Mapping[str, bytes]) -> None:
    """Puts wheels where the next job looks, in the place of whatever is there."""
    scratch = Path(tempfile.mkdtemp(dir=place.parent, prefix="new-"))
    try:
        new = scratch / "new"
        new.mkdir(mode=0o755)
        for name, data in found.items():
            (new / f"{name}.whl").write_bytes(data)
        with contextlib.suppress(FileNotFoundError):
            place.rename(scratch / "old")
        new.rename(place)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _verified(path: Path, requirement: Requirement) -> bytes | None:
    """The bytes of a file if they are one of those that the lock names, and made for this machine."""
    try:
        with os.fdopen(os.open(path, READ_ONLY), "rb") as file:
            about = os.fstat(file.fileno())
            if path.is_symlink() or not stat.S_ISREG(about.st_mode) or about.st_size > LARGEST:
                return None
            data = file.read(LARGEST)
    except OSError:
        return None
    right = hashlib.sha256(data).hexdigest() in requirement.hashes
    return data if right and wheels.fits(data) else None


def _is_folder(path: Path) -> bool:
    """Whether it is a folder, and no link to one."""
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except OSError:
        return False
