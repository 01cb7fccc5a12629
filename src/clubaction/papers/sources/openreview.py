"""OpenReview's two APIs: in the old one a field of a note is its value, in the new one an object with the key `value`.

https://docs.openreview.net/getting-started/using-the-api
"""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from clubaction.papers import cleaning
from clubaction.papers.identify.identifiers import value
from clubaction.papers.metadata import Metadata, UnusableAnswer, distinct, papers_among
from clubaction.papers.sources.lenient_json import at, items, load, text


def url(identifier: str) -> str:
    """The address of the note of an `openreview:…` in the new API."""
    return "https://api2.openreview.net/notes?" + urlencode({"id": value(identifier)})


def old_url(identifier: str) -> str:
    """The address of the note of an `openreview:…` in the old API, which has the venues until 2023."""
    return "https://api.openreview.net/notes?" + urlencode({"id": value(identifier)})


def parse(body: bytes) -> tuple[Metadata, ...]:
    """The notes of an answer, which are submissions. Raises `UnusableAnswer`."""
    answer = load(body)
    if complaint := text(answer, "message"):
        raise UnusableAnswer.quoting(complaint)
    if not isinstance(at(answer, "notes"), list):
        raise UnusableAnswer("sent JSON that is no note")
    return papers_among(map(_metadata, items(answer, "notes")))


def _metadata(note: object) -> Metadata:
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
    """The day of publication, or else of submission, in UTC; OpenReview gives milliseconds since 1970."""
    for key in ("pdate", "odate", "cdate", "tcdate"):
        milliseconds = at(note, key)
        if isinstance(milliseconds, int) and 0 < milliseconds < 4_000_000_000_000:
            return dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC).date().isoformat()
    return ""
