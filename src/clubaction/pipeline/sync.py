"""One run: read everything, look papers up, plan, apply."""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from clubaction.errors import Conflict, PullRequestsForbidden
from clubaction.model.host import Host
from clubaction.model.paper import Papers
from clubaction.model.plan import Applied, Plan
from clubaction.model.snapshot import Snapshot
from clubaction.pipeline import papers_needed
from clubaction.pipeline.parsed_snapshot import ParsedSnapshot, parse_snapshot
from clubaction.pipeline.reconcile import plan_for
from clubaction.pipeline.run_result import Run

TRIES = 3
"""How often a run starts anew when somebody else was faster."""

Resolve = Callable[[Sequence[str], Sequence[str]], Papers]
"""Normalised identifiers and the hosts that the club adds to those that may be asked → what is known of each paper.

Never raises for a paper that can't be found.
"""


def sync(host: Host, resolve: Resolve, now: dt.datetime, *, dry_run: bool = False) -> Run:
    """Brings the club to how it should be, or with `dry_run` only says what would be done.

    `now` is in UTC. Raises `ClubError`s as the host, the configuration and the README do.
    """
    for left in reversed(range(TRIES)):
        parsed, plan = _planned(host.snapshot(), resolve, now)
        if dry_run or not plan:
            return Run(plan, Applied(), parsed.snapshot, parsed.config)
        try:
            return Run(plan, host.apply(plan), parsed.snapshot, parsed.config)
        except PullRequestsForbidden:
            return _without_pull_request(host, resolve, now)
        except Conflict:
            if not left:
                raise
    raise AssertionError("unreachable")


def decide(snapshot: Snapshot, resolve: Resolve, now: dt.datetime) -> Plan:
    """The plan for a snapshot, with the papers that it needs looked up."""
    return _planned(snapshot, resolve, now)[1]


def _planned(snapshot: Snapshot, resolve: Resolve, now: dt.datetime) -> tuple[ParsedSnapshot, Plan]:
    with _garbage_left():
        parsed = parse_snapshot(snapshot)
        today = parsed.config.day_at(now)
        needed, known = papers_needed.needed(parsed, today)
        found = resolve(needed, parsed.config.paper_hosts) if needed else {}
        return parsed, plan_for(parsed, {**known, **found}, today)


@contextlib.contextmanager
def _garbage_left() -> Iterator[None]:
    """Lets Python collect no cyclic garbage meanwhile.

    Hardly any value of a plan refers to itself, and searching all of them for such cycles takes a tenth of a run.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _without_pull_request(host: Host, resolve: Resolve, now: dt.datetime) -> Run:
    parsed, plan = _planned(replace(host.snapshot(), pull_requests_allowed=False), resolve, now)
    return Run(plan, host.apply(plan), parsed.snapshot, parsed.config)


def no_papers(identifiers: Sequence[str], more_hosts: Sequence[str]) -> Papers:
    """Looks nothing up: a proposal then carries what its form says."""
    return {}
