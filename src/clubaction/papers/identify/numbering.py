"""The numbers of papers and books (arXiv's, PubMed's, DOIs, ISBNs): checked, and turned into normalised identifiers."""

from __future__ import annotations

import re
from urllib.parse import unquote

ARXIV_NUMBER = r"\d{4}\.\d{4,5}"
OLD_ARXIV_NUMBER = r"[A-Za-z-]+(?:\.[A-Za-z-]+)?/\d{7}"
ARXIV_VERSION = r"(?:v\d{1,3})?"
DOI_PREFIX = r"10\.\d{4,9}(?:\.\d+)*/"
ACL_NUMBER = r"\d{4}\.[a-z0-9_]+(?:-[a-z0-9_]+)?\.\d+"
OPENREVIEW_NUMBER = r"[\w-]{6,40}"

PMID = r"[1-9]\d{0,8}"
ARXIV_DOI = "10.48550/arxiv."
"""What comes before the number in the DOIs that arXiv gives its papers, in lower case."""

_ARXIV = re.compile(rf"({ARXIV_NUMBER}|{OLD_ARXIV_NUMBER}){ARXIV_VERSION}", re.IGNORECASE)
_LONGEST = 2_000
"""Characters of a DOI; a longer one is not read."""
_DOI = re.compile(rf"{DOI_PREFIX}\S+")
_ACL = re.compile(rf"10\.(?:18653|3115)/v1/([a-z]\d{{2}}-\d{{4,5}}|{ACL_NUMBER})")


def normal_arxiv(text: str) -> str:
    """`arxiv:2206.00364` or `arxiv:math/0309136` from a number; empty if arXiv has no such numbers.

    The version and the subject class are dropped.

    Since April 2007 numbers are YYMM.NNNN, since January 2015 YYMM.NNNNN; before that archive/YYMMNNN
    (https://info.arxiv.org/help/arxiv_identifier.html).
    """
    match = _ARXIV.fullmatch(text)
    if not match:
        return ""
    archive, _, number = match[1].rpartition("/")
    year, month = int(number[:2]), int(number[2:4])
    if archive:
        known = year >= 91 or year <= 7
        number = f"{archive.partition('.')[0].lower()}/{number}"
    else:
        known = (year, month) >= (7, 4) and len(number) == len("1501.00001" if year >= 15 else "0704.0001")
    return f"arxiv:{number}" if known and 1 <= month <= 12 else ""


def normal_pmid(text: str) -> str:
    """`pmid:25349395` from the number of an article in PubMed; empty if it is none."""
    return f"pmid:{text}" if re.fullmatch(PMID, text, re.ASCII) else ""


def normal_doi(text: str) -> str:
    """`doi:…` in lower case from a DOI; empty if the text is none.

    A DOI that is made from another number gives that number's identifier: `arxiv:…` (10.48550) or `acl:…`
    (10.18653, 10.3115). The version of a bioRxiv or medRxiv page, which is no part of the DOI, is dropped.
    """
    if len(text) > _LONGEST:
        return ""
    for _ in range(3):  # some publishers percent-encode twice
        text = unquote(text)
    doi = text.strip().lower().rstrip(".,;:!?'\"*~")
    if not _DOI.fullmatch(doi) or not doi.isprintable() or unquote(doi) != doi:
        return ""
    if doi.startswith(ARXIV_DOI):
        return normal_arxiv(doi.removeprefix(ARXIV_DOI)) or f"doi:{doi}"
    if match := _ACL.fullmatch(doi):
        paper = match[1]
        return "acl:" + (paper.upper() if "." not in paper else paper)
    if doi.startswith(("10.1101/", "10.64898/")):
        doi = re.sub(r"v\d{1,3}(?:[./].*)?\Z", "", doi, flags=re.DOTALL)
    return f"doi:{doi}"


def normal_isbn(text: str) -> str:
    """`isbn:` and 13 digits from an ISBN-10 or ISBN-13 in any spelling; empty if its check digit is wrong."""
    if len(text) > 100:
        return ""
    digits = re.sub(r"[^0-9X]", "", re.sub(r"(?i)^ISBN(?:-1[03])?", "", text.strip()).upper())
    if re.fullmatch(r"\d{9}[\dX]", digits):
        total = sum(
            weight * (10 if digit == "X" else int(digit))
            for weight, digit in zip(range(10, 0, -1), digits, strict=True)
        )
        return f"isbn:{_with_check_digit('978' + digits[:9])}" if total % 11 == 0 else ""
    if re.fullmatch(r"97[89]\d{10}", digits) and _with_check_digit(digits[:12]) == digits:
        return f"isbn:{digits}"
    return ""


def _with_check_digit(twelve: str) -> str:
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(twelve))
    return f"{twelve}{-total % 10}"
