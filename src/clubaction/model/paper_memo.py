"""What our status comment remembers of a paper that was looked up."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from clubaction.model.paper import Paper, Unresolved

_MOST_NAMES = 8
_LONGEST_NAME = 200
_LONGEST_REASON = 500


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
    """Whether a service that has to know each paper of this kind says that there is no such paper."""
    asked: dt.date | None = None
    """The club's day on which nobody knew it."""

    @classmethod
    def known(cls, paper: Paper, title: str, refresh: int = 0, *, same: bool = False) -> PaperMemo:
        """What is to be kept of a paper that a service knew, under this title."""
        names = tuple(name for name in paper.names if len(name) <= _LONGEST_NAME)[:_MOST_NAMES]
        return cls(paper.identifier, title, names, refresh, same)

    @classmethod
    def unknown(cls, paper: Unresolved, today: dt.date, refresh: int = 0) -> PaperMemo:
        """What is to be kept of a paper that nobody knows, so that it is not asked for again on the same day."""
        reason = paper.reason[:_LONGEST_REASON]
        return cls(paper.identifier, refresh=refresh, missing=reason, gone=paper.gone, asked=today)
