"""What people do to a club and see of it, the same on every host."""

from __future__ import annotations

import abc
import datetime as dt
import re
from collections.abc import Mapping
from typing import Literal

from clubaction.club import session_folder
from clubaction.model import session_keys
from clubaction.model.session import Session
from clubaction.model.thread import STATUS_MARK
from clubaction.text import front_matter
from clubaction.text.yaml_writing import Writable

BRANCH = "clubaction/update"
ORGANISER = "olga"


class Club(abc.ABC):
    """A club on a host. Its clock stands still unless a test moves it."""

    now: dt.datetime
    """The time, in UTC."""

    # --- the host's part ---------------------------------------------------------------------

    @property
    @abc.abstractmethod
    def files(self) -> Mapping[str, bytes]:
        """The files of the default branch."""

    @abc.abstractmethod
    def issue(self, author: str, title: str, body: str, *, labels: tuple[str, ...] = ("paper",)) -> int:
        """Opens an issue; returns its number."""

    @abc.abstractmethod
    def comment(self, issue: int, author: str, body: str) -> int:
        """Comments on an issue; returns the comment's id."""

    @abc.abstractmethod
    def edit_comment(self, issue: int, comment: int, body: str, editor: str = "") -> None:
        """Changes a comment; `editor` is who does so, where it is not its author."""

    @abc.abstractmethod
    def edit_issue(self, issue: int, body: str, editor: str = "") -> None:
        """Changes the text of an issue."""

    @abc.abstractmethod
    def close(
        self, issue: int, reason: Literal["completed", "not_planned"] = "completed", *, by: str = ORGANISER
    ) -> None: ...

    @abc.abstractmethod
    def reopen(self, issue: int) -> None: ...

    @abc.abstractmethod
    def edit_files(self, changes: Mapping[str, bytes | None]) -> None:
        """A commit of an organiser on the default branch; None deletes."""

    @abc.abstractmethod
    def merge(self) -> object:
        """An organiser merges the open pull request."""

    @abc.abstractmethod
    def run(self) -> object:
        """One run of clubaction."""

    @abc.abstractmethod
    def answers(self, issue: int) -> list[str]:
        """Our own comments on an issue, oldest first."""

    # --- what follows from it ----------------------------------------------------------------

    def later(self, *, days: float = 0, hours: float = 0) -> None:
        self.now += dt.timedelta(days=days, hours=hours)

    def edit_session(self, session_id: str, **changes: Writable) -> None:
        """An organiser changes keys of a session's file by hand."""
        path = f"sessions/{session_id}.md"
        edited = front_matter.edit(path, self.files[path].decode(), changes, session_keys.ORDER)
        self.edit_files({path: edited.encode()})

    def sessions(self) -> dict[str, Session]:
        """The sessions of the default branch by id, all of which can be read."""
        found, problems = session_folder.read_all(self.files, "sessions")
        assert problems == []
        return found

    def status(self, issue: int) -> str:
        """Our status comment on an issue, without its hidden lines; empty if there is none."""
        own = [body for body in self.answers(issue) if body.startswith(STATUS_MARK)]
        assert len(own) <= 1, "more than one status comment"
        return re.sub(r"^<!-- clubaction:\w+.*-->\n?", "", own[0], flags=re.MULTILINE).strip() if own else ""
