"""Unpaywall's API (https://unpaywall.org/products/api): title, authors and year for a Crossref DOI."""

from __future__ import annotations

from urllib.parse import quote

from clubaction.papers import cleaning
from clubaction.papers.identify.identifiers import value
from clubaction.papers.identify.numbering import normal_doi
from clubaction.papers.metadata import Metadata, UnusableAnswer, distinct, papers_among
from clubaction.papers.sources.lenient_json import MAX_WORKS, at, items, load, text

_CONTACT = "clubaction@users.noreply.github.com"
"""The e-mail address that Unpaywall requires in each request."""


def url(identifier: str) -> str:
    """The address of the article with this `doi:…`."""
    return f"https://api.unpaywall.org/v2/{quote(value(identifier), safe='/')}?email={_CONTACT}"


def parse(body: bytes) -> tuple[Metadata, ...]:
    """The article, or those of a search, best first. Raises `UnusableAnswer`."""
    answer = load(body)
    if at(answer, "error") and (complaint := text(answer, "message")):
        raise UnusableAnswer.quoting(complaint)
    if not isinstance(answer, dict) or not ({"results", "doi"} & set(answer)):
        raise UnusableAnswer("sent JSON that is no article")
    works = [at(found, "response") for found in items(answer, "results")] if "results" in answer else [answer]
    return papers_among(map(_metadata, works[:MAX_WORKS]))


def _metadata(work: object) -> Metadata:
    names = []
    for person in items(work, "z_authors"):
        whole = text(person, "raw_author_name") or text(person, "name")
        names.append(cleaning.name(text(person, "given"), text(person, "family")) or cleaning.name(whole))
    return Metadata(
        identifiers=distinct((normal_doi(text(work, "doi")),)),
        title=cleaning.title(text(work, "title")),
        authors=distinct(names),
        published=cleaning.date_in(text(work, "published_date")) or cleaning.date(at(work, "year")),
        venue=cleaning.title(text(work, "journal_name")),
    )
