"""Europe PMC's search API, which knows PMC's articles (https://europepmc.org/RestfulWebService)."""

from __future__ import annotations

from urllib.parse import urlencode

from clubaction.papers import clean
from clubaction.papers.identifiers import kind, value
from clubaction.papers.numbering import normal_doi
from clubaction.papers.records import Record, Refused, distinct
from clubaction.papers.sources.answers import at, items, load, text


def url(identifier: str) -> str:
    """The article with this `pmcid:…` or `pmid:…`."""
    number = value(identifier)
    wanted = f"PMCID:{number}" if kind(identifier) == "pmcid" else f"EXT_ID:{number} AND SRC:MED"
    query = {"query": wanted, "resultType": "core", "format": "json", "pageSize": "1"}
    return "https://www.ebi.ac.uk/europepmc/webservices/rest/search?" + urlencode(query)


def parse(body: bytes) -> tuple[Record, ...]:
    """The articles found, best first. Raises `Refused`."""
    answer = load(body)
    if complaint := text(answer, "errMsg"):
        raise Refused(f"answered: {complaint[:200]}")
    if not isinstance(at(answer, "resultList", "result"), list):
        raise Refused("sent JSON that is no list of articles")
    return tuple(record for record in map(_record, items(answer, "resultList", "result")) if record.is_paper)


def _record(article: object) -> Record:
    pmid, pmcid = text(article, "pmid"), text(article, "pmcid")
    names = [
        clean.name(text(one, "firstName") or text(one, "initials"), text(one, "lastName"))
        or text(one, "collectiveName")
        for one in items(article, "authorList", "author")
    ]
    return Record(
        identifiers=distinct(
            (
                f"pmcid:{pmcid}" if pmcid else "",
                f"pmid:{pmid}" if pmid else "",
                normal_doi(text(article, "doi")),
            )
        ),
        title=clean.title(text(article, "title")),
        authors=distinct(names),
        abstract=clean.abstract(text(article, "abstractText")),
        published=clean.date_in(text(article, "firstPublicationDate")) or clean.date_in(text(article, "pubYear")),
        venue=clean.title(text(article, "journalInfo", "journal", "title")),
    )
