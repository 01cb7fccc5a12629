"""Gets the locked wheels for the jobs to come, while this job is at its work.

    python -I keep.py UV PLACE

uv installs faster than anything, but keeps no wheel that could be compared with the lock. So, once for each lock on a
runner that lasts, they are fetched by themselves. Says in one line what went wrong, if something did.
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

from action import installers, kept, requirements, wheels  # noqa: E402 (only now it can be found)

SECONDS = 20


def main(uv: str, place: Path) -> str | None:
    """Fetches what the place lacks. None if it is whole now, else what went wrong."""
    wanted = requirements.read(installers.LOCK.read_text(encoding="utf-8"))
    found = kept.read(place, wanted)
    missing = [one for one in wanted if one.name not in found]
    with tempfile.TemporaryDirectory(prefix="clubaction-") as folder:
        fetched, problem = fetch(missing, uv, Path(folder), os.environ)
    if not problem:
        kept.keep(place, {**found, **fetched})
    return problem


def fetch(
    missing: list[requirements.Requirement], uv: str, folder: Path, environ: Mapping[str, str]
) -> tuple[dict[str, bytes], str]:
    """The wheels, and why some are not among them."""
    lock = folder / "missing.lock"
    lock.write_text("".join(one.text.rstrip("\\ \n") + "\n" for one in missing), encoding="utf-8")
    found = from_addresses(missing, installers.addresses(uv, lock, environ)) if uv else {}
    if len(found) == len(missing):
        return found, ""
    if problem := installers.download(lock, folder / "wheels", environ):
        return found, problem
    found = kept.sort(folder / "wheels", missing)
    lacking = [one.name for one in missing if one.name not in found]
    return found, f"pip did not get {', '.join(lacking)}" if lacking else ""


def from_addresses(missing: Iterable[requirements.Requirement], pylock: str) -> dict[str, bytes]:
    """As many of the wheels as can be had at the addresses that uv gave: an index may ask for more than we know."""
    hashes = {one.name: one.hashes for one in missing}
    chosen: dict[str, tuple[str, str]] = {}
    for package in tomllib.loads(pylock).get("packages", []):
        for wheel in package.get("wheels", []):
            address, digest = wheel.get("url", ""), wheel.get("hashes", {}).get("sha256")
            if digest in hashes.get(package["name"], ()) and wheels.named_for_here(address.rpartition("/")[2]):
                chosen.setdefault(package["name"], (address, digest))
    # Made once: it reads all certificates of the machine.
    context = ssl.create_default_context()
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda one: (one[0], get(one[1][0], one[1][1], context)), chosen.items())
        return {name: data for name, data in answers if data is not None}


def get(address: str, digest: str, context: ssl.SSLContext) -> bytes | None:
    """A file if it is the one with this hash."""
    if not address.startswith(("https://", "http://")):
        return None
    try:
        with urllib.request.urlopen(address, timeout=SECONDS, context=context) as answer:  # noqa: S310 (looked at just now)
            data: bytes = answer.read(kept.LARGEST)
    except (OSError, ValueError):
        return None
    return data if hashlib.sha256(data).hexdigest() == digest else None


if __name__ == "__main__":
    # All files are on one host or two. A resolver that loses one question in thirty costs five seconds each time.
    socket.getaddrinfo = cache(socket.getaddrinfo)
    try:
        said = main(sys.argv[1], Path(sys.argv[2]))
    except OSError as error:
        said = str(error)
    if said:
        print(f"Nothing is kept for the next job: {' '.join(said.split())[-300:]}", flush=True)
