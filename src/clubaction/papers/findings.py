"""Compares a club's sessions with the metadata of their papers: wrong titles, dead links, papers read twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from clubaction.model.paper import Unresolved
from clubaction.model.session import Session
from clubaction.papers.identify.identifiers import kind
from clubaction.papers.metadata import Found, Metadata
from clubaction.papers.session_papers import linked_papers
from clubaction.papers.titles import same_title, similarity

NO_OWNERS: Mapping[str, str] = MappingProxyType({})

FindingKind = Literal["title", "gone", "moved", "published", "duplicate", "unresolved"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem that a person should look at. What the other fields mean depends on its kind.

    - `title`: the session's title is `ours`, but the title of `identifier` is `theirs`; `other` is the identifier of
      the paper that has the session's title, if one is known.
    - `gone`: there is no such paper; `theirs` is the reason with the service's name.
    - `moved`: the paper has the identifier `other` now.
    - `published`: the preprint became the article `other` in the journal `theirs`; one of the two may be empty.
    - `duplicate`: the session `other` has the same paper, with the identifier `theirs`.
    - `unresolved`: the paper could not be looked up this time; `theirs` is the reason.
    """

    session: str
    """The session's id."""
    kind: FindingKind
    identifier: str
    ours: str = ""
    theirs: str = ""
    other: str = ""


def compare(
    sessions: Sequence[Session], found: Mapping[str, Found], owners: Mapping[str, str] = NO_OWNERS
) -> tuple[Finding, ...]:
    """The findings, in the order of the sessions.

    `found` is the result of `look_up` for `all_linked_papers(sessions)`. `owners` is the result of
    `title_search.search` for the titles of the `title` findings of a first call, which it can name `other` for.
    Cancelled sessions are not compared for duplicates. A paper that is not in `found` has no findings.
    """
    findings: list[Finding] = []
    earlier: dict[str, tuple[str, str]] = {}
    for session in sessions:
        for identifier in linked_papers(session):
            known = found.get(identifier)
            if isinstance(known, Unresolved):
                reason = known.reason
                findings.append(Finding(session.id, "gone" if known.gone else "unresolved", identifier, theirs=reason))
            elif known:
                findings += _another_title(session, identifier, known, found, owners)
                findings += _moved(session, identifier, known)
                findings += _published(session, identifier, known)
        if not session.cancelled:
            findings += _duplicates(session, found, earlier)
    return tuple(findings)


def _another_title(
    session: Session, identifier: str, known: Metadata, found: Mapping[str, Found], owners: Mapping[str, str]
) -> Iterator[Finding]:
    if session.title and not same_title(session.title, known.title):
        owner = _owner(session.title, identifier, found) or owners.get(session.title, "")
        yield Finding(session.id, "title", identifier, session.title, known.title, owner)


def _owner(title: str, identifier: str, found: Mapping[str, Found]) -> str:
    """The identifier of another paper in `found` with this title, the most similar of several; empty without one."""
    others = [
        (similarity(title, known.title), other)
        for other, known in found.items()
        if other != identifier and isinstance(known, Metadata) and same_title(title, known.title)
    ]
    return max(others, default=(0.0, ""))[1]


def _moved(session: Session, identifier: str, known: Metadata) -> Iterator[Finding]:
    """A finding if the service knows the paper by other identifiers of the same kind only."""
    same_kind = [other for other in known.identifiers if kind(other) == kind(identifier)]
    if same_kind and identifier not in same_kind and kind(identifier) != "url":
        yield Finding(session.id, "moved", identifier, other=same_kind[0])


def _published(session: Session, identifier: str, known: Metadata) -> Iterator[Finding]:
    """A finding if a preprint names the article that it became or, on arXiv, the journal."""
    journal, article = _journal(identifier, known), known.published_as
    if (journal or article) and article not in linked_papers(session):
        yield Finding(session.id, "published", identifier, theirs=journal, other=article)


def _journal(identifier: str, known: Metadata) -> str:
    """The journal of a paper on arXiv; empty if a service named arXiv itself as the venue, as some do."""
    if kind(identifier) != "arxiv" or "arxiv" in known.venue.lower():
        return ""
    return known.venue


def _duplicates(session: Session, found: Mapping[str, Found], earlier: dict[str, tuple[str, str]]) -> list[Finding]:
    """A finding for each earlier session with the same paper.

    `earlier` maps each name of the earlier sessions' papers to (session id, identifier there); this session is added.
    """
    findings: dict[str, Finding] = {}
    papers = linked_papers(session)
    names = {name: identifier for identifier in papers for name in names_of(identifier, found)}
    for name, identifier in names.items():
        if name in earlier and earlier[name][0] != session.id:
            other, theirs = earlier[name]
            findings.setdefault(other, Finding(session.id, "duplicate", identifier, theirs=theirs, other=other))
    for name, identifier in names.items():
        earlier.setdefault(name, (session.id, identifier))
    return list(findings.values())


def names_of(identifier: str, found: Mapping[str, Found]) -> frozenset[str]:
    """All identifiers of a paper that are known, also that of the article that a preprint became."""
    work = found.get(identifier)
    if not isinstance(work, Metadata):
        return frozenset((identifier,))
    return frozenset(filter(None, (identifier, *work.identifiers, work.published_as)))
