"""Which papers a run has to look up, and which it knows from the rolling pull request's branch."""

from __future__ import annotations

import datetime as dt

from clubaction import notices, proposals, sessions, timeline
from clubaction.club import Club
from clubaction.commands import table
from clubaction.config import Config
from clubaction.gfm import Markdown
from clubaction.model import Issue, Paper, Session, Snapshot
from clubaction.papers import identifiers
from clubaction.recall import Recollection


def needed(snapshot: Snapshot, config: Config, today: dt.date) -> tuple[list[str], dict[str, Paper]]:
    """The identifiers to look up, and the papers known already.

    A merged session's paper is asked for only when an unheard `/refresh` wants
    it; a proposal's only until the branch has it. Each is asked for once: what
    the branch's file does not keep is in our status comment.
    """
    base, _ = sessions.read_all(snapshot.files, config.sessions)
    club = Club(config, today, dict(base), base)
    branch = _on_branch(snapshot, config.sessions)
    wanted: dict[str, None] = {}
    known: dict[str, Paper] = {}
    for issue in snapshot.issues:
        if issue.bot or timeline.is_claim(issue) or not timeline.is_paper(issue):
            continue
        identifier = proposals.identifier(proposals.read(issue))
        merged = club.by_issue(issue.number)
        refresh = _newest_refresh(club, snapshot, issue, merged) if merged else 0
        if not identifier or (not refresh if merged else issue.state != "open"):
            continue
        kept = _kept(issue, identifier, refresh)
        session = merged if kept and kept.same else branch.get(issue.number)
        in_file = session and not merged and session.paper == identifier and session.authors
        if session and (kept or in_file):
            known[identifier] = _paper(session, identifier, kept)
        else:
            wanted[identifier] = None
    return [identifier for identifier in wanted if identifier not in known], known


def _newest_refresh(club: Club, snapshot: Snapshot, issue: Issue, session: Session) -> int:
    """The last comment with a `/refresh` that the session's file does not have behind it; 0 if there is none."""
    return max(
        (
            comment.id
            for comment in timeline.heard(issue)
            if comment.id > session.seen
            and _may_refresh(club, snapshot, issue, comment.author)
            and any(call.name == "refresh" and not call.meant for call in table.read(comment.body, club.config))
        ),
        default=0,
    )


def _may_refresh(club: Club, snapshot: Snapshot, issue: Issue, login: str) -> bool:
    return login.lower() == issue.author.lower() or timeline.is_organiser(club, snapshot, login)


def _kept(issue: Issue, identifier: str, refresh: int) -> Recollection | None:
    """What our comment keeps of this paper, if it is as new as the last `/refresh`."""
    kept = notices.recalled(issue)
    return None if kept is None or kept.paper != identifier or kept.refresh < refresh else kept


def _on_branch(snapshot: Snapshot, folder: str) -> dict[int, Session]:
    if snapshot.branch is None or not snapshot.branch.ours:
        return {}
    found, _ = sessions.read_all(snapshot.branch.files, folder)
    return {session.issue: session for session in found.values() if session.issue}


def _paper(session: Session, identifier: str, kept: Recollection | None) -> Paper:
    """What is kept of the paper; its abstract is Markdown already."""
    return Paper(
        identifier,
        title=kept.title if kept else session.title,
        authors=session.authors,
        abstract=Markdown(sessions.abstract(session.body)),
        link=identifiers.link_for(identifier),
        names=kept.names if kept else (),
    )
