"""What a run has decided to do: operations in the order in which they must happen.

A plan is a value. A host carries it out and decides nothing; `--dry-run` prints
it. An empty plan means that everything is as it should be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from clubaction.errors import Problem

PULL_REQUEST = "\N{OBJECT REPLACEMENT CHARACTER}pull-request\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands in a text for the number of the pull request that the same plan opens; `apply` fills it in."""

TREE = "\N{OBJECT REPLACEMENT CHARACTER}tree\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands in a commit's message for the git id of its tree; `apply` fills it in."""


@dataclass(frozen=True, slots=True)
class Commit:
    """Make one commit on top of `base` and move `branch` to it, in one step.

    `expected` is the head the branch had when the plan was made (empty: there
    was no such branch); the host refuses with `Conflict` if it is another now.
    """

    branch: str
    base: str
    expected: str
    message: str
    changes: Mapping[str, bytes | None]
    """Path → new content; None deletes the file. Relative to `base`."""


@dataclass(frozen=True, slots=True)
class OpenPullRequest:
    """Open a pull request from `branch` into `base` (branch names)."""

    branch: str
    base: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class EditPullRequest:
    """Give an open pull request this title and body, and let it go into this base (a branch; empty: as it is)."""

    number: int
    title: str
    body: str
    base: str = ""


@dataclass(frozen=True, slots=True)
class ClosePullRequest:
    """Close the pull request, with a comment that says why."""

    number: int
    comment: str


@dataclass(frozen=True, slots=True)
class DeleteBranch:
    """Delete a branch of ours while its head is this commit; not an error where it is gone already."""

    branch: str
    expected: str


@dataclass(frozen=True, slots=True)
class CreateLabel:
    """Create a label in the repository. `colour` is six hexadecimal digits."""

    name: str
    colour: str
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
    """Delete one of our own comments; not an error where it is gone already."""

    issue: int
    comment: int


@dataclass(frozen=True, slots=True)
class React:
    """Add our reaction to a comment, by GitHub's REST name (`+1`, `confused`, `eyes`)."""

    issue: int
    comment: int
    content: str


@dataclass(frozen=True, slots=True)
class Unreact:
    """Take our own reaction back."""

    issue: int
    comment: int
    content: str


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
    """The operations of a run in order, with what a person is told about it."""

    operations: tuple[Operation, ...] = ()
    changes: tuple[str, ...] = ()
    """What the pull request brings, one plain sentence each."""
    problems: tuple[Problem, ...] = ()
    """Files of the club that could not be used; the rest of the plan goes on without them."""
    notices: tuple[str, ...] = ()
    """What organisers should know, one plain sentence each, such as that the schedule runs dry."""
    files: Mapping[str, bytes | None] = field(default_factory=dict)
    """What should differ from the default branch, whether or not a commit is needed for it now."""

    def __bool__(self) -> bool:
        return bool(self.operations)


@dataclass(frozen=True, slots=True)
class Applied:
    """What the host did: the outputs of the action."""

    operation: Literal["none", "created", "updated", "closed"] = "none"
    pull_request: int | None = None
    url: str = ""
    """Of the pull request; on a folder, the path of its record."""
