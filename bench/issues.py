"""Runs with many open proposals or many claims on one role: the time for each issue or claim must not grow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from bench import large_club
from bench.figures import Figure, best
from clubaction.club import configuration, session_file
from clubaction.model.issue import Comment, Issue
from clubaction.model.plan import Plan
from clubaction.model.session import Session
from clubaction.model.snapshot import Snapshot
from clubaction.pipeline import sync

SIZES = (500, 1_000, 2_000, 4_000, 5_000)
GOAL = 1.5
"""How many times as long one issue or claim may take at the largest size as at the smallest."""
NOW = dt.datetime(2024, 10, 1, 8, tzinfo=dt.UTC)
FILES = {"README.md": large_club.readme("overview", "pool"), configuration.PATH: large_club.CONFIG}


def proposals(size: int) -> Snapshot:
    """A club with this many open issues, each of which proposes a paper without a date."""
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
    """A club in which this many people claim the same role."""
    session = Session("flows", title="Flows", date=dt.date(2024, 10, 16), issue=1)
    files = {**FILES, "sessions/flows.md": session_file.new_file(session, ("recap", "questions"))}
    comments = tuple(
        Comment(number, f"member-{number}", "/claim recap", NOW + dt.timedelta(seconds=number))
        for number in range(2, size + 2)
    )
    issue = Issue(1, "Flows", "https://example.org/flows", "pia", NOW, frozenset({"paper"}), comments=comments)
    return Snapshot("base", "main", files, (issue,), labels=frozenset({"paper", "claim"}))


def measure() -> Iterator[Figure]:
    """For proposals and for claims: the time of one at the largest size, divided by that at the smallest."""
    yield _measured("open proposals", proposals)
    yield _measured("claims on one role", claims)


def _measured(what: str, club: Callable[[int], Snapshot]) -> Figure:
    snapshots = [club(size) for size in SIZES]
    times = best(2, *(lambda snapshot=snapshot: _run(snapshot) for snapshot in snapshots))
    each = [taken / size for taken, size in zip(times, SIZES, strict=True)]
    listed = ", ".join(f"{size}: {taken:.2f} s" for size, taken in zip(SIZES, times, strict=True))
    ratio = each[-1] / each[0]
    return Figure(f"{what}, time of one at 5 000 against 500 ({listed})", f"{ratio:.2f} ×", f"{GOAL} ×", ratio <= GOAL)


def _run(snapshot: Snapshot) -> Plan:
    return sync.decide(snapshot, sync.no_papers, NOW)
