"""Does one piece of work once and prints how many seconds it took: `python -P one_run.py WORK FOLDER`.

Each measurement is a process of its own. So it starts with empty caches, as a real run does, and it can measure an
earlier commit of clubaction (first on PYTHONPATH), in which modules have other names.
"""

from __future__ import annotations

import datetime as dt
import importlib
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

NOW = dt.datetime(2024, 10, 1, 8, tzinfo=dt.UTC)

_NAMES = {
    "sync": ("pipeline.sync", "sync"),
    "worktree": ("hosts.folder.worktree", "hosts.worktree"),
    "issue": ("model.issue", "model"),
    "snapshot": ("model.snapshot", "model"),
}
"""A module's short name → its name now, and its name at commit 60c88c0."""


def _module(what: str) -> Any:
    for name in _NAMES[what]:
        try:
            return importlib.import_module(f"clubaction.{name}")
        except ModuleNotFoundError:
            continue
    raise ModuleNotFoundError(f"no clubaction.{' or clubaction.'.join(_NAMES[what])}")


def read_yaml(folder: Path) -> Callable[[], object]:
    """The work that a run is compared with: reading the session files, and their front matter with libyaml."""

    def work() -> object:
        found = []
        for path in sorted((folder / "sessions").iterdir()):
            text = path.read_text(encoding="utf-8")
            found.append(yaml.load(text[4 : text.index("\n---\n", 4)], Loader=yaml.CSafeLoader))
        return found

    return work


def run(folder: Path) -> Callable[[], object]:
    """The work of a run without network: reading all files, planning with one proposal, rendering the README."""
    sync, worktree, model = _module("sync"), _module("worktree"), _module("issue")
    text = "### Paper\n\nhttps://arxiv.org/abs/2401.00001\n\n### Title\n\nA new one\n"
    issue = model.Issue(1_000_000, "Paper: ", text, "ada", NOW, frozenset({"paper"}))
    labels = frozenset({"paper", "claim"})

    def work() -> object:
        # `read` is its name at 60c88c0, where it returned no configuration.
        files = worktree.read_club(folder)[0] if hasattr(worktree, "read_club") else worktree.read(folder)
        snapshot = _module("snapshot").Snapshot("base", "main", files, (issue,), labels=labels)
        plan = sync.decide(snapshot, sync.no_papers, NOW)
        assert "README.md" in plan.files
        return plan

    return work


WORKS: dict[str, Callable[[Path], Callable[[], object]]] = {"yaml": read_yaml, "run": run}


def main() -> None:
    """Does the work and prints its seconds of processor time, which other programs disturb little; without imports."""
    work = WORKS[sys.argv[1]](Path(sys.argv[2]))
    started = time.process_time()
    work()
    print(time.process_time() - started)


if __name__ == "__main__":
    main()
