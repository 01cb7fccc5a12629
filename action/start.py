"""Puts the locked dependencies into a folder of their own, unless they are there, and runs a module of ours.

    python -I start.py MODULE [ARGUMENT …]

Needs nothing but the standard library. Run it with `-I`, so that neither the
working directory nor the environment can put a module in front of ours.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import runpy
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
INSTALLER = ROOT / "action" / "installer.lock"
"""uv, for runners that have none."""
FLAGS = ("--quiet", "--no-deps", "--only-binary", ":all:", "--require-hashes")
"""The lock names everything, wheels run no code of their own, and each file must be the one locked."""
SECRETS = ("INPUT_TOKEN", "GITHUB_TOKEN", "ACTIONS_RUNTIME_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN")
DEFAULTS = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "UV_HTTP_TIMEOUT": "20"}
TIME_LIMIT = 300
"""Seconds for one try to install."""


def main(module: str, arguments: list[str]) -> None:
    """Runs the module as `python -m` would."""
    try:
        place = dependencies(os.environ)
    except OSError as error:
        raise failure(f"The dependencies can't be put on this runner's disk: {error}") from None
    sys.path[:0] = [str(ROOT / "src"), str(place)]
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def dependencies(environ: Mapping[str, str]) -> Path:
    """The folder with the dependencies for this lock, Python and platform."""
    home = shelf(environ)
    place = home / key()
    if place.is_dir():
        return place
    began = time.monotonic()
    scratch = Path(tempfile.mkdtemp(dir=home, prefix="new-"))
    try:
        installer = install(scratch / "lib", environ)
        with contextlib.suppress(OSError):  # somebody else was faster, with the same files
            (scratch / "lib").rename(place)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    print(f"Dependencies installed by {installer} in {time.monotonic() - began:.1f} s", flush=True)
    return place


def shelf(environ: Mapping[str, str]) -> Path:
    """Where dependencies are kept: the tool cache (it lasts on a self-hosted runner), else the job's folder."""
    for name in ("RUNNER_TOOL_CACHE", "RUNNER_TEMP"):
        if environ.get(name):
            folder = Path(environ[name]) / "clubaction"
            with contextlib.suppress(OSError):
                folder.mkdir(mode=0o755, parents=True, exist_ok=True)
                if os.access(folder, os.W_OK):
                    return folder
    return Path(tempfile.mkdtemp(prefix="clubaction-"))


def key() -> str:
    """Tells apart what can't share compiled modules, and one lock from another."""
    parts = (sys.implementation.cache_tag, sysconfig.get_platform(), sysconfig.get_config_var("SOABI"))
    return hashlib.sha256(LOCK.read_bytes() + repr(parts).encode()).hexdigest()[:24]


def install(target: Path, environ: Mapping[str, str]) -> str:
    """Installs the lock into a folder and returns which program did it: uv, or pip where that fails."""
    known = {**DEFAULTS, **{name: value for name, value in environ.items() if name not in SECRETS}}
    if "PIP_INDEX_URL" in environ:  # a runner with an index of its own tells pip of it, where uv does not look
        known.setdefault("UV_DEFAULT_INDEX", environ["PIP_INDEX_URL"])
    said = []
    for name, attempt in (("uv", with_uv), ("pip", with_pip)):
        problem = attempt(LOCK, target, known)
        if problem is None:
            return name
        said.append(f"{name}: {problem}")
        print(f"{name} can't install the dependencies: {' '.join(problem.split())[-300:]}", flush=True)
        shutil.rmtree(target, ignore_errors=True)
    raise failure("\n".join(["The dependencies can't be installed.", *said]))


def with_uv(lock: Path, target: Path, environ: Mapping[str, str]) -> str | None:
    """None if it went well, else what went wrong.

    Where there is no uv, pip gets it first: the two together take half as long as pip alone.
    """
    uv = shutil.which("uv", path=environ.get("PATH"))
    if not uv:
        own = target.parent / "uv"
        if problem := with_pip(INSTALLER, own, environ):
            return problem
        uv = shutil.which("uv", path=os.pathsep.join((str(own / "bin"), str(own / "Scripts"))))
    if not uv:
        return "pip got it, but it is not where it should be"
    where = ["--python", sys.executable, "--target", str(target)]
    return run([uv, "pip", "install", *FLAGS, *where, "--requirement", str(lock)], target.parent, environ)


def with_pip(lock: Path, target: Path, environ: Mapping[str, str]) -> str | None:
    """None if it went well, else what went wrong."""
    pip = [sys.executable, "-I", "-m", "pip", "install", "--no-compile", *FLAGS]
    return run([*pip, "--target", str(target), "--requirement", str(lock)], target.parent, environ)


def run(command: list[str], folder: Path, environ: Mapping[str, str]) -> str | None:
    """None if the command went well, else what it said.

    The working directory is a folder of ours: what a checkout configures for pip or uv does not count.
    """
    try:
        done = subprocess.run(  # noqa: S603 (a list of ours, never a shell's line)
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
    return None if done.returncode == 0 else (done.stderr.strip() or done.stdout.strip())[-3000:]


def failure(message: str) -> SystemExit:
    """Says why in an annotation and returns what ends the step, with the exit code for a host that failed."""
    escaped = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    print(f"::error title=clubaction::{escaped}", flush=True)
    return SystemExit(3)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
