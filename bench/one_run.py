"""A process that does its work once and prints how many seconds it took: `python -P one_run.py WORK FOLDER`.

It runs by itself, so that each turn starts with empty caches as a real run does, and so that it can measure an earlier
commit of clubaction (first on `PYTHONPATH`), whose modules may have had other names.
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
"""What is needed → the module that has it, and the one that had it at 60c88c0."""


def _module(what: str) -> Any:
    for name in _NAMES[what]:
        try:
            return importlib.import_module(f"clubaction.{name}")
        except ModuleNotFoundError:
            continue
    raise ModuleNotFoundError(f"no clubaction.{' or clubaction.'.join(_NAMES[what])}")


def read_yaml(folder: Path) -> Callable[[], object]:
    """What a run is measured against: the session files read, and their front matter loaded with libyaml."""

    def work() -> object:
        found = []
        for path in sorted((folder / "sessions").iterdir()):
            text = path.read_text(encoding="utf-8")
            found.append(yaml.load(text[4 : text.index("\n---\n", 4)], Loader=yaml.CSafeLoader))
        return found

    return work


def run(folder: Path) -> Callable[[], object]:
    """A whole run but for the network: the files read, papers asked for, a proposal planned, everything rendered."""
    sync, worktree, model = _module("sync"), _module("worktree"), _module("issue")
    read_files = worktree.read_files if hasattr(worktree, "read_files") else worktree.read
    text = "### Paper\n\nhttps://arxiv.org/abs/2401.00001\n\n### Title\n\nA new one\n"
    issue = model.Issue(1_000_000, "Paper: ", text, "ada", NOW, frozenset({"paper"}))
    labels = frozenset({"paper", "claim"})

    def work() -> object:
        snapshot = _module("snapshot").Snapshot("base", "main", read_files(folder), (issue,), labels=labels)
        plan = sync.decide(snapshot, sync.no_papers, NOW)
        assert "README.md" in plan.files
        return plan

    return work


WORKS: dict[str, Callable[[Path], Callable[[], object]]] = {"yaml": read_yaml, "run": run}


def main() -> None:
    """Prints the seconds of one turn, imports not counted: of the processor, which other programs disturb little."""
    work = WORKS[sys.argv[1]](Path(sys.argv[2]))
    started = time.process_time()
    work()
    print(time.process_time() - started)


if __name__ == "__main__":
    main()
