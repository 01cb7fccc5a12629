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
FLAGS = ("--quiet", "--no-deps", "--only-binary", ":all:", "--require-hashes")
"""The lock names everything, wheels run no code of their own, and each file must be the one locked."""
SECRETS = ("INPUT_TOKEN", "GITHUB_TOKEN", "ACTIONS_RUNTIME_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN")
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
    """Installs the lock into a folder and returns which program did it: uv if there is one, else pip."""
    rest = [*FLAGS, "--target", str(target), "--requirement", str(LOCK)]
    commands = {"pip": [sys.executable, "-I", "-m", "pip", "install", "--no-compile", *rest]}
    if uv := shutil.which("uv", path=environ.get("PATH")):
        commands = {"uv": [uv, "pip", "install", "--python", sys.executable, *rest], **commands}
    quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PIP_REQUIRE_VIRTUALENV": "0"}
    open_environ = {name: value for name, value in environ.items() if name not in SECRETS} | quiet
    said = []
    for name, command in commands.items():
        # The parent of the target as working directory: a checkout's configuration of pip or uv is not ours.
        done = run(command, target.parent, open_environ)
        if done is None:
            return name
        said.append(f"{name}: {done}")
        shutil.rmtree(target, ignore_errors=True)
    raise failure("\n".join(["The dependencies can't be installed.", *said]))


def run(command: list[str], folder: Path, environ: Mapping[str, str]) -> str | None:
    """None if the command went well, else what it said."""
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
