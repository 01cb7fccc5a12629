"""Open Library's books by ISBN (https://openlibrary.org/dev/docs/api/books)."""

from __future__ import annotations

from urllib.parse import urlencode

from clubaction.papers import cleaning
from clubaction.papers.identify.identifiers import value
from clubaction.papers.identify.numbering import normal_isbn
from clubaction.papers.metadata import Metadata, UnusableAnswer, distinct, papers_among
from clubaction.papers.sources.lenient_json import items, load, text


def url(identifier: str) -> str:
    """The address of the book with this `isbn:…`."""
    query = {"bibkeys": f"ISBN:{value(identifier)}", "jscmd": "data", "format": "json"}
    return "https://openlibrary.org/api/books?" + urlencode(query, safe=":")


def parse(body: bytes) -> tuple[Metadata, ...]:
    """The books in an answer, which maps `ISBN:…` to a book. Raises `UnusableAnswer`."""
    answer = load(body)
    if not isinstance(answer, dict):
        raise UnusableAnswer("sent JSON that is no list of books")
    return papers_among(_metadata(key, book) for key, book in answer.items())


def _metadata(key: str, book: object) -> Metadata:
    title, subtitle = text(book, "title"), text(book, "subtitle")
    return Metadata(
        identifiers=distinct((normal_isbn(key.partition(":")[2]),)),
        title=cleaning.title(f"{title}: {subtitle}" if title and subtitle else title),
        authors=cleaning.names([text(author, "name") for author in items(book, "authors")]),
        published=cleaning.date_in(text(book, "publish_date")),
        venue=cleaning.title(text(book, "publishers", 0, "name")),
    )
