"""A run with many open proposals, and with many claims on one role: the time for each must stay what it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from bench.figures import Figure, best
from clubaction.club import session_file
from clubaction.model.issue import Comment, Issue
from clubaction.model.plan import Plan
from clubaction.model.session import Session
from clubaction.model.snapshot import Snapshot
from clubaction.pipeline import sync

SIZES = (500, 1_000, 2_000, 5_000)
GOAL = 1.5
"""How much longer one of the last size's issues may take than one of the first's."""
NOW = dt.datetime(2024, 10, 1, 8, tzinfo=dt.UTC)
README = "".join(f"<!-- clubaction:{name} -->\n<!-- /clubaction:{name} -->\n\n" for name in ("overview", "pool"))
FILES = {"README.md": README.encode(), ".github/clubaction.yml": b"cadence: {weekday: wednesday}\n"}


def proposals(size: int) -> Snapshot:
    """A club in which so many people propose a paper each, without a date."""
    issues = tuple(
        Issue(
            number,
            f"A study of things, number {number}",
            f"https://example.org/papers/{number}",
            f"member-{number}",
            NOW + dt.timedelta(seconds=number),
            frozenset({"paper"}),
        )
        for number in range(1, size + 1)
    )
    return Snapshot("base", "main", FILES, issues, labels=frozenset({"paper", "claim"}))


def claims(size: int) -> Snapshot:
    """A club in which so many people want the same role."""
    session = Session("flows", title="Flows", date=dt.date(2024, 10, 16), issue=1)
    files = {**FILES, "sessions/flows.md": session_file.new_file(session, ("recap", "questions"))}
    said = tuple(
        Comment(number, f"member-{number}", "/claim recap", NOW + dt.timedelta(seconds=number))
        for number in range(2, size + 2)
    )
    issue = Issue(1, "Flows", "https://example.org/flows", "pia", NOW, frozenset({"paper"}), comments=said)
    return Snapshot("base", "main", files, (issue,), labels=frozenset({"paper", "claim"}))


def measure() -> Iterator[Figure]:
    """For each kind, how the time of one issue changes from the smallest to the largest club."""
    yield _measured("open proposals", proposals)
    yield _measured("claims on one role", claims)


def _measured(what: str, club: Callable[[int], Snapshot]) -> Figure:
    snapshots = [club(size) for size in SIZES]
    times = best(2, *(lambda one=one: _run(one) for one in snapshots))
    each = [taken / size for taken, size in zip(times, SIZES, strict=True)]
    told = ", ".join(f"{size}: {taken:.2f} s" for size, taken in zip(SIZES, times, strict=True))
    ratio = each[-1] / each[0]
    return Figure(f"{what}, time of one at 5 000 against 500 ({told})", f"{ratio:.2f} ×", f"{GOAL} ×", ratio <= GOAL)


def _run(snapshot: Snapshot) -> Plan:
    return sync.decide(snapshot, sync.no_papers, NOW)
