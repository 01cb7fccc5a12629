"""Unpaywall's API (https://unpaywall.org/products/api): title, authors and year for a Crossref DOI."""

from __future__ import annotations

from urllib.parse import quote

from clubaction.papers import clean
from clubaction.papers.identifiers import value
from clubaction.papers.numbering import normal_doi
from clubaction.papers.records import Record, Refused, distinct
from clubaction.papers.sources.answers import MAX_WORKS, at, items, load, text

_CONTACT = "clubaction@users.noreply.github.com"
"""Unpaywall answers nobody who leaves no address."""


def url(identifier: str) -> str:
    """The article with this `doi:…`."""
    return f"https://api.unpaywall.org/v2/{quote(value(identifier), safe='/')}?email={_CONTACT}"


def parse(body: bytes) -> tuple[Record, ...]:
    """The article, or those of a search, best first. Raises `Refused`."""
    answer = load(body)
    if at(answer, "error") and (complaint := text(answer, "message")):
        raise Refused(f"answered: {complaint[:200]}")
    if not isinstance(answer, dict) or not ({"results", "doi"} & set(answer)):
        raise Refused("sent JSON that is no article")
    works = [at(found, "response") for found in items(answer, "results")] if "results" in answer else [answer]
    return tuple(record for record in map(_record, works[:MAX_WORKS]) if record.is_paper)


def _record(work: object) -> Record:
    names = []
    for person in items(work, "z_authors"):
        whole = text(person, "raw_author_name") or text(person, "name")
        names.append(clean.name(text(person, "given"), text(person, "family")) or clean.name(whole))
    return Record(
        identifiers=distinct((normal_doi(text(work, "doi")),)),
        title=clean.title(text(work, "title")),
        authors=distinct(names),
        published=clean.date_in(text(work, "published_date")) or clean.date(at(work, "year")),
        venue=clean.title(text(work, "journal_name")),
    )
