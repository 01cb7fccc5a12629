"""OpenReview's two APIs; a note's content is plain in the first and wrapped in the second.

https://docs.openreview.net/getting-started/using-the-api
"""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from clubaction.papers import cleaning
from clubaction.papers.identify.identifiers import value
from clubaction.papers.metadata import Metadata, UnusableAnswer, distinct
from clubaction.papers.sources.lenient_json import at, items, load, text


def url(identifier: str) -> str:
    """The note of an `openreview:…` in the present API."""
    return "https://api2.openreview.net/notes?" + urlencode({"id": value(identifier)})


def old_url(identifier: str) -> str:
    """The note of an `openreview:…` in the API that venues until 2023 are in."""
    return "https://api.openreview.net/notes?" + urlencode({"id": value(identifier)})


def parse(body: bytes) -> tuple[Metadata, ...]:
    """The submission. Raises `UnusableAnswer`."""
    answer = load(body)
    if complaint := text(answer, "message"):
        raise UnusableAnswer(f"answered: {complaint[:200]}")
    if not isinstance(at(answer, "notes"), list):
        raise UnusableAnswer("sent JSON that is no note")
    return tuple(record for record in map(_record, items(answer, "notes")) if record.is_paper)


def _record(note: object) -> Metadata:
    content = at(note, "content")

    def field(name: str) -> object:
        found = at(content, name)
        return at(found, "value") if isinstance(found, dict) else found

    number = text(note, "forum") or text(note, "id")
    venue = field("venue")
    return Metadata(
        identifiers=distinct((f"openreview:{number}" if number else "",)),
        title=cleaning.title(text(field("title"))),
        authors=cleaning.names([text(one) or text(one, "fullname") for one in items(field("authors"))]),
        abstract=cleaning.abstract(text(field("abstract")), marked_up=False),
        published=_day(note),
        venue=cleaning.title(text(venue)),
    )


def _day(note: object) -> str:
    """The day of publication, or else of submission; both are milliseconds since 1970."""
    for key in ("pdate", "odate", "cdate", "tcdate"):
        moment = at(note, key)
        if isinstance(moment, int) and 0 < moment < 4_000_000_000_000:
            return dt.datetime.fromtimestamp(moment / 1000, dt.UTC).date().isoformat()
    return ""
