"""A run on many sessions (parse, plan, render) against only reading the same files' YAML with libyaml."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import yaml

from bench.figures import Figure, best
from clubaction.club import session_file
from clubaction.hosts.folder import worktree
from clubaction.model.issue import Issue
from clubaction.model.plan import Plan
from clubaction.model.session import Session
from clubaction.model.snapshot import Snapshot
from clubaction.pipeline.reconcile import reconcile

SIZES = (100, 1_000, 10_000)
GOAL = 3.0
TODAY = dt.date(2024, 10, 1)
README = "".join(
    f"<!-- clubaction:{name} -->\n<!-- /clubaction:{name} -->\n\n"
    for name in ("next", "overview", "details", "pool", "roles")
)
ABSTRACT = "We study how a model learns a score, $s_\\theta(x)$, and what comes of it. " * 12


def club(size: int) -> dict[str, bytes]:
    """The files of a club with so many sessions, as long as the ones of real clubs are."""
    files = {"README.md": README.encode(), ".github/clubaction.yml": b"cadence: {weekday: wednesday}\n"}
    for number in range(size):
        session = Session(
            id=f"session-{number}",
            title=f"Elucidating the design space of models, number {number}: a study",
            date=TODAY + dt.timedelta(days=number - size // 2) if number % 10 else None,
            theme=f"Theme {number % 17}: an introduction",
            part=f"Part {number % 5}",
            link=f"https://arxiv.org/abs/2206.{number:05}",
            authors=("Tero Karras", "Miika Aittala", "Timo Aila", "Samuli Laine"),
            paper=f"arxiv:2206.{number:05}",
            roles={
                "recap": (f"@member-{number % 40}",),
                "questions": (f"@member-{number % 31}",) if number % 3 else (),
            },
            issue=number + 1,
            body=f"## Abstract\n\n> {ABSTRACT}\n\n## Further reading\n\n- [One](https://example.org/{number})\n- Two",
        )
        files[f"sessions/session-{number}.md"] = session_file.new_file(session, ("recap", "questions"))
    return files


def read_yaml(folder: Path) -> list[object]:
    """What the run is measured against: the files read, and their front matter loaded."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found = []
    for path in sorted((folder / "sessions").iterdir()):
        text = path.read_text(encoding="utf-8")
        found.append(yaml.load(text[4 : text.index("\n---\n", 4)], Loader=loader))  # noqa: S506 (a safe loader)
    return found


def run(folder: Path) -> Plan:
    """A run's own work: the files read, one proposal and one claim planned, everything rendered."""
    now = dt.datetime(2024, 10, 1, 8, tzinfo=dt.UTC)
    issue = Issue(1_000_000, "A new one", "https://example.org/new", "ada", now, frozenset({"paper"}))
    snapshot = Snapshot("base", "main", worktree.read_files(folder), (issue,), labels=frozenset({"paper", "claim"}))
    return reconcile(snapshot, {}, TODAY)


def measure() -> list[Figure]:
    """The ratio at each size."""
    return [_measured(size) for size in SIZES]


def _measured(size: int) -> Figure:
    with tempfile.TemporaryDirectory(prefix="clubaction-bench-") as scratch:
        folder = Path(scratch)
        worktree.write(folder, dict(club(size)))
        tries = max(3, min(9, 9_000 // size))
        assert run(folder)
        theirs, ours = best(tries, lambda: read_yaml(folder), lambda: run(folder))
    ratio = ours / theirs
    what = f"{size} sessions: a run, against reading their YAML ({theirs:.2f} s)"
    return Figure(what, f"{ratio:.2f} ×", f"{GOAL:.0f} ×", ratio <= GOAL)
