"""A plan: the operations that a run has decided on, in the order in which they must happen.

A host carries a plan out and decides nothing itself; `--dry-run` prints it. An empty plan means that nothing needs
to change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from clubaction.errors import Problem

PULL_REQUEST = "\N{OBJECT REPLACEMENT CHARACTER}pull-request\N{OBJECT REPLACEMENT CHARACTER}"
"""A placeholder for the number of the pull request that the same plan opens; `Host.apply` replaces it."""

TREE = "\N{OBJECT REPLACEMENT CHARACTER}tree\N{OBJECT REPLACEMENT CHARACTER}"
"""A placeholder in a commit's message for the git id of its tree; `Host.apply` replaces it."""


@dataclass(frozen=True, slots=True)
class Commit:
    """Make one commit and move a branch to it, in one step."""

    branch: str
    base: str
    """The id of the commit to build on."""
    expected: str
    """The head of the branch when the plan was made; empty if there was no such branch.

    The host raises `Conflict` if the branch has another head by now.
    """
    message: str
    changes: Mapping[str, bytes | None]
    """Path → new content, or None to delete the file; all other files are as in `base`."""


@dataclass(frozen=True, slots=True)
class OpenPullRequest:
    """Open a pull request from `branch` into `base` (branch names)."""

    branch: str
    base: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class EditPullRequest:
    """Give an open pull request this title and body."""

    number: int
    title: str
    body: str
    base: str = ""
    """The branch that it is to be merged into from now on; empty for no change."""


@dataclass(frozen=True, slots=True)
class ClosePullRequest:
    """Close the pull request, with a comment that says why."""

    number: int
    comment: str


@dataclass(frozen=True, slots=True)
class DeleteBranch:
    """Delete a branch of ours. It is no error if the branch does not exist any more."""

    branch: str
    expected: str
    """The commit at its head; with another one by now, the host raises `Conflict`."""


@dataclass(frozen=True, slots=True)
class CreateLabel:
    """Create a label in the repository."""

    name: str
    colour: str
    """Six hexadecimal digits."""
    description: str


@dataclass(frozen=True, slots=True)
class AddLabel:
    """Put a label on an issue."""

    issue: int
    name: str


@dataclass(frozen=True, slots=True)
class AddComment:
    """Write a new comment on an issue or a pull request."""

    issue: int
    body: str


@dataclass(frozen=True, slots=True)
class EditComment:
    """Replace the text of one of our own comments."""

    issue: int
    comment: int
    body: str


@dataclass(frozen=True, slots=True)
class DeleteComment:
    """Delete one of our own comments. It is no error if the comment does not exist any more."""

    issue: int
    comment: int


@dataclass(frozen=True, slots=True)
class React:
    """Add our reaction to a comment."""

    issue: int
    comment: int
    content: str
    """GitHub's REST name of the reaction: `+1`, `confused` or `eyes`."""


@dataclass(frozen=True, slots=True)
class Unreact:
    """Remove our own reaction from a comment."""

    issue: int
    comment: int
    content: str
    """As in `React`."""


@dataclass(frozen=True, slots=True)
class CloseIssue:
    """Close an issue."""

    issue: int
    reason: Literal["completed", "not_planned"]


Operation = (
    Commit
    | OpenPullRequest
    | EditPullRequest
    | ClosePullRequest
    | DeleteBranch
    | CreateLabel
    | AddLabel
    | AddComment
    | EditComment
    | DeleteComment
    | React
    | Unreact
    | CloseIssue
)


@dataclass(frozen=True, slots=True)
class Plan:
    """The operations of a run in order, and sentences that explain them to people."""

    operations: tuple[Operation, ...] = ()
    changes: tuple[str, ...] = ()
    """The changes in the pull request, one plain sentence each."""
    problems: tuple[Problem, ...] = ()
    """Errors in the club's files; the plan leaves these files out."""
    notices: tuple[str, ...] = ()
    """What organisers should know, one plain sentence each, such as that open slots are running out."""
    files: Mapping[str, bytes | None] = field(default_factory=dict)
    """Path → content (None: deleted) of all files that should differ from the default branch.

    They may be on our branch already, so that the plan has no `Commit`.
    """

    def __bool__(self) -> bool:
        return bool(self.operations)


@dataclass(frozen=True, slots=True)
class Applied:
    """What a host did with a plan; these are the outputs of the action."""

    operation: Literal["none", "created", "updated", "closed"] = "none"
    """What happened to the pull request."""
    pull_request: int | None = None
    """Its number; None if none is open."""
    url: str = ""
    """The address of the pull request; for a club in a folder, the path of the file that describes it."""
