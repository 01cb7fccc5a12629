"""One run: read everything, look papers up, plan, apply."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from clubaction.club.configuration import Config
from clubaction.errors import Conflict, PullRequestsForbidden
from clubaction.issues.history import Papers
from clubaction.model.host import Host
from clubaction.model.plan import Applied, Plan
from clubaction.model.snapshot import Snapshot
from clubaction.pipeline import papers_needed
from clubaction.pipeline.reconcile import read_config, reconcile

TRIES = 3
"""How often a run starts anew when somebody else was faster."""

Resolve = Callable[[Sequence[str], Sequence[str]], Papers]
"""Normalised identifiers and the hosts that the club adds to those that may be asked → what is known of each paper.

Never raises for a paper that can't be found.
"""


@dataclass(frozen=True, slots=True)
class Run:
    """What a run has planned and done."""

    plan: Plan
    applied: Applied
    snapshot: Snapshot


def sync(host: Host, resolve: Resolve, now: dt.datetime, *, dry_run: bool = False) -> Run:
    """Brings the club to how it should be, or with `dry_run` only says what would be done.

    `now` is in UTC. Raises `ClubError`s as the host, the configuration and the README do.
    """
    for left in reversed(range(TRIES)):
        snapshot = host.snapshot()
        plan = decide(snapshot, resolve, now)
        if dry_run or not plan:
            return Run(plan, Applied(), snapshot)
        try:
            return Run(plan, host.apply(plan), snapshot)
        except PullRequestsForbidden:
            return _without_pull_request(host, resolve, now)
        except Conflict:
            if not left:
                raise
    raise AssertionError("unreachable")


def decide(snapshot: Snapshot, resolve: Resolve, now: dt.datetime) -> Plan:
    """The plan for a snapshot, with the papers that it needs looked up."""
    config = read_config(snapshot.files, snapshot.config)
    today = local_day(config, now)
    needed, known = papers_needed.needed(snapshot, config, today)
    return reconcile(snapshot, {**known, **(resolve(needed, config.paper_hosts) if needed else {})}, today)


def _without_pull_request(host: Host, resolve: Resolve, now: dt.datetime) -> Run:
    snapshot = replace(host.snapshot(), pull_requests_allowed=False)
    plan = decide(snapshot, resolve, now)
    return Run(plan, host.apply(plan), snapshot)


def local_day(config: Config, now: dt.datetime) -> dt.date:
    """The club's day at a moment."""
    return now.astimezone(zoneinfo.ZoneInfo(config.timezone)).date()


def no_papers(identifiers: Sequence[str], more_hosts: Sequence[str]) -> Papers:
    """Looks nothing up: a proposal then carries what its form says."""
    return {}
