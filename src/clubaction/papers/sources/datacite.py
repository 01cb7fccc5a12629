"""DataCite's REST API (https://support.datacite.org/docs/api); arXiv's own DOIs are DataCite's."""

from __future__ import annotations

from urllib.parse import quote

from clubaction.papers import cleaning
from clubaction.papers.identify.identifiers import kind, value
from clubaction.papers.identify.numbering import ARXIV_DOI, normal_doi
from clubaction.papers.metadata import Metadata, UnusableAnswer, distinct, papers_among
from clubaction.papers.sources.lenient_json import MAX_WORKS, at, items, load, text


def url(identifier: str) -> str:
    """The address of the work with this `doi:…` or `arxiv:…`."""
    doi = ARXIV_DOI + value(identifier) if kind(identifier) == "arxiv" else value(identifier)
    return f"https://api.datacite.org/dois/{quote(doi, safe='')}"


def parse(body: bytes) -> tuple[Metadata, ...]:
    """The work, or the works of a list. Raises `UnusableAnswer`."""
    answer = load(body)
    if complaint := text(answer, "errors", 0, "title") or text(answer, "errors", 0, "detail"):
        raise UnusableAnswer.quoting(complaint)
    data = at(answer, "data")
    if not isinstance(data, (dict, list)):
        raise UnusableAnswer("sent JSON that is no work")
    works = data if isinstance(data, list) else [data]
    return papers_among(_metadata(at(work, "attributes")) for work in works[:MAX_WORKS])


def _metadata(work: object) -> Metadata:
    doi = normal_doi(text(work, "doi"))
    titles = [title for title in items(work, "titles") if not text(title, "titleType")] or list(items(work, "titles"))
    return Metadata(
        identifiers=distinct((doi,)),
        title=cleaning.title(next(filter(None, (text(title, "title") for title in titles)), "")),
        authors=_people(work),
        abstract=_abstract(work),
        published=_date(work),
        venue=cleaning.title(
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
            cleaning.name(given, family)
            if given and family
            else cleaning.name("", whole)
            if organisation
            else cleaning.name(whole)
        )
    return distinct(names[: cleaning.MAX_AUTHORS])


def _abstract(work: object) -> str:
    descriptions = (one for one in items(work, "descriptions") if text(one, "descriptionType") == "Abstract")
    return cleaning.abstract(next((text(one, "description") for one in descriptions), ""))


def _date(work: object) -> str:
    dates = {text(date, "dateType"): text(date, "date") for date in reversed(list(items(work, "dates")))}
    year = cleaning.date(at(work, "publicationYear")) or cleaning.date_in(text(work, "publicationYear"))
    found = [cleaning.date_in(dates.get(key, "")) for key in ("Issued", "Available", "Submitted", "Created")]
    exact = [date for date in found if date and (not year or date.startswith(year))]
    return max(exact, key=len, default="") or year or next(filter(None, found), "")


def _published_as(work: object, doi: str) -> str:
    """The identifier of the article that a preprint has become, which arXiv and others mark in different ways."""
    wanted = ("IsPreprintOf", "IsVersionOf") if kind(doi) == "arxiv" else ("IsPreprintOf",)
    for related in items(work, "relatedIdentifiers"):
        found = normal_doi(text(related, "relatedIdentifier"))
        if text(related, "relationType") in wanted and found and found != doi:
            return found
    return ""
