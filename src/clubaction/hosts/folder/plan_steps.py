"""Carries out the operations of a plan in a folder, one by one."""

from __future__ import annotations

from functools import singledispatchmethod

from clubaction.errors import HostError
from clubaction.hosts.folder.git import Git
from clubaction.hosts.folder.issue_files import ME
from clubaction.hosts.folder.issue_folders import IssueFolders
from clubaction.model.plan import (
    PULL_REQUEST,
    AddComment,
    AddLabel,
    CloseIssue,
    ClosePullRequest,
    Commit,
    CreateLabel,
    DeleteBranch,
    DeleteComment,
    EditComment,
    EditPullRequest,
    OpenPullRequest,
    React,
    Unreact,
)


class PlanSteps:
    """Carries out single operations.

    `opened` is the number of our open pull request, or None; `do` sets it when it opens one.
    """

    def __init__(self, git: Git, folders: IssueFolders, opened: int | None) -> None:
        self.opened = opened
        self._git = git
        self._folders = folders

    @singledispatchmethod
    def do(self, step: object) -> str:
        """Does one step. Returns what it did to our pull request: `created`, `updated`, `closed`, or an empty text."""
        raise HostError(f"a folder can't do {step!r}")

    @do.register
    def _(self, step: Commit) -> str:
        commit = self._git.commit(step.base, step.changes, step.message)
        self._git.move(step.branch, commit, step.expected)
        return "updated"

    @do.register
    def _(self, step: OpenPullRequest) -> str:
        self.opened = self._folders.open_pull_request(step)
        return "created"

    @do.register
    def _(self, step: EditPullRequest) -> str:
        record = self._folders.find(step.number)
        record.values["title"], record.body = step.title, step.body
        if step.base:
            record.values["base"] = step.base
        record.save()
        return "updated" if step.number == self.opened else ""

    @do.register
    def _(self, step: ClosePullRequest) -> str:
        self._folders.comment(step.number, self._filled(step.comment))
        record = self._folders.find(step.number)
        record.values["state"] = "closed"
        record.save()
        return "closed" if step.number == self.opened else ""

    @do.register
    def _(self, step: DeleteBranch) -> str:
        self._git.delete(step.branch, step.expected)
        return ""

    @do.register
    def _(self, step: CreateLabel) -> str:
        raise HostError(f"a folder has all labels, {step.name} among them")

    @do.register
    def _(self, step: AddLabel) -> str:
        record = self._folders.find(step.issue)
        record.values["labels"] = [*(record.values.get("labels") or ()), step.name]
        record.save()
        return ""

    @do.register
    def _(self, step: AddComment) -> str:
        self._folders.comment(step.issue, self._filled(step.body))
        return ""

    @do.register
    def _(self, step: EditComment) -> str:
        record = self._folders.find(step.issue)
        for comment in record.comments:
            if comment["id"] == step.comment:
                comment["body"] = self._filled(step.body)
        record.save()
        return ""

    @do.register
    def _(self, step: DeleteComment) -> str:
        record = self._folders.find(step.issue)
        record.comments[:] = [comment for comment in record.comments if comment["id"] != step.comment]
        record.save()
        return ""

    @do.register
    def _(self, step: React) -> str:
        self._react(step, add=True)
        return ""

    @do.register
    def _(self, step: Unreact) -> str:
        self._react(step, add=False)
        return ""

    @do.register
    def _(self, step: CloseIssue) -> str:
        self._folders.close(step.issue, step.reason, by=ME)
        return ""

    def _filled(self, text: str) -> str:
        """The text with the number of our pull request in place of `PULL_REQUEST`: the plan did not know it yet."""
        return text.replace(PULL_REQUEST, str(self.opened or ""))

    def _react(self, step: React | Unreact, *, add: bool) -> None:
        record = self._folders.find(step.issue)
        for comment in record.comments:
            if comment["id"] == step.comment:
                others = [name for name in comment.get("reactions") or () if name != step.content]
                comment["reactions"] = [*others, step.content] if add else others
        record.save()
