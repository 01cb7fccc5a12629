"""Prints the figures on this machine; exits 1 where a goal is missed.

`python -m bench` measures all; `python -m bench sessions issues` these alone. `--against DIR`, a checkout of an
earlier commit (`git worktree add DIR 60c88c0`), measures its runs on many sessions in turns with ours.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from bench import action, issues, requests, sessions, starting
from bench.figures import Figure


def main(arguments: list[str] | None = None) -> int:
    """Measures what is asked for and prints one table, then where the time of a run on the real runner goes."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("what", nargs="*", help="sessions, issues, starting, requests, action; nothing: all of them")
    parser.add_argument("--against", type=Path, metavar="DIR", help="a checkout of an earlier commit")
    asked = parser.parse_args(arguments)
    tables: Mapping[str, Iterable[Figure]] = {
        "sessions": sessions.measure(asked.against),
        "issues": issues.measure(),
        "starting": starting.measure(),
        "requests": _requests(),
    }
    chosen = asked.what or [*tables, "action"]
    if unknown := set(chosen) - {*tables, "action"}:
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    print(f"{'what':<112} {'measured':>9} {'goal':>6}")
    missed = [row for name in chosen if name in tables for row in map(_told, tables[name]) if not row.reached]
    for line in action.report() if "action" in chosen else ():
        print(line, flush=True)
    return 1 if missed else 0


def _told(row: Figure) -> Figure:
    print(f"{row.what:<112} {row.measured:>9} {row.goal:>6}  {'' if row.reached else 'missed'}".rstrip(), flush=True)
    return row


def _requests() -> Iterable[Figure]:
    for what, count, goal in requests.table():
        most = int(goal.removeprefix("<= "))
        yield Figure(what, str(count), f"≤ {most}", count <= most)


if __name__ == "__main__":
    sys.exit(main())
