"""Open Library's books by ISBN (https://openlibrary.org/dev/docs/api/books)."""

from __future__ import annotations

from urllib.parse import urlencode

from clubaction.papers import clean
from clubaction.papers.identifiers import value
from clubaction.papers.numbering import book_number
from clubaction.papers.records import Record, Refused, distinct
from clubaction.papers.sources.answers import items, load, text


def url(identifier: str) -> str:
    """The book with this `isbn:…`."""
    query = {"bibkeys": f"ISBN:{value(identifier)}", "jscmd": "data", "format": "json"}
    return "https://openlibrary.org/api/books?" + urlencode(query, safe=":")


def parse(body: bytes) -> tuple[Record, ...]:
    """The books, by the numbers they were asked for. Raises `Refused`."""
    answer = load(body)
    if not isinstance(answer, dict):
        raise Refused("sent JSON that is no list of books")
    found = (_record(key, book) for key, book in answer.items())
    return tuple(record for record in found if record.is_paper)


def _record(key: str, book: object) -> Record:
    number = book_number(key.partition(":")[2])
    title, subtitle = text(book, "title"), text(book, "subtitle")
    return Record(
        identifiers=distinct((f"isbn:{number}" if number else "",)),
        title=clean.title(f"{title}: {subtitle}" if title and subtitle else title),
        authors=clean.names([text(author, "name") for author in items(book, "authors")]),
        published=clean.date_in(text(book, "publish_date")),
        venue=clean.title(text(book, "publishers", 0, "name")),
    )
