"""`clubaction render`: writes the schedule into the README, made from the session files."""

from __future__ import annotations

import argparse
from pathlib import Path

from clubaction.entrypoints.cli import surroundings
from clubaction.entrypoints.cli.command import Command, add_folder
from clubaction.errors import UsageError


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    add_folder(parser)
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; show what would change, with exit code 1 if anything does",
    )


def _run(arguments: argparse.Namespace) -> int:
    return render(arguments.folder, check=arguments.check, colour=surroundings.shows_colours())


COMMAND = Command(
    "render",
    "write the schedule into the README from the session files",
    "Replaces only what is between markers such as <!-- clubaction:overview --> and <!-- /clubaction:overview -->.",
    "clubaction render --check",
    _run,
    _add_arguments,
)


def render(folder: Path, *, check: bool, colour: bool) -> int:
    """Writes the README, or with `check` only prints how it would change, and returns the exit code."""
    from clubaction.club import session_folder
    from clubaction.hosts.folder import worktree
    from clubaction.pipeline import obstacles
    from clubaction.readme import page
    from clubaction.text import encoding, terminal

    folder = surroundings.existing_folder(folder)
    files, config = worktree.read_club(folder)
    sessions = session_folder.require_all(files, config.sessions)
    if obstacle := worktree.obstacles(folder, config).get(config.readme):
        raise UsageError(f"{config.readme}: {obstacles.sentence(obstacle, 'file')}")
    if config.readme not in files:
        raise UsageError(f"there is no {config.readme} in {folder}; `clubaction init` makes one")
    before = encoding.decode(config.readme, files[config.readme])
    today = config.day_at(surroundings.now())
    after = page.page(before, sessions, config, today, files, ages="never" if check else "weekly")
    if before == after:
        print(f"{config.readme} is up to date.")
        return 0
    if check:
        print(terminal.Paint(colour=colour).diff(config.readme, before, after))
        return 1
    worktree.write(folder, {config.readme: after.encode()})
    print(f"{config.readme} is written anew from {len(sessions)} sessions.")
    return 0
