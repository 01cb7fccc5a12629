"""DataCite's REST API (https://support.datacite.org/docs/api); arXiv's own DOIs are DataCite's."""

from __future__ import annotations

from urllib.parse import quote

from clubaction.papers import clean
from clubaction.papers.identifiers import kind, value
from clubaction.papers.numbering import normal_doi
from clubaction.papers.records import Record, Refused, distinct
from clubaction.papers.sources.answers import MAX_WORKS, at, items, load, text


def url(identifier: str) -> str:
    """The work with this `doi:…` or `arxiv:…`."""
    doi = "10.48550/arxiv." + value(identifier) if kind(identifier) == "arxiv" else value(identifier)
    return f"https://api.datacite.org/dois/{quote(doi, safe='')}"


def parse(body: bytes) -> tuple[Record, ...]:
    """The work, or the works of a list. Raises `Refused`."""
    answer = load(body)
    if complaint := text(answer, "errors", 0, "title") or text(answer, "errors", 0, "detail"):
        raise Refused(f"answered: {complaint[:200]}")
    data = at(answer, "data")
    if not isinstance(data, (dict, list)):
        raise Refused("sent JSON that is no work")
    works = data if isinstance(data, list) else [data]
    return tuple(
        record for record in (_record(at(work, "attributes")) for work in works[:MAX_WORKS]) if record.is_paper
    )


def _record(work: object) -> Record:
    doi = normal_doi(text(work, "doi"))
    titles = [title for title in items(work, "titles") if not text(title, "titleType")] or list(items(work, "titles"))
    return Record(
        identifiers=distinct((doi,)),
        title=clean.title(next(filter(None, (text(title, "title") for title in titles)), "")),
        authors=_people(work),
        abstract=_abstract(work),
        published=_date(work),
        venue=clean.title(
            text(work, "container", "title") or text(work, "publisher", "name") or text(work, "publisher")
        ),
        published_as=_published_as(work, doi),
    )


def _people(work: object) -> tuple[str, ...]:
    names = []
    for person in items(work, "creators"):
        given, family, whole = text(person, "givenName"), text(person, "familyName"), text(person, "name")
        organisation = text(person, "nameType") == "Organizational"
        names.append(
            clean.name(given, family)
            if given and family
            else clean.name("", whole)
            if organisation
            else clean.name(whole)
        )
    return distinct(names[: clean.MAX_AUTHORS])


def _abstract(work: object) -> str:
    kinds = {
        text(one, "descriptionType"): text(one, "description") for one in reversed(list(items(work, "descriptions")))
    }
    return clean.abstract(kinds.get("Abstract", ""))


def _date(work: object) -> str:
    dates = {text(date, "dateType"): text(date, "date") for date in reversed(list(items(work, "dates")))}
    year = clean.date(at(work, "publicationYear")) or clean.date_in(text(work, "publicationYear"))
    found = [clean.date_in(dates.get(key, "")) for key in ("Issued", "Available", "Submitted", "Created")]
    exact = [date for date in found if date and (not year or date.startswith(year))]
    return max(exact, key=len, default="") or year or next(filter(None, found), "")


def _published_as(work: object, doi: str) -> str:
    """How arXiv, and how others, say which article a preprint has become."""
    wanted = ("IsPreprintOf", "IsVersionOf") if kind(doi) == "arxiv" else ("IsPreprintOf",)
    for related in items(work, "relatedIdentifiers"):
        found = normal_doi(text(related, "relatedIdentifier"))
        if text(related, "relationType") in wanted and found and found != doi:
            return found
    return ""
