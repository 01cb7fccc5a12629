"""`clubaction sync`: does on a club in a folder what the Action does on GitHub."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from clubaction.entrypoints.cli import surroundings
from clubaction.entrypoints.cli.command import Command, add_folder

if TYPE_CHECKING:
    from clubaction.model.plan import Plan
    from clubaction.pipeline.sync import Resolve
    from clubaction.text.terminal import Paint


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    add_folder(parser)
    parser.add_argument("--dry-run", action="store_true", help="only print what would be done")
    parser.add_argument("--offline", action="store_true", help="look no papers up on the internet")


def _run(arguments: argparse.Namespace) -> int:
    colour = surroundings.shows_colours()
    return sync(arguments.folder, dry_run=arguments.dry_run, offline=arguments.offline, colour=colour)


COMMAND = Command(
    "sync",
    "carry out what a club's issues ask for, in a folder",
    "Does what the Action does on GitHub: reads the issues (the files in issues/) and the club's files as they are "
    "committed, commits the changes to a branch, and writes a pull request into pulls/. Merge it with git merge.",
    "clubaction sync --dry-run",
    _run,
    _add_arguments,
)


def sync(folder: Path, *, dry_run: bool, offline: bool, colour: bool) -> int:
    """Does one run on the folder, prints what it did, and returns the exit code."""
    from clubaction.hosts.folder.host import LocalHost
    from clubaction.pipeline import sync as pipeline
    from clubaction.text import terminal

    paint = terminal.Paint(colour=colour)
    host = LocalHost(surroundings.existing_folder(folder), surroundings.now)
    resolve = pipeline.no_papers if offline else _online()
    run = pipeline.sync(host, resolve, surroundings.now(), dry_run=dry_run)
    print(_plan_in_words(run.plan, paint))
    if dry_run:
        for path, content in run.plan.files.items():
            print(paint.diff(path, _shown(run.snapshot.files.get(path)), _shown(content)))
    for path in host.uncommitted():
        print(paint(f"left out, because it is not committed: {path}", terminal.YELLOW))
    if run.applied.pull_request and not dry_run:
        print(f"The pull request: {host.folder / run.applied.url}")
    return 1 if run.plan.problems else 0


def _online() -> Resolve:
    from clubaction.papers.fetch.online_lookup import OnlineLookup

    return OnlineLookup()


def _plan_in_words(plan: Plan, paint: Paint) -> str:
    from clubaction.pipeline import plan_in_words
    from clubaction.text import terminal

    lines = [paint(line) for line in plan_in_words.operations(plan)] if plan or not plan.problems else []
    lines += [paint(notice, terminal.YELLOW) for notice in plan.notices]
    lines += [paint(str(problem), terminal.RED) for problem in plan.problems]
    return "\n".join(lines)


def _shown(content: bytes | None) -> str:
    return (content or b"").decode(errors="replace")
