"""OpenAlex's API (https://docs.openalex.org/api-entities/works/work-object)."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from clubaction.papers import cleaning
from clubaction.papers.identify.identifiers import identify, kind, value
from clubaction.papers.metadata import Metadata, UnusableAnswer, distinct
from clubaction.papers.sources.lenient_json import MAX_WORKS, at, items, load, text

_MAX_WORDS = 5_000


def url(identifier: str) -> str:
    """The work with this `doi:…`, `pmid:…`, `pmcid:…` or `arxiv:…`."""
    name, rest = kind(identifier), value(identifier)
    key = f"doi:10.48550/arxiv.{rest}" if name == "arxiv" else f"{name}:{rest}"
    return f"https://api.openalex.org/works/{quote(key, safe=':/')}"


def search_url(title: str) -> str:
    """The works with all these words in their title, best first."""
    return "https://api.openalex.org/works?" + urlencode({"filter": f"title.search:{title}", "per-page": 5}, safe=":")


def parse(body: bytes) -> tuple[Metadata, ...]:
    """The work, or the works of a search, best first. Raises `UnusableAnswer`."""
    answer = load(body)
    if complaint := text(answer, "error"):
        raise UnusableAnswer(f"answered: {(text(answer, 'message') or complaint)[:200]}")
    if not isinstance(answer, dict) or not ({"results", "id"} & set(answer)):
        raise UnusableAnswer("sent JSON that is no work")
    works = list(items(answer, "results")) if "results" in answer else [answer]
    return tuple(record for record in map(_record, works[:MAX_WORKS]) if record.is_paper)


def _record(work: object) -> Metadata:
    pmcid = identify(
        "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC"
        + text(work, "ids", "pmcid").rpartition("/")[2].removeprefix("PMC")
    )
    known = [identify(text(work, "doi")), identify(text(work, "ids", "pmid")), pmcid]
    names = [
        text(authorship, "author", "display_name") or text(authorship, "raw_author_name")
        for authorship in items(work, "authorships")
    ]
    year = cleaning.date(at(work, "publication_year"))
    exact = cleaning.date_in(text(work, "publication_date"))
    return Metadata(
        identifiers=distinct([one for one in known if not one.startswith("url:")]),
        title=cleaning.title(text(work, "title") or text(work, "display_name")),
        authors=cleaning.names(names),
        abstract=cleaning.abstract(_abstract(at(work, "abstract_inverted_index"))),
        # OpenAlex fills an unknown day in as the first of January.
        published=year if exact.endswith("-01-01") and year else exact or year,
        venue=cleaning.title(text(work, "primary_location", "source", "display_name")),
    )


def _abstract(index: object) -> str:
    """The text whose words an inverted index places: word → positions."""
    if not isinstance(index, dict):
        return ""
    placed: dict[int, str] = {}
    for word, places in index.items():
        for place in items(places):
            if isinstance(place, int) and 0 <= place < _MAX_WORDS:
                placed[place] = word
    return " ".join(placed[place] for place in sorted(placed))
