"""Europe PMC's search API, which knows PMC's articles (https://europepmc.org/RestfulWebService)."""

from __future__ import annotations

from urllib.parse import urlencode

from clubaction.papers import cleaning
from clubaction.papers.identify.identifiers import kind, value
from clubaction.papers.identify.numbering import normal_doi
from clubaction.papers.metadata import Metadata, UnusableAnswer, distinct
from clubaction.papers.sources.lenient_json import at, items, load, text


def url(identifier: str) -> str:
    """The article with this `pmcid:…` or `pmid:…`."""
    number = value(identifier)
    wanted = f"PMCID:{number}" if kind(identifier) == "pmcid" else f"EXT_ID:{number} AND SRC:MED"
    query = {"query": wanted, "resultType": "core", "format": "json", "pageSize": "1"}
    return "https://www.ebi.ac.uk/europepmc/webservices/rest/search?" + urlencode(query)


def parse(body: bytes) -> tuple[Metadata, ...]:
    """The articles found, best first. Raises `UnusableAnswer`."""
    answer = load(body)
    if complaint := text(answer, "errMsg"):
        raise UnusableAnswer(f"answered: {complaint[:200]}")
    if not isinstance(at(answer, "resultList", "result"), list):
        raise UnusableAnswer("sent JSON that is no list of articles")
    return tuple(record for record in map(_record, items(answer, "resultList", "result")) if record.is_paper)


def _record(article: object) -> Metadata:
    pmid, pmcid = text(article, "pmid"), text(article, "pmcid")
    names = [
        cleaning.name(text(one, "firstName") or text(one, "initials"), text(one, "lastName"))
        or text(one, "collectiveName")
        for one in items(article, "authorList", "author")
    ]
    return Metadata(
        identifiers=distinct(
            (
                f"pmcid:{pmcid}" if pmcid else "",
                f"pmid:{pmid}" if pmid else "",
                normal_doi(text(article, "doi")),
            )
        ),
        title=cleaning.title(text(article, "title")),
        authors=distinct(names),
        abstract=cleaning.abstract(text(article, "abstractText")),
        published=cleaning.date_in(text(article, "firstPublicationDate")) or cleaning.date_in(text(article, "pubYear")),
        venue=cleaning.title(text(article, "journalInfo", "journal", "title")),
    )
