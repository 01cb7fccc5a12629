"""`clubaction check`: lists what is wrong in a club's files."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from clubaction.entrypoints.cli import surroundings
from clubaction.entrypoints.cli.command import Command, add_folder
from clubaction.errors import Problem

if TYPE_CHECKING:
    from clubaction.club.configuration import Config

_SECONDS = 300.0
"""How long `check --online` may take to look up all papers of a club."""


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    add_folder(parser)
    parser.add_argument(
        "--online",
        action="store_true",
        help="also look all papers up on the internet, and list links that are dead or lead to another paper",
    )


def _run(arguments: argparse.Namespace) -> int:
    return check(arguments.folder, online=arguments.online, annotate=surroundings.is_on_actions())


COMMAND = Command(
    "check",
    "list what is wrong in the club's files",
    "Reads the configuration, the session files, the README and the club's own templates, changes nothing, and ends "
    "with exit code 1 if something is wrong.",
    "clubaction check --online",
    _run,
    _add_arguments,
)


def check(folder: Path, *, online: bool, annotate: bool) -> int:
    """Prints each problem (with `annotate` also as an annotation at its line on GitHub) and returns the exit code."""
    from clubaction.club import session_ids
    from clubaction.entrypoints import log_commands
    from clubaction.hosts.folder import worktree
    from clubaction.text import terminal

    folder = surroundings.existing_folder(folder)
    files, config = worktree.read_club(folder)
    problems = set(_on_disk(folder, files, config))
    if online:
        problems |= set(_against_papers(files, config))
    for problem in sorted(problems):
        print(log_commands.harmless(str(problem)) if annotate else terminal.safe(str(problem)))
        if annotate:
            print(log_commands.error(problem))
    if not problems:
        print(f"Nothing wrong in {sum(session_ids.is_session_path(p, config.sessions) for p in files)} session files.")
    return 1 if problems else 0


def _on_disk(folder: Path, files: Mapping[str, bytes], config: Config) -> list[Problem]:
    from clubaction.hosts.folder import worktree
    from clubaction.pipeline import check, obstacles

    obstructed, names = worktree.obstacles(folder, config), worktree.names_at_root(folder)
    found = check.problems(files, config.day_at(surroundings.now()), names=names)
    return [
        *(problem for problem in found if problem.path not in obstructed),
        *obstacles.obstructed(obstructed, config),
    ]


def _against_papers(files: Mapping[str, bytes], config: Config) -> list[Problem]:
    from clubaction.papers.fetch.allowed_hosts import ALLOWED_HOSTS
    from clubaction.papers.fetch.fetcher import Fetcher, Limits
    from clubaction.pipeline.paper_problems import paper_problems

    fetcher = Fetcher(hosts=ALLOWED_HOSTS.union(config.paper_hosts), limits=Limits(run=_SECONDS))
    return paper_problems(files, config, fetcher)
