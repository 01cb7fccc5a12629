"""OpenAlex's API (https://docs.openalex.org/api-entities/works/work-object)."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from clubaction.papers import cleaning
from clubaction.papers.identify.identifiers import identify_paper, kind, value
from clubaction.papers.identify.numbering import ARXIV_DOI
from clubaction.papers.metadata import Metadata, UnusableAnswer, distinct, papers_among
from clubaction.papers.sources.lenient_json import MAX_WORKS, at, items, load, text

_MAX_WORDS = 5_000


def url(identifier: str) -> str:
    """The address of the work with this `doi:…`, `pmid:…`, `pmcid:…` or `arxiv:…`."""
    name, rest = kind(identifier), value(identifier)
    key = f"doi:{ARXIV_DOI}{rest}" if name == "arxiv" else f"{name}:{rest}"
    return f"https://api.openalex.org/works/{quote(key, safe=':/')}"


def search_url(title: str) -> str:
    """The address of a search for works with all these words in their title."""
    return "https://api.openalex.org/works?" + urlencode({"filter": f"title.search:{title}", "per-page": 5}, safe=":")


def parse(body: bytes) -> tuple[Metadata, ...]:
    """The work, or the works of a search, best first. Raises `UnusableAnswer`."""
    answer = load(body)
    if complaint := text(answer, "error"):
        raise UnusableAnswer.quoting(text(answer, "message") or complaint)
    if not isinstance(answer, dict) or not ({"results", "id"} & set(answer)):
        raise UnusableAnswer("sent JSON that is no work")
    works = list(items(answer, "results")) if "results" in answer else [answer]
    return papers_among(map(_metadata, works[:MAX_WORKS]))


def _metadata(work: object) -> Metadata:
    pmcid = identify_paper(
        "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC"
        + text(work, "ids", "pmcid").rpartition("/")[2].removeprefix("PMC")
    )
    known = (identify_paper(text(work, "doi")), identify_paper(text(work, "ids", "pmid")), pmcid)
    names = [
        text(authorship, "author", "display_name") or text(authorship, "raw_author_name")
        for authorship in items(work, "authorships")
    ]
    year = cleaning.date(at(work, "publication_year"))
    exact = cleaning.date_in(text(work, "publication_date"))
    return Metadata(
        identifiers=distinct(known),
        title=cleaning.title(text(work, "title") or text(work, "display_name")),
        authors=cleaning.names(names),
        abstract=cleaning.abstract(_abstract(at(work, "abstract_inverted_index"))),
        # OpenAlex gives the first of January where it only knows the year.
        published=year if exact.endswith("-01-01") and year else exact or year,
        venue=cleaning.title(text(work, "primary_location", "source", "display_name")),
    )


def _abstract(index: object) -> str:
    """The text of an inverted index, which maps each word to its positions."""
    if not isinstance(index, dict):
        return ""
    placed: dict[int, str] = {}
    for word, places in index.items():
        for place in items(places):
            if isinstance(place, int) and 0 <= place < _MAX_WORDS:
                placed[place] = word
    return " ".join(placed[place] for place in sorted(placed))
