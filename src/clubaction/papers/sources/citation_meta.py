"""Web pages of papers: the `citation_*` tags in a page's head, or else those of Dublin Core and Open Graph.

https://scholar.google.com/intl/en/scholar/inclusion.html#indexing
"""

from __future__ import annotations

from collections.abc import Sequence

from clubaction.papers import cleaning
from clubaction.papers.identify.identifiers import link_for
from clubaction.papers.identify.numbering import normal_arxiv, normal_doi, normal_pmid
from clubaction.papers.meta_tags import meta_tags
from clubaction.papers.metadata import Metadata, UnusableAnswer, distinct


def url(identifier: str) -> str:
    """The address of the paper's own page."""
    return link_for(identifier)


_TITLE = ("citation_title", "dc.title", "dcterms.title", "bepress_citation_title", "prism.title")
_DOI = ("citation_doi", "prism.doi", "dc.identifier", "dc.identifier.doi")
_ABSTRACT = ("citation_abstract", "dc.description", "dcterms.abstract", "og:description", "description")
_DATE = (
    "citation_publication_date",
    "citation_date",
    "citation_online_date",
    "citation_cover_date",
    "dc.date",
    "dcterms.issued",
    "dc.date.issued",
    "prism.publicationdate",
    "citation_year",
    "article:published_time",
)
_VENUE = (
    "citation_journal_title",
    "citation_conference_title",
    "citation_conference",
    "citation_inbook_title",
    "prism.publicationname",
)
_AUTHORS = ("citation_author", "dc.creator", "bepress_citation_author")


def parse(body: bytes) -> tuple[Metadata, ...]:
    """The paper that the page is about. Raises `UnusableAnswer` if its tags name none."""
    if body[:5] == b"%PDF-":
        raise UnusableAnswer("sent a PDF, which is not read")
    tags: dict[str, list[str]] = {}
    for name, content in meta_tags(body):
        tags.setdefault(name, []).append(content)

    def first(names: Sequence[str]) -> str:
        return next((content for name in names for content in tags.get(name, ()) if content.strip()), "")

    title = cleaning.title(first(_TITLE))
    if not title:
        raise UnusableAnswer("has a page that does not say which paper it is about")
    known = (
        normal_arxiv(first(["citation_arxiv_id"])),
        normal_doi(first(_DOI).strip().removeprefix("doi:").strip()),
        normal_pmid(first(["citation_pmid"])),
    )
    found = Metadata(
        identifiers=distinct(known),
        title=title,
        authors=_authors(tags),
        abstract=cleaning.abstract(first(_ABSTRACT)),
        published=cleaning.date_in(first(_DATE)),
        venue=cleaning.title(first(_VENUE)),
    )
    return (found,)


def _authors(tags: dict[str, list[str]]) -> tuple[str, ...]:
    found: Sequence[str] = next((tags[name] for name in _AUTHORS if name in tags), ())
    together = tags.get("citation_authors", ())
    return cleaning.names(found or [name for text in together for name in text.split(";")])
