"""A session: one meeting of the club, as its file says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Session:
    """One meeting, or a proposal that waits for a date in the pool.

    Empty strings, empty tuples and `None` mean that the file does not say.
    `roles` maps a configured role to its holders in order; a holder with a
    leading `@` is a GitHub login, any other is a plain name.
    """

    id: str
    """The stem of the session's file; made once and never changed."""
    title: str = ""
    date: dt.date | None = None
    time: dt.time | None = None
    """The club's local time, where it differs from the configured one."""
    theme: str = ""
    part: str = ""
    section: str = ""
    """The heading of the session's section, where it is not the title."""
    link: str = ""
    authors: tuple[str, ...] = ()
    paper: str = ""
    """The normalised identifier, such as `arxiv:2206.00364`."""
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    status: str = ""
    """Empty or `cancelled`."""
    slides: str = ""
    recording: str = ""
    code: str = ""
    proposer: str = ""
    """Who proposed the paper, written as a role's holder is."""
    proposed: dt.date | None = None
    """The day of the proposal, in UTC."""
    votes: int = 0
    """👍 on the issue of a proposal in the pool."""
    issue: int | None = None
    seen: int = 0
    """The id of the newest comment of the issue whose commands this file holds; 0: none, or the issue's own text."""
    seen_at: dt.datetime | None = None
    """When those commands were written into that comment, in UTC, where it was edited."""
    body: str = ""
    """The Markdown after the front matter."""

    @property
    def is_open(self) -> bool:
        """Whether this is an open slot: a date (or a theme) that still needs a paper."""
        said = self.title or self.paper or self.link or self.issue or self.slides or self.recording
        return not said and not self.cancelled

    @property
    def cancelled(self) -> bool:
        """Whether the session does not take place."""
        return self.status == CANCELLED

    @property
    def heading(self) -> str:
        """What the session is called where one name is needed."""
        return self.section or self.title or self.theme or self.id
