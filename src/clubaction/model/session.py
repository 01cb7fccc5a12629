"""A session: one meeting of the club, as its file describes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Session:
    """One meeting, or a proposal that has no date yet (the proposals without a date are "the pool").

    Empty strings, empty tuples and `None` mean that the file has no such field.
    """

    id: str
    """The name of the session's file without `.md`; made once and never changed."""
    title: str = ""
    date: dt.date | None = None
    time: dt.time | None = None
    """In the club's time zone; only where it differs from the configured time."""
    theme: str = ""
    part: str = ""
    section: str = ""
    """The heading of the session's section, where that is not the title."""
    link: str = ""
    authors: tuple[str, ...] = ()
    paper: str = ""
    """The normalised identifier, such as `arxiv:2206.00364`."""
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Key of a configured role → its holders in order: `@login` for a GitHub account, any other text is a name."""
    status: str = ""
    """Empty or `cancelled`."""
    slides: str = ""
    recording: str = ""
    code: str = ""
    proposer: str = ""
    """Who proposed the paper, written like a role's holder."""
    proposed: dt.date | None = None
    """The day of the proposal, in UTC."""
    votes: int = 0
    """The number of 👍 on a proposal's issue."""
    issue: int | None = None
    """The number of the issue that the session was proposed in."""
    seen: int = 0
    """The id of the newest comment whose commands are carried out in this file; 0 if there was none."""
    seen_at: dt.datetime | None = None
    """When that comment was last edited, in UTC; None if it never was."""
    body: str = ""
    """The Markdown after the front matter."""
    path: str = field(default="", compare=False)
    """Of the file in the repository; empty for a session without a file. It is not written into the file."""

    @property
    def is_open(self) -> bool:
        """Whether this is an open slot: a date (or a theme) that still needs a paper."""
        is_filled = self.title or self.paper or self.link or self.issue or self.slides or self.recording
        return not is_filled and not self.cancelled

    @property
    def cancelled(self) -> bool:
        """Whether the session does not take place."""
        return self.status == CANCELLED

    @property
    def heading(self) -> str:
        """The session's name for people; never empty."""
        return self.section or self.title or self.theme or self.id
