"""`clubaction slots`: makes open slots, sessions without a paper, on the club's free dates."""

from __future__ import annotations

import argparse
from pathlib import Path

from clubaction.entrypoints.cli import render, surroundings
from clubaction.entrypoints.cli.command import Command, add_folder
from clubaction.errors import UsageError


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    add_folder(parser)
    parser.add_argument("--until", required=True, metavar="DATE", help="the last day to fill, such as 2024-12-18")


def _run(arguments: argparse.Namespace) -> int:
    return slots(arguments.folder, until=arguments.until)


COMMAND = Command(
    "slots",
    "make open slots (sessions without a paper) on the club's free dates",
    "The dates follow `cadence` in the configuration. Writes a session file for each date that has none, and the "
    "schedule in the README.",
    "clubaction slots --until 2024-12-18",
    _run,
    _add_arguments,
)


def slots(folder: Path, *, until: str) -> int:
    """Writes a session file for each free date up to `until` and the README, and returns the exit code."""
    from clubaction.club import session_file, session_folder, session_ids, written_dates
    from clubaction.club.state import Club
    from clubaction.hosts.folder import worktree

    folder = surroundings.existing_folder(folder)
    files, config = worktree.read_club(folder)
    today = config.day_at(surroundings.now())
    last = written_dates.read_date(until, config.date_format)
    if isinstance(last, written_dates.UnclearDate):
        raise UsageError(f"--until needs a date such as {today.isoformat()}, not {until!r}")
    if not config.cadence.weekdays:
        raise UsageError(
            "the configuration has no `cadence` with a `weekday`, so there are no dates to fill; "
            "add a line such as `cadence: {weekday: wednesday}`"
        )
    sessions = session_folder.require_all(files, config.sessions)
    made = Club(config, today, dict(sessions), sessions).fill_slots(last)
    roles = [role.key for role in config.roles]
    worktree.write(folder, {session_ids.path_of(s, config.sessions): session_file.new_file(s, roles) for s in made})
    for slot in made:
        print(f"made  {session_ids.path_of(slot, config.sessions)}  {slot.date:%A}")
    if not made:
        print(f"Until {last} there is no free date on which the club meets.")
    return render.render(folder, check=False, colour=False) if made and config.readme in files else 0
