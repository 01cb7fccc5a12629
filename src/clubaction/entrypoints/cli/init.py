"""`clubaction init`: writes the files that a new club needs."""

from __future__ import annotations

import argparse
from pathlib import Path

from clubaction.entrypoints.cli.command import Command


def _run(arguments: argparse.Namespace) -> int:
    return init(arguments.folder)


COMMAND = Command(
    "init",
    "add the files that a new club needs",
    "These are workflows, issue forms, a configuration and a README. What is there already stays as it is, except "
    "that a README without a schedule gets one at its end.",
    "clubaction init my-club",
    _run,
)


def init(folder: Path) -> int:
    """Writes what is missing, prints which files were made and which kept, and returns the exit code."""
    from clubaction.hosts.folder import worktree
    from clubaction.importing import starter_files
    from clubaction.text import terminal

    folder.mkdir(parents=True, exist_ok=True)
    folder = folder.resolve()
    files, config = worktree.read_club(folder)
    paths = starter_files.paths(config)
    made = starter_files.files(files | worktree.read_paths(folder, paths))
    worktree.write(folder, made)
    for path in paths:
        print(f"{'made' if path in made else 'kept'}  {terminal.safe(path)}")
    print(starter_files.NEXT_STEPS)
    return 0
