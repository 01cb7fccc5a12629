"""Downloads the locked wheels for the runner's next jobs, while this job does its work.

    python -I wheel_download.py UV FOLDER

UV is the path of uv, or empty where there is none; FOLDER is where the wheels are stored. uv installs faster than pip,
but leaves no wheels whose bytes could be compared with the lock. So on a runner that outlives its job the wheels are
downloaded once for each lock. Prints one line if that failed, and nothing otherwise.
"""

from __future__ import annotations

import hashlib
import os
import socket
import ssl
import sys
import tempfile
import tomllib
import urllib.request
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from action import installers, requirements, tool_cache, wheels  # noqa: E402 (only now it can be found)

SECONDS = 20
"""How long one connection may take."""


def main(uv: str, folder: Path) -> str:
    """Downloads the wheels that the folder lacks. Returns what went wrong, or an empty text."""
    needed = requirements.read(installers.LOCK.read_text(encoding="utf-8"))
    found = tool_cache.read(folder, needed)
    missing = [each for each in needed if each.name not in found]
    with tempfile.TemporaryDirectory(prefix="clubaction-") as scratch:
        fetched, problem = fetch(missing, uv, Path(scratch), os.environ)
    if not problem:
        tool_cache.store(folder, {**found, **fetched})
    return problem


def fetch(
    missing: list[requirements.Requirement], uv: str, scratch: Path, environ: Mapping[str, str]
) -> tuple[dict[str, bytes], str]:
    """Project name → bytes of its wheel, and what went wrong (empty where all wheels were found).

    uv tells the addresses, from which all wheels come at once; where that fails, or there is no uv, pip gets them.
    """
    lock = scratch / "missing.lock"
    lock.write_text("".join(each.text.rstrip("\\ \n") + "\n" for each in missing), encoding="utf-8")
    found = from_addresses(missing, installers.addresses(uv, lock, environ)) if uv else {}
    if len(found) == len(missing):
        return found, ""
    if problem := installers.download(lock, scratch / "wheels", environ):
        return found, problem
    found = tool_cache.identify(scratch / "wheels", missing)
    lacking = [each.name for each in missing if each.name not in found]
    return found, f"pip did not get {', '.join(lacking)}" if lacking else ""


def from_addresses(missing: Iterable[requirements.Requirement], pylock: str) -> dict[str, bytes]:
    """Project name → bytes, for those wheels that could be downloaded from the addresses in a `pylock.toml`.

    Some may be missing: an index can ask for a password, which uv knows and we don't.
    """
    hashes = {each.name: each.hashes for each in missing}
    chosen: dict[str, tuple[str, str]] = {}
    for package in tomllib.loads(pylock).get("packages", []):
        for wheel in package.get("wheels", []):
            address, digest = wheel.get("url", ""), wheel.get("hashes", {}).get("sha256")
            if digest in hashes.get(package["name"], ()) and wheels.named_for_here(address.rpartition("/")[2]):
                chosen.setdefault(package["name"], (address, digest))
    # Made once for all downloads, since it reads every certificate on the machine.
    context = ssl.create_default_context()

    def answer(item: tuple[str, tuple[str, str]]) -> tuple[str, bytes | None]:
        name, (address, digest) = item
        return name, download(address, digest, context)

    with ThreadPoolExecutor(8) as pool:
        return {name: data for name, data in pool.map(answer, chosen.items()) if data is not None}


def download(address: str, digest: str, context: ssl.SSLContext) -> bytes | None:
    """The file at an address if its SHA-256 is this one; None if it is another or can't be had."""
    if not address.startswith(("https://", "http://")):
        return None
    try:
        with urllib.request.urlopen(address, timeout=SECONDS, context=context) as answer:  # noqa: S310 (checked above)
            data: bytes = answer.read(tool_cache.LARGEST)
    except (OSError, ValueError):
        return None
    return data if hashlib.sha256(data).hexdigest() == digest else None


if __name__ == "__main__":
    # All files are on one or two hosts. Some runners lose a DNS query now and then, and each loss costs five seconds.
    socket.getaddrinfo = cache(socket.getaddrinfo)
    try:
        problem = main(sys.argv[1], Path(sys.argv[2]))
    except OSError as error:
        problem = str(error)
    if problem:
        print(tool_cache.not_stored(problem), flush=True)
