"""The hidden line of our status comment in which a looked-up paper is kept, as far as its file has no key for it."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import parse_qs, urlencode

from clubaction.model.paper import Paper, Unresolved
from clubaction.model.paper_memo import PaperMemo
from clubaction.model.session import Session
from clubaction.text import gfm
from clubaction.text.gfm import Markdown

_MARK = re.compile(r"^<!-- clubaction:found (\S{1,20000}) -->$", re.MULTILINE)
_LONGEST_TITLE = 500
_MOST_NAMES = 8
_LONGEST_NAME = 200


def short_title(text: str) -> str:
    """As much of a title as is used at all, on one line."""
    return gfm.one_line(text)[:_LONGEST_TITLE].rstrip()


def memo_of(paper: Paper, refresh: int = 0, *, same: bool = False) -> PaperMemo:
    """What is to be kept of a paper."""
    names = tuple(name for name in paper.names if len(name) <= _LONGEST_NAME)[:_MOST_NAMES]
    return PaperMemo(paper.identifier, short_title(paper.title), names, refresh, same)


def memo_of_missing(paper: Unresolved, refresh: int, today: dt.date) -> PaperMemo:
    """What is to be kept of a paper that nobody knows, so that it is not asked for again on the same day."""
    return PaperMemo(
        paper.identifier, refresh=refresh, missing=paper.reason[:_LONGEST_TITLE], gone=paper.gone, asked=today
    )


def memo_line(kept: PaperMemo | None, session: Session) -> Markdown:
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


def read_memo(comment: str) -> PaperMemo | None:
    """What one of our own comments keeps; None where it keeps nothing."""
    found = _MARK.search(comment.replace("\r\n", "\n"))
    values = parse_qs(found[1], max_num_fields=20) if found else {}
    if not values.get("paper"):
        return None
    refresh = values.get("refresh", ["0"])[0]
    return PaperMemo(
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
