"""What a template of the README gets to see: sessions, parts, roles and people, ready to be shown."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from clubaction.text.markdown import Markdown


@dataclass(frozen=True, slots=True)
class RoleView:
    """A role of one session, as a template sees it."""

    key: str
    label: str
    holders: Markdown
    """The holders' names, linked where they have an account; empty if there is none."""
    claim: str
    """The address of the claim form, filled in; empty where there is nothing left to claim."""


@dataclass(slots=True)
class SessionView:
    """A session, as a template sees it. Text is plain: the template escapes what it shows."""

    id: str
    title: str
    heading: Markdown
    """The text of the session's own section heading."""
    date: str
    """As the club writes dates; empty in the pool."""
    day: dt.date | None
    time: str
    """With the name of the time zone, where the club has named one; empty where it has no time."""
    place: str
    """Where it takes place; empty once it has been held."""
    join: Markdown
    """Where to join online, as a link; empty once it has been held."""
    held: bool
    """Whether its day is over, as of the day in the block's marker."""
    theme: str
    part: str
    link: Markdown
    section: Markdown
    """A link to the session's section, or to its file where the README has no details."""
    authors: str
    roles: tuple[RoleView, ...]
    materials: tuple[tuple[str, Markdown], ...]
    """Slides, recording and code, those that there are: label and link."""
    body: Markdown
    """The Markdown of the file, its headings below that of the session."""
    cancelled: bool
    open: bool
    """Whether the session still needs a paper."""
    propose: str
    """For an open slot: the address of the proposal form, filled in."""
    proposer: Markdown
    """Who proposed the paper, linked where they have an account; empty if the file does not say."""
    proposed: str
    """The day of the proposal, as the club writes dates."""
    votes: int
    issue: int | None
    issue_link: Markdown


@dataclass(frozen=True, slots=True)
class PartView:
    """A part of the programme with its sessions in order; those of no part come last, without a heading."""

    heading: str
    intro: Markdown
    sessions: tuple[SessionView, ...]


@dataclass(frozen=True, slots=True)
class PersonView:
    """What one person has done: a count for each configured role, in order."""

    name: Markdown
    counts: tuple[int, ...]
    total: int
