"""The club's branches: their names, and the commit at the head of one as GraphQL describes it."""

from __future__ import annotations

from dataclasses import dataclass

from clubaction.hosts.github.json_fields import Json, nodes, text
from clubaction.pipeline.our_commit import is_our_commit


@dataclass(slots=True)
class BranchNames:
    """The names of our branch and of the default branch."""

    ours: str
    default: str = ""
    """Empty until GitHub has named it."""


def ref_of(branch: str) -> str:
    """The full name of a branch, as git's references have it."""
    return f"refs/heads/{branch}"


@dataclass(frozen=True, slots=True)
class HeadCommit:
    """A commit, with the git ids of itself, its tree and its parents."""

    oid: str
    message: str
    tree: str
    parents: tuple[str, ...]
    first_parent: HeadCommit | None = None
    """None where the query did not ask for it."""

    @classmethod
    def of(cls, node: Json) -> HeadCommit:
        """The commit in an answer to `selections.BRANCH` or `selections.OTHER_PULLS`."""
        parents = nodes(node["parents"])
        first = cls.of(parents[0]) if parents and "message" in parents[0] else None
        ids = tuple(text(parent["oid"]) for parent in parents)
        return cls(text(node["oid"]), text(node["message"]), text(node["tree"]["oid"]), ids, first)

    @property
    def is_ours(self) -> bool:
        """Whether this program made the commit and nobody has changed it since."""
        return is_our_commit(self.message, self.tree, self.parents)

    @property
    def may_be_update(self) -> bool:
        """Whether this is a merge into a commit of ours, as the button "Update branch" makes one."""
        return len(self.parents) == 2 and self.first_parent is not None and self.first_parent.is_ours
