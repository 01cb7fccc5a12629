"""A club in a folder: real git, and issues as files, as the folder host has them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from clubaction.hosts.folder.git import IDENTITY, Git
from clubaction.hosts.folder.host import LocalHost
from clubaction.hosts.folder.issue_files import ME, IssueFile
from clubaction.hosts.folder.issue_folders import ISSUES, PULLS
from clubaction.pipeline import sync
from clubaction.pipeline.run_result import Run
from tests.clubs.club import BRANCH, ORGANISER, Club
from tests.clubs.texts import START

KEPT = ("README.md", "sessions", ".github")
"""What a club's files are, of all that lies in its repository."""


class FolderClub(Club):
    """A club in a folder, made with these files unless one is there already."""

    def __init__(self, folder: Path, files: Mapping[str, bytes] | None = None, now: dt.datetime = START) -> None:
        self.folder = folder
        self.now = now
        self.git = Git(folder)
        if files is not None:
            folder.mkdir(parents=True, exist_ok=True)
            self.git.create()
            self.edit_files(files)
        self.host = LocalHost(folder, lambda: self.now)

    # --- what people do --------------------------------------------------------------------

    def issue(
        self, author: str, title: str, body: str, *, labels: tuple[str, ...] = ("paper",), number: int = 0
    ) -> int:
        number = number or max((int(file.values["number"]) for file in self._all()), default=0) + 1
        values = {
            "number": number,
            "title": title,
            "author": author,
            "labels": list(labels),
            "state": "open",
            "created": self.now.isoformat(),
            "comments": [],
        }
        IssueFile(self.folder / ISSUES / f"{number}.md", values, body).save()
        return number

    def comment(self, issue: int, author: str, body: str, *, comment: int = 0) -> int:
        file = self.file(issue)
        newest = max((said["id"] for other in self._all() for said in other.comments), default=0)
        comment = comment or newest + 1
        assert comment > max((said["id"] for said in file.comments), default=0)
        file.comments.append({"id": comment, "author": author, "created": self.now.isoformat(), "body": body})
        file.save()
        return comment

    def edit_comment(self, issue: int, comment: int, body: str, editor: str = "") -> None:
        file = self.file(issue)
        said = next(one for one in file.comments if one["id"] == comment)
        said |= {"body": body, "edited": self.now.isoformat(), **({"editor": editor} if editor else {})}
        file.save()

    def delete_comment(self, issue: int, comment: int) -> None:
        self.change(issue, comments=[one for one in self.file(issue).comments if one["id"] != comment])

    def edit_issue(self, issue: int, body: str, editor: str = "") -> None:
        file = self.file(issue)
        file.body = body
        file.values |= {"edited": self.now.isoformat(), **({"editor": editor} if editor else {})}
        file.save()

    def change(self, number: int, **values: Any) -> None:
        """Changes keys of an issue's or a pull request's file."""
        file = self.file(number)
        file.values |= values
        file.save()

    def close(
        self, issue: int, reason: Literal["completed", "not_planned"] = "completed", *, by: str = ORGANISER
    ) -> None:
        self.change(issue, state="closed", reason=reason, closed=self.now.isoformat(), closer=by)

    def reopen(self, issue: int) -> None:
        if self.file(issue).values["state"] == "closed":
            self.change(issue, state="open", reason="", reopened=self.now.isoformat())

    def edit_files(self, changes: Mapping[str, bytes | None]) -> None:
        for path, data in changes.items():
            place = self.folder / path
            if data is None:
                place.unlink()
            else:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(data)
            self.git.run("add", "--all", "--", path)
        self.git.run("commit", "--quiet", "--allow-empty", "-m", "By hand", env=IDENTITY)

    def push_to_branch(self, changes: Mapping[str, bytes], branch: str = BRANCH) -> str:
        """Somebody adds a commit to our branch; returns its id."""
        head = self.git.commit_id(f"refs/heads/{branch}")
        commit = self.git.commit(head, changes, "A word corrected\n")
        self.git.move(branch, commit, head)
        return commit

    def merge(self, how: Literal["merge", "squash", "rebase"] = "merge") -> None:
        pull = self.pull()
        if how == "merge":
            self.host.merge(int(pull.values["number"]))
            return
        if how == "squash":
            self.git.run("merge", "--quiet", "--squash", BRANCH)
            self.git.run("commit", "--quiet", "-m", "Squashed", env=IDENTITY)
        else:
            self.git.run("cherry-pick", BRANCH, env=IDENTITY)
        self.change(int(pull.values["number"]), state="merged")
        for number in re.findall(r"^Closes #(\d+)$", pull.body, re.MULTILINE):
            self.change(int(number), state="closed", reason="completed")

    def close_pull(self) -> int:
        """An organiser closes the pull request without merging it; returns its number."""
        number = int(self.pull().values["number"])
        self.change(number, state="closed")
        return number

    def run(self) -> Run:
        return sync.sync(self.host, sync.no_papers, self.now)

    # --- what there is to see --------------------------------------------------------------

    @property
    def files(self) -> dict[str, bytes]:
        return self.git.files("HEAD", KEPT)

    def proposed(self) -> dict[str, bytes]:
        """The files of our branch; those of the default branch where there is none."""
        return (
            self.git.files(f"refs/heads/{BRANCH}", KEPT) if self.git.commit_id(f"refs/heads/{BRANCH}") else self.files
        )

    def answers(self, issue: int) -> list[str]:
        return [str(one["body"]) for one in self.file(issue).comments if one["author"] == ME]

    def file(self, number: int) -> IssueFile:
        """The file of an issue or a pull request."""
        place = self.folder / ISSUES / f"{number}.md"
        return IssueFile.load(place if place.exists() else self.folder / PULLS / f"{number}.md")

    def pulls(self, state: str = "") -> list[IssueFile]:
        """The pull requests in this state, or all, oldest first."""
        found = map(IssueFile.load, (self.folder / PULLS).glob("*.md"))
        return sorted(
            (pull for pull in found if state in ("", pull.values["state"])), key=lambda pull: int(pull.values["number"])
        )

    def pull(self) -> IssueFile:
        """The newest pull request."""
        return self.pulls()[-1]

    def _all(self) -> list[IssueFile]:
        return [IssueFile.load(path) for kind in (ISSUES, PULLS) for path in (self.folder / kind).glob("*.md")]
