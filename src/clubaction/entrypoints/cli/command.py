"""What all commands of the command line have in common: their description, their arguments, and how to run them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


def add_folder(parser: argparse.ArgumentParser) -> None:
    """Adds the argument `folder` of the commands that work on a club."""
    parser.add_argument("folder", nargs="?", type=Path, default=Path(), help="the club's folder (default: this one)")


@dataclass(frozen=True, slots=True)
class Command:
    """One command of the command line."""

    name: str
    summary: str
    """What it does, for the list of all commands: a phrase that begins with a small letter and has no full stop."""
    details: str
    """What more its own `--help` says, in full sentences."""
    example: str
    run: Callable[[argparse.Namespace], int]
    """Runs the command with its parsed arguments and returns the exit code."""
    add_arguments: Callable[[argparse.ArgumentParser], None] = add_folder

    @property
    def description(self) -> str:
        """The first paragraph of its `--help`."""
        return f"{self.summary[0].upper()}{self.summary[1:]}. {self.details}"
