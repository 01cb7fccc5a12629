"""From identifiers to papers: ask one service after the other until nothing is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from clubaction.model import Paper, Unresolved
from clubaction.papers.exchange import Answer, Fetch, Request
from clubaction.papers.identifiers import identify, kind, link_for
from clubaction.papers.records import Record, Refused, distinct, merge
from clubaction.papers.sources import CHAINS, Source

_BUSY = (408, 425, 429)
Found = Record | Unresolved
"""What came of looking a paper up."""


def resolve(
    identifiers: Iterable[str], fetch: Fetch, chains: Mapping[str, Sequence[Source]] = CHAINS
) -> dict[str, Paper | Unresolved]:
    """What is known of each paper, or why nothing is; the keys are `identifiers`, each once, in order.

    Pure but for `fetch`. The first good answer wins; what it lacks is filled in from the next service.
    """
    return {identifier: paper(identifier, found) for identifier, found in look_up(identifiers, fetch, chains).items()}


def look_up(
    identifiers: Iterable[str], fetch: Fetch, chains: Mapping[str, Sequence[Source]] = CHAINS
) -> dict[str, Found]:
    """As `resolve`, but with all that the services said, such as a paper's other identifiers."""
    normal = {identifier: identify(identifier) for identifier in identifiers}
    searches = {one: _Search(one, list(chains.get(kind(one), ()))) for one in normal.values()}
    while asked := _next_round(searches.values()):
        requests = [
            Request(source.url(*(search.identifier for search in group)), source.accept, source.media_types)
            for source, group in asked
        ]
        for (source, group), request, answer in zip(asked, requests, fetch(requests), strict=True):
            _take(source, group, request, answer)
    return {identifier: searches[one].outcome(identifier) for identifier, one in normal.items()}


def paper(identifier: str, found: Found) -> Paper | Unresolved:
    """A record as the paper that a proposal carries, under the identifier it was asked for."""
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


@dataclass(slots=True)
class _Search:
    """How far the search for one paper has come."""

    identifier: str
    left: list[Source]
    record: Record = field(default_factory=Record)
    failures: list[str] = field(default_factory=list)
    doubted: bool = False
    gone: bool = False
    unheard: bool = False
    """Whether a service that was asked did not answer, and may do so soon."""

    def next_source(self) -> Source | None:
        """Whom to ask next; None when nothing is missing, or nobody is left."""
        while self.left and not self.gone and not self.record.complete:
            source = self.left.pop(0)
            if self.identifier.startswith(source.only) and (source.abstracts or not self.record.described):
                return source
        return None

    def outcome(self, asked: str) -> Found:
        """What is known now, to whoever `asked` for the paper under some name."""
        if self.record.is_paper:
            return self.record
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


def _take(source: Source, group: Sequence[_Search], request: Request, answer: Answer) -> None:
    """Hand what an answer says to the searches that asked."""
    name = source.name or urlsplit(request.url).hostname or "the page"
    records: tuple[Record, ...] = ()
    failure = answer.problem or _complaint(answer.status)
    passing = answer.passing or answer.status in _BUSY or answer.status >= 500
    if not failure:
        try:
            records = source.parse(answer.body)
        except Refused as refused:
            failure, passing = str(refused), refused.passing
    for search in group:
        record = _about(search.identifier, records, alone=source.batch == 1)
        if record is not None:
            search.record = merge(search.record, record)
            continue
        search.failures.append(f"{name} {failure or 'does not know it'}")
        search.unheard |= passing
        if (not failure or answer.status in (404, 410)) and not search.record.is_paper:
            # Where another host answered, the one that was asked knew the paper.
            own = urlsplit(answer.url).hostname == urlsplit(request.url).hostname
            search.gone = search.doubted or (own and source.unknown == "gone")
            search.doubted |= own and source.unknown == "doubt"


def _complaint(status: int) -> str:
    if status == 200:
        return ""
    if status in (404, 410):
        return "does not know it"
    if status == 429:
        return "has been asked too often"
    return f"has trouble (HTTP {status})" if status >= 500 else f"answered with HTTP {status}"


def _about(identifier: str, records: Sequence[Record], *, alone: bool) -> Record | None:
    """The record of this paper. One that was asked for alone may come under another name: it has moved."""
    for record in records:
        if identifier in record.identifiers:
            return record
    return records[0] if alone and records else None
