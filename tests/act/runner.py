"""The real runner on this machine: nektos/act runs the shipped workflows, with no container and on loopback alone."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
SHIPPED = ("action.yml", "action", "check", "src/clubaction", "requirements.lock")
"""What of this repository a job that uses it needs."""
ACTION = "clubaction/clubaction@v1"
WAY_OUT = ("PIP_", "UV_", "SSL_CERT_", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy")
"""How the variables start by which a machine tells installers how to reach a package index."""
SECONDS = 120
"""How long one job may take before it counts as hung."""
PYTHON = """\
#!/bin/sh
case "$4" in
*/start.py) shift 3; exec '{python}' -I -X utf8 '{clock}' '{moment}' "$@" ;;
*) exec '{python}' "$@" ;;
esac
"""
"""A `python3` that lives at another moment, for the one script that `action/start.sh` hands over to."""


@dataclass(frozen=True, slots=True)
class Job:
    """What became of one event: whether the job went well (None: no job ran), and what it said."""

    ok: bool | None
    log: str
    seconds: float

    @property
    def output(self) -> dict[str, str]:
        """The Action's outputs; of one with several lines, the first."""
        return dict(re.findall(r"::set-output:: ([\w-]+)=(.*)", self.log))

    @property
    def said(self) -> list[str]:
        """The lines that the step wrote, commands to the runner left out."""
        return re.findall(r"\]   \| (.*)", self.log)


class Runner:
    """A runner whose jobs find GitHub at the addresses in `environment`, with nothing of this machine but PATH."""

    def __init__(
        self, folder: Path, environment: Mapping[str, str], *, warm: bool = True, workflow: str = "club.yml"
    ) -> None:
        self.folder = folder
        self.environment = dict(environment)
        self.token = self.environment.pop("GITHUB_TOKEN")
        self.workspace = folder / "workspace"
        self.workflow = self.workspace / ".github" / "workflows" / workflow
        self.workflow.parent.mkdir(parents=True)
        shutil.copy(ROOT / ".github" / "workflows" / workflow, self.workflow)
        self._clone()
        self._ship()
        if warm:
            self._warm()

    def _clone(self) -> None:
        """act asks the workspace's git for the repository's name and commit."""
        owner = self.environment.get("GITHUB_REPOSITORY", "club/papers")
        remote = f"{self.environment['GITHUB_SERVER_URL']}/{owner}"
        git = ("git", "-C", str(self.workspace), "-c", "user.name=a", "-c", "user.email=a@localhost")
        for arguments in (
            ("init", "--quiet", "--initial-branch=main"),
            ("remote", "add", "origin", remote),
            ("add", "--all"),
            ("commit", "--quiet", "--message=Begin"),
        ):
            subprocess.run([*git, *arguments], check=True, capture_output=True)

    def _ship(self) -> None:
        for name in SHIPPED:
            target = self.folder / "action" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / name, target)

    def _warm(self) -> None:
        """As a self-hosted runner's second job finds it: the wheels that the lock names, got once for all tests."""
        key = start_script().key()
        shared = Path(sys.prefix) / "wheels" / key
        if not shared.is_dir():
            shared.parent.mkdir(exist_ok=True)
            script = str(ROOT / "action" / "wheel_download.py")
            download = [sys.executable, "-I", script, shutil.which("uv") or "", str(shared)]
            subprocess.run(download, check=True, timeout=SECONDS)
        place = self.home / ".cache" / "act" / "tool_cache" / "clubaction" / key
        shutil.copytree(shared, place)

    @property
    def home(self) -> Path:
        return self.folder / "home"

    def set_clock(self, moment: dt.datetime) -> None:
        """From now on jobs begin at this moment."""
        program = self.folder / "clock" / "python3"
        program.parent.mkdir(exist_ok=True)
        clock = ROOT / "tests" / "act" / "clock.py"
        program.write_text(PYTHON.format(python=sys.executable, clock=clock, moment=moment.isoformat()))
        program.chmod(0o755)

    def run(self, event: str, payload: Mapping[str, Any]) -> Job:
        """Runs the workflow for one event to its end."""
        self.home.mkdir(exist_ok=True)
        file = self.folder / "event.json"
        file.write_text(json.dumps(payload), encoding="utf-8")
        began = time.monotonic()
        done = subprocess.run(
            self._command(event, file),
            cwd=self.workspace,
            env=self._environ(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=SECONDS,
            check=False,
        )
        ran = "⭐ Run" in done.stdout
        if not ran and done.returncode:
            raise AssertionError(f"act could not start:\n{done.stdout}")
        return Job(done.returncode == 0 if ran else None, done.stdout, time.monotonic() - began)

    def _command(self, event: str, file: Path) -> list[str]:
        variables = {**self.environment, "PIP_CACHE_DIR": str(self.folder / "pip")}
        return [
            str(Path(sysconfig.get_path("scripts")) / "act"),
            event,
            f"--eventpath={file}",
            f"--workflows={self.workflow}",
            "--platform=ubuntu-latest=-self-hosted",
            "--no-cache-server",
            "--artifact-server-addr=127.0.0.1",
            "--secret=GITHUB_TOKEN",
            f"--local-repository={ACTION}={self.folder / 'action'}",
            *(f"--env={name}={value}" for name, value in variables.items()),
        ]

    def _environ(self) -> dict[str, str]:
        path = os.pathsep.join((str(self.folder / "clock"), str(Path(sys.executable).parent), os.environ["PATH"]))
        kept = {name: value for name, value in os.environ.items() if name.startswith(WAY_OUT)}
        return {**kept, "PATH": path, "HOME": str(self.home), "GITHUB_TOKEN": self.token, "LANG": "C.UTF-8"}


def start_script() -> ModuleType:
    """`action/start.py`, which is run as a script, as a module."""
    spec = importlib.util.spec_from_file_location("start", ROOT / "action" / "start.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
