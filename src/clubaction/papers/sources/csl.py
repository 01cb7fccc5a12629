"""Citation data as CSL-JSON, which doi.org hands out for the DOIs of every agency.

https://citation.doi.org/docs.html and https://docs.citationstyles.org/en/stable/specification.html
"""

from __future__ import annotations

from urllib.parse import quote

from clubaction.papers import cleaning
from clubaction.papers.identify.identifiers import identify, value
from clubaction.papers.identify.numbering import normal_doi
from clubaction.papers.metadata import Metadata, UnusableAnswer, distinct, papers_among
from clubaction.papers.sources.lenient_json import MAX_WORKS, at, items, load, text

ACCEPT = "application/vnd.citationstyles.csl+json"


def url(identifier: str) -> str:
    """The address of a `doi:…`, to be asked with `ACCEPT`."""
    return "https://doi.org/" + quote(value(identifier), safe="/:;()")


def parse(body: bytes) -> tuple[Metadata, ...]:
    """The work, or the works of a list of items. Raises `UnusableAnswer`."""
    found = load(body)
    works = found if isinstance(found, list) else [found]
    if not any(isinstance(work, dict) for work in works):
        raise UnusableAnswer("sent JSON that is no citation")
    return papers_among(map(metadata_of, works[:MAX_WORKS]))


def metadata_of(work: object) -> Metadata:
    """One CSL item; Crossref's own answers have the same fields, with lists for titles."""
    title = text(work, "title")
    subtitle = text(work, "subtitle")
    if subtitle and subtitle.lower() not in title.lower():
        title = f"{title.rstrip(' :')}: {subtitle}"
    address = identify(text(work, "URL"))
    doi = normal_doi(text(work, "DOI"))
    return Metadata(
        identifiers=distinct((doi, address if not address.startswith("url:") or not doi else "")),
        title=cleaning.title(title),
        authors=_people(work, "author") or _people(work, "editor"),
        abstract=cleaning.abstract(text(work, "abstract")),
        published=_date(work),
        venue=cleaning.title(text(work, "container-title") or text(work, "institution", 0, "name")),
        published_as=_published_as(work),
    )


def _people(work: object, role: str) -> tuple[str, ...]:
    names = []
    for person in items(work, role):
        particles = (
            text(person, "dropping-particle"),
            text(person, "non-dropping-particle"),
            text(person, "family"),
        )
        family = " ".join(filter(None, particles))
        whole = text(person, "literal") or text(person, "name")
        names.append(cleaning.name(text(person, "given"), family, text(person, "suffix")) or cleaning.name(whole))
    return distinct(names[: cleaning.MAX_AUTHORS])


def _date(work: object) -> str:
    """The date of publication; the date of deposit (`created`) only for types that are published by the deposit."""
    keys = [
        "issued",
        "published",
        "published-online",
        "published-print",
        "posted",
        "content-created",
        "approved",
    ]
    if text(work, "type") in ("posted-content", "dataset", "component", "peer-review", "report", "article"):
        keys.append("created")
    for key in keys:
        parts = at(work, key, "date-parts", 0)
        year, month, day = (at(parts, place) for place in range(3))
        found = cleaning.date(year, month, day)
        found = found or cleaning.date_in(text(work, key, "raw") or text(work, key, "literal") or text(work, key))
        if found:
            return found
    return ""


def _published_as(work: object) -> str:
    """The identifier of the article that a preprint became, from Crossref's `is-preprint-of` (https://www.crossref.org/documentation/schema-library/markup-guide-metadata-segments/relationships/)."""
    for relation in items(work, "relation", "is-preprint-of"):
        if text(relation, "id-type") == "doi" and (doi := normal_doi(text(relation, "id"))):
            return doi
    return ""
