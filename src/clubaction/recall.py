"""What our status comment keeps, hidden, of a paper that was looked up and that its session's file has no key for.

So a paper is asked for once: the next run takes what it knows from the branch's file and from here.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode

from clubaction import gfm
from clubaction.gfm import Markdown
from clubaction.model import Paper, Session, Unresolved

_MARK = re.compile(r"^<!-- clubaction:found (\S{1,20000}) -->$", re.MULTILINE)
_LONGEST_TITLE = 500
_MOST_NAMES = 8
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Recollection:
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


def short_title(text: str) -> str:
    """As much of a title as is used at all, on one line."""
    return gfm.one_line(text)[:_LONGEST_TITLE].rstrip()


def of(paper: Paper, refresh: int = 0, *, same: bool = False) -> Recollection:
    """What is to be kept of a paper."""
    names = tuple(name for name in paper.names if len(name) <= _LONGEST_NAME)[:_MOST_NAMES]
    return Recollection(paper.identifier, short_title(paper.title), names, refresh, same)


def of_missing(paper: Unresolved, refresh: int, today: dt.date) -> Recollection:
    """What is to be kept of a paper that nobody knows, so that it is not asked for again on the same day."""
    return Recollection(
        paper.identifier, refresh=refresh, missing=paper.reason[:_LONGEST_TITLE], gone=paper.gone, asked=today
    )


def mark(kept: Recollection | None, session: Session) -> Markdown:
    """The hidden line for a status comment; empty where the session's file tells it all."""
    if kept is None:
        return Markdown("")
    if kept.missing and kept.asked:
        missing = [
            ("missing", kept.missing),
            ("asked", kept.asked.isoformat()),
            *([("gone", "1")] if kept.gone else []),
        ]
        again = [("refresh", str(kept.refresh))] if kept.refresh else []
        return Markdown(f"<!-- clubaction:found {urlencode([('paper', kept.paper), *missing, *again])} -->")
    told = kept.paper == session.paper and kept.title == session.title and bool(session.authors)
    if told and not kept.names and not kept.refresh:
        return Markdown("")
    pairs = [("paper", kept.paper), ("title", kept.title), *(("name", name) for name in kept.names)]
    if kept.refresh:
        pairs += [("refresh", str(kept.refresh)), *([("same", "1")] if kept.same else [])]
    return Markdown(f"<!-- clubaction:found {urlencode(pairs)} -->")


def read(comment: str) -> Recollection | None:
    """What one of our own comments keeps; None where it keeps nothing."""
    found = _MARK.search(comment.replace("\r\n", "\n"))
    values = parse_qs(found[1], max_num_fields=20) if found else {}
    if not values.get("paper"):
        return None
    refresh = values.get("refresh", ["0"])[0]
    return Recollection(
        values["paper"][0],
        values.get("title", [""])[0],
        tuple(values.get("name", ())),
        int(refresh) if refresh.isascii() and refresh.isdigit() else 0,
        "same" in values,
        values.get("missing", [""])[0],
        "gone" in values,
        _day(values.get("asked", [""])[0]),
    )


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
