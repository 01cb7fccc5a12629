"""`clubaction import`: makes a club from a schedule that was kept by hand."""

from __future__ import annotations

import argparse
from pathlib import Path

from clubaction.entrypoints.cli import surroundings
from clubaction.entrypoints.cli.command import Command
from clubaction.errors import UsageError


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the file with the schedule: Markdown or HTML")
    parser.add_argument(
        "--into", type=Path, default=Path(), metavar="DIR", help="the club's folder (default: this one)"
    )
    parser.add_argument(
        "--date-order",
        choices=("dmy", "mdy", "ymd"),
        default="",
        help="the order of day, month and year, for dates such as 03/04/2024 that can be read in more than one way",
    )
    parser.add_argument(
        "--year", type=int, metavar="YYYY", help="the year of the first date, if the schedule names no years"
    )
    parser.add_argument("--dry-run", action="store_true", help="only print what was found; write nothing")


def _run(arguments: argparse.Namespace) -> int:
    return import_schedule(
        arguments.file,
        arguments.into,
        date_order=arguments.date_order,
        year=arguments.year,
        dry_run=arguments.dry_run,
    )


COMMAND = Command(
    "import",
    "make session files from a schedule that was kept by hand",
    "Finds tables, lists and headings with dates. Writes the session files, the README and a configuration into the "
    "folder, and prints what it could not read.",
    "clubaction import README.md --into my-club",
    _run,
    _add_arguments,
)


def import_schedule(file: Path, into: Path, *, date_order: str, year: int | None, dry_run: bool) -> int:
    """Reads the schedule, prints what was found in it, writes the club's files, and returns the exit code."""
    from clubaction import importing
    from clubaction.hosts.folder import imported_club
    from clubaction.text import encoding, terminal

    try:
        text = encoding.decode(str(file), file.read_bytes())
    except OSError as error:
        raise UsageError(f"{file} can't be read: {error.strerror}") from None
    html = file.suffix.lower() in (".html", ".htm")
    found = importing.read_schedule(text, year=year, date_order=date_order, html=html)
    for note in found.report:
        print(terminal.safe(f"{file}: {note}"))
    open_slots = sum(session.is_open for session in found.sessions)
    print(f"{len(found.sessions)} sessions, {open_slots} of them open")
    for line in [] if dry_run else imported_club.write(found, text, into, surroundings.now().date()):
        print(line)
    return 0
