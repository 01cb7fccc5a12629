"""The hidden line of our status comment in which a looked-up paper is kept, as far as its file has no key for it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qs, urlencode

from clubaction.model.paper_memo import PaperMemo
from clubaction.model.session import Session
from clubaction.text.line_endings import with_unix_newlines
from clubaction.text.markdown import Markdown

_MARK = re.compile(r"^<!-- clubaction:found (\S{1,20000}) -->$", re.MULTILINE)


def memo_line(kept: PaperMemo | None, session: Session) -> Markdown:
    """The hidden line for a status comment; empty where the session's file says it all."""
    if kept is None:
        return Markdown("")
    if kept.missing and kept.asked:
        return _line(_of_unknown(kept, kept.asked))
    in_file = kept.paper == session.paper and kept.title == session.title and bool(session.authors)
    return Markdown("") if in_file and not kept.names and not kept.refresh else _line(_of_known(kept))


def _line(pairs: Iterable[tuple[str, str]]) -> Markdown:
    return Markdown(f"<!-- clubaction:found {urlencode(list(pairs))} -->")


def _of_unknown(kept: PaperMemo, asked: dt.date) -> Iterator[tuple[str, str]]:
    yield "paper", kept.paper
    yield "missing", kept.missing
    yield "asked", asked.isoformat()
    if kept.gone:
        yield "gone", "1"
    if kept.refresh:
        yield "refresh", str(kept.refresh)


def _of_known(kept: PaperMemo) -> Iterator[tuple[str, str]]:
    yield "paper", kept.paper
    yield "title", kept.title
    for name in kept.names:
        yield "name", name
    if kept.refresh:
        yield "refresh", str(kept.refresh)
    if kept.refresh and kept.same:
        yield "same", "1"


def read_memo(comment: str) -> PaperMemo | None:
    """What one of our own comments keeps; None where it keeps nothing."""
    found = _MARK.search(with_unix_newlines(comment))
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
