"""What is wrong with a club's papers: a title that is another paper's, a dead link, a paper read twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from clubaction.model.paper import Unresolved
from clubaction.model.session import Session
from clubaction.papers.identify.identifiers import identify, kind
from clubaction.papers.lookup import Found
from clubaction.papers.metadata import Metadata
from clubaction.papers.titles import same_title, similarity

NO_OWNERS: Mapping[str, str] = MappingProxyType({})

FindingKind = Literal["title", "gone", "moved", "published", "duplicate", "unresolved"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that somebody should look at.

    - `title`: the session's title is `ours`, but `identifier` is called `theirs`; `other` is the paper that
      really has the session's title, where one is known.
    - `gone`: there is no such paper; `theirs` says who says so.
    - `moved`: the paper is now known as `other`.
    - `published`: the preprint has appeared, as `other`, in the journal `theirs`; one of them may be empty.
    - `duplicate`: the session `other` has the same paper, there under the identifier `theirs`.
    - `unresolved`: nobody could be asked this time; `theirs` says why.
    """

    session: str
    """The session's id."""
    kind: FindingKind
    identifier: str
    ours: str = ""
    theirs: str = ""
    other: str = ""


def linked_papers(session: Session) -> tuple[str, ...]:
    """The papers that a session's `link` and `paper` name; a mere link only where there is nothing better."""
    named = dict.fromkeys(filter(None, (identify(session.link), session.paper)))
    return tuple(one for one in named if kind(one) != "url") or tuple(named)


def to_look_up(sessions: Iterable[Session]) -> tuple[str, ...]:
    """All papers that `audit` needs to know about, each once."""
    return tuple(dict.fromkeys(one for session in sessions for one in linked_papers(session)))


def names_of(identifier: str, found: Mapping[str, Found]) -> frozenset[str]:
    """All names of a paper: itself, its other identifiers, the article that a preprint became."""
    record = found.get(identifier)
    if not isinstance(record, Metadata):
        return frozenset((identifier,))
    return frozenset(filter(None, (identifier, *record.identifiers, record.published_as)))


def audit(
    sessions: Sequence[Session], found: Mapping[str, Found], owners: Mapping[str, str] = NO_OWNERS
) -> tuple[Finding, ...]:
    """The findings, in the order of the sessions.

    `found` holds what `look_up` gave for `to_look_up(sessions)`, `owners` what `title_search.search` gave for
    the titles that a first audit found to be other papers'.
    A cancelled session is no repetition of a later one. A paper that was not looked up is not judged.
    """
    findings: list[Finding] = []
    held: dict[str, tuple[str, str]] = {}
    for session in sessions:
        for identifier in linked_papers(session):
            findings += _of_paper(session, identifier, found, owners)
        if not session.cancelled:
            findings += _duplicates(session, found, held)
    return tuple(findings)


def _of_paper(
    session: Session, identifier: str, found: Mapping[str, Found], owners: Mapping[str, str]
) -> list[Finding]:
    known = found.get(identifier)
    if known is None:
        return []
    if isinstance(known, Unresolved):
        return [Finding(session.id, "gone" if known.gone else "unresolved", identifier, theirs=known.reason)]
    findings = []
    if session.title and not same_title(session.title, known.title):
        owner = _owner(session.title, identifier, found) or owners.get(session.title, "")
        findings.append(Finding(session.id, "title", identifier, session.title, known.title, owner))
    own = [one for one in known.identifiers if kind(one) == kind(identifier)]
    if own and identifier not in own and kind(identifier) != "url":
        findings.append(Finding(session.id, "moved", identifier, other=own[0]))
    if _appeared(identifier, known) and known.published_as not in linked_papers(session):
        findings.append(
            Finding(
                session.id,
                "published",
                identifier,
                theirs=_journal(identifier, known),
                other=known.published_as,
            )
        )
    return findings


def _appeared(identifier: str, record: Metadata) -> bool:
    """Whether a preprint is one no longer: it names its article, or, on arXiv, its journal."""
    return bool(record.published_as or _journal(identifier, record))


def _journal(identifier: str, record: Metadata) -> str:
    """ArXiv's `journal_ref`; other services give arXiv itself as the place of a preprint."""
    if kind(identifier) != "arxiv" or "arxiv" in record.venue.lower():
        return ""
    return record.venue


def _owner(title: str, identifier: str, found: Mapping[str, Found]) -> str:
    """Another looked-up paper that has this title; the likeliest of several."""
    others = [
        (similarity(title, record.title), other)
        for other, record in found.items()
        if other != identifier and isinstance(record, Metadata) and same_title(title, record.title)
    ]
    return max(others, default=(0.0, ""))[1]


def _duplicates(session: Session, found: Mapping[str, Found], held: dict[str, tuple[str, str]]) -> list[Finding]:
    """The sessions before this one with the same paper; `held` remembers name → (session, its identifier)."""
    findings: dict[str, Finding] = {}
    papers = linked_papers(session)
    names = {name: identifier for identifier in papers for name in names_of(identifier, found)}
    for name, identifier in names.items():
        if name in held and held[name][0] != session.id:
            other, theirs = held[name]
            findings.setdefault(other, Finding(session.id, "duplicate", identifier, theirs=theirs, other=other))
    for name, identifier in names.items():
        held.setdefault(name, (session.id, identifier))
    return list(findings.values())
