"""Recognise papers in whatever people paste, and give each paper one name.

A normalised identifier is `kind:value`: `arxiv:2206.00364`, `doi:10.1038/nature14539`, `pmid:25349395`,
`pmcid:PMC4234579`, `openreview:r9OUQpwhVo`, `acl:2021.emnlp-main.47`, `pmlr:v97/tan19a`,
`neurips:2012/<hash>`, `cvf:content/CVPR2022/<name>`, `s2:<hash>`, `isbn:9780262035613`, `url:https://…`.
Versions are dropped: a revised preprint is the same paper to a club. Nothing here asks the network.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from urllib.parse import quote

from clubaction.papers.identify import links
from clubaction.papers.identify.numbering import arxiv_number, book_number, normal_doi

_MAX_TEXT = 200_000
"""Characters of a text that are looked at; an issue holds at most 65,536."""

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
_DOI = r"10\.\d{4,9}(?:\.\d+)*/(?:<\d+::[A-Z0-9-]+>|(?!,?https?://)[^\s<>\"`|\\，。、；（）])+"

_FOUND = re.compile(
    rf"""
      (?P<link>https?://{_LINK})
    | (?<![\w.@/-])(?P<bare>(?:[a-z0-9-]{{1,63}}\.){{0,3}}(?:{_BARE_HOSTS})/{_LINK})
    | (?<![\w.-])(?P<own>(?:openreview|acl|pmlr|neurips|cvf|s2):[^\s<>"`|\\,;]+)
    | (?<![\w.-])(?:doi(?:\.org)?\s*+[:/]?\s*+)?(?P<doi>{_DOI})
    | (?<![\w.-])(?:arxiv\s*+(?:e-?prints?\s*+)?(?::|(?<=\s))\s*+)?
      (?P<arxiv>\d{{4}}\.\d{{4,5}}(?:v\d{{1,3}})?(?![\w]|[.-]\d)
        |(?:{_ARCHIVES})(?:\.[A-Za-z-]{{2,16}})?/\d{{7}}(?:v\d{{1,3}})?(?![\w]|[.-]\d))
    | \bpmid\s*+[:#]?\s*+(?P<pmid>[1-9]\d{{0,8}})\b
    | \b(?P<pmcid>PMC[1-9]\d{{3,9}})(?:\.\d+)?\b
    | (?P<isbn>\bISBN(?:-1[03])?\s*+:?\s*+(?:97[89][\s-]?)?\d(?:[\s-]?\d){{8}}[\s-]?[\dX]\b
        |(?<![\w.-])97[89]-?\d(?:-?\d){{8}}-?\d\b(?![.-]?\d))
    """,
    re.IGNORECASE | re.VERBOSE,
)


def find(text: str) -> tuple[str, ...]:
    """All papers, books and links that `text` names, normalised, in order of appearance, each once."""
    found: dict[str, None] = {}
    for match in _FOUND.finditer(text[:_MAX_TEXT]):
        identifier = _read(match)
        # Unquoting can bring to light what no identifier holds: then it is none, as nobody could paste it again.
        if identifier and (again := _FOUND.search(identifier)) and _read(again) == identifier:
            found[identifier] = None
    return tuple(found)


def _read(match: re.Match[str]) -> str:
    """The identifier that a match of the pattern names; empty when it only looked like one.

    What is longer than a link may be is none: its beginning could be another paper's.
    """
    group = match.lastgroup or "link"
    return _READERS[group](match[group]) if match.end(group) - match.start(group) <= links.LONGEST else ""


def identify(text: str) -> str:
    """The one paper that `text` most probably means; empty when it names none.

    A paper's own identifier goes before a book's, a book's before any other link; then what is named first.
    """
    return min(find(text), key=lambda identifier: {"isbn": 1, "url": 2}.get(kind(identifier), 0), default="")


def kind(identifier: str) -> str:
    """What stands before the colon: `arxiv`, `doi`, `url` and so on."""
    return identifier.partition(":")[0]


def value(identifier: str) -> str:
    """What stands after the first colon."""
    return identifier.partition(":")[2]


def link_for(identifier: str) -> str:
    """The canonical https address of a normalised identifier for a reader; empty for what is none."""
    make = _PAGES.get(kind(identifier))
    rest = value(identifier)
    return make(rest) if make and rest else ""


def _paper_of_conference(rest: str) -> str:
    folder, _, paper = rest.rpartition("/")
    return f"https://openaccess.thecvf.com/{folder}/html/{paper}.html"


def _semantic_scholar(rest: str) -> str:
    corpus = rest.isdigit() and len(rest) < 40
    return (
        f"https://api.semanticscholar.org/CorpusID:{rest}"
        if corpus
        else f"https://www.semanticscholar.org/paper/{rest}"
    )


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
"""Kind of identifier → what makes its page's address from what stands behind the colon."""


def _bare(text: str) -> str:
    """An address without its scheme, which counts only where it leads to a paper."""
    found = links.identifier("https://" + _cut(text).replace("&amp;", "&"))
    return "" if kind(found) == "url" else found


def _named(name: str, found: str) -> str:
    return f"{name}:{found}" if found else ""


def _own(text: str) -> str:
    """One of our own normal forms, as it stands."""
    name, _, rest = _cut(text).partition(":")
    pattern = _OWN.get(name.lower())
    return f"{name.lower()}:{rest}" if pattern and pattern.fullmatch(rest) else ""


_OWN = {
    "openreview": re.compile(r"[\w-]{6,40}"),
    "acl": re.compile(r"[A-Z]\d{2}-\d{4,5}|\d{4}\.[a-z0-9_]+(?:-[a-z0-9_]+)?\.\d+"),
    "pmlr": re.compile(r"[vr]\d+/[\w-]+"),
    "neurips": re.compile(r"\d{4}/[0-9a-f]{16,64}(?:/[\w-]+)?|\d{1,6}-[\w-]+"),
    "cvf": re.compile(r"content[\w/.-]*/[\w.+-]+_paper"),
    "s2": re.compile(r"[0-9a-f]{40}|\d{1,12}"),
}


def _cut(text: str) -> str:
    """Without the bracket that closes what the link stands in, and without the sentence's punctuation."""
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
    "arxiv": lambda text: _named("arxiv", arxiv_number(text)),
    "pmid": lambda text: f"pmid:{text}",
    "pmcid": lambda text: f"pmcid:{text.upper()}",
    "isbn": lambda text: _named("isbn", book_number(text)),
}
"""Group of the pattern → what reads its matches."""
