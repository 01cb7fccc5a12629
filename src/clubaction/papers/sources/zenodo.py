"""Zenodo's records (https://developers.zenodo.org/#records)."""

from __future__ import annotations

from clubaction.papers import clean
from clubaction.papers.identifiers import value
from clubaction.papers.numbering import normal_doi
from clubaction.papers.records import Record, Refused, distinct
from clubaction.papers.sources.answers import at, items, load, text


def url(identifier: str) -> str:
    """The record of a `doi:10.5281/zenodo.…`."""
    return "https://zenodo.org/api/records/" + value(identifier).rpartition(".")[2]


def parse(body: bytes) -> tuple[Record, ...]:
    """The record. Raises `Refused`."""
    answer = load(body)
    data = at(answer, "metadata")
    if not isinstance(data, dict):
        raise Refused(
            f"answered: {text(answer, 'message')[:200]}" if text(answer, "message") else "sent JSON that is no record"
        )
    record = Record(
        identifiers=distinct((normal_doi(text(answer, "doi") or text(data, "doi")),)),
        title=clean.title(text(data, "title")),
        authors=clean.names([text(person, "name") for person in items(data, "creators")]),
        abstract=clean.abstract(text(data, "description")),
        published=clean.date_in(text(data, "publication_date")),
        venue=clean.title(text(data, "journal", "title")),
    )
    return (record,) if record.is_paper else ()
