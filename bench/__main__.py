"""Prints the figures of one run on this machine; exits 1 where a goal is missed."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from bench import action, issues, requests, sessions, starting
from bench.figures import Figure


def main() -> int:
    """Measures everything and prints one table, then where the time of a run on the real runner goes."""
    rows = [*sessions.measure(), *issues.measure(), starting.measure(), *_requests()]
    print(f"{'what':<82} {'measured':>9} {'goal':>5}")
    for row in rows:
        print(f"{row.what:<82} {row.measured:>9} {row.goal:>5}  {'' if row.reached else 'missed'}".rstrip(), flush=True)
    for line in action.report():
        print(line, flush=True)
    return 0 if all(row.reached for row in rows) else 1


def _requests() -> Iterable[Figure]:
    for what, count, goal in requests.table():
        most = int(goal.removeprefix("<= "))
        yield Figure(what, str(count), f"≤ {most}", count <= most)


if __name__ == "__main__":
    sys.exit(main())
