"""Prints ratios of one run on this machine; exits 1 where a goal is missed."""

from __future__ import annotations

import sys

from bench import sessions, starting


def main() -> int:
    """Measures everything and prints one table."""
    rows = [*sessions.measure(), starting.measure()]
    print(f"{'what':<58} {'measured':>12} {'goal':>9}")
    for row in rows:
        print(f"{row.what:<58} {row.measured:>12} {row.goal:>9}  {'' if row.reached else 'missed'}".rstrip())
    return 0 if all(row.reached for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
