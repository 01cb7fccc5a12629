"""From identifiers to papers: ask one service after the other until nothing is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from clubaction.model.paper import Paper, Unresolved
from clubaction.papers.identify.identifiers import identify, kind, link_for
from clubaction.papers.metadata import Metadata, UnusableAnswer, distinct, merge
from clubaction.papers.request import Answer, Fetch, Request
from clubaction.papers.sources import CHAINS, Source

_BUSY = (408, 425, 429)
_UNKNOWN = (404, 410)

Found = Metadata | Unresolved
"""What came of looking a paper up."""


def look_up(
    identifiers: Iterable[str], fetch: Fetch, chains: Mapping[str, Sequence[Source]] = CHAINS
) -> dict[str, Found]:
    """What the services say of each paper, or why nothing is known; the keys are `identifiers`, each once, in order.

    Pure but for `fetch`. The first good answer wins; what it lacks is filled in from the next service.
    """
    normal = {identifier: identify(identifier) for identifier in identifiers}
    searches = {one: _Search(one, list(chains.get(kind(one), ()))) for one in normal.values()}
    while asked := _next_round(searches.values()):
        requests = [
            Request(source.url(*(search.identifier for search in group)), source.accept, source.media_types)
            for source, group in asked
        ]
        for (source, group), request, answer in zip(asked, requests, fetch(requests), strict=True):
            reply = _reply(source, request, answer)
            for search in group:
                search.hear(source, reply)
    return {identifier: searches[one].outcome(identifier) for identifier, one in normal.items()}


def as_paper(identifier: str, found: Found) -> Paper | Unresolved:
    """What was found as the paper that a proposal carries, under the identifier it was asked for."""
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
    """What an answer says: some works, or why it says nothing."""

    service: str
    works: tuple[Metadata, ...] = ()
    failure: str = ""
    passing: bool = False
    unknown: bool = False
    """Whether the service says that it does not know what it was asked for."""
    own: bool = True
    """Whether the host that was asked answered. Where it sent us on to another, it knew the paper."""


@dataclass(slots=True)
class _Search:
    """How far the search for one paper has come."""

    identifier: str
    left: list[Source]
    found: Metadata = field(default_factory=Metadata)
    failures: list[str] = field(default_factory=list)
    doubted: bool = False
    gone: bool = False
    unheard: bool = False
    """Whether a service that was asked did not answer, and may do so soon."""

    def next_source(self) -> Source | None:
        """Whom to ask next; None when nothing is missing, or nobody is left."""
        while self.left and not self.gone and not self.found.complete:
            source = self.left.pop(0)
            if self.identifier.startswith(source.only) and (source.abstracts or not self.found.described):
                return source
        return None

    def hear(self, source: Source, reply: _Reply) -> None:
        """Takes from a reply what it says of this paper."""
        work = _about(self.identifier, reply.works, alone=source.batch == 1)
        if work is not None:
            self.found = merge(self.found, work)
            return
        self.failures.append(f"{reply.service} {reply.failure or 'does not know it'}")
        self.unheard |= reply.passing
        if reply.unknown and not self.found.is_paper:
            self.gone = self.doubted or (reply.own and source.unknown == "gone")
            self.doubted |= reply.own and source.unknown == "doubt"

    def outcome(self, asked: str) -> Found:
        """What is known now, to whoever `asked` for the paper under some name."""
        if self.found.is_paper:
            return self.found
        reason = "; ".join(dict.fromkeys(self.failures)) or "it is no identifier that can be looked up"
        return Unresolved(asked, reason, gone=self.gone, passing=self.unheard and not self.gone)


def _next_round(searches: Iterable[_Search]) -> list[tuple[Source, list[_Search]]]:
    """What to ask now, in as few requests as the services allow."""
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
    service, own = source.name or host or "the page", urlsplit(answer.url).hostname == host
    if failure := answer.problem or _complaint(answer.status):
        passing = answer.passing or answer.status in _BUSY or answer.status >= 500
        return _Reply(service, failure=failure, passing=passing, unknown=answer.status in _UNKNOWN, own=own)
    try:
        return _Reply(service, source.parse(answer.body), unknown=True, own=own)
    except UnusableAnswer as unusable:
        return _Reply(service, failure=str(unusable), passing=unusable.passing, own=own)


def _complaint(status: int) -> str:
    if status == 200:
        return ""
    if status in _UNKNOWN:
        return "does not know it"
    if status == 429:
        return "has been asked too often"
    return f"has trouble (HTTP {status})" if status >= 500 else f"answered with HTTP {status}"


def _about(identifier: str, works: Sequence[Metadata], *, alone: bool) -> Metadata | None:
    """The work with this identifier. One that was asked for alone may come under another name: it has moved."""
    for work in works:
        if identifier in work.identifiers:
            return work
    return works[0] if alone and works else None
