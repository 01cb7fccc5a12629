"""The folders `issues/` and `pulls/` of a club, with one file for each issue and each pull request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from clubaction.errors import ClubFileError, HostError, Problem
from clubaction.hosts.folder.issue_files import ME, IssueFile
from clubaction.model.plan import OpenPullRequest

ISSUES, PULLS = "issues", "pulls"


class IssueFolders:
    """The files of both folders. No issue has the number of a pull request, as on GitHub.

    `now` returns the time at which new files and comments are dated. Every method
    raises `ClubFileError` where a file can't be read.
    """

    def __init__(self, folder: Path, now: Callable[[], dt.datetime]) -> None:
        self.folder = folder
        self._now = now

    def issues(self) -> list[IssueFile]:
        """All issues, in the order of their file names."""
        return self._read(ISSUES)

    def pull_requests(self) -> list[IssueFile]:
        """All pull requests, in the order of their file names."""
        return self._read(PULLS)

    def find(self, number: int) -> IssueFile:
        """The issue or pull request of this number. Raises `HostError` where there is none."""
        for record in self._all():
            if record.values["number"] == number:
                return record
        raise HostError(f"there is no issue or pull request #{number} in {self.folder}")

    def _all(self) -> list[IssueFile]:
        return [*self.issues(), *self.pull_requests()]

    def _read(self, kind: str) -> list[IssueFile]:
        found: dict[int, IssueFile] = {}
        folder = self.folder / kind
        if folder.is_symlink():
            raise ClubFileError([Problem(str(folder), 0, "this is a link, and links are not followed")])
        for path in sorted(folder.glob("*.md")):
            record = IssueFile.load(path)
            if (other := found.setdefault(record.values["number"], record)) is not record:
                raise ClubFileError([Problem(str(path), 0, f"{other.path.name} has the same number already")])
        return list(found.values())

    def open_pull_request(self, step: OpenPullRequest) -> int:
        """Writes the file of a new pull request and returns its number."""
        number = max((record.values["number"] for record in self._all()), default=0) + 1
        values = {
            "number": number,
            "title": step.title,
            "state": "open",
            "head": step.branch,
            "base": step.base,
            "created": self._now().isoformat(),
        }
        IssueFile(self.folder / PULLS / f"{number}.md", values, step.body).save()
        return number

    def comment(self, number: int, body: str) -> None:
        """Adds a comment by clubaction to an issue or pull request. Raises `HostError` where there is none."""
        used = [comment["id"] for record in self._all() for comment in record.comments]
        record = self.find(number)
        comment = {"id": max(used, default=0) + 1, "author": ME, "created": self._now().isoformat(), "body": body}
        record.comments.append(comment)
        record.save()

    def close(self, number: int, reason: str, by: str = "") -> None:
        """Closes an issue. `reason` is `completed` or `not_planned`, `by` the login of who closes it, if known."""
        record = self.find(number)
        record.values |= {"state": "closed", "reason": reason, "closed": self._now().isoformat(), "closed_by": by}
        if not by:
            del record.values["closed_by"]
        record.save()
