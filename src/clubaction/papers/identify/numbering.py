"""The numbers that papers and books carry: arXiv's, DOIs and ISBNs, checked and brought to one form."""

from __future__ import annotations

import re
from urllib.parse import unquote

_ARXIV_NEW = re.compile(r"(\d{2})(\d{2})\.(\d{4,5})(?:v\d{1,3})?", re.IGNORECASE)
_ARXIV_OLD = re.compile(r"([a-z-]+)(?:\.[A-Za-z-]+)?/(\d{2})(\d{2})(\d{3})(?:v\d{1,3})?", re.IGNORECASE)
_LONGEST = 2_000
"""Characters of a DOI that is looked at."""
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_ACL = re.compile(r"10\.(?:18653|3115)/v1/([a-z]\d{2}-\d{4,5}|\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d+)")


def arxiv_number(text: str) -> str:
    """`2206.00364` or `math/0309136`, without version and subject class; empty when arXiv never gave it.

    Since April 2007 numbers are YYMM.NNNN, since January 2015 YYMM.NNNNN; before that archive/YYMMNNN
    (https://info.arxiv.org/help/arxiv_identifier.html).
    """
    if match := _ARXIV_NEW.fullmatch(text):
        year, month, number = int(match[1]), int(match[2]), match[3]
        digits = 5 if year >= 15 else 4
        known = (year, month) >= (7, 4) and 1 <= month <= 12 and len(number) == digits
        return f"{match[1]}{match[2]}.{number}" if known else ""
    if match := _ARXIV_OLD.fullmatch(text):
        year, month = int(match[2]), int(match[3])
        known = (year >= 91 or year <= 7) and 1 <= month <= 12
        return f"{match[1].lower()}/{match[2]}{match[3]}{match[4]}" if known else ""
    return ""


def normal_doi(text: str) -> str:
    """The identifier of a DOI, without anything around it: `doi:…` in lower case; empty when it is none.

    A DOI that only repeats another number gives that: arXiv's (10.48550) and the ACL Anthology's
    (10.18653, 10.3115). The version of a bioRxiv or medRxiv page, which is no part of the DOI, is dropped.
    """
    if len(text) > _LONGEST:
        return ""
    for _ in range(3):  # some publishers quote twice
        text = unquote(text)
    doi = text.strip().lower().rstrip(".,;:!?'\"*~")
    if not _DOI.fullmatch(doi) or not doi.isprintable() or unquote(doi) != doi:
        return ""
    prefix, _, suffix = doi.partition("/")
    if prefix == "10.48550" and suffix.startswith("arxiv."):
        number = arxiv_number(suffix.removeprefix("arxiv."))
        return f"arxiv:{number}" if number else f"doi:{doi}"
    if match := _ACL.fullmatch(doi):
        paper = match[1]
        return "acl:" + (paper.upper() if "." not in paper else paper)
    if prefix in ("10.1101", "10.64898"):
        doi = re.sub(r"v\d{1,3}(?:[./].*)?\Z", "", doi, flags=re.DOTALL)
    return f"doi:{doi}"


def book_number(text: str) -> str:
    """An ISBN-10 or ISBN-13 in any spelling as the 13 digits; empty when its check digit is wrong."""
    if len(text) > 100:
        return ""
    digits = re.sub(r"[^0-9X]", "", re.sub(r"(?i)^ISBN(?:-1[03])?", "", text.strip()).upper())
    if re.fullmatch(r"\d{9}[\dX]", digits):
        total = sum(
            weight * (10 if digit == "X" else int(digit))
            for weight, digit in zip(range(10, 0, -1), digits, strict=True)
        )
        return _with_check_digit("978" + digits[:9]) if total % 11 == 0 else ""
    if re.fullmatch(r"97[89]\d{10}", digits) and _with_check_digit(digits[:12]) == digits:
        return digits
    return ""


def _with_check_digit(twelve: str) -> str:
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(twelve))
    return f"{twelve}{-total % 10}"
