"""Puts the locked dependencies into a folder of this job's own, and runs a module of ours.

    python -I start.py MODULE [ARGUMENT …]

Needs nothing but the standard library. Run it with `-I`, so that neither the
working directory nor the environment can put a module in front of ours.
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

from action import installers, kept, requirements, wheels  # noqa: E402 (only now it can be found)

Keeping = subprocess.Popen[str] | None
"""What fetches the wheels for the next job, if something does."""
PATIENCE = 60
"""Seconds that it may go on when this job is done."""


def main(module: str, arguments: list[str]) -> None:
    """Runs the module as `python -m` would."""
    # A byte-compiled file would be found by nobody: the folder is gone after the job.
    sys.dont_write_bytecode = True
    try:
        place, keeping = dependencies(os.environ)
    except OSError as error:
        raise failure(f"The dependencies can't be put on this runner's disk: {error}") from None
    sys.path[:] = [str(ROOT / "src"), str(place), *(path for path in sys.path if path != str(ROOT))]
    sys.argv = [module, *arguments]
    with awaited(keeping):
        runpy.run_module(module, run_name="__main__", alter_sys=True)


def dependencies(environ: Mapping[str, str]) -> tuple[Path, Keeping]:
    """A folder with the dependencies, for this job alone, and what goes on getting them for the next one.

    Nothing in it comes from the tool cache but wheels whose bytes are those that the lock names.
    """
    home = own_folder(environ)
    wanted = requirements.read(installers.LOCK.read_text(encoding="utf-8"))
    place = shelf(environ)
    found = kept.read(place, wanted) if place else {}
    if len(found) < len(wanted):
        if place and os.path.lexists(place):
            damaged = ", ".join(one.name for one in wanted if one.name not in found)
            print(f"Not as it is locked, and made anew, in the tool cache: {damaged}", flush=True)
        return install(home, wanted, found, place, environ)
    return put(found, home / "lib"), None


def put(found: Mapping[str, bytes], lib: Path) -> Path:
    """Has wheels found by `import`, in a folder."""
    sys.meta_path.insert(0, wheels.Unpacking(found.values(), lib))
    return lib


def own_folder(environ: Mapping[str, str]) -> Path:
    """A new folder that is gone after the job: the runner empties RUNNER_TEMP."""
    if environ.get("RUNNER_TEMP"):
        folder = Path(environ["RUNNER_TEMP"]) / "clubaction"
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            return Path(tempfile.mkdtemp(dir=folder, prefix="run-"))
    made = tempfile.mkdtemp(prefix="clubaction-")
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return Path(made)


def shelf(environ: Mapping[str, str]) -> Path | None:
    """Where wheels for this lock, Python and platform are kept, if anywhere."""
    folder = kept.shelf(environ)
    if folder is None and environ.get("RUNNER_TOOL_CACHE"):
        print("The tool cache can't be used, so nothing is kept for the next job", flush=True)
    return folder / key() if folder else None


def key(lock: Path = installers.LOCK) -> str:
    """Tells apart what needs different wheels, and one lock from another."""
    parts = (sys.implementation.cache_tag, sysconfig.get_platform(), sysconfig.get_config_var("SOABI"))
    return hashlib.sha256(lock.read_bytes() + repr(parts).encode()).hexdigest()[:24]


def install(
    home: Path,
    wanted: list[requirements.Requirement],
    found: dict[str, bytes],
    place: Path | None,
    environ: Mapping[str, str],
) -> tuple[Path, Keeping]:
    """Has uv install everything or, where that fails, has pip get what is missing."""
    from action import keep

    began, lib = time.monotonic(), home / "lib"
    known = installers.environment(environ)
    uv, problem = installers.find_uv(home, known)
    keeping = None if problem else keep_meanwhile(uv, place, known)
    if problem := problem or installers.install(uv, lib, known) or "":
        print(f"uv can't install the dependencies: {' '.join(problem.split())[-300:]}", flush=True)
        stop(keeping)
        shutil.rmtree(lib, ignore_errors=True)
        fetched, lacking = keep.fetch([one for one in wanted if one.name not in found], "", home, known)
        if lacking:
            raise failure(f"The dependencies can't be installed.\nuv: {problem}\npip: {lacking}")
        kept_now(place, {**found, **fetched})
        put({**found, **fetched}, lib)
    print(f"Dependencies installed by {'pip' if problem else 'uv'} in {time.monotonic() - began:.1f} s", flush=True)
    return lib, None if problem else keeping


def kept_now(place: Path | None, found: Mapping[str, bytes]) -> None:
    """Keeps wheels that are at hand, if the tool cache takes them."""
    try:
        if place:
            kept.keep(place, found)
    except OSError as error:
        print(f"Nothing is kept for the next job: {error}", flush=True)


def keep_meanwhile(uv: str, place: Path | None, environ: Mapping[str, str]) -> Keeping:
    """Begins to get the wheels for the next job; not on GitHub's own runners, which have only one."""
    if place is None or environ.get("RUNNER_ENVIRONMENT") == "github-hosted":
        return None
    command = [sys.executable, "-I", str(ROOT / "action" / "keep.py"), uv, str(place)]
    with contextlib.suppress(OSError):
        return subprocess.Popen(  # noqa: S603 (a list of ours, never a shell's line)
            command, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
    return None


@contextlib.contextmanager
def awaited(keeping: Keeping) -> Iterator[None]:
    """Waits, after what is done inside, for what goes on meanwhile, and passes on what it has to say."""
    try:
        yield
    finally:
        if keeping:
            try:
                said, _ = keeping.communicate(timeout=PATIENCE)
                print(said, end="", flush=True)
            except subprocess.TimeoutExpired:
                stop(keeping)


def stop(keeping: Keeping) -> None:
    """Ends what goes on meanwhile."""
    if keeping:
        keeping.kill()
        keeping.communicate()


def failure(message: str) -> SystemExit:
    """Says why in an annotation and returns what ends the step, with the exit code for a host that failed."""
    escaped = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    print(f"::error title=clubaction::{escaped}", flush=True)
    return SystemExit(3)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
