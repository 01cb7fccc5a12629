"""uv and pip: where they are, with which options and environment they run, and what went wrong."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
UV_LOCK = ROOT / "action" / "installer.lock"
"""The lock by which pip installs uv on runners that have none."""
FLAGS = ("--quiet", "--no-deps", "--only-binary", ":all:")
"""No dependencies: the lock names all of them. Only wheels: building anything else would run its code."""
SECRETS = ("INPUT_TOKEN", "GITHUB_TOKEN", "ACTIONS_RUNTIME_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN")
"""Environment variables that neither uv nor pip gets to see."""
DEFAULTS = {
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_NO_CACHE_DIR": "1",
    "PIP_NO_INPUT": "1",
    "UV_HTTP_TIMEOUT": "20",
    # uv does not compare what is unpacked in its cache with the lock again, and any job can have changed it.
    "UV_NO_CACHE": "1",
}
TIME_LIMIT = 300
"""Seconds for one try to install."""


def environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment variables for an installer: those of the job without its secrets, and our defaults."""
    known = {**{name: value for name, value in environ.items() if name not in SECRETS}, **DEFAULTS}
    if "PIP_INDEX_URL" in environ:  # a runner with its own index says so to pip, and uv does not read pip's variables
        known.setdefault("UV_DEFAULT_INDEX", environ["PIP_INDEX_URL"])
    return known


def find_uv(folder: Path, environ: Mapping[str, str]) -> tuple[str, str]:
    """The path of uv, and why there is none: one of the two is empty.

    Where uv is not on PATH, pip installs it into the folder: the two together take half as long as pip alone.
    """
    if found := shutil.which("uv", path=environ.get("PATH")):
        return found, ""
    own = folder / "uv"
    pip = [sys.executable, "-I", "-m", "pip", "install", "--no-compile", *FLAGS, "--require-hashes"]
    if problem := run([*pip, "--target", str(own), "--requirement", str(UV_LOCK)], folder, environ):
        return "", problem
    found = shutil.which("uv", path=os.pathsep.join((str(own / "bin"), str(own / "Scripts"))))
    return found or "", "" if found else "pip got it, but it is not where it should be"


def install(uv: str, target: Path, environ: Mapping[str, str]) -> str | None:
    """Has uv install the lock into a folder. Returns None, or what went wrong."""
    where = ["--require-hashes", "--python", sys.executable, "--target", str(target), "--requirement", str(LOCK)]
    return run([uv, "pip", "install", *FLAGS, *where], target.parent, environ)


def download(lock: Path, folder: Path, environ: Mapping[str, str]) -> str | None:
    """Has pip download the wheels of a lock into a folder. Returns None, or what went wrong."""
    pip = [sys.executable, "-I", "-m", "pip", "download", *FLAGS, "--require-hashes"]
    return run([*pip, "--dest", str(folder), "--requirement", str(lock)], lock.parent, environ)


def addresses(uv: str, lock: Path, environ: Mapping[str, str]) -> str:
    """The text of a `pylock.toml` (PEP 751), in which uv wrote the addresses of a lock's files; empty if uv can't."""
    found = lock.parent / "pylock.toml"
    where = ["--python", sys.executable, "--format", "pylock.toml", "--output-file", str(found), str(lock)]
    problem = run([uv, "pip", "compile", *FLAGS, "--no-header", *where], lock.parent, environ)
    return found.read_text(encoding="utf-8") if problem is None and found.is_file() else ""


def run(command: list[str], folder: Path, environ: Mapping[str, str]) -> str | None:
    """Runs a command in a folder. Returns None if it went well, else what it printed (3,000 characters at most).

    The folder must not be the checkout, in which somebody may have put a configuration for pip or uv.
    """
    try:
        done = subprocess.run(  # noqa: S603 (a list of arguments that we wrote, and no shell)
            command,
            cwd=folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=TIME_LIMIT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if done.returncode == 0:
        return None
    return (done.stderr.strip() or done.stdout.strip() or f"exit code {done.returncode}")[-3000:]
