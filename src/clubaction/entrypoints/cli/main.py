"""The command line: `clubaction COMMAND`. Exit codes: 0 done, 1 something to do or wrong, 2 usage or config, 3 host.

Only what every command needs is imported here, so that `--help` answers at once.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from clubaction import __version__
from clubaction.errors import ClubError

Handler = Callable[[argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    parser = _parser()
    arguments = parser.parse_args(argv)
    if arguments.run is None:
        parser.print_help()
        return 2
    try:
        handler: Handler = arguments.run
        return handler(arguments)
    except ClubError as error:
        from clubaction.text import terminal

        _say_error(terminal.safe(str(error)), error)
        return error.exit_code
    except PermissionError as error:
        print(f"clubaction: {error.filename} can't be written: {error.strerror}", file=sys.stderr)
        return 3
    except NotADirectoryError as error:
        print(f"clubaction: {error.filename} is no folder", file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def _say_error(text: str, error: ClubError) -> None:
    problems = getattr(error, "problems", ())
    if os.environ.get("GITHUB_ACTIONS") == "true":
        from clubaction.entrypoints import log_commands

        text = log_commands.harmless(text)
        for problem in problems:
            print(log_commands.error(problem))
    print(text if problems else f"clubaction: {text}", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="clubaction",
        description="Runs a journal club out of a repository: issues in; session files, schedule, pull request out.",
        epilog="Try it: clubaction demo",
    )
    parser.add_argument("--version", action="version", version=f"clubaction {__version__}")
    parser.set_defaults(run=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for command in _COMMANDS:
        below = commands.add_parser(
            command.name,
            help=command.says,
            description=command.says[0].upper() + command.says[1:] + ".",
            epilog=f"Example: {command.example}",
        )
        command.takes(below)
        below.set_defaults(run=command.run)
    return parser


def _takes_folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", nargs="?", type=Path, default=Path(), help="the club's folder (default: this one)")


def _takes_demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--into", type=Path, default=Path("club-demo"), metavar="DIR", help="where to leave the club (./club-demo)"
    )


def _takes_sync(parser: argparse.ArgumentParser) -> None:
    _takes_folder(parser)
    parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
    parser.add_argument("--offline", action="store_true", help="look no papers up")


def _takes_render(parser: argparse.ArgumentParser) -> None:
    _takes_folder(parser)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 and show what would differ")


def _takes_check(parser: argparse.ArgumentParser) -> None:
    _takes_folder(parser)
    parser.add_argument("--online", action="store_true", help="also compare each session with the paper it links to")


def _takes_slots(parser: argparse.ArgumentParser) -> None:
    _takes_folder(parser)
    parser.add_argument("--until", required=True, metavar="DATE", help="the last day, such as 2024-12-18")


def _takes_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a Markdown (or HTML) file with the schedule")
    parser.add_argument(
        "--into", type=Path, default=Path(), metavar="DIR", help="the club's folder (default: this one)"
    )
    parser.add_argument(
        "--date-order",
        choices=("dmy", "mdy", "ymd"),
        default="",
        help="for dates that can be read in more than one way",
    )
    parser.add_argument(
        "--year", type=int, metavar="YYYY", help="the year of the first date, where the dates have none"
    )
    parser.add_argument("--dry-run", action="store_true", help="only report what would be taken")


# What a command does is imported when it is run.


def _demo(arguments: argparse.Namespace) -> int:
    from clubaction.entrypoints.cli import demo

    return demo.run(arguments.into, colour=_colour())


def _sync(arguments: argparse.Namespace) -> int:
    from clubaction.entrypoints.cli import console

    return console.sync(arguments.folder, dry_run=arguments.dry_run, offline=arguments.offline, colour=_colour())


def _render(arguments: argparse.Namespace) -> int:
    from clubaction.entrypoints.cli import console

    return console.render(arguments.folder, check=arguments.check, colour=_colour())


def _check(arguments: argparse.Namespace) -> int:
    from clubaction.entrypoints.cli import console

    return console.check(arguments.folder, online=arguments.online, annotate=os.environ.get("GITHUB_ACTIONS") == "true")


def _slots(arguments: argparse.Namespace) -> int:
    from clubaction.entrypoints.cli import console

    return console.slots(arguments.folder, until=arguments.until)


def _import(arguments: argparse.Namespace) -> int:
    from clubaction.entrypoints.cli import console

    return console.import_file(
        arguments.file,
        arguments.into,
        date_order=arguments.date_order,
        year=arguments.year,
        dry_run=arguments.dry_run,
    )


def _init(arguments: argparse.Namespace) -> int:
    from clubaction.entrypoints.cli import console

    return console.init(arguments.folder)


def _colour() -> bool:
    """Whether to colour: a terminal, and nobody said no (https://no-color.org)."""
    wanted = os.environ.get("FORCE_COLOR") or (sys.stdout.isatty() and os.environ.get("TERM") != "dumb")
    return bool(wanted) and not os.environ.get("NO_COLOR")


@dataclass(frozen=True, slots=True)
class _Command:
    """One command of the command line."""

    name: str
    says: str
    example: str
    run: Handler
    takes: Callable[[argparse.ArgumentParser], None] = _takes_folder


_COMMANDS = (
    _Command(
        "demo", "tell the story of a club in a folder of its own", "clubaction demo --into my-demo", _demo, _takes_demo
    ),
    _Command("sync", "bring a club in a folder to how it should be", "clubaction sync --dry-run", _sync, _takes_sync),
    _Command(
        "render", "write the README's blocks from the sessions", "clubaction render --check", _render, _takes_render
    ),
    _Command("check", "say what is wrong in the club's files", "clubaction check --online", _check, _takes_check),
    _Command(
        "slots",
        "make open slots for the cadence's free dates",
        "clubaction slots --until 2024-12-18",
        _slots,
        _takes_slots,
    ),
    _Command(
        "import",
        "make session files from a schedule kept by hand",
        "clubaction import README.md --into my-club",
        _import,
        _takes_import,
    ),
    _Command("init", "put what a new club needs into a folder", "clubaction init", _init),
)


if __name__ == "__main__":
    sys.exit(main())
