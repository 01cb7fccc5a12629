"""What the services that know papers say against the sessions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict

from clubaction.club import schedule, session_folder
from clubaction.club.configuration import Config
from clubaction.errors import Problem
from clubaction.model.session import Session
from clubaction.papers import title_search
from clubaction.papers.findings import Finding, FindingKind, compare
from clubaction.papers.identify import identifiers
from clubaction.papers.lookup import look_up
from clubaction.papers.request import Fetch
from clubaction.papers.session_papers import all_linked_papers
from clubaction.pipeline.session_problems import line_of, paper_key
from clubaction.text.messages import say

_SENTENCES: Mapping[FindingKind, str] = {
    "title": "finding-title",
    "gone": "finding-gone",
    "moved": "finding-moved",
    "published": "finding-published",
    "duplicate": "finding-duplicate",
    "unresolved": "finding-unresolved",
}


def paper_problems(files: Mapping[str, bytes], config: Config, fetch: Fetch) -> list[Problem]:
    """What is wrong with the sessions' papers, each thing at its file and line. Pure but for `fetch`."""
    club, _ = session_folder.read_all(files, config.sessions)
    in_order = schedule.order(club.values())
    found = look_up(all_linked_papers(in_order), fetch)
    first = compare(in_order, found)
    strays = [finding.ours for finding in first if finding.kind == "title" and not finding.other]
    owners = title_search.search(strays, fetch) if strays else {}
    return list(_told(files, config, club, compare(in_order, found, owners) if owners else first))


def _told(
    files: Mapping[str, bytes], config: Config, club: Mapping[str, Session], found: Iterable[Finding]
) -> Iterator[Problem]:
    for finding in found:
        session = club[finding.session]
        if finding.kind == "duplicate" and paper_key(session) == paper_key(club[finding.other]):
            continue  # `session_problems` tells that without asking anybody
        text = say(_SENTENCES[finding.kind], **asdict(finding)).plain()
        yield Problem(*line_of(config, files, session, _key_of(finding, session)), text)


def _key_of(finding: Finding, session: Session) -> str:
    """The key of the session's file that a finding is about."""
    if finding.kind == "title":
        return "title"
    return "link" if identifiers.identify(session.link) == finding.identifier else "paper"
