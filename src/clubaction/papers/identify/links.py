"""Which paper a web address leads to, read from the address alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from clubaction.papers.host_names import with_parents
from clubaction.papers.identify.numbering import (
    ACL_NUMBER,
    ARXIV_NUMBER,
    ARXIV_VERSION,
    DOI_PREFIX,
    OLD_ARXIV_NUMBER,
    OPENREVIEW_NUMBER,
    normal_arxiv,
    normal_doi,
    normal_isbn,
    normal_pmid,
)

LONGEST = 2_000
"""Characters of a link; a longer one leads to no paper and is not read, so that reading takes bounded time."""

_HOST = re.compile(r"(?:[a-z0-9_-]{1,63}\.)+(?:[a-z]{2,24}|xn--[a-z0-9-]{1,59})")
_ARXIV = re.compile(
    rf"/(?:arxiv[:/])?((?:{ARXIV_NUMBER}|{OLD_ARXIV_NUMBER}){ARXIV_VERSION})(?:\.pdf|\.html?|\.ps)?(?=/|$|\+)",
    re.IGNORECASE,
)
_DOI = re.compile(rf"(?:^|[/=:])({DOI_PREFIX}[^\s?#&]+)")
_TRACKING = re.compile(
    r"utm_\w+|utm|fbclid|gclid|dclid|msclkid|yclid|mc_[ce]id|igshid|ref_src|_ga|_hs\w+|spm|casa_token|login"
    r"|via(?:=ihub|%3dihub)?|cmpid|usp|trk|feature",
    re.IGNORECASE,
)
# What publishers append to a DOI in the address of one of its pages. There may be several of these; they are removed
# one at a time, as a pattern for all of them could match one text in many ways and take exponential time.
_PAGE = re.compile(
    r"(?:/(?:full|pdf|epdf|pdfdirect|meta|abstract|abs|html|epub|summary|references|figures|citedby|tables|fulltext"
    r"|full-text|suppl|xml|download)|\.full(?:\.pdf|-text)?(?:\+html)?|\.abstract|\.pdf|\.html?|\.xml)\Z"
)
_LONGEST_PAGE = 20


def identifier(link: str) -> str:
    """The identifier of the paper that an http(s) address leads to, or else the address itself as `url:…`.

    Empty for a text that is no such address, or is longer than `LONGEST`.
    """
    if len(link) > LONGEST:
        return ""
    try:
        parts = urlsplit(link.strip())
        host, port = (parts.hostname or "").rstrip(".").encode("idna").decode().lower(), parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not _HOST.fullmatch(host) or port not in (None, 80, 443):
        return ""
    path, query = unquote(unquote(parts.path)), _query(parts.query)
    site = host.removeprefix("www.").removeprefix("m.")
    readers = (_HOSTS[name] for name in with_parents(site) if name in _HOSTS)
    found = next(filter(None, (read(path, query) for read in readers)), "")
    return found or _any_doi(site, path, query) or "url:" + _plain(host, parts.path, parts.query)


def neurips_page(rest: str) -> str:
    """The address of the abstract of `neurips:<rest>`; since 2022 it contains the name of the track."""
    year, _, paper = rest.partition("/")
    if not paper:
        return f"https://papers.nips.cc/paper/{rest}"
    digest, _, track = paper.partition("/")
    folder = "paper_files/paper" if int(year) >= 2022 else "paper"
    track = track or ("Conference" if int(year) >= 2022 else "")
    page = f"{digest}-Abstract-{track}" if track else f"{digest}-Abstract"
    return f"https://proceedings.neurips.cc/{folder}/{year}/hash/{page}.html"


Query = dict[str, str]
"""The parameters in an address: name → value."""


def _query(text: str) -> Query:
    try:
        return dict(parse_qsl(text.replace("&amp;", "&"), max_num_fields=100))
    except ValueError:
        return {}


def _plain(host: str, path: str, query: str) -> str:
    """The https address without fragment, user, port and the parameters that only track the reader."""
    kept = [part for part in query.split("&") if part and not _TRACKING.fullmatch(part.partition("=")[0])]
    path = quote(path, safe="/%:@!$&'()*+,;=~-._")
    return f"https://{host}{'' if path == '/' else path}" + (
        "?" + quote("&".join(kept), safe="/%:@!$&'()*+,;=~-._?") if kept else ""
    )


def _any_doi(host: str, path: str, query: Query) -> str:
    """The identifier from a DOI in the path or the query of a publisher's address; empty without one."""
    candidates = [path, *(query[key] for key in ("doi", "id", "DOI") if key in query), *query.values()]
    for candidate in candidates:
        if match := _DOI.search(candidate if candidate.startswith("/") else "/" + candidate):
            doi = _without_pages(match[1].rstrip("/"))
            if host in ("academic.oup.com", "direct.mit.edu", "pubs.geoscienceworld.org"):
                doi = re.sub(r"(?<=.)/\d{4,}$", "", doi) if doi.count("/") > 1 else doi
            return normal_doi(doi.rstrip(".,;)") if doi.count("(") < doi.count(")") else doi)
    return ""


def _without_pages(doi: str) -> str:
    """The DOI without the names of pages that a publisher appends to it."""
    end = len(doi)
    while page := _PAGE.search(doi, max(0, end - _LONGEST_PAGE), end):
        end = page.start()
    return doi[:end]


def _filled(identifier: str, match: re.Match[str] | None) -> str:
    """The identifier with the groups of the match in place of each `{}`; empty without a match."""
    return identifier.format(*match.groups()) if match else ""


def _arxiv(path: str, query: Query) -> str:
    match = _ARXIV.search(path)
    return normal_arxiv(match[1]) if match else ""


def _doi_host(path: str, query: Query) -> str:
    return normal_doi(path.lstrip("/").removeprefix("doi:").rstrip("/"))


def _rxiv(path: str, query: Query) -> str:
    """For bioRxiv and medRxiv: the address contains the DOI, or, until 2019, only the number at its end."""
    if match := re.search(r"/(10\.(?:1101|64898)/[\d.]*\d)", path):
        return normal_doi(match[1])
    match = re.search(r"/(?:early/)?\d{4}/\d{2}/\d{2}/((?:\d{4}\.\d{2}\.\d{2}\.)?\d{5,8})(?!\d)", path)
    return _filled("doi:10.1101/{}", match)


def _openreview(path: str, query: Query) -> str:
    found = query.get("id", "")
    wanted = re.fullmatch(r"/(?:forum|pdf|attachment|revisions|references/pdf)/?", path)
    return f"openreview:{found}" if wanted and re.fullmatch(OPENREVIEW_NUMBER, found) else ""


def _acl(path: str, query: Query) -> str:
    last = path.rstrip("/").rpartition("/")[2]
    last = re.sub(r"\.(?:pdf|bib|xml|html|ris|endf)$", "", last, flags=re.IGNORECASE)
    if match := re.fullmatch(r"([A-Za-z]\d{2}-\d{4,5})(?:v\d+)?", last):
        return "acl:" + match[1].upper()
    match = re.fullmatch(rf"({ACL_NUMBER})(?:v\d+)?", last)
    return "acl:" + match[1] if match else ""


def _pmlr(path: str, query: Query) -> str:
    match = re.search(r"/([vr]\d+)/(?:main/assets/)?([\w-]+)(?:\.html|\.pdf|/|$)", path)
    return f"pmlr:{match[1]}/{match[2]}" if match and match[2] != "index" else ""


def _jmlr(path: str, query: Query) -> str:
    if "/proceedings/papers/" in path:
        return _pmlr(path, query)
    match = re.match(r"/papers/(?:v|volume)(\d+)/([\w-]+)", path)
    return _filled("url:https://jmlr.org/papers/v{}/{}.html", match)


def _neurips(path: str, query: Query) -> str:
    match = re.search(r"/paper(?:_files/paper)?/(\d{4})/(?:hash|file)/([0-9a-f]{16,64})-\w+?(?:-([\w-]+))?\.\w+$", path)
    if match:
        track = match[3] or ""
        return f"neurips:{match[1]}/{match[2]}" + (
            f"/{track}" if track not in ("", "Conference", "round1", "round2") else ""
        )
    match = re.search(r"/paper/(\d{1,6}-[\w-]+?)(?:\.pdf)?$", path)
    return f"neurips:{match[1].lower()}" if match else ""


def _cvf(path: str, query: Query) -> str:
    match = re.match(r"/(content[\w/.-]*?)/(?:papers|html|supplemental)/([\w.+-]+?)(?:\.pdf|\.html)$", path)
    return f"cvf:{match[1]}/{match[2]}" if match and match[2].endswith("_paper") else ""


def _ncbi(path: str, query: Query) -> str:
    if match := re.search(r"/(PMC\d{4,10})\b", path, re.IGNORECASE):
        return f"pmcid:{match[1].upper()}"
    match = re.match(r"/(?:pubmed/|m/pubmed/|entrez/)?(\d{1,9})(?:/|$)", path)
    return normal_pmid(match[1] if match else query.get("term", "") or query.get("list_uids", ""))


def _europepmc(path: str, query: Query) -> str:
    match = re.search(r"/(?:article|abstract)/MED/([1-9]\d{0,8})", path, re.IGNORECASE)
    return f"pmid:{match[1]}" if match else _ncbi(path, {})


def _semantic_scholar(path: str, query: Query) -> str:
    if match := re.match(r"/(?:arxiv[:/])(.+)", path, re.IGNORECASE):
        return _arxiv("/" + match[1], query)
    if match := re.match(r"/corpusid:(\d{1,12})", path, re.IGNORECASE):
        return f"s2:{match[1]}"
    match = re.search(r"/(?:paper|reader)/(?:[^/]+/)?([0-9a-f]{40})\b|^/([0-9a-f]{4})/([0-9a-f]{36})\.pdf", path)
    return f"s2:{match[1] or match[2] + match[3]}" if match else ""


def _nature(path: str, query: Query) -> str:
    for match in re.finditer(r"/(?:articles|full|abs|pdf|fp)(?=/([a-z][\w.-]*+)(?:/|$))", path):
        name, _, more = match[1].partition("_")
        # After an underscore comes the name of a file: `_reference.pdf`, `_MOESM1_ESM.docx`.
        name = name if "." in more else match[1].removesuffix(".html").removesuffix(".pdf")
        if re.search(r"\d[^.]*+\Z", name):
            return f"doi:10.1038/{name.lower()}"
    return ""


def _elife(path: str, query: Query) -> str:
    return _filled("doi:10.7554/elife.{}", re.match(r"/(?:articles|reviewed-preprints)/(\d{5,6})", path))


def _oxford(path: str, query: Query) -> str:
    match = re.match(r"/([a-z]+)/(?:advance-)?article(?:-abstract|-pdf)?(?:/\d+){2}/([a-z]{3,}\d{2,})/\d+", path)
    return _filled("doi:10.1093/{}/{}", match)


def _zenodo(path: str, query: Query) -> str:
    return _filled("doi:10.5281/zenodo.{}", re.match(r"/records?/(\d+)", path))


def _ssrn(path: str, query: Query) -> str:
    number = query.get("abstract_id") or query.get("abstract") or query.get("abstractid") or ""
    match = re.search(r"abstract=(\d+)", path)
    number = match[1] if match else number
    return f"doi:10.2139/ssrn.{number}" if number.isascii() and number.isdigit() else ""


def _ads(path: str, query: Query) -> str:
    match = re.search(r"/\d{4}arXiv(\d{4})(\d{4,5})[A-Z.]", path)
    return (normal_arxiv(f"{match[1]}.{match[2]}") if match else "") or _arxiv(path, query)


def _genome_research(path: str, query: Query) -> str:
    return _filled("doi:10.1101/{}", re.search(r"/(gr\.\d+\.\d+)", path))


def _science_direct(path: str, query: Query) -> str:
    article = re.search(r"/pii/([A-Z0-9]+)", path)
    return _filled("url:https://www.sciencedirect.com/science/article/pii/{}", article)


def _open_library(path: str, query: Query) -> str:
    return normal_isbn(path.rpartition("/")[2]) if path.startswith("/isbn/") else ""


def _ieee(path: str, query: Query) -> str:
    match = re.search(r"/document/(\d+)", path)
    number = match[1] if match else query.get("arnumber", "")
    return f"url:https://ieeexplore.ieee.org/document/{int(number)}" if re.fullmatch(r"[0-9]{1,12}", number) else ""


_HOSTS: dict[str, Callable[[str, Query], str]] = {
    "arxiv.org": _arxiv,
    "xxx.lanl.gov": _arxiv,
    "ar5iv.org": _arxiv,
    "alphaxiv.org": _arxiv,
    "arxiv-vanity.com": _arxiv,
    "huggingface.co": _arxiv,
    "hf.co": _arxiv,
    "scirate.com": _arxiv,
    "emergentmind.com": _arxiv,
    "papers.cool": _arxiv,
    "doi.org": _doi_host,
    "biorxiv.org": _rxiv,
    "medrxiv.org": _rxiv,
    "openreview.net": _openreview,
    "aclanthology.org": _acl,
    "aclweb.org": _acl,
    "aclanthology.info": _acl,
    "proceedings.mlr.press": _pmlr,
    "raw.githubusercontent.com": lambda path, query: _pmlr(path, query) if path.startswith("/mlresearch/") else "",
    "jmlr.org": _jmlr,
    "nips.cc": _neurips,
    "neurips.cc": _neurips,
    "openaccess.thecvf.com": _cvf,
    "ncbi.nlm.nih.gov": _ncbi,
    "europepmc.org": _europepmc,
    "semanticscholar.org": _semantic_scholar,
    "nature.com": _nature,
    "elifesciences.org": _elife,
    "academic.oup.com": _oxford,
    "zenodo.org": _zenodo,
    "ssrn.com": _ssrn,
    "ui.adsabs.harvard.edu": _ads,
    "genome.cshlp.org": _genome_research,
    "openlibrary.org": _open_library,
    "sciencedirect.com": _science_direct,
    "ieeexplore.ieee.org": _ieee,
}
"""Host, for itself and its subdomains → what reads a paper's identifier from (path, query); empty if it finds none."""
