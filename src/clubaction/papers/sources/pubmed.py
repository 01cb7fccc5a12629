"""PubMed, through NCBI's E-utilities (https://www.ncbi.nlm.nih.gov/books/NBK25499/)."""

from __future__ import annotations

import html
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

from clubaction.papers import cleaning
from clubaction.papers.identify.identifiers import value
from clubaction.papers.identify.numbering import normal_doi
from clubaction.papers.metadata import Metadata, UnusableAnswer, distinct
from clubaction.papers.xml_tree import parse_xml


def url(*identifiers: str) -> str:
    """One request for all of them; each is `pmid:…`."""
    numbers = ",".join(map(value, identifiers))
    query = {"db": "pubmed", "id": numbers, "retmode": "xml", "tool": "clubaction"}
    return "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/efetch.fcgi?" + urlencode(query, safe=",")


def parse(body: bytes) -> tuple[Metadata, ...]:
    """The articles of a `PubmedArticleSet`, or of a list of summaries. Raises `UnusableAnswer`."""
    if body.lstrip()[:1] == b"{":
        raise UnusableAnswer("sent JSON instead of XML")
    root = parse_xml(body)
    if (error := root.findtext("ERROR")) is not None or root.tag == "ERROR":
        raise UnusableAnswer(f"answered: {cleaning.one_line(error or root.text or '')[:200]}")
    if root.tag == "eSummaryResult":
        found = [_summary(element) for element in root.findall("DocSum")]
    elif root.tag in ("PubmedArticleSet", "PubmedBookArticleSet"):
        found = [_article(element) for element in root.findall("PubmedArticle")]
        found += [_book(element) for element in root.findall("PubmedBookArticle")]
    else:
        raise UnusableAnswer("sent XML that is no list of articles")
    return tuple(record for record in found if record.is_paper)


def _article(element: Element) -> Metadata:
    article = element.find("MedlineCitation/Article")
    if article is None:
        return Metadata()
    numbers = {one.get("IdType"): one.text or "" for one in element.findall("PubmedData/ArticleIdList/ArticleId")}
    doi = numbers.get("doi") or next(
        (e.text or "" for e in article.findall("ELocationID") if e.get("EIdType") == "doi"), ""
    )
    pmid = element.findtext("MedlineCitation/PMID") or ""
    title = _title(article.find("ArticleTitle"))
    return Metadata(
        identifiers=distinct((f"pmid:{pmid}" if pmid.isdigit() else "", normal_doi(doi))),
        title=title or _title(article.find("VernacularTitle")),
        authors=_people(article.find("AuthorList")),
        abstract=_abstract(article.find("Abstract")),
        published=_date(article),
        venue=cleaning.title(article.findtext("Journal/Title") or ""),
    )


def _book(element: Element) -> Metadata:
    document = element.find("BookDocument")
    if document is None:
        return Metadata()
    pmid = document.findtext("PMID") or ""
    authors = document.find("AuthorList")
    return Metadata(
        identifiers=(f"pmid:{pmid}",) if pmid.isdigit() else (),
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
        identifiers=distinct((f"pmid:{pmid}" if pmid.isdigit() else "", normal_doi(field("DOI")))),
        title=cleaning.title(field("Title")),
        authors=distinct([_initials_first(item.text or "") for item in authors] if authors is not None else []),
        published=cleaning.date_in(field("PubDate") or field("EPubDate")),
        venue=cleaning.title(field("FullJournalName") or field("Source")),
    )


def _initials_first(name: str) -> str:
    """`Hambrick GW Jr` as `GW Hambrick Jr`, the one form summaries have."""
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
        names.append(cleaning.name(given, family, author.findtext("Suffix") or "") if family else cleaning.name("", group))
    return distinct(names[: cleaning.MAX_AUTHORS])


def _abstract(element: Element | None) -> str:
    if element is None:
        return ""
    parts = [(part.get("Label") or "", _inner(part)) for part in element.findall("AbstractText")]
    return cleaning.abstract("".join(cleaning.labelled(label, text) for label, text in parts))


def _date(article: Element) -> str:
    """The day an article appeared online where it is given, else that of its issue."""
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
    """The element's content with its tags, as HTML; the depth was bounded when it was parsed."""
    parts = [html.escape(element.text or "", quote=False)]
    for child in element:
        tag = child.tag.rpartition("}")[2]
        parts += [f"<{tag}>", _inner(child), f"</{tag}>", html.escape(child.tail or "", quote=False)]
    return "".join(parts)
