"""Prints a table of what was measured on this machine, and exits with 1 where a goal is missed.

`python -m bench` measures everything, `python -m bench sessions issues` only these. With `--against DIR`, where DIR is
a checkout of an earlier commit (`git worktree add DIR 60c88c0`), its runs on many sessions are measured as well.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from bench import action, issues, requests, sessions, starting
from bench.figures import Figure


def main(arguments: list[str] | None = None) -> int:
    """Measures what the arguments name, prints a table and the times of the Action, and returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("what", nargs="*", help="sessions, issues, starting, requests, action (default: all)")
    parser.add_argument("--against", type=Path, metavar="DIR", help="a checkout of an earlier commit")
    options = parser.parse_args(arguments)
    tables: Mapping[str, Iterable[Figure]] = {
        "sessions": sessions.measure(options.against),
        "issues": issues.measure(),
        "starting": starting.measure(),
        "requests": _requests(),
    }
    chosen = options.what or [*tables, "action"]
    if unknown := set(chosen) - {*tables, "action"}:
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    print(f"{'what':<112} {'measured':>9} {'goal':>6}")
    missed = [row for name in chosen if name in tables for row in map(_printed, tables[name]) if not row.reached]
    for line in action.report() if "action" in chosen else ():
        print(line, flush=True)
    return 1 if missed else 0


def _printed(row: Figure) -> Figure:
    """The same figure, after its line of the table has been printed."""
    print(f"{row.what:<112} {row.measured:>9} {row.goal:>6}  {'' if row.reached else 'missed'}".rstrip(), flush=True)
    return row


def _requests() -> Iterable[Figure]:
    for what, count, goal in requests.table():
        most = int(goal.removeprefix("<= "))
        yield Figure(what, str(count), f"≤ {most}", count <= most)


if __name__ == "__main__":
    sys.exit(main())
