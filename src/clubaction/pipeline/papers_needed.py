"""Which papers a run has to look up, and which it knows from the rolling pull request's branch."""

from __future__ import annotations

import datetime as dt

from clubaction.club import abstract, people, session_folder
from clubaction.club.organisers import is_organiser
from clubaction.issues import proposed_session, status_comment
from clubaction.model.paper import Paper, Unresolved
from clubaction.model.paper_memo import PaperMemo
from clubaction.model.session import Session
from clubaction.model.snapshot import Snapshot
from clubaction.model.statement import Statement
from clubaction.model.thread import Thread
from clubaction.papers.identify import identifiers
from clubaction.pipeline.parsed_snapshot import ParsedSnapshot
from clubaction.text.markdown import Markdown


def needed(parsed: ParsedSnapshot, today: dt.date) -> tuple[list[str], dict[str, Paper | Unresolved]]:
    """The identifiers to look up, and what is known already.

    A merged session's paper is asked for only when a new `/refresh` wants
    it; a proposal's only until the branch has it. Each is asked for once: what
    the branch's file does not keep is in our status comment. One that nobody
    knows is asked for again on another day.
    """
    branch = _on_branch(parsed.snapshot, parsed.config.sessions)
    wanted: dict[str, None] = {}
    known: dict[str, Paper | Unresolved] = {}
    for thread in parsed.threads.values():
        refresh = _newest_refresh(parsed, thread)
        if not _is_wanted(thread, refresh):
            continue
        identifier = proposed_session.identifier(thread.proposal) if thread.proposal else ""
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


def _newest_refresh(parsed: ParsedSnapshot, thread: Thread) -> int:
    """The last comment with a `/refresh` that is to be judged; 0 if there is none."""
    if thread.session is None or thread.kind != "paper":
        return 0
    return max((one.number for one in thread.statements if _asks_for_refresh(parsed, thread, one)), default=0)


def _asks_for_refresh(parsed: ParsedSnapshot, thread: Thread, statement: Statement) -> bool:
    """Whether a command is a `/refresh` in a comment that is to be judged, by somebody who may ask for it."""
    call, comment = statement.call, statement.comment
    if comment is None or call.name != "refresh" or not call.is_command or statement.settled or statement.is_final:
        return False
    return people.same(comment.author, thread.issue.author) or is_organiser(
        parsed.config, parsed.snapshot, comment.author
    )


def _known(
    thread: Thread, proposed: Session | None, identifier: str, refresh: int, today: dt.date
) -> Paper | Unresolved | None:
    """What our comment or the branch's file keeps of a paper, if it is as new as the last `/refresh`."""
    kept = _kept(thread, identifier, refresh)
    if kept and kept.missing:
        return Unresolved(identifier, kept.missing, gone=kept.gone) if kept.asked == today else None
    session = thread.session if kept and kept.same else proposed
    if not identifier or session is None:
        return None
    return _paper(session, identifier, kept) if kept or _is_kept_in(session, thread, identifier) else None


def _kept(thread: Thread, identifier: str, refresh: int) -> PaperMemo | None:
    """What our comment keeps of this paper, if it is as new as the last `/refresh`."""
    kept = status_comment.paper_memo(thread)
    return kept if kept and kept.paper == identifier and kept.refresh >= refresh else None


def _is_kept_in(session: Session, thread: Thread, identifier: str) -> bool:
    """Whether the branch's file of a proposal has what a service said of its paper."""
    return thread.session is None and session.paper == identifier and bool(session.authors)


def _on_branch(snapshot: Snapshot, folder: str) -> dict[int, Session]:
    """Issue → session, of the files that the rolling pull request changes."""
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
