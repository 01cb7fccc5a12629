"""The command line: `clubaction COMMAND`.

Exit codes: 0 done, 1 something is wrong in the club's files (or, with `--check`, would change), 2 wrong arguments or
configuration, 3 git or the disk failed. Each command imports what it needs only when it is run, so that `--help` is
fast.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from clubaction import __version__
from clubaction.entrypoints.cli import check, demo, import_schedule, init, render, slots, surroundings, sync
from clubaction.entrypoints.cli.command import Command
from clubaction.errors import ClubError

COMMANDS: tuple[Command, ...] = tuple(
    module.COMMAND for module in (demo, sync, render, check, slots, import_schedule, init)
)
"""All commands, in the order in which `--help` lists them."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    parser = _parser()
    arguments = parser.parse_args(argv)
    if arguments.command is None:
        parser.print_help()
        return 2
    try:
        command: Command = arguments.command
        return command.run(arguments)
    except ClubError as error:
        from clubaction.text import terminal

        _print_error(terminal.safe(str(error)), error)
        return error.exit_code
    except PermissionError as error:
        print(f"clubaction: {error.filename} can't be written: {error.strerror}", file=sys.stderr)
        return 3
    except NotADirectoryError as error:
        print(f"clubaction: {error.filename} is not a folder", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever read our output, such as `head`, has enough of it. Without this, Python prints an error when it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def _print_error(text: str, error: ClubError) -> None:
    problems = getattr(error, "problems", ())
    if surroundings.is_on_actions():
        from clubaction.entrypoints import log_commands

        text = log_commands.harmless(text)
        for problem in problems:
            print(log_commands.error(problem))
    print(text if problems else f"clubaction: {text}", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="clubaction",
        description="Runs a journal club from a git repository: reads its issues, keeps a file for each session and "
        "the schedule in the README, and proposes what changes as a pull request.",
        epilog="Begin with: clubaction demo. More on a command: clubaction COMMAND --help",
    )
    parser.add_argument("--version", action="version", version=f"clubaction {__version__}")
    parser.set_defaults(command=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for command in COMMANDS:
        subparser = commands.add_parser(
            command.name,
            help=command.summary,
            description=command.description,
            epilog=f"Example: {command.example}",
        )
        command.add_arguments(subparser)
        subparser.set_defaults(command=command)
    return parser


if __name__ == "__main__":
    sys.exit(main())
