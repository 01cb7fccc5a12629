"""What our status comment remembers of a paper that was looked up."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PaperMemo:
    """One paper that a service knew."""

    paper: str
    """The identifier that it was looked up by."""
    title: str = ""
    """The paper's own title, whatever the session is called."""
    names: tuple[str, ...] = ()
    """Its other identifiers."""
    refresh: int = 0
    """The comment whose `/refresh` it was looked up for; 0 for the proposal itself."""
    same: bool = False
    """Whether that `/refresh` found the session as the paper has it."""
    missing: str = ""
    """Why nobody knew the paper, where nobody did."""
    gone: bool = False
    """Whether there is no such paper, as those say who would have to know."""
    asked: dt.date | None = None
    """The club's day on which nobody knew it."""
