"""Which papers a run has to look up, and which it knows from the rolling pull request's branch."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import unquote

from clubaction import proposals, sessions, timeline
from clubaction.club import Club
from clubaction.commands import table
from clubaction.config import Config
from clubaction.gfm import Markdown
from clubaction.model import Issue, Paper, Session, Snapshot


def needed(snapshot: Snapshot, config: Config, today: dt.date) -> tuple[list[str], dict[str, Paper]]:
    """The identifiers to look up, and the papers known already.

    A merged session's paper is asked for only when an unheard `/refresh` wants
    it; a proposal's only until the branch has it.
    """
    base, _ = sessions.read_all(snapshot.files, config.sessions)
    club = Club(config, today, dict(base), base)
    branch = _on_branch(snapshot, config.sessions)
    wanted: list[str] = []
    known: dict[str, Paper] = {}
    for issue in snapshot.issues:
        if issue.bot or timeline.is_claim(issue) or not timeline.is_paper(issue):
            continue
        identifier = proposals.identifier(proposals.read(issue))
        merged = club.by_issue(issue.number)
        if (
            not identifier
            or (merged and not _asks_again(club, issue, merged))
            or (not merged and issue.state != "open")
        ):
            continue
        if not merged and (session := branch.get(issue.number)) and session.paper == identifier and session.authors:
            known[identifier] = _paper(session, identifier, _found_title(issue))
        elif identifier not in wanted:
            wanted.append(identifier)
    return [identifier for identifier in wanted if identifier not in known], known


def _asks_again(club: Club, issue: Issue, session: Session) -> bool:
    return any(
        call.name == "refresh" and not call.meant
        for comment in timeline.heard(issue)
        if comment.id > session.seen
        for call in table.read(comment.body, club.config)
    )


def _on_branch(snapshot: Snapshot, folder: str) -> dict[int, Session]:
    if snapshot.branch is None or not snapshot.branch.ours:
        return {}
    found, _ = sessions.read_all(snapshot.branch.files, folder)
    return {session.issue: session for session in found.values() if session.issue}


_FOUND = re.compile(r"<!-- clubaction:found (\S+) -->")


def _found_title(issue: Issue) -> str:
    """The paper's own title, as our comment keeps it where the proposer's is another."""
    marks = (_FOUND.search(comment.body) for comment in issue.comments if comment.ours)
    return next((unquote(mark[1]) for mark in marks if mark), "")


def _paper(session: Session, identifier: str, title: str) -> Paper:
    """What the branch's file keeps of the paper; its abstract is Markdown already."""
    return Paper(
        identifier,
        title=title or session.title,
        authors=session.authors,
        abstract=Markdown(sessions.abstract(session.body)),
        link=session.link,
    )
