"""Which papers a run has to look up, and which it knows from the rolling pull request's branch."""

from __future__ import annotations

import datetime as dt

from clubaction.club import abstract, session_folder
from clubaction.club.configuration import Config
from clubaction.club.state import Club
from clubaction.issues import history, proposals, statements, status_comment, threads
from clubaction.model.paper import Paper, Unresolved
from clubaction.model.paper_memo import PaperMemo
from clubaction.model.session import Session
from clubaction.model.snapshot import Snapshot
from clubaction.model.thread import Thread
from clubaction.papers.identify import identifiers
from clubaction.text.gfm import Markdown


def needed(snapshot: Snapshot, config: Config, today: dt.date) -> tuple[list[str], dict[str, Paper | Unresolved]]:
    """The identifiers to look up, and what is known already.

    A merged session's paper is asked for only when an unheard `/refresh` wants
    it; a proposal's only until the branch has it. Each is asked for once: what
    the branch's file does not keep is in our status comment. One that nobody
    knows is asked for again on another day.
    """
    base, unreadable = session_folder.read_files(snapshot.files, config.sessions)
    club = Club(config, today, dict(base), base)
    branch = _on_branch(snapshot, config.sessions)
    wanted: dict[str, None] = {}
    known: dict[str, Paper | Unresolved] = {}
    for thread in threads.read_threads(snapshot.issues, base, unreadable, config).values():
        refresh = _newest_refresh(club, snapshot, thread)
        if not _is_wanted(thread, refresh):
            continue
        identifier = proposals.identifier(proposals.proposal_in(thread.issue))
        found = _known(thread, branch.get(thread.issue.number), identifier, refresh, today)
        if found:
            known[identifier] = found
        elif identifier:
            wanted[identifier] = None
    return [identifier for identifier in wanted if identifier not in known], known


def _is_wanted(thread: Thread, refresh: int) -> bool:
    if thread.issue.bot or thread.kind != "paper" or thread.unreadable:
        return False
    return bool(refresh) if thread.session else thread.issue.state == "open"


def _newest_refresh(club: Club, snapshot: Snapshot, thread: Thread) -> int:
    """The last comment with a `/refresh` that is to be judged; 0 if there is none."""
    if thread.session is None or thread.kind != "paper":
        return 0
    return max(
        (
            said.comment.id
            for said in statements.said(thread, club.config)
            if said.comment
            and not said.settled
            and _may_refresh(club, snapshot, thread, said.comment.author)
            and any(
                call.name == "refresh" and not call.meant and not statements.is_final(call, said.verdict(place))
                for place, call in enumerate(said.calls)
            )
        ),
        default=0,
    )


def _may_refresh(club: Club, snapshot: Snapshot, thread: Thread, login: str) -> bool:
    return login.lower() == thread.issue.author.lower() or history.is_organiser(club, snapshot, login)


def _known(
    thread: Thread, proposed: Session | None, identifier: str, refresh: int, today: dt.date
) -> Paper | Unresolved | None:
    """What our comment or the branch's file keeps of a paper, if it is as new as the last `/refresh`."""
    kept = status_comment.recalled(thread)
    if kept and (kept.paper != identifier or kept.refresh < refresh):
        kept = None
    if kept and kept.missing:
        return Unresolved(identifier, kept.missing, gone=kept.gone) if kept.asked == today else None
    session = thread.session if kept and kept.same else proposed
    in_file = session and not thread.session and session.paper == identifier and session.authors
    return _paper(session, identifier, kept) if identifier and session and (kept or in_file) else None


def _on_branch(snapshot: Snapshot, folder: str) -> dict[int, Session]:
    if snapshot.branch is None or not snapshot.branch.ours:
        return {}
    found, _ = session_folder.read_all(snapshot.branch.files, folder)
    return {session.issue: session for session in found.values() if session.issue}


def _paper(session: Session, identifier: str, kept: PaperMemo | None) -> Paper:
    """What is kept of the paper; its abstract is Markdown already."""
    return Paper(
        identifier,
        title=kept.title if kept else session.title,
        authors=session.authors,
        abstract=Markdown(abstract.abstract(session.body)),
        link=identifiers.link_for(identifier),
        names=kept.names if kept else (),
    )
