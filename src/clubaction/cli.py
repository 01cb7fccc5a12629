"""The command line: `clubaction COMMAND`. Exit codes: 0 done, 1 something to do or wrong, 2 usage or config, 3 host.

Only what every command needs is imported here, so that `--help` answers at once.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from clubaction import __version__
from clubaction.errors import ClubError

Handler = Callable[[argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    parser = _parser()
    arguments = parser.parse_args(argv)
    if not hasattr(arguments, "run"):
        parser.print_help()
        return 2
    try:
        handler: Handler = arguments.run
        return handler(arguments)
    except ClubError as error:
        from clubaction import terminal  # noqa: PLC0415 (keeps --help fast)

        _say_error(terminal.safe(str(error)), error)
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def _say_error(text: str, error: ClubError) -> None:
    problems = getattr(error, "problems", ())
    if problems and os.environ.get("GITHUB_ACTIONS") == "true":
        from clubaction import annotations  # noqa: PLC0415 (keeps --help fast)

        print("\n".join(map(annotations.error, problems)))
    print(text if problems else f"clubaction: {text}", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="clubaction",
        description="Runs a journal club out of a repository: issues in, session files, schedule and a pull request out.",
        epilog="Try it: clubaction demo",
    )
    parser.add_argument("--version", action="version", version=f"clubaction {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    _add(commands, "demo", "tell the story of a club in a folder of its own", "clubaction demo", _demo).add_argument(
        "--into", type=Path, metavar="DIR", help="where to leave the club (default: ./club-demo)"
    )
    sync = _add(
        commands, "sync", "bring a club in a folder to how it should be", "clubaction sync --dry-run", _sync, folder=True
    )
    sync.add_argument("--dry-run", action="store_true", help="only say what would be done")
    sync.add_argument("--offline", action="store_true", help="look no papers up")
    render = _add(
        commands, "render", "write the README's blocks from the sessions", "clubaction render --check", _render,
        folder=True,
    )
    render.add_argument("--check", action="store_true", help="write nothing; exit 1 and show what would differ")
    _add(commands, "check", "say what is wrong in the club's files", "clubaction check", _check, folder=True)
    _add_import(commands)
    _add(commands, "init", "put what a new club needs into a folder", "clubaction init", _init, folder=True)
    return parser


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    says: str,
    example: str,
    run: Handler,
    *,
    folder: bool = False,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=says, description=says.capitalize() + ".", epilog=f"Example: {example}")
    parser.set_defaults(run=run)
    if folder:
        parser.add_argument("folder", nargs="?", type=Path, default=Path(), help="the club's folder (default: this one)")
    return parser


def _add_import(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _add(
        commands, "import", "make session files from a schedule kept by hand",
        "clubaction import README.md --into my-club", _import,
    )
    parser.add_argument("file", type=Path, help="a Markdown (or HTML) file with the schedule")
    parser.add_argument("--into", type=Path, default=Path(), metavar="DIR", help="the club's folder (default: this one)")
    parser.add_argument(
        "--date-order", choices=("dmy", "mdy", "ymd"), default="", help="for dates that can be read in more than one way"
    )
    parser.add_argument("--year", type=int, metavar="YYYY", help="the year of the first date, where the dates have none")
    parser.add_argument("--dry-run", action="store_true", help="only report what would be taken")


# Each command lives in a module of its own that is imported when it is run.


def _demo(arguments: argparse.Namespace) -> int:
    from clubaction import demo  # noqa: PLC0415

    return demo.run(arguments.into or Path("club-demo"), colour=_colour())


def _sync(arguments: argparse.Namespace) -> int:
    from clubaction import console  # noqa: PLC0415

    return console.sync(
        arguments.folder, dry_run=arguments.dry_run, offline=arguments.offline, colour=_colour()
    )


def _render(arguments: argparse.Namespace) -> int:
    from clubaction import console  # noqa: PLC0415

    return console.render(arguments.folder, check=arguments.check, colour=_colour())


def _check(arguments: argparse.Namespace) -> int:
    from clubaction import console  # noqa: PLC0415

    return console.check(arguments.folder, annotate=os.environ.get("GITHUB_ACTIONS") == "true")


def _import(arguments: argparse.Namespace) -> int:
    from clubaction import console  # noqa: PLC0415

    return console.import_file(
        arguments.file,
        arguments.into,
        date_order=arguments.date_order,
        year=arguments.year,
        dry_run=arguments.dry_run,
    )


def _init(arguments: argparse.Namespace) -> int:
    from clubaction import console  # noqa: PLC0415

    return console.init(arguments.folder)


def _colour() -> bool:
    """Whether to colour: a terminal, and nobody said no (https://no-color.org)."""
    wanted = os.environ.get("FORCE_COLOR") or (sys.stdout.isatty() and os.environ.get("TERM") != "dumb")
    return bool(wanted) and not os.environ.get("NO_COLOR")


if __name__ == "__main__":
    sys.exit(main())
