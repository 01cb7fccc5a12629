"""Looks papers up by their identifiers: asks one service after the other until nothing is missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from clubaction.model.paper import Paper, Unresolved
from clubaction.papers.identify.identifiers import identify, kind, link_for
from clubaction.papers.metadata import Found, Metadata, UnusableAnswer, distinct, merge
from clubaction.papers.request import Answer, Fetch, Request
from clubaction.papers.sources import CHAINS, Source

_BUSY = (408, 425, 429)
"""HTTP statuses below 500 after which a retry may help."""
_UNKNOWN = (404, 410)
"""HTTP statuses that mean that there is no such paper."""


def look_up(identifiers: Iterable[str], fetch: Fetch) -> dict[str, Found]:
    """Identifier → the paper's metadata, or why there is none; the identifiers once each, in order.

    Of several answers the first counts, and later ones only fill its gaps. Only `fetch` uses the network.
    """
    normalised = {identifier: identify(identifier) for identifier in identifiers}
    searches = {name: _Search(name, list(CHAINS.get(kind(name), ()))) for name in normalised.values()}
    while asked := _next_round(searches.values()):
        requests = [
            Request(source.url(*(search.identifier for search in group)), source.accept, source.media_types)
            for source, group in asked
        ]
        for (source, group), request, answer in zip(asked, requests, fetch(requests), strict=True):
            reply = _reply(source, request, answer)
            for search in group:
                search.add(source, reply)
    return {identifier: searches[name].outcome(identifier) for identifier, name in normalised.items()}


def as_paper(identifier: str, found: Found) -> Paper | Unresolved:
    """The value for a paper that was looked up by this identifier."""
    if isinstance(found, Unresolved):
        return found
    names = distinct((*found.identifiers, found.published_as))
    return Paper(
        identifier=identifier,
        title=found.title,
        authors=found.authors,
        abstract=found.abstract,
        published=found.published,
        link=link_for(identify(identifier)),
        venue=found.venue,
        names=tuple(name for name in names if name != identifier),
    )


@dataclass(frozen=True, slots=True)
class _Reply:
    """The works in an answer, or why there are none."""

    service: str
    works: tuple[Metadata, ...] = ()
    failure: str = ""
    temporary: bool = False
    unknown: bool = False
    """Whether the service said that it does not know the identifiers."""
    from_asked_host: bool = True
    """False if the host redirected us to another one: then it did know the paper."""


@dataclass(slots=True)
class _Search:
    """The search for one paper: what is known so far, and which services are left to ask."""

    identifier: str
    left: list[Source]
    found: Metadata = field(default_factory=Metadata)
    failures: list[str] = field(default_factory=list)
    """A clause for each service that did not help."""
    doubted: bool = False
    """Whether a service said that the paper does not exist, which a second one has to confirm."""
    gone: bool = False
    """Whether the paper does not exist."""
    unanswered: bool = False
    """Whether a service did not answer, but may do so soon."""

    def next_source(self) -> Source | None:
        """The service to ask next; None if nothing is missing or no service is left."""
        while self.left and not self.gone and not self.found.complete:
            source = self.left.pop(0)
            if self.identifier.startswith(source.only) and (source.abstracts or not self.found.described):
                return source
        return None

    def add(self, source: Source, reply: _Reply) -> None:
        """Adds what a reply says about this paper."""
        work = _work_of(self.identifier, reply.works, alone=source.batch == 1)
        if work is not None:
            self.found = merge(self.found, work)
            return
        self.failures.append(f"{reply.service} {reply.failure or 'does not know it'}")
        self.unanswered |= reply.temporary
        if reply.unknown and not self.found.is_paper:
            self.gone = self.doubted or (reply.from_asked_host and source.unknown == "gone")
            self.doubted |= reply.from_asked_host and source.unknown == "doubt"

    def outcome(self, asked: str) -> Found:
        """The metadata found, or why there is none; `asked` is the identifier as the caller wrote it."""
        if self.found.is_paper:
            return self.found
        reason = "; ".join(dict.fromkeys(self.failures)) or "it is no identifier that can be looked up"
        return Unresolved(asked, reason, gone=self.gone, temporary=self.unanswered and not self.gone)


def _next_round(searches: Iterable[_Search]) -> list[tuple[Source, list[_Search]]]:
    """The services to ask now, each with the searches that one request to it is for: as few requests as possible."""
    groups: list[tuple[Source, list[_Search]]] = []
    unfilled: dict[Source, list[_Search]] = {}
    for search in searches:
        source = search.next_source()
        if source is None:
            continue
        group = unfilled.get(source)
        if group is None or len(group) >= source.batch:
            group = unfilled[source] = []
            groups.append((source, group))
        group.append(search)
    return groups


def _reply(source: Source, request: Request, answer: Answer) -> _Reply:
    host = urlsplit(request.url).hostname
    service, from_host = source.name or host or "the page", urlsplit(answer.url).hostname == host
    if failure := answer.problem or _complaint(answer.status):
        temporary = answer.temporary or answer.status in _BUSY or answer.status >= 500
        unknown = answer.status in _UNKNOWN
        return _Reply(service, failure=failure, temporary=temporary, unknown=unknown, from_asked_host=from_host)
    try:
        # A good answer without the work that was asked for means that the service does not know it.
        return _Reply(service, source.parse(answer.body), unknown=True, from_asked_host=from_host)
    except UnusableAnswer as unusable:
        return _Reply(service, failure=str(unusable), temporary=unusable.temporary, from_asked_host=from_host)


def _complaint(status: int) -> str:
    """What an HTTP status other than 200 means, as a clause after the service's name; empty for 200."""
    if status == 200:
        return ""
    if status in _UNKNOWN:
        return "does not know it"
    if status == 429:
        return "has been asked too often"
    return f"has trouble (HTTP {status})" if status >= 500 else f"answered with HTTP {status}"


def _work_of(identifier: str, works: Sequence[Metadata], *, alone: bool) -> Metadata | None:
    """The work with this identifier; if it was asked for alone, else the first: it may have a new identifier now."""
    for work in works:
        if identifier in work.identifiers:
            return work
    return works[0] if alone and works else None
