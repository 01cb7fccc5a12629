"""BibTeX entries, which the ACL Anthology, Crossref and others hand out (https://ctan.org/pkg/bibtex)."""

from __future__ import annotations

import re

from clubaction.papers import cleaning
from clubaction.papers.identify.identifiers import identify_paper, value
from clubaction.papers.identify.numbering import normal_doi
from clubaction.papers.metadata import Metadata, UnusableAnswer, distinct, papers_among
from clubaction.papers.titles import without_latex

_ENTRY = re.compile(r"@\s*+(\w{1,40})\s*+[{(]\s*+([^,\s{}]{0,300})\s*+,")
_SEPARATORS = re.compile(r"[\s,]*")
_FIELD = re.compile(r"([\w-]{1,40})\s*+=\s*+")
_BARE = re.compile(r"[^,}\s]*")
_BRACES = re.compile(r'[{}"]')
_MAX_FIELDS = 100


def anthology_url(identifier: str) -> str:
    """The address of the entry of an `acl:…`; unlike the tags of its page, it has the abstract."""
    return f"https://aclanthology.org/{value(identifier)}.bib"


def parse(body: bytes) -> tuple[Metadata, ...]:
    """The work of the first entry. Raises `UnusableAnswer`."""
    text = body.decode("utf-8", errors="replace")
    match = _ENTRY.search(text[:10_000])
    if not match:
        raise UnusableAnswer("sent something that is not BibTeX")
    fields = _fields(text, match.end())

    def field(name: str) -> str:
        return cleaning.one_line(without_latex(fields.get(name, "")))

    people = cleaning.one_line(fields.get("author") or fields.get("editor") or "").split(" and ")
    doi = normal_doi(re.sub(r"\\(?=[_%&#])", "", fields.get("doi", "")))

    found = Metadata(
        identifiers=distinct((doi, identify_paper(fields.get("url", "")))),
        title=cleaning.title(field("title")),
        authors=cleaning.names([without_latex(person) for person in people[: cleaning.MAX_AUTHORS]]),
        abstract=cleaning.abstract(fields.get("abstract", ""), marked_up=False),
        published=cleaning.date(field("year"), field("month"), field("day"))
        or cleaning.date_in(field("date") or field("year")),
        venue=field("journal") or field("booktitle"),
    )
    return papers_among([found])


def _fields(text: str, position: int) -> dict[str, str]:
    """The fields from `position` to the end of the entry: name in lower case → value."""
    fields: dict[str, str] = {}
    for _ in range(_MAX_FIELDS):
        separators = _SEPARATORS.match(text, position)
        match = _FIELD.match(text, separators.end() if separators else position)
        if not match:
            break
        content, position = _value(text, match.end())
        fields.setdefault(match[1].lower(), content)
    return fields


def _value(text: str, position: int) -> tuple[str, int]:
    """(value, position after it) of a field whose value is in braces, in quotes or bare. Raises `UnusableAnswer`."""
    opening = text[position : position + 1]
    if opening not in ("{", '"'):
        bare = _BARE.match(text, position)
        return (bare[0], bare.end()) if bare else ("", position)
    depth, start = 0, position + 1
    for brace in _BRACES.finditer(text, start):
        if brace[0] == "{":
            depth += 1
        elif brace[0] == "}" and depth:
            depth -= 1
        elif brace[0] == ("}" if opening == "{" else '"') and not depth:
            return text[start : brace.start()], brace.end()
    raise UnusableAnswer("sent BibTeX that is cut short")
