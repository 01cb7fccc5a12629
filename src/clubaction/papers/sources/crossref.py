"""Crossref's REST API (https://api.crossref.org/swagger-ui/index.html)."""

from __future__ import annotations

from urllib.parse import quote

from clubaction.papers.identify.identifiers import value
from clubaction.papers.metadata import Metadata, UnusableAnswer
from clubaction.papers.sources.csl import record_of
from clubaction.papers.sources.lenient_json import MAX_WORKS, at, items, load, text


def url(identifier: str) -> str:
    """The work with this `doi:…`."""
    return f"https://api.crossref.org/works/{quote(value(identifier), safe='')}"


def parse(body: bytes) -> tuple[Metadata, ...]:
    """The work, or the works of a search, best first. Raises `UnusableAnswer`."""
    answer = load(body)
    message = at(answer, "message") if at(answer, "message") is not None else answer
    if text(answer, "status") not in ("ok", "") or not isinstance(message, dict):
        complaint = text(message, 0, "message") or text(message, "description") or text(answer, "status")
        raise UnusableAnswer(f"answered: {complaint[:200]}" if complaint else "sent JSON that is no work")
    kind = text(answer, "message-type")
    if kind and kind not in ("work", "work-list"):
        raise UnusableAnswer(f"sent a {kind[:40]} instead of a work")
    works = list(items(message, "items")) if kind == "work-list" or "items" in message else [message]
    return tuple(record for record in map(record_of, works[:MAX_WORKS]) if record.is_paper)
