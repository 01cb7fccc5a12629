"""The commit at the head of a branch, as GraphQL tells it."""

from __future__ import annotations

from dataclasses import dataclass

from clubaction.hosts.github.json_fields import Json, rows, text
from clubaction.pipeline.pull_request import is_our_commit


@dataclass(frozen=True, slots=True)
class HeadCommit:
    """A commit. `first` is its first parent, where that was asked for."""

    oid: str
    message: str
    tree: str
    parents: tuple[str, ...]
    first: HeadCommit | None = None

    @classmethod
    def of(cls, node: Json) -> HeadCommit:
        """The commit in an answer to `selections.BRANCH` or `selections.OTHER_PULLS`."""
        above = rows(node["parents"])
        first = cls.of(above[0]) if above and "message" in above[0] else None
        parents = tuple(text(parent["oid"]) for parent in above)
        return cls(text(node["oid"]), text(node["message"]), text(node["tree"]["oid"]), parents, first)

    @property
    def is_ours(self) -> bool:
        """Whether it is a commit of ours as we made it."""
        return is_our_commit(self.message, self.tree, self.parents)

    @property
    def may_be_update(self) -> bool:
        """Whether something was merged into a commit of ours, as the button "Update branch" does."""
        return len(self.parents) == 2 and self.first is not None and self.first.is_ours
