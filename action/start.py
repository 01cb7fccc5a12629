"""Installs the locked dependencies into a folder of this job alone, and then runs a module of clubaction.

    python -I start.py MODULE [ARGUMENT …]

Needs only the standard library. Run it with `-I`: without it, a module in the
working directory or in PYTHONPATH could be imported in place of ours.
"""

from __future__ import annotations

import atexit
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
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from action import installers, requirements, tool_cache, wheels  # noqa: E402 (only now it can be found)

Download = subprocess.Popen[str] | None
"""The process that downloads the wheels for the next job; None where none was started."""
PATIENCE = 60
"""Seconds that the download may go on after this job has done its work."""


def main(module: str, arguments: list[str]) -> None:
    """Installs the dependencies and runs the module as `python -m` would."""
    # Byte-compiled files would be of no use: the folder is deleted after the job.
    sys.dont_write_bytecode = True
    try:
        folder, download = dependencies(os.environ)
    except OSError as error:
        raise failure(f"The dependencies can't be put on this runner's disk: {error}") from None
    sys.path[:] = [str(ROOT / "src"), str(folder), *(path for path in sys.path if path != str(ROOT))]
    sys.argv = [module, *arguments]
    with finishing(download):
        runpy.run_module(module, run_name="__main__", alter_sys=True)


def dependencies(environ: Mapping[str, str]) -> tuple[Path, Download]:
    """A new folder with the dependencies, for this job alone, and the download for the next job if one was started.

    Of the tool cache, only wheels are used whose hash is in the lock.
    """
    scratch = scratch_folder(environ)
    needed = requirements.read(installers.LOCK.read_text(encoding="utf-8"))
    cache = cache_folder(environ)
    found = tool_cache.read(cache, needed) if cache else {}
    if len(found) < len(needed):
        if cache and os.path.lexists(cache):
            damaged = ", ".join(each.name for each in needed if each.name not in found)
            print(f"Not as it is locked, and made anew, in the tool cache: {damaged}", flush=True)
        return install(scratch, needed, found, cache, environ)
    return make_importable(found, scratch / "lib"), None


def make_importable(by_name: Mapping[str, bytes], lib: Path) -> Path:
    """Makes `import` find what is in these wheels (project name → bytes): each is unpacked into the folder when needed.

    Returns the folder.
    """
    sys.meta_path.insert(0, wheels.Unpacking(by_name.values(), lib))
    return lib


def scratch_folder(environ: Mapping[str, str]) -> Path:
    """A new folder that is deleted after the job: the runner empties RUNNER_TEMP, elsewhere this process does it."""
    if environ.get("RUNNER_TEMP"):
        folder = Path(environ["RUNNER_TEMP"]) / "clubaction"
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            return Path(tempfile.mkdtemp(dir=folder, prefix="run-"))
    made = tempfile.mkdtemp(prefix="clubaction-")
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return Path(made)


def cache_folder(environ: Mapping[str, str]) -> Path | None:
    """The folder in the tool cache for the wheels of this lock, Python and platform; None without a tool cache."""
    folder = tool_cache.own_folder(environ)
    if folder is None and environ.get("RUNNER_TOOL_CACHE"):
        print("The tool cache can't be used, so nothing is kept for the next job", flush=True)
    return folder / key() if folder else None


def key(lock: Path = installers.LOCK) -> str:
    """24 hexadecimal digits that differ wherever other wheels are needed: for another lock, Python or platform."""
    parts = (sys.implementation.cache_tag, sysconfig.get_platform(), sysconfig.get_config_var("SOABI"))
    return hashlib.sha256(lock.read_bytes() + repr(parts).encode()).hexdigest()[:24]


def install(
    scratch: Path,
    needed: list[requirements.Requirement],
    found: dict[str, bytes],
    cache: Path | None,
    environ: Mapping[str, str],
) -> tuple[Path, Download]:
    """Has uv install everything or, where that fails, has pip get the wheels that the tool cache lacks.

    Returns the same as `dependencies`. Ends the step where both fail.
    """
    from action import wheel_download

    began, lib = time.monotonic(), scratch / "lib"
    known = installers.environment(environ)
    uv, problem = installers.find_uv(scratch, known)
    download = None if problem else start_download(uv, cache, known)
    if problem := problem or installers.install(uv, lib, known) or "":
        print(f"uv can't install the dependencies: {' '.join(problem.split())[-300:]}", flush=True)
        stop(download)
        download = None
        shutil.rmtree(lib, ignore_errors=True)
        missing = [each for each in needed if each.name not in found]
        fetched, lacking = wheel_download.fetch(missing, "", scratch, known)
        if lacking:
            raise failure(f"The dependencies can't be installed.\nuv: {problem}\npip: {lacking}")
        store(cache, {**found, **fetched})
        make_importable({**found, **fetched}, lib)
    print(f"Dependencies installed by {'pip' if problem else 'uv'} in {time.monotonic() - began:.1f} s", flush=True)
    return lib, download


def store(cache: Path | None, by_name: Mapping[str, bytes]) -> None:
    """Stores these wheels in the tool cache, and prints why where that can't be done."""
    try:
        if cache:
            tool_cache.store(cache, by_name)
    except OSError as error:
        print(tool_cache.not_stored(str(error)), flush=True)


def start_download(uv: str, cache: Path | None, environ: Mapping[str, str]) -> Download:
    """Starts to download the wheels for the next job; not on GitHub's own runners, which have no next job."""
    if cache is None or environ.get("RUNNER_ENVIRONMENT") == "github-hosted":
        return None
    command = [sys.executable, "-I", str(ROOT / "action" / "wheel_download.py"), uv, str(cache)]
    with contextlib.suppress(OSError):
        return subprocess.Popen(  # noqa: S603 (a list of arguments that we wrote, and no shell)
            command, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
    return None


@contextlib.contextmanager
def finishing(download: Download) -> Iterator[None]:
    """At the end of the `with` block, waits for the download (`PATIENCE` at most) and prints what it printed."""
    try:
        yield
    finally:
        if download:
            try:
                output, _ = download.communicate(timeout=PATIENCE)
                print(output, end="", flush=True)
            except subprocess.TimeoutExpired:
                stop(download)


def stop(download: Download) -> None:
    """Ends the download, if there is one."""
    if download:
        download.kill()
        download.communicate()


def failure(message: str) -> SystemExit:
    """Prints an error annotation and returns the exception that ends the step, with the exit code of a `HostError`."""
    # As in `entrypoints/log_commands.py`, which needs dependencies that are not installed yet.
    escaped = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    print(f"::error title=clubaction::{escaped}", flush=True)
    return SystemExit(3)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
