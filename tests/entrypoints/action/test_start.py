"""How the Action starts: it finds a Python, puts the locked dependencies in their place once, and runs our code."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

SAYS = """\
import os, sys
import greeting
print(greeting.TEXT, sys.argv[1:], sorted({"INPUT_TOKEN"} & set(os.environ)), os.getcwd())
print("isolated", sys.flags.isolated, "utf8", sys.flags.utf8_mode)
"""


def greeting(folder: Path, text: str = "hello") -> str:
    """Makes a wheel of one module and returns the hash by which a lock names it."""
    return wheel(folder, "greeting", {"greeting.py": f"TEXT = {text!r}\n"})


def wheel(folder: Path, name: str, content: dict[str, str]) -> str:
    path = folder / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    files = {
        **content,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    with zipfile.ZipFile(path, "w") as archive:
        rows = []
        for member, text in files.items():
            entry = zipfile.ZipInfo(member)
            entry.external_attr = 0o100755 << 16
            archive.writestr(entry, text)
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
            rows.append(f"{member},sha256={digest},{len(text.encode())}\n")
        archive.writestr(f"{info}/RECORD", "".join(rows) + f"{info}/RECORD,,\n")
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Job:
    """A checkout of an action like ours, with one small dependency, and a runner's folders beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = folder / "actions" / "v1"
        self.cache = folder / "tool cache"
        self.workspace = folder / "workspace"
        for path in (self.cache, self.workspace, folder / "wheels", self.root / "src"):
            path.mkdir(parents=True)
        shutil.copytree(ROOT / "action", self.root / "action", ignore=shutil.ignore_patterns("__pycache__"))
        (self.root / "src" / "door.py").write_text(SAYS, encoding="utf-8")
        self.lock(greeting(folder / "wheels"))

    def lock(self, digest: str) -> None:
        text = f"greeting==1.0 \\\n    --hash=sha256:{digest}\n"
        (self.root / "requirements.lock").write_text(text, encoding="utf-8")

    def start(self, *, path: str | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
        environ = {
            "PATH": path or f"{Path(sys.executable).parent}{os.pathsep}{os.defpath}",
            "HOME": str(self.folder),
            "RUNNER_TOOL_CACHE": str(self.cache),
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.folder / "wheels"),
            "PIP_CONFIG_FILE": os.devnull,
            "INPUT_TOKEN": "secret",
            **variables,
        }
        command = ["bash", str(self.root / "action" / "start.sh"), "door", "one", "$(two)"]
        return subprocess.run(
            command, cwd=self.workspace, env=environ, capture_output=True, text=True, check=False, timeout=120
        )

    @property
    def kept(self) -> list[Path]:
        """The folders with dependencies that later jobs find."""
        return sorted((self.cache / "clubaction").iterdir())


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return Job(tmp_path)


def test_the_first_job_installs_and_the_next_one_does_not(job: Job) -> None:
    first = job.start()
    assert first.returncode == 0, first.stdout + first.stderr
    assert "Dependencies installed by pip in" in first.stdout
    assert f"hello ['one', '$(two)'] ['INPUT_TOKEN'] {job.workspace.resolve()}" in first.stdout
    assert "isolated 1 utf8 1" in first.stdout
    shutil.rmtree(job.folder / "wheels")
    again = job.start()
    assert (again.returncode, "installed" in again.stdout) == (0, False)
    assert len(job.kept) == 1


UV = """\
#!/bin/bash
[[ "$1 $2" == "pip install" && " $* " == *" --require-hashes "* ]] || exit 2
while [[ $1 != --target ]]; do shift; done
mkdir -p "$2" && echo "TEXT = 'by uv'" > "$2/greeting.py"
"""


def test_where_there_is_no_uv_pip_gets_it_as_it_is_locked(job: Job) -> None:
    digest = wheel(job.folder / "wheels", "uv", {"uv-1.0.data/scripts/uv": UV})
    (job.root / "action" / "installer.lock").write_text(f"uv==1.0 --hash=sha256:{digest}\n", encoding="utf-8")
    done = job.start()
    assert "installed by uv" in done.stdout
    assert "by uv [" in done.stdout
    wheel(job.folder / "wheels", "uv", {"uv-1.0.data/scripts/uv": "exit 1"})
    shutil.rmtree(job.cache / "clubaction")
    assert "installed by pip" in job.start().stdout


def test_another_lock_has_a_place_of_its_own(job: Job) -> None:
    job.start()
    job.lock(greeting(job.folder / "wheels", "goodbye"))
    assert "goodbye" in job.start().stdout
    assert len(job.kept) == 2


def test_a_file_that_is_not_the_one_locked_is_refused_and_leaves_nothing(job: Job) -> None:
    greeting(job.folder / "wheels", "tampered with")
    done = job.start()
    assert done.returncode == 3
    assert done.stdout.splitlines()[-1].startswith("::error title=clubaction::The dependencies can't be installed.%0A")
    assert [line for line in done.stdout.splitlines()[:-1] if line.startswith("::")] == []
    assert job.kept == []


def test_nothing_in_a_checkout_can_stand_in_for_our_modules(job: Job) -> None:
    for name in ("greeting", "yaml", "pip", "runpy", "hashlib", "sitecustomize"):
        (job.workspace / f"{name}.py").write_text("print('from the checkout')\n", encoding="utf-8")
    (job.workspace / "pip.conf").write_text("[install]\ntarget = /nowhere\n", encoding="utf-8")
    done = job.start(PYTHONPATH=str(job.workspace), PYTHONSTARTUP=str(job.workspace / "yaml.py"))
    assert done.returncode == 0
    assert "from the checkout" not in done.stdout
    assert "hello" in done.stdout


def test_without_a_tool_cache_the_jobs_own_folder_serves(job: Job) -> None:
    (job.folder / "temp").mkdir()
    done = job.start(RUNNER_TOOL_CACHE="", RUNNER_TEMP=str(job.folder / "temp"))
    assert done.returncode == 0
    assert len(list((job.folder / "temp" / "clubaction").iterdir())) == 1


def bin_folder(folder: Path, **scripts: str) -> str:
    """A PATH with nothing but what start.sh needs of the system, and these scripts."""
    folder.mkdir()
    for name in ("bash", "dirname"):
        found = shutil.which(name)
        assert found
        (folder / name).symlink_to(found)
    for name, text in scripts.items():
        (folder / name).write_text(f"#!/bin/bash\n{text}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    return str(folder)


def test_a_python_that_is_too_old_is_passed_over_for_one_in_the_tool_cache(job: Job) -> None:
    python = job.cache / "Python" / "3.12.1" / "x64" / "bin" / "python3"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/bash\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    path = bin_folder(job.folder / "bin", python3="exit 1", python="echo not found >&2; exit 127")
    done = job.start(path=path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "hello" in done.stdout


def test_where_there_is_none_uv_gets_one(job: Job) -> None:
    uv = f'[[ $2 == install ]] && : > "{job.folder}/got"\n[[ $2 == find ]] && echo "{sys.executable}"\n'
    uv += "[[ $1 == python ]] || exit 9"
    done = job.start(path=bin_folder(job.folder / "bin", uv=uv))
    assert (job.folder / "got").exists()
    # This uv can't install packages; pip then does.
    assert done.returncode == 0, done.stdout + done.stderr
    assert "installed by pip" in done.stdout


def test_where_there_is_neither_the_job_is_told_what_to_add(job: Job) -> None:
    done = job.start(path=bin_folder(job.folder / "bin"))
    assert done.returncode == 3
    assert done.stdout.startswith("::error title=clubaction::This runner has no Python 3.11")
    assert "actions/setup-python" in done.stdout
