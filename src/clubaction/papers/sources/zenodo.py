"""Zenodo's records (https://developers.zenodo.org/#records)."""

from __future__ import annotations

from clubaction.papers import cleaning
from clubaction.papers.identify.identifiers import value
from clubaction.papers.identify.numbering import normal_doi
from clubaction.papers.metadata import Metadata, UnusableAnswer, distinct
from clubaction.papers.sources.lenient_json import at, items, load, text


def url(identifier: str) -> str:
    """The record of a `doi:10.5281/zenodo.…`."""
    return "https://zenodo.org/api/records/" + value(identifier).rpartition(".")[2]


def parse(body: bytes) -> tuple[Metadata, ...]:
    """The record. Raises `UnusableAnswer`."""
    answer = load(body)
    data = at(answer, "metadata")
    if not isinstance(data, dict):
        raise UnusableAnswer(
            f"answered: {text(answer, 'message')[:200]}" if text(answer, "message") else "sent JSON that is no record"
        )
    record = Metadata(
        identifiers=distinct((normal_doi(text(answer, "doi") or text(data, "doi")),)),
        title=cleaning.title(text(data, "title")),
        authors=cleaning.names([text(person, "name") for person in items(data, "creators")]),
        abstract=cleaning.abstract(text(data, "description")),
        published=cleaning.date_in(text(data, "publication_date")),
        venue=cleaning.title(text(data, "journal", "title")),
    )
    return (record,) if record.is_paper else ()
