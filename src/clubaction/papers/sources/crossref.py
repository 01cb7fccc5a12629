"""Crossref's REST API (https://api.crossref.org/swagger-ui/index.html)."""

from __future__ import annotations

from urllib.parse import quote

from clubaction.papers.identify.identifiers import value
from clubaction.papers.metadata import Metadata, UnusableAnswer, papers_among
from clubaction.papers.sources.csl import metadata_of
from clubaction.papers.sources.lenient_json import MAX_WORKS, at, items, load, text


def url(identifier: str) -> str:
    """The address of the work with this `doi:…`."""
    return f"https://api.crossref.org/works/{quote(value(identifier), safe='')}"


def parse(body: bytes) -> tuple[Metadata, ...]:
    """The work, or the works of a search, best first. Raises `UnusableAnswer`."""
    answer = load(body)
    message = _message(answer)
    kind = text(answer, "message-type")
    if kind and kind not in ("work", "work-list"):
        raise UnusableAnswer(f"sent a {kind[:40]} instead of a work")
    works = list(items(message, "items")) if kind == "work-list" or "items" in message else [message]
    return papers_among(map(metadata_of, works[:MAX_WORKS]))


def _message(answer: object) -> dict[str, object]:
    """The content of an answer, which may be wrapped in an object with a status. Raises `UnusableAnswer`."""
    message = at(answer, "message") if at(answer, "message") is not None else answer
    if text(answer, "status") in ("ok", "") and isinstance(message, dict):
        return message
    if complaint := text(message, 0, "message") or text(message, "description") or text(answer, "status"):
        raise UnusableAnswer.quoting(complaint)
    raise UnusableAnswer("sent JSON that is no work")
