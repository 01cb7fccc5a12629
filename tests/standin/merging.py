"""What git's three-way merge of trees leaves over: files that both sides changed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from .objects import ZERO, GitFailure, MergeConflict

if TYPE_CHECKING:
    from .repository import GitRepository


def merge_files(git: GitRepository, unmerged: Iterable[str]) -> bytes:
    """The index lines that settle what `git ls-files --unmerged` lists; raises `MergeConflict`."""
    stages: dict[str, dict[str, str]] = {}
    for line in unmerged:
        facts, _, path = line.partition("\t")
        _, oid, stage = facts.split()
        stages.setdefault(path, {})[stage] = oid
    rows = []
    for path, sides in stages.items():
        if "2" not in sides or "3" not in sides:
            raise MergeConflict(f"{path} was changed on one side and deleted on the other")
        rows += [f"0 {ZERO}\t{path}\0", f"100644 {_merge_file(git, path, sides)}\t{path}\0"]
    return "".join(rows).encode()


def _merge_file(git: GitRepository, path: str, sides: dict[str, str]) -> str:
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for stage in ("2", "1", "3"):
            found = git.read(sides[stage]) if stage in sides else None
            Path(folder, stage).write_bytes(found[1] if found else b"")
            names.append(str(Path(folder, stage)))
        try:
            merged = git.run("merge-file", "-p", *names)
        except GitFailure as failure:
            raise MergeConflict(f"both sides changed {path}") from failure
    return git.write_blobs([merged])[0]
