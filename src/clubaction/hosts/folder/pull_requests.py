"""The pull requests of a folder: which are ours, and which have been merged in the meantime."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from clubaction.hosts.folder.git import Git
from clubaction.hosts.folder.issue_folders import IssueFolders
from clubaction.model.snapshot import PullRequest
from clubaction.pipeline import pull_request_marks

_CLOSES = re.compile(r"^Closes #(\d+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class PullRequests:
    """All pull requests of a folder."""

    all: tuple[PullRequest, ...]
    branch: str
    """The branch that the configuration names for our pull request."""
    default: str
    """The default branch, into which it is merged."""

    def own(self) -> PullRequest | None:
        """The last pull request from our branch; not one that somebody opened from it into another branch."""
        own = (
            pull
            for pull in self.all
            if pull.branch in ("", self.branch)
            and (pull.base in ("", self.default) or pull_request_marks.is_ours(pull))
        )
        return max(own, key=lambda pull: pull.number, default=None)

    def left_behind(self) -> tuple[PullRequest, ...]:
        """Our open pull requests from other branches: the configuration named those earlier."""
        elsewhere = (pull for pull in self._open() if pull.branch not in ("", self.branch, self.default))
        return tuple(pull for pull in elsewhere if pull_request_marks.is_ours(pull))

    def branches_in_use(self) -> frozenset[str]:
        """The branches from which people have opened a pull request into a branch that is not the default one."""
        elsewhere = (pull for pull in self._open() if pull.base not in ("", self.default))
        return frozenset(pull.branch for pull in elsewhere if not pull_request_marks.is_ours(pull))

    def _open(self) -> Iterable[PullRequest]:
        return (pull for pull in self.all if pull.state == "open")


def notice_merges(git: Git, folders: IssueFolders, default: str, base: str) -> None:
    """Marks open pull requests as merged whose commits are in the branch they were for, and closes their issues.

    GitHub does that by itself. `default` is the default branch, `base` its last commit.
    """
    for record in folders.pull_requests():
        head = git.commit_id(f"refs/heads/{record.values.get('head')}")
        branch = str(record.values.get("base") or default)
        last = base if branch == default else git.commit_id(f"refs/heads/{branch}")
        if record.values.get("state") != "open" or not head or not last or not git.contains(last, head):
            continue
        record.values["state"] = "merged"
        record.save()
        for issue in _CLOSES.findall(record.body):
            folders.close(int(issue), "completed")
