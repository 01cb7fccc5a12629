"""PubMed, through NCBI's E-utilities (https://www.ncbi.nlm.nih.gov/books/NBK25499/)."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from types import MappingProxyType
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

from clubaction.papers import cleaning
from clubaction.papers.identify.identifiers import value
from clubaction.papers.identify.numbering import normal_doi, normal_pmid
from clubaction.papers.metadata import Metadata, UnusableAnswer, distinct, papers_among
from clubaction.papers.xml_tree import parse_xml


def url(*identifiers: str) -> str:
    """The address of one request for all these `pmid:…`."""
    numbers = ",".join(map(value, identifiers))
    query = {"db": "pubmed", "id": numbers, "retmode": "xml", "tool": "clubaction"}
    return "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/efetch.fcgi?" + urlencode(query, safe=",")


def parse(body: bytes) -> tuple[Metadata, ...]:
    """The articles of a `PubmedArticleSet`, or of a list of summaries. Raises `UnusableAnswer`."""
    if body.lstrip()[:1] == b"{":
        raise UnusableAnswer("sent JSON instead of XML")
    root = parse_xml(body)
    if (error := root.findtext("ERROR")) is not None or root.tag == "ERROR":
        raise UnusableAnswer.quoting(cleaning.one_line(error or root.text or ""))
    if root.tag not in ("eSummaryResult", "PubmedArticleSet", "PubmedBookArticleSet"):
        raise UnusableAnswer("sent XML that is no list of articles")
    return papers_among(read(element) for tag, read in _READERS.items() for element in root.findall(tag))


def _article(element: Element) -> Metadata:
    article = element.find("MedlineCitation/Article")
    if article is None:
        return Metadata()
    pmid = element.findtext("MedlineCitation/PMID") or ""
    title = _title(article.find("ArticleTitle"))
    return Metadata(
        identifiers=distinct((normal_pmid(pmid), normal_doi(_doi(element)))),
        title=title or _title(article.find("VernacularTitle")),
        authors=_people(article.find("AuthorList")),
        abstract=_abstract(article.find("Abstract")),
        published=_date(article),
        venue=cleaning.title(article.findtext("Journal/Title") or ""),
    )


def _doi(element: Element) -> str:
    """The first DOI in PubMed's own list, or else the first that the publisher gave; empty without one."""
    listed = element.findall("PubmedData/ArticleIdList/ArticleId[@IdType='doi']")
    own = element.findall("MedlineCitation/Article/ELocationID[@EIdType='doi']")
    return next((one.text for one in (*listed, *own) if one.text), "")


def _book(element: Element) -> Metadata:
    document = element.find("BookDocument")
    if document is None:
        return Metadata()
    pmid = document.findtext("PMID") or ""
    authors = document.find("AuthorList")
    return Metadata(
        identifiers=distinct((normal_pmid(pmid),)),
        title=_title(document.find("ArticleTitle")) or _title(document.find("Book/BookTitle")),
        authors=_people(authors if authors is not None else document.find("Book/AuthorList")),
        abstract=_abstract(document.find("Abstract")),
        published=_element_date(document.find("Book/PubDate")),
        venue=_title(document.find("Book/BookTitle")),
    )


def _summary(element: Element) -> Metadata:
    fields = {item.get("Name"): item for item in element.findall("Item")}

    def field(name: str) -> str:
        return (fields[name].text or "").strip() if name in fields else ""

    authors = fields.get("AuthorList")
    pmid = element.findtext("Id") or ""
    return Metadata(
        identifiers=distinct((normal_pmid(pmid), normal_doi(field("DOI")))),
        title=cleaning.title(field("Title")),
        authors=distinct([_initials_first(item.text or "") for item in authors] if authors is not None else []),
        published=cleaning.date_in(field("PubDate") or field("EPubDate")),
        venue=cleaning.title(field("FullJournalName") or field("Source")),
    )


_READERS: Mapping[str, Callable[[Element], Metadata]] = MappingProxyType(
    {"DocSum": _summary, "PubmedArticle": _article, "PubmedBookArticle": _book}
)
"""Tag of an element in PubMed's lists → what reads it."""


def _initials_first(name: str) -> str:
    """`GW Hambrick Jr` from `Hambrick GW Jr`, which is how PubMed's summaries write every name."""
    words = name.split()
    for place in range(len(words) - 1, 0, -1):
        if words[place].isupper() and len(words[place]) <= 4:
            return cleaning.name(words[place], " ".join(words[:place]), " ".join(words[place + 1 :]))
    return cleaning.name("", name)


def _people(authors: Element | None) -> tuple[str, ...]:
    names = []
    for author in authors if authors is not None else ():
        given = author.findtext("ForeName") or author.findtext("Initials") or ""
        family, group = author.findtext("LastName") or "", author.findtext("CollectiveName") or ""
        suffix = author.findtext("Suffix") or ""
        names.append(cleaning.name(given, family, suffix) if family else cleaning.name("", group))
    return distinct(names[: cleaning.MAX_AUTHORS])


def _abstract(element: Element | None) -> str:
    if element is None:
        return ""
    parts = [(part.get("Label") or "", _inner(part)) for part in element.findall("AbstractText")]
    return cleaning.abstract("".join(cleaning.labelled(label, text) for label, text in parts))


def _date(article: Element) -> str:
    """The date online or that of the printed issue, whichever is more exact; online if both are."""
    return max(
        (
            _element_date(article.find("ArticleDate")),
            _element_date(article.find("Journal/JournalIssue/PubDate")),
        ),
        key=len,
    )


def _element_date(element: Element | None) -> str:
    if element is None:
        return ""
    found = cleaning.date(element.findtext("Year"), element.findtext("Month"), element.findtext("Day"))
    return found or cleaning.date_in(element.findtext("MedlineDate") or "")


def _title(element: Element | None) -> str:
    return cleaning.title(_inner(element)).strip("[]") if element is not None else ""


def _inner(element: Element) -> str:
    """The element's content as HTML, tags included. `parse_xml` has limited how deep this recursion can go."""
    parts = [html.escape(element.text or "", quote=False)]
    for child in element:
        tag = child.tag.rpartition("}")[2]
        parts += [f"<{tag}>", _inner(child), f"</{tag}>", html.escape(child.tail or "", quote=False)]
    return "".join(parts)
