"""Finds papers in any text, and gives each paper one normalised identifier.

A normalised identifier is `kind:value`: `arxiv:2206.00364`, `doi:10.1038/nature14539`, `pmid:25349395`,
`pmcid:PMC4234579`, `openreview:r9OUQpwhVo`, `acl:2021.emnlp-main.47`, `pmlr:v97/tan19a`,
`neurips:2012/<hash>`, `cvf:content/CVPR2022/<name>`, `s2:<hash>`, `isbn:9780262035613`, `url:https://…`.
Versions are dropped: a revised preprint is the same paper to a club. Nothing here uses the network.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from urllib.parse import quote

from clubaction.papers.identify import links
from clubaction.papers.identify.numbering import (
    ACL_NUMBER,
    ARXIV_NUMBER,
    ARXIV_VERSION,
    DOI_PREFIX,
    OPENREVIEW_NUMBER,
    PMID,
    normal_arxiv,
    normal_doi,
    normal_isbn,
    normal_pmid,
)

_MAX_TEXT = 200_000
"""Characters of a text that are read; an issue holds at most 65,536."""

# Characters that end a link in running text, the full-width punctuation of Chinese and Japanese among them.
_LINK = r"(?:(?!,?https?://)[^\s\x00-\x1f\x7f<>\"`|\\^{}\[\]（）【】「」『』，。、；：！？“”])+"
_BARE_HOSTS = (
    r"arxiv\.org|ar5iv\.org|ar5iv\.labs\.arxiv\.org|alphaxiv\.org|huggingface\.co/papers|hf\.co/papers|doi\.org"
    r"|openreview\.net|aclanthology\.org|aclweb\.org|proceedings\.mlr\.press|(?:papers|proceedings)\.n(?:eur)?ips\.cc"
    r"|openaccess\.thecvf\.com|semanticscholar\.org|ncbi\.nlm\.nih\.gov|(?:bio|med)rxiv\.org|nature\.com"
    r"|link\.springer\.com|dl\.acm\.org|scirate\.com|zenodo\.org"
)
_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs"
    "|dg-ga|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math|math-ph|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol"
    "|physics|plasm-ph|q-alg|q-bio|quant-ph|solv-int|stat|supr-con"
)
# A DOI may hold nearly anything; those of the SICI form have angle brackets (https://www.doi.org/doi-handbook/).
_DOI = DOI_PREFIX + r"(?:<\d+::[A-Z0-9-]+>|(?!,?https?://)[^\s<>\"`|\\，。、；（）])+"

_FOUND = re.compile(
    rf"""
      (?P<link>https?://{_LINK})
    | (?<![\w.@/-])(?P<bare>(?:[a-z0-9-]{{1,63}}\.){{0,3}}(?:{_BARE_HOSTS})/{_LINK})
    | (?<![\w.-])(?P<own>(?:openreview|acl|pmlr|neurips|cvf|s2):[^\s<>"`|\\,;]+)
    | (?<![\w.-])(?:doi(?:\.org)?\s*+[:/]?\s*+)?(?P<doi>{_DOI})
    | (?<![\w.-])(?:arxiv\s*+(?:e-?prints?\s*+)?(?::|(?<=\s))\s*+)?
      (?P<arxiv>{ARXIV_NUMBER}{ARXIV_VERSION}(?![\w]|[.-]\d)
        |(?:{_ARCHIVES})(?:\.[A-Za-z-]{{2,16}})?/\d{{7}}{ARXIV_VERSION}(?![\w]|[.-]\d))
    | \bpmid\s*+[:#]?\s*+(?P<pmid>{PMID})\b
    | \b(?P<pmcid>PMC[1-9]\d{{3,9}})(?:\.\d+)?\b
    | (?P<isbn>\bISBN(?:-1[03])?\s*+:?\s*+(?:97[89][\s-]?)?\d(?:[\s-]?\d){{8}}[\s-]?[\dX]\b
        |(?<![\w.-])97[89]-?\d(?:-?\d){{8}}-?\d\b(?![.-]?\d))
    """,
    re.IGNORECASE | re.VERBOSE,
)


def find(text: str) -> tuple[str, ...]:
    """The normalised identifiers of all papers, books and links in a text, in order, each once."""
    found: dict[str, None] = {}
    for match in _FOUND.finditer(text[:_MAX_TEXT]):
        identifier = _read(match)
        # Decoding an address can yield characters that no identifier may hold. Such an identifier would not be found
        # again in a file that it was written into, so it is none.
        if identifier and (again := _FOUND.search(identifier)) and _read(again) == identifier:
            found[identifier] = None
    return tuple(found)


def _read(match: re.Match[str]) -> str:
    """The identifier in a match of the pattern; empty if it only looked like one.

    A match that is longer than a link may be is not shortened: its beginning could be another paper's identifier.
    """
    group = match.lastgroup or "link"
    return _READERS[group](match[group]) if match.end(group) - match.start(group) <= links.LONGEST else ""


def identify(text: str) -> str:
    """The identifier of the one paper that a text most probably means; empty if there is none.

    Papers are preferred to books, books to other links, and then the first to the rest.
    """
    return min(find(text), key=lambda identifier: {"isbn": 1, "url": 2}.get(kind(identifier), 0), default="")


def identify_paper(text: str) -> str:
    """As `identify`, but empty if the text only has a link that leads to no known paper."""
    identifier = identify(text)
    return "" if kind(identifier) == "url" else identifier


def kind(identifier: str) -> str:
    """The part of an identifier before the first colon: `arxiv`, `doi`, `url` and so on."""
    return identifier.partition(":")[0]


def value(identifier: str) -> str:
    """The part of an identifier after the first colon."""
    return identifier.partition(":")[2]


def link_for(identifier: str) -> str:
    """The https address of the page of a normalised identifier; empty for any other text."""
    make = _PAGES.get(kind(identifier))
    rest = value(identifier)
    return make(rest) if make and rest else ""


def _paper_of_conference(rest: str) -> str:
    folder, _, paper = rest.rpartition("/")
    return f"https://openaccess.thecvf.com/{folder}/html/{paper}.html"


def is_corpus_number(rest: str) -> bool:
    """Whether `s2:<rest>` is one of Semantic Scholar's short numbers, not the hash of a paper (40 digits)."""
    return rest.isdigit() and len(rest) < 40


def _semantic_scholar(rest: str) -> str:
    if is_corpus_number(rest):
        return f"https://api.semanticscholar.org/CorpusID:{rest}"
    return f"https://www.semanticscholar.org/paper/{rest}"


_PAGES: dict[str, Callable[[str], str]] = {
    "arxiv": "https://arxiv.org/abs/{}".format,
    "doi": lambda rest: "https://doi.org/" + quote(rest, safe="/:;()!$&'*+,=@~"),
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/{}/".format,
    "pmcid": "https://pmc.ncbi.nlm.nih.gov/articles/{}/".format,
    "openreview": "https://openreview.net/forum?id={}".format,
    "acl": "https://aclanthology.org/{}/".format,
    "pmlr": "https://proceedings.mlr.press/{}.html".format,
    "neurips": links.neurips_page,
    "cvf": _paper_of_conference,
    "s2": _semantic_scholar,
    "isbn": "https://openlibrary.org/isbn/{}".format,
    "url": lambda rest: rest if rest.startswith("https://") else "",
}
"""Kind of identifier → what makes the address of its page from its value."""


def _bare(text: str) -> str:
    """The identifier from an address without its scheme; empty unless it leads to a paper."""
    found = links.identifier("https://" + _cut(text).replace("&amp;", "&"))
    return "" if kind(found) == "url" else found


def _own(text: str) -> str:
    """The identifier from a text that is one already; empty if its value is not valid."""
    name, _, rest = _cut(text).partition(":")
    pattern = _OWN.get(name.lower())
    return f"{name.lower()}:{rest}" if pattern and pattern.fullmatch(rest) else ""


_OWN = {
    "openreview": re.compile(OPENREVIEW_NUMBER),
    "acl": re.compile(rf"[A-Z]\d{{2}}-\d{{4,5}}|{ACL_NUMBER}"),
    "pmlr": re.compile(r"[vr]\d+/[\w-]+"),
    "neurips": re.compile(r"\d{4}/[0-9a-f]{16,64}(?:/[\w-]+)?|\d{1,6}-[\w-]+"),
    "cvf": re.compile(r"content[\w/.-]*/[\w.+-]+_paper"),
    "s2": re.compile(r"[0-9a-f]{40}|\d{1,12}"),
}


def _cut(text: str) -> str:
    """The link without a bracket that was opened before it, and without the punctuation of the sentence around it."""
    depth = 0
    for position, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth < 0:
            text = text[:position]
            break
    return text.rstrip(".,;:!?'\"*_~…’»)" if text.count("(") < text.count(")") else ".,;:!?'\"*_~…’»(")


_READERS: dict[str, Callable[[str], str]] = {
    "link": lambda text: links.identifier(_cut(text).replace("&amp;", "&")),
    "bare": _bare,
    "own": _own,
    "doi": lambda text: normal_doi(_cut(html.unescape(text))),
    "arxiv": normal_arxiv,
    "pmid": normal_pmid,
    "pmcid": lambda text: f"pmcid:{text.upper()}",
    "isbn": normal_isbn,
}
"""Group of the pattern → what makes an identifier from its text; empty if it is none after all."""
