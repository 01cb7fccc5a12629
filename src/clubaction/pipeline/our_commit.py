"""How a commit of ours is known again: its message names its tree and its parent."""

from __future__ import annotations

from collections.abc import Sequence

_TRAILER = "Made-by: clubaction"


def trailer(tree: str, base: str) -> str:
    """The line of a commit's message that names the git ids of its tree and of the commit that it is made on."""
    return f"{_TRAILER} {tree} on {base}"


def is_our_commit(message: str, tree: str, parents: Sequence[str]) -> bool:
    """Whether a commit is one of ours as we made it, by its message and the git ids of its tree and its parents.

    One that somebody amended has another tree or another parent than its message says.
    """
    return len(parents) == 1 and trailer(tree, parents[0]) in message.splitlines()
