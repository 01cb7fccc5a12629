"""Zenodo's records (https://developers.zenodo.org/#records)."""

from __future__ import annotations

from clubaction.papers import cleaning
from clubaction.papers.identify.identifiers import value
from clubaction.papers.identify.numbering import normal_doi
from clubaction.papers.metadata import Metadata, UnusableAnswer, distinct, papers_among
from clubaction.papers.sources.lenient_json import at, items, load, text


def url(identifier: str) -> str:
    """The address of the record of a `doi:10.5281/zenodo.…`."""
    return "https://zenodo.org/api/records/" + value(identifier).rpartition(".")[2]


def parse(body: bytes) -> tuple[Metadata, ...]:
    """The work of a record. Raises `UnusableAnswer`."""
    answer = load(body)
    data = at(answer, "metadata")
    if not isinstance(data, dict):
        if complaint := text(answer, "message"):
            raise UnusableAnswer.quoting(complaint)
        raise UnusableAnswer("sent JSON that is no record")
    found = Metadata(
        identifiers=distinct((normal_doi(text(answer, "doi") or text(data, "doi")),)),
        title=cleaning.title(text(data, "title")),
        authors=cleaning.names([text(person, "name") for person in items(data, "creators")]),
        abstract=cleaning.abstract(text(data, "description")),
        published=cleaning.date_in(text(data, "publication_date")),
        venue=cleaning.title(text(data, "journal", "title")),
    )
    return papers_among([found])
