"""`clubaction demo`: plays the story of an example club in the terminal, with the real code in a real folder."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable
from pathlib import Path

from clubaction.entrypoints.cli import surroundings
from clubaction.entrypoints.cli.command import Command
from clubaction.errors import UsageError

MARK = ".clubaction-demo"
"""The file by which a later demo knows that it may replace the folder."""


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--into",
        type=Path,
        default=Path("club-demo"),
        metavar="DIR",
        help="the folder to make (default: club-demo)",
    )


def _run(arguments: argparse.Namespace) -> int:
    return demo(arguments.into, colour=surroundings.shows_colours())


COMMAND = Command(
    "demo",
    "play the story of an example club in a new folder",
    "Members propose a paper and claim a role, clubaction opens a pull request, an organiser merges it. The folder "
    "stays, so that you can look at the files. Needs no internet.",
    "clubaction demo --into my-demo",
    _run,
    _add_arguments,
)


def demo(into: Path, *, colour: bool, out: Callable[[str], None] = print) -> int:
    """Plays the story in the folder `into`, which must be new, empty or from an earlier demo; returns the exit code."""
    from clubaction.entrypoints.cli.demo_story import Story
    from clubaction.pipeline import plan_in_words, sync
    from clubaction.text.terminal import Paint

    _clear(into)
    story = Story(
        into,
        Paint(colour=colour),
        out,
        sync=lambda host, now: plan_in_words.operations(sync.sync(host, sync.no_papers, now).plan),
    )
    story.tell()
    return 0


def _clear(into: Path) -> None:
    if into.exists() and not (into / MARK).exists() and (not into.is_dir() or any(into.iterdir())):
        raise UsageError(f"{into} has files that are not from an earlier demo; choose another folder with --into")
    if into.exists():
        shutil.rmtree(into)
    into.mkdir(parents=True)
    (into / MARK).write_text("Made by `clubaction demo`, which may replace this folder.\n", encoding="utf-8")
