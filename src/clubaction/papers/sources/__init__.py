"""The metadata services, and which of them are asked about each kind of identifier, in which order.

Each module has `url` (identifiers → address) and `parse` (an answer's bytes → works), which are pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from clubaction.papers.metadata import Metadata
from clubaction.papers.sources import (
    arxiv,
    bibtex,
    citation_meta,
    crossref,
    csl,
    datacite,
    europepmc,
    openalex,
    openlibrary,
    openreview,
    pubmed,
    semanticscholar,
    unpaywall,
    zenodo,
)

_JSON = ("application/json", "text/json")
_XML = ("application/xml", "text/xml", "application/atom+xml")
_HTML = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of request to one service."""

    name: str
    """The service's name for people; empty for the name of the host that is asked."""
    url: Callable[..., str]
    """Identifiers, at most `batch` of them → the address that answers for them."""
    parse: Callable[[bytes], tuple[Metadata, ...]]
    """An answer's body → the works in it. Pure; raises `UnusableAnswer` and nothing else."""
    media_types: tuple[str, ...] = _JSON
    """The media types that a good answer may have; empty for any."""
    accept: str = "application/json"
    """The value of the header Accept."""
    batch: int = 1
    """How many identifiers one request may ask for."""
    unknown: Literal["next", "doubt", "gone"] = "next"
    """What follows if the service does not know a paper: nothing (`next`), that the paper may not exist (`doubt`; two
    such answers mean that it does not), or that it does not exist (`gone`)."""
    abstracts: bool = True
    """Whether the service has abstracts, so that it is worth asking when only the abstract is missing."""
    only: str = ""
    """The prefix of all identifiers that the service can know; empty for any."""


ARXIV = Source("arXiv", arxiv.url, arxiv.parse, _XML, "application/atom+xml", batch=100, unknown="doubt")
CSL = Source(
    "doi.org",
    csl.url,
    csl.parse,
    (csl.ACCEPT, "application/citeproc+json", *_JSON),
    csl.ACCEPT,
    unknown="gone",
)
CROSSREF = Source("Crossref", crossref.url, crossref.parse, abstracts=False)
DATACITE = Source("DataCite", datacite.url, datacite.parse, ("application/vnd.api+json", *_JSON), abstracts=False)
OPENALEX = Source("OpenAlex", openalex.url, openalex.parse)
PUBMED = Source("PubMed", pubmed.url, pubmed.parse, _XML, "application/xml", batch=100, unknown="doubt")
EUROPE_PMC = Source("Europe PMC", europepmc.url, europepmc.parse)
OPENREVIEW = Source("OpenReview", openreview.url, openreview.parse)
OPENREVIEW_OLD = Source("OpenReview", openreview.old_url, openreview.parse)
SEMANTIC_SCHOLAR = Source("Semantic Scholar", semanticscholar.url, semanticscholar.parse, abstracts=False)
ANTHOLOGY = Source("the ACL Anthology", bibtex.anthology_url, bibtex.parse, (), "*/*", unknown="doubt")
OPEN_LIBRARY = Source("Open Library", openlibrary.url, openlibrary.parse)
ZENODO = Source("Zenodo", zenodo.url, zenodo.parse, only="doi:10.5281/zenodo.")
UNPAYWALL = Source("Unpaywall", unpaywall.url, unpaywall.parse, abstracts=False)
PAGE = Source("", citation_meta.url, citation_meta.parse, _HTML, "text/html", unknown="gone")
LIKELY_PAGE = Source("", citation_meta.url, citation_meta.parse, _HTML, "text/html")
"""A page whose address was made from an identifier by a rule of ours: that it does not exist proves nothing."""

CHAINS: Mapping[str, tuple[Source, ...]] = MappingProxyType(
    {
        "arxiv": (ARXIV, DATACITE, SEMANTIC_SCHOLAR),
        "doi": (CSL, ZENODO, OPENALEX, CROSSREF, DATACITE, SEMANTIC_SCHOLAR, UNPAYWALL),
        "pmid": (PUBMED, EUROPE_PMC, OPENALEX),
        "pmcid": (EUROPE_PMC, OPENALEX, SEMANTIC_SCHOLAR),
        "openreview": (OPENREVIEW, OPENREVIEW_OLD, LIKELY_PAGE),
        "acl": (ANTHOLOGY, LIKELY_PAGE, SEMANTIC_SCHOLAR),
        "pmlr": (LIKELY_PAGE,),
        "neurips": (LIKELY_PAGE,),
        "cvf": (LIKELY_PAGE,),
        "s2": (SEMANTIC_SCHOLAR,),
        "isbn": (OPEN_LIBRARY,),
        "url": (PAGE,),
    }
)
"""Kind of identifier → the services to ask, best first."""

TITLE_SEARCHES = (
    Source("OpenAlex", openalex.search_url, openalex.parse),
    Source("Semantic Scholar", semanticscholar.search_url, semanticscholar.parse),
)
"""The services that find a paper by its title, best first; their `url` takes the title's words."""
