"""What the forms of issues say: a proposed paper, and a claim on a role."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an issue says of the paper it proposes. Everything is text as written, on one line, or empty."""

    paper: str
    """A link, an identifier, or words in which one of them stands."""
    title: str = ""
    """The title that the proposer gave on purpose."""
    headline: str = ""
    """What the issue itself is called, where that says something."""
    date: str = ""
    theme: str = ""
    part: str = ""
    roles: tuple[str, ...] = ()
    """The ticked boxes' labels."""
    notes: str = ""
    """Free text of several lines."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a claim issue says. Text as written, on one line, or empty."""

    session: str
    role: str
    name: str = ""
