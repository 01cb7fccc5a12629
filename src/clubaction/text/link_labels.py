"""What to call a link that has no name of its own."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_HOST_LABELS = {
    "arxiv.org": "arXiv",
    "doi.org": "DOI",
    "dx.doi.org": "DOI",
    "openreview.net": "OpenReview",
    "biorxiv.org": "bioRxiv",
    "medrxiv.org": "medRxiv",
    "github.com": "GitHub",
    "youtube.com": "YouTube",
    "youtu.be": "YouTube",
    "pubmed.ncbi.nlm.nih.gov": "PubMed",
}


_PLAIN = re.compile(r"https?://([a-z0-9.-]+)(?=[/?#]|\Z)")
"""An address whose host can be seen without taking it apart, as nearly all are."""


def link_label(url: str) -> str:
    """What to call a link: the service's name, else its host, else the file's name."""
    plain = _PLAIN.match(url)
    try:
        host = (plain[1] if plain else urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return "link"
    return _HOST_LABELS.get(host, host) or url.rstrip("/").rpartition("/")[2] or "link"
