"""The services that know papers, and whom to ask for which kind of identifier, in which order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from clubaction.papers.records import Record
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
    """One way of asking one service."""

    name: str
    """As people know it; empty: the host that is asked."""
    url: Callable[..., str]
    """Identifiers → the address that answers for them; takes as many as `batch` says."""
    parse: Callable[[bytes], tuple[Record, ...]]
    """An answer's body → the works in it. Pure; raises `Refused` and nothing else."""
    media_types: tuple[str, ...] = _JSON
    accept: str = "application/json"
    batch: int = 1
    """How many identifiers one request may ask for."""
    decisive: bool = False
    """Whether a paper that this service does not know does not exist."""
    abstracts: bool = True
    """Whether it is worth asking when only the abstract is missing."""


ARXIV = Source("arXiv", arxiv.url, arxiv.parse, _XML, "application/atom+xml", batch=100, decisive=True)
CSL = Source(
    "doi.org",
    csl.url,
    csl.parse,
    (csl.ACCEPT, "application/citeproc+json", *_JSON),
    csl.ACCEPT,
    decisive=True,
)
CROSSREF = Source("Crossref", crossref.url, crossref.parse, abstracts=False)
DATACITE = Source(
    "DataCite", datacite.url, datacite.parse, ("application/vnd.api+json", *_JSON), abstracts=False
)
OPENALEX = Source("OpenAlex", openalex.url, openalex.parse)
PUBMED = Source("PubMed", pubmed.url, pubmed.parse, _XML, "application/xml", batch=100, decisive=True)
EUROPE_PMC = Source("Europe PMC", europepmc.url, europepmc.parse)
OPENREVIEW = Source("OpenReview", openreview.url, openreview.parse)
OPENREVIEW_OLD = Source("OpenReview", openreview.old_url, openreview.parse)
SEMANTIC_SCHOLAR = Source("Semantic Scholar", semanticscholar.url, semanticscholar.parse, abstracts=False)
ANTHOLOGY = Source(
    "the ACL Anthology",
    bibtex.anthology_url,
    bibtex.parse,
    ("application/x-bibtex", "text/plain", "text/x-bibtex", "application/octet-stream"),
    "*/*",
    decisive=True,
)
OPEN_LIBRARY = Source("Open Library", openlibrary.url, openlibrary.parse)
ZENODO = Source("Zenodo", zenodo.url, zenodo.parse)
UNPAYWALL = Source("Unpaywall", unpaywall.url, unpaywall.parse)
PAGE = Source("", citation_meta.url, citation_meta.parse, _HTML, "text/html", decisive=True)
LIKELY_PAGE = Source("", citation_meta.url, citation_meta.parse, _HTML, "text/html")
"""A page whose address we made up from an identifier: that it is not there proves nothing."""

CHAINS: Mapping[str, tuple[Source, ...]] = MappingProxyType(
    {
        "arxiv": (ARXIV, DATACITE, SEMANTIC_SCHOLAR),
        "doi": (CSL, OPENALEX, CROSSREF, DATACITE, SEMANTIC_SCHOLAR, UNPAYWALL),
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
"""Kind of identifier → whom to ask, best first."""
