"""Europe PMC's search API, which knows PMC's articles (https://europepmc.org/RestfulWebService)."""

from __future__ import annotations

from urllib.parse import urlencode

from clubaction.papers import cleaning
from clubaction.papers.identify.identifiers import kind, value
from clubaction.papers.identify.numbering import normal_doi, normal_pmid
from clubaction.papers.metadata import Metadata, UnusableAnswer, distinct, papers_among
from clubaction.papers.sources.lenient_json import at, items, load, text


def url(identifier: str) -> str:
    """The address of a search for the article with this `pmcid:…` or `pmid:…`."""
    number = value(identifier)
    wanted = f"PMCID:{number}" if kind(identifier) == "pmcid" else f"EXT_ID:{number} AND SRC:MED"
    query = {"query": wanted, "resultType": "core", "format": "json", "pageSize": "1"}
    return "https://www.ebi.ac.uk/europepmc/webservices/rest/search?" + urlencode(query)


def parse(body: bytes) -> tuple[Metadata, ...]:
    """The articles found, best first. Raises `UnusableAnswer`."""
    answer = load(body)
    if complaint := text(answer, "errMsg"):
        raise UnusableAnswer.quoting(complaint)
    if not isinstance(at(answer, "resultList", "result"), list):
        raise UnusableAnswer("sent JSON that is no list of articles")
    return papers_among(map(_metadata, items(answer, "resultList", "result")))


def _metadata(article: object) -> Metadata:
    pmcid = text(article, "pmcid")
    names = [
        cleaning.name(text(author, "firstName") or text(author, "initials"), text(author, "lastName"))
        or text(author, "collectiveName")
        for author in items(article, "authorList", "author")
    ]
    return Metadata(
        identifiers=distinct(
            (
                f"pmcid:{pmcid}" if pmcid else "",
                normal_pmid(text(article, "pmid")),
                normal_doi(text(article, "doi")),
            )
        ),
        title=cleaning.title(text(article, "title")),
        authors=distinct(names),
        abstract=cleaning.abstract(text(article, "abstractText")),
        published=cleaning.date_in(text(article, "firstPublicationDate")) or cleaning.date_in(text(article, "pubYear")),
        venue=cleaning.title(text(article, "journalInfo", "journal", "title")),
    )
