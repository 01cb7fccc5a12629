"""What a job takes from the runner's tool cache: the very files that are locked, or nothing."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from packaging import tags
from packaging.markers import Marker

from action import requirements, start, tool_cache, wheels
from tests.conftest import ROOT
from tests.entrypoints.action.test_start import Job, bin_folder, greeting, wheel

ANEW = "Not as it is locked, and made anew, in the tool cache: greeting"
SAYS_ALL = """\
import importlib.metadata, pathlib, sys
before = [path.name for path in pathlib.Path(sys.path[1]).iterdir()]
print(before, importlib.metadata.version("greeting"))
import greeting
print(greeting.TEXT, greeting.__file__, pathlib.Path(greeting.__file__).with_name("greeting-1.0.dist-info").is_dir())
raise SystemExit(2)
"""
UV = """\
while [[ $# -gt 0 ]]; do
  case "$1" in
    --target) /bin/mkdir -p "$2" && echo "TEXT = 'by uv'" > "$2/greeting.py" ;;
    --output-file) printf '%s' "$PYLOCK" > "$2"; exit $((${#PYLOCK} == 0)) ;;
  esac
  shift
done
"""
"""A uv that installs, and that knows where files are as far as the test tells it."""


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return Job(tmp_path)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Job:
    """A runner that has had a job, which no test changes."""
    job = Job(tmp_path_factory.mktemp("before"))
    done = job.start()
    assert "Dependencies installed by pip in" in done.stdout
    return job


@pytest.fixture
def warm(job: Job, before: Job) -> Job:
    """A job on a runner that has had one before."""
    for folder in ("wheels", "tool cache"):
        shutil.copytree(before.folder / folder, job.folder / folder, dirs_exist_ok=True)
    shutil.copy(before.root / "requirements.lock", job.root)
    return job


def place(job: Job) -> Path:
    (found,) = job.kept
    return found


def file(job: Job) -> Path:
    return place(job) / "greeting.whl"


def another(folder: Path, name: str, text: str) -> bytes:
    """A sound wheel that is not the one locked."""
    (folder / "others").mkdir(exist_ok=True)
    wheel(folder / "others", name, {"greeting.py": f"TEXT = {text!r}\n"})
    return (folder / "others" / f"{name}-1.0-py3-none-any.whl").read_bytes()


def truncate(job: Job) -> None:
    file(job).write_bytes(file(job).read_bytes()[:-100])


def one_bit(job: Job) -> None:
    data = bytearray(file(job).read_bytes())
    data[len(data) // 2] ^= 1
    file(job).write_bytes(data)


def link(job: Job, target: Path) -> None:
    """Puts a link to the very same thing in the place of a file or folder."""
    moved = target.rename(job.folder / "moved")
    target.symlink_to(moved)


def linked_to(job: Job, elsewhere: str) -> None:
    file(job).unlink()
    file(job).symlink_to(elsewhere)


def folder_instead(target: Path) -> None:
    target.unlink()
    (target / "in it").mkdir(parents=True)


def file_instead(job: Job, target: Path) -> None:
    shutil.rmtree(target)
    target.write_bytes(b"x")


def pipe(job: Job) -> None:
    file(job).unlink()
    os.mkfifo(file(job))


def tree(job: Job) -> None:
    file(job).unlink()
    (place(job) / "greeting.py").write_text("TEXT = 'owned'")


DAMAGE: dict[str, Callable[[Job], object]] = {
    "truncated": truncate,
    "one bit": one_bit,
    "empty": lambda job: file(job).write_bytes(b""),
    "gone": lambda job: file(job).rename(job.folder / "gone.whl"),
    "same name, other text": lambda job: file(job).write_bytes(another(job.folder, "greeting", "owned")),
    "another project": lambda job: file(job).write_bytes(another(job.folder, "other", "owned")),
    "no wheel": lambda job: file(job).write_bytes(b"TEXT = 'owned'"),
    "a folder": lambda job: folder_instead(file(job)),
    "a link to the right file": lambda job: link(job, file(job)),
    "a link to nowhere": lambda job: linked_to(job, "/nowhere/at/all"),
    "a link without end": lambda job: linked_to(job, "/dev/zero"),
    "a pipe": pipe,
    "the folder is a link": lambda job: link(job, place(job)),
    "the folder is a file": lambda job: file_instead(job, place(job)),
    "an unpacked tree, as it once was": tree,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_what_is_not_the_locked_file_is_said_once_and_made_anew(warm: Job, damage: Callable[[Job], object]) -> None:
    sound = file(warm).read_bytes()
    damage(warm)
    done = warm.start()
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines().count(ANEW) == 1
    assert "hello ['one'" in done.stdout
    assert "owned" not in done.stdout
    assert (place(warm).is_symlink(), file(warm).is_symlink()) == (False, False)
    assert file(warm).read_bytes() == sound
    shutil.rmtree(warm.folder / "wheels")
    again = warm.start()
    assert (again.returncode, again.stdout.startswith("hello ['one'")) == (0, True)


@pytest.mark.parametrize("make", [link, file_instead], ids=["a link", "a file"])
def test_a_folder_of_ours_that_is_none_is_made_anew(warm: Job, make: Callable[[Job, Path], None]) -> None:
    make(warm, warm.cache / "clubaction")
    linked = warm.folder / "moved"
    before = [path.stat().st_mtime_ns for path in linked.rglob("*")]
    assert "Dependencies installed by pip" in warm.start().stdout
    assert not (warm.cache / "clubaction").is_symlink()
    shutil.rmtree(warm.folder / "wheels")
    assert warm.start().stdout.startswith("hello ['one'")
    # Nothing was written, nor removed, where the link led.
    assert [path.stat().st_mtime_ns for path in linked.rglob("*")] == before


def test_what_else_lies_in_the_cache_is_never_run(warm: Job) -> None:
    shutil.rmtree(warm.folder / "wheels")
    kept_in = place(warm)
    owned = "print('owned')\nTEXT = 'owned'\n"
    for name in ("greeting", "sitecustomize", "zipfile", "action", "door"):
        for folder in (kept_in, kept_in.parent, warm.cache):
            (folder / f"{name}.py").write_text(owned)
            subprocess.run([sys.executable, "-m", "py_compile", folder / f"{name}.py"], check=True)
    (kept_in / "x.pth").write_text("import greeting\n")
    (kept_in / "other.whl").write_bytes(another(warm.folder, "other", "owned"))
    done = warm.start()
    assert (done.returncode, "owned" in done.stdout, "hello" in done.stdout) == (0, False, True)
    assert "anew" not in done.stdout


def test_a_locked_file_for_another_machine_is_none_for_this_one(warm: Job) -> None:
    sound = file(warm).read_bytes()
    foreign = warm.folder / "foreign.whl"
    with zipfile.ZipFile(file(warm)) as ours, zipfile.ZipFile(foreign, "w") as theirs:
        for name in ours.namelist():
            theirs.writestr(name, ours.read(name).replace(b"py3-none-any", b"cp311-abi3-win_ia64"))
    digests = [hashlib.sha256(data).hexdigest() for data in (sound, foreign.read_bytes())]
    lock = "".join(f" \\\n    --hash=sha256:{digest}" for digest in digests)
    (warm.root / "requirements.lock").write_text(f"greeting==1.0{lock}\n", encoding="utf-8")
    shutil.rmtree(warm.cache / "clubaction")
    warm.start()
    shutil.copy(foreign, file(warm))
    assert ANEW in warm.start().stdout.splitlines()
    assert file(warm).read_bytes() == sound


def test_what_is_used_are_the_bytes_that_were_compared(warm: Job, tmp_path: Path) -> None:
    wanted = requirements.read((warm.root / "requirements.lock").read_text(encoding="utf-8"))
    found = tool_cache.read(place(warm), wanted)
    file(warm).write_bytes(another(warm.folder, "greeting", "owned"))
    finder = wheels.Unpacking(found.values(), tmp_path / "lib")
    finder.find_spec("greeting")
    assert (tmp_path / "lib" / "greeting.py").read_text() == "TEXT = 'hello'\n"


@pytest.mark.parametrize("cache", ["a file/cache", "a file"])
def test_where_nothing_can_be_kept_the_job_runs_and_says_so(job: Job, cache: str) -> None:
    (job.folder / "a file").write_bytes(b"")
    done = job.start(RUNNER_TOOL_CACHE=str(job.folder / cache))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[0] == "The tool cache can't be used, so nothing is kept for the next job"
    assert "hello" in done.stdout


def test_a_cache_that_takes_no_more_is_said_and_stops_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    start.store(tmp_path / "gone" / "place", {"greeting": b""})
    assert capsys.readouterr().out.startswith("Nothing is kept for the next job: ")


def test_a_distribution_is_whole_for_who_asks_and_the_exit_code_is_the_modules(warm: Job) -> None:
    (warm.root / "src" / "door.py").write_text(SAYS_ALL, encoding="utf-8")
    (warm.folder / "temp").mkdir()
    done = warm.start(RUNNER_TEMP=str(warm.folder / "temp"))
    assert (done.returncode, done.stderr) == (2, "")
    first, second = done.stdout.splitlines()
    assert first == "[] 1.0"
    lib = next((warm.folder / "temp" / "clubaction").glob("*/lib"))
    assert second == f"hello {lib / 'greeting.py'} True"
    assert {path.name for path in (lib / "greeting-1.0.dist-info").iterdir()} == {"METADATA", "RECORD", "WHEEL"}
    assert not list(lib.rglob("__pycache__"))


# --- where there is uv, wheels are got for the next job meanwhile ------------------------------------


@pytest.fixture
def index(job: Job) -> Iterator[str]:
    """The test's wheels on loopback."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name is http.server's)
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=job.folder / "wheels")) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/greeting-1.0-py3-none-any.whl"
        server.shutdown()
        thread.join()


def with_uv(job: Job, **variables: str) -> subprocess.CompletedProcess[str]:
    path = job.folder / "bin"
    if not path.exists():
        bin_folder(path, uv=UV, python3=f'exec "{sys.executable}" "$@"')
    return job.start(path=str(path), **variables)


def pylock(address: str, digest: str) -> str:
    return f"""[[packages]]\nname = "greeting"\nwheels = [{{url = "{address}", hashes = {{sha256 = "{digest}"}}}}]\n"""


def test_the_job_after_one_with_uv_finds_the_locked_wheels(job: Job, index: str) -> None:
    digest = greeting(job.folder / "wheels")
    done = with_uv(job, PYLOCK=pylock(index, digest), PIP_FIND_LINKS="")
    assert "Dependencies installed by uv" in done.stdout
    assert "by uv ['one'" in done.stdout
    assert hashlib.sha256(file(job).read_bytes()).hexdigest() == digest
    assert with_uv(job, PIP_FIND_LINKS="").stdout.startswith("hello ['one'")


def test_where_uv_knows_no_address_pip_gets_them(job: Job) -> None:
    assert "by uv ['one'" in with_uv(job).stdout
    assert with_uv(job, PIP_FIND_LINKS="").stdout.startswith("hello ['one'")


def test_an_address_with_another_file_gives_nothing_and_that_is_said(job: Job, index: str) -> None:
    digest = greeting(job.folder / "wheels")
    greeting(job.folder / "wheels", "tampered with")
    done = with_uv(job, PYLOCK=pylock(index, digest), PIP_FIND_LINKS="")
    assert (done.returncode, "by uv ['one'" in done.stdout) == (0, True)
    assert done.stdout.splitlines()[-1].startswith("Nothing is kept for the next job: ")
    assert job.kept == []


def test_nothing_is_got_for_a_next_job_that_never_comes(job: Job) -> None:
    assert "by uv ['one'" in with_uv(job, RUNNER_ENVIRONMENT="github-hosted").stdout
    assert job.kept == []


# --- the lock, read without an installer -----------------------------------------------------------------


def test_the_lock_is_read_as_installers_read_it() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.findall(r"^(\S+)==\S+(?: ; (.*?))? \\$", text, re.MULTILINE)
    needed = [name for name, marker in entries if not marker or Marker(marker).evaluate()]
    found = requirements.read(text)
    assert [one.name for one in found] == needed
    hashes = [digest for one in found for digest in one.hashes]
    assert len(hashes) == len(set(hashes)) > 100
    assert set(re.findall("sha256:(.{64})", "".join(one.text for one in found))) == set(hashes)


def test_an_entry_may_stand_on_one_line() -> None:
    digests = ["0" * 64, "1" * 64, "2" * 64]
    markers = ["", " ; os_name != 'none'", " ; os_name == 'none'"]
    text = "".join(f"p{d[0]}==1{m} --hash=sha256:{d}\n" for d, m in zip(digests, markers, strict=True))
    assert [(one.name, one.hashes) for one in requirements.read(text)] == [
        ("p0", frozenset({"0" * 64})),
        ("p1", frozenset({"1" * 64})),
    ]


@pytest.mark.parametrize(
    "marker",
    [
        "sys_platform == 'win32'",
        "sys_platform != 'win32' and platform_system != 'Windows'",
        "python_version < '3.9'",
        "python_version >= '3.9'",
        "python_full_version <= '3.11.2' or python_full_version > '3.11.2'",
        "(implementation_name == 'cpython' or os_name == 'nt') and python_version < '3.10'",
        "platform_machine == 's390x'",
        "platform_python_implementation != 'PyPy'",
    ],
)
def test_a_marker_holds_where_installers_say_so(marker: str) -> None:
    assert requirements.holds(marker) is Marker(marker).evaluate()


def test_what_cannot_be_understood_of_a_marker_is_asked_for() -> None:
    assert all(
        requirements.holds(marker) for marker in ("extra == 'x'", "sys_platform ~= 'x'", "a(", "__import__('x')")
    )


def test_a_wheel_fits_where_installers_say_so() -> None:
    own = {str(tag) for tag in tags.sys_tags()}
    known = {tag for tag in own if re.match(r"(py3|cp3)\d*-(none|abi3|cp3\d+)-", tag)}
    strange = {tag for tag in known if not wheels.supported(tag)}
    # A wheel for an older Python without `abi3` is never locked beside one that fits better.
    assert {tag for tag in strange if not re.match(r"cp3\d+-none-|py3-none-linux_", tag)} == set()
    pythons = (
        "cp311-cp311",
        "cp312-cp312",
        "cp313-cp313t",
        "cp314-abi3",
        "cp38-abi3",
        "pp311-pypy311_pp73",
        "py2-none",
    )
    systems = (
        *("any", "manylinux2014_x86_64", "manylinux_2_17_aarch64", "manylinux_2_99_x86_64", "musllinux_1_2_x86_64"),
        *("win_amd64", "macosx_11_0_arm64", "macosx_10_9_universal2", "ios_13_0_arm64_iphoneos"),
    )
    every = {f"{python}-{system}" for python in pythons for system in systems}
    assert {tag for tag in every if wheels.supported(tag)} - own == {
        tag for tag in every - own if re.match(r"cp\d+-(abi3|cp\d+)-any", tag) and wheels.supported(tag)
    }
