"""Wheels, held as bytes: whether one is made for this machine, and unpacking one when it is first imported."""

from __future__ import annotations

import io
import os
import platform
import re
import sys
import sysconfig
import threading
import zipfile
from collections.abc import Iterable
from functools import cache
from importlib.metadata import Distribution, DistributionFinder
from itertools import product
from pathlib import Path

MANYLINUX = {"1": (2, 5), "2010": (2, 12), "2014": (2, 17)}
"""The version of the GNU C library that each of the older platform names stands for (PEP 600)."""
SCHEME = {"purelib": "", "platlib": "", "data": "", "scripts": "bin", "headers": "include"}
"""Folder inside a wheel's `.data` folder → the folder, below the target, that its files are installed into."""


def fits(data: bytes) -> bool:
    """Whether this machine can use a wheel, by the tags inside it: the name of a file can be changed by anybody."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            (about,) = (name for name in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/WHEEL", name))
            tags = re.findall(r"^Tag:\s*(\S+)", archive.read(about).decode(), re.MULTILINE)
    except (ValueError, zipfile.BadZipFile):
        return False
    return any(supported(tag) for tag in tags)


def named_for_here(name: str) -> bool:
    """Whether this machine can use a wheel, by the tags in its file name."""
    return any(supported("-".join(tag)) for tag in product(*(p.split(".") for p in name[:-4].split("-")[-3:])))


def supported(tag: str) -> bool:
    """Whether a tag (PEP 425) is for this Python on this machine; False for tags of a kind that we don't know."""
    python, _, rest = tag.partition("-")
    abi, _, system = rest.partition("-")
    return _python(python, abi) and (system == "any" or _platform(system))


def _python(python: str, abi: str) -> bool:
    minor = sys.version_info.minor
    threads = "t" if sysconfig.get_config_var("Py_GIL_DISABLED") else ""
    named = re.fullmatch(r"(py|cp)3(\d*)", python)
    if not named or (named[1] == "cp" and sys.implementation.name != "cpython"):
        return False
    least = int(named[2] or 0)
    if abi == "none":
        return least <= minor if named[1] == "py" else least == minor
    if abi == "abi3":
        return not threads and least <= minor
    return least == minor and abi == f"cp3{minor}{threads}"


@cache
def _platform(system: str) -> bool:
    own = re.sub(r"[-.]", "_", sysconfig.get_platform())
    if found := re.fullmatch(r"macosx_(\d+)_(\d+)_(\w+)", system):
        here = tuple(int(part) for part in (platform.mac_ver()[0] or "0").split(".")[:2])
        return found[3] in {platform.machine(), "universal2"} and (int(found[1]), int(found[2])) <= here
    if found := re.fullmatch(r"manylinux(?:_(\d+)_(\d+)|(1|2010|2014))_(\w+)", system):
        least = MANYLINUX[found[3]] if found[3] else (int(found[1]), int(found[2]))
        return own == f"linux_{found[4]}" and least <= _glibc()
    if found := re.fullmatch(r"musllinux_\d+_\d+_(\w+)", system):
        return own == f"linux_{found[1]}" and _glibc() == (0, 0)
    return system == own


def _glibc() -> tuple[int, int]:
    """The version of the GNU C library; (0, 0) if there is none."""
    try:
        found = re.match(r"glibc (\d+)\.(\d+)", os.confstr("CS_GNU_LIBC_VERSION") or "")
    except (AttributeError, ValueError, OSError):
        return (0, 0)
    return (int(found[1]), int(found[2])) if found else (0, 0)


class Unpacking(DistributionFinder):
    """An import finder that unpacks a wheel when something in it is imported for the first time.

    Most runs never import two thirds of the files. The finder returns no modules: once a wheel is unpacked, Python's
    own finders, which are asked next, find it on `sys.path`. A search for metadata unpacks all wheels.
    """

    def __init__(self, data: Iterable[bytes], folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self._folder = folder
        self._waiting = list(data)
        self._names: dict[str, list[bytes]] = {}
        self._lock = threading.Lock()
        for wheel in self._waiting:
            for name in modules(wheel):
                self._names.setdefault(name, []).append(wheel)

    def find_spec(self, fullname: str, *_: object) -> None:
        """Unpacks the wheels in which a module of this name is; the finders after this one then find it."""
        self._unpack(self._names.get(fullname, ()))

    def find_distributions(self, *_: object) -> Iterable[Distribution]:
        """Unpacks all wheels; the finders after this one then find their metadata."""
        self._unpack(tuple(self._waiting))
        return ()

    def _unpack(self, asked: Iterable[bytes]) -> None:
        with self._lock:
            for data in asked:
                if data in self._waiting:
                    unpack(data, self._folder)
                    self._waiting.remove(data)
                    # Python has cached a listing of the folder, in which the new files are missing.
                    sys.path_importer_cache.pop(str(self._folder), None)


def modules(data: bytes) -> set[str]:
    """The top-level names that a wheel makes importable."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        paths = [_inside(name) for name in archive.namelist() if not name.endswith("/")]
    return {parts[0].partition(".")[0] for parts in paths if not parts[0].endswith(".dist-info")}


def unpack(data: bytes, folder: Path) -> None:
    """Unpacks a wheel into a folder, each file where an installer would put it. Raises `OSError`."""
    made = set()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            if member.is_dir():
                continue
            target = folder.joinpath(*_inside(member.filename))
            if target.parent not in made:
                target.parent.mkdir(parents=True, exist_ok=True)
                made.add(target.parent)
            with open(target, "wb") as file:  # noqa: PTH123 (two thousand times: a Path's method costs)
                file.write(archive.read(member))
            if member.external_attr >> 16 & 0o111:
                target.chmod(0o755)


def _inside(name: str) -> list[str]:
    """The parts of the path, below the target folder, at which a member of a wheel is installed. Raises `OSError`."""
    first, *others = name.split("/")
    parts = [first, *others]
    if first.endswith(".data") and len(others) > 1:
        parts = [part for part in (SCHEME[others[0]], *others[1:]) if part]
    if any(part in {"", ".", ".."} or set(part) & set("\\:") for part in parts):
        raise OSError(f"a wheel has a file outside its folder: {name!r}")
    return parts
