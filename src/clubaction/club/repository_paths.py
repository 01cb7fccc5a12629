"""Paths of files and folders in the repository, relative to its root, with `/` between their parts."""

from __future__ import annotations


def is_inside(path: str) -> bool:
    """Whether a path leads to a place inside the repository: no empty part, no `.` or `..`, and no backslash."""
    return "\\" not in path and not {"", ".", ".."} & set(path.split("/"))
