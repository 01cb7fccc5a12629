"""arXiv's API: an Atom feed with one entry for each number asked for (https://info.arxiv.org/help/api/user-manual.html)."""

from __future__ import annotations

from urllib.parse import urlencode
from xml.etree.ElementTree import Element

from clubaction.papers import cleaning
from clubaction.papers.identify.identifiers import identify, value
from clubaction.papers.identify.numbering import normal_doi
from clubaction.papers.metadata import Metadata, UnusableAnswer, papers_among
from clubaction.papers.xml_tree import parse_xml

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"


def url(*identifiers: str) -> str:
    """The address of one request for all these `arxiv:…`."""
    numbers = ",".join(map(value, identifiers))
    query = urlencode({"id_list": numbers, "max_results": len(identifiers)}, safe=",/")
    return f"https://export.arxiv.org/api/query?{query}"


def parse(body: bytes) -> tuple[Metadata, ...]:
    """The papers of a feed; arXiv leaves out numbers that do not exist. Raises `UnusableAnswer`."""
    if body.strip().lower().startswith(b"rate exceeded"):
        raise UnusableAnswer("has been asked too often", temporary=True)
    root = parse_xml(body)
    if root.tag != _ATOM + "feed":
        raise UnusableAnswer("sent XML that is no Atom feed")
    entries = root.findall(_ATOM + "entry")
    for entry in entries:
        if "/api/errors" in _text(entry, _ATOM + "id"):
            raise UnusableAnswer.quoting(cleaning.one_line(_text(entry, _ATOM + "summary")))
    return papers_among(map(_metadata, entries))


def _metadata(entry: Element) -> Metadata:
    doi = normal_doi(_text(entry, _ARXIV + "doi"))
    return Metadata(
        identifiers=tuple(filter(None, [identify(_text(entry, _ATOM + "id"))])),
        title=cleaning.title(_text(entry, _ATOM + "title")),
        authors=cleaning.names([_text(author, _ATOM + "name") for author in entry.findall(_ATOM + "author")]),
        abstract=cleaning.abstract(_text(entry, _ATOM + "summary"), marked_up=False),
        published=cleaning.date_in(_text(entry, _ATOM + "published")),
        venue=cleaning.one_line(_text(entry, _ARXIV + "journal_ref"))[:300],
        published_as=doi if doi.startswith("doi:") else "",
    )


def _text(element: Element, tag: str) -> str:
    return (element.findtext(tag) or "").strip()
