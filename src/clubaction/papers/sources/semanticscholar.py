"""Semantic Scholar's graph API (https://api.semanticscholar.org/api-docs/graph)."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from clubaction.papers import cleaning
from clubaction.papers.identify.identifiers import is_corpus_number, kind, link_for, value
from clubaction.papers.identify.numbering import normal_arxiv, normal_doi, normal_pmid
from clubaction.papers.metadata import Metadata, UnusableAnswer, distinct, papers_among
from clubaction.papers.sources.lenient_json import MAX_WORKS, at, items, load, text

_FIELDS = "title,authors,abstract,year,publicationDate,venue,externalIds"
_PREFIX = {"doi": "DOI:", "arxiv": "ARXIV:", "pmid": "PMID:", "pmcid": "PMCID:", "acl": "ACL:"}


def url(identifier: str) -> str:
    """The address of the paper with this `s2:…`, `doi:…`, `arxiv:…`, `pmid:…`, `pmcid:…` or `acl:…`."""
    name, rest = kind(identifier), value(identifier)
    if name == "s2":
        key = f"CorpusId:{rest}" if is_corpus_number(rest) else rest
    elif name == "pmcid":
        key = "PMCID:" + rest.removeprefix("PMC")
    else:
        key = _PREFIX[name] + rest if name in _PREFIX else "URL:" + link_for(identifier)
    query = urlencode({"fields": _FIELDS}, safe=",")
    return f"https://api.semanticscholar.org/graph/v1/paper/{quote(key, safe=':/')}?{query}"


def search_url(title: str) -> str:
    """The address of a search for the one paper whose title is nearest to this."""
    query = urlencode({"query": title, "fields": _FIELDS}, safe=",")
    return f"https://api.semanticscholar.org/graph/v1/paper/search/match?{query}"


def parse(body: bytes) -> tuple[Metadata, ...]:
    """The paper, or the papers of a batch or a search. Raises `UnusableAnswer`."""
    answer = load(body)
    if complaint := text(answer, "error") or text(answer, "message"):
        raise UnusableAnswer.quoting(complaint)
    papers = list(items(answer, "data")) or (answer if isinstance(answer, list) else [answer])
    if not any(text(paper, "paperId") for paper in papers):
        raise UnusableAnswer("sent JSON that is no paper")
    return papers_among(map(_metadata, papers[:MAX_WORKS]))


def _metadata(paper: object) -> Metadata:
    numbers = at(paper, "externalIds")
    arxiv, doi = normal_arxiv(text(numbers, "ArXiv")), normal_doi(text(numbers, "DOI"))
    acl, own = text(numbers, "ACL"), text(paper, "paperId")
    known = (
        arxiv,
        f"acl:{acl}" if acl else "",
        normal_pmid(text(numbers, "PubMed")),
        f"s2:{own}" if own else "",
        doi,
    )
    return Metadata(
        identifiers=distinct(known),
        title=cleaning.title(text(paper, "title")),
        authors=cleaning.names([_name(text(author, "name")) for author in items(paper, "authors")]),
        abstract=cleaning.abstract(text(paper, "abstract"), marked_up=False),
        published=cleaning.date_in(text(paper, "publicationDate")) or cleaning.date(at(paper, "year")),
        venue=cleaning.title(text(paper, "venue") or text(paper, "journal", "name")),
        published_as=doi if arxiv and doi.startswith("doi:") else "",
    )


def _name(name: str) -> str:
    """The name without commas: it is "Given Family" already, and `cleaning` would take a comma for "Family, Given"."""
    return name.replace(",", "")
