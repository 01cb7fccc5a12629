"""Finds out what each issue is to the club, which session's file it belongs to, and what was asked for in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from clubaction.club import people
from clubaction.club.configuration import Config
from clubaction.issues import form_requests, forms, memory_line, statements
from clubaction.model.issue import Issue
from clubaction.model.memory import Memory
from clubaction.model.session import Session
from clubaction.model.thread import STATUS_MARK, Thread, ThreadKind, newest_first
from clubaction.model.unreadable_file import UnreadableFile


def read_threads(
    issues: Iterable[Issue], sessions: Mapping[str, Session], unreadable: Iterable[UnreadableFile], config: Config
) -> dict[int, Thread]:
    """The threads by number, in the order of the issues; `sessions` are those of the default branch by id."""
    named: dict[int, list[Session]] = {}
    for session in sessions.values():
        if session.issue is not None:
            named.setdefault(session.issue, []).append(session)
    files = _Files(named, list(unreadable))
    return {issue.number: _thread(issue, files, config) for issue in issues}


@dataclass(frozen=True, slots=True)
class _Files:
    """The session files that may be those of issues."""

    named: Mapping[int, list[Session]]
    """Issue → the sessions whose files name it."""
    unreadable: list[UnreadableFile]


def _thread(issue: Issue, files: _Files, config: Config) -> Thread:
    status = tuple(c for c in issue.comments if c.ours and c.body.lstrip().startswith(STATUS_MARK))
    kept = memory_line.joined(memory_line.read_memory(comment.body) for comment in newest_first(status))
    session = _session(issue, files, kept, config)
    broken = None if session else _unreadable(issue, files, kept, config)
    kind = _kind(issue, merged=bool(session or broken))
    if kind == "paper":
        thread = form_requests.with_form(Thread(issue, kind, session, broken, kept, status))
        return replace(thread, statements=tuple(statements.read_statements(thread, config) if thread.is_heard else ()))
    return form_requests.with_form(Thread(issue, kind, memory=kept, status=status))


def _session(issue: Issue, files: _Files, kept: Memory, config: Config) -> Session | None:
    known_first = sorted(files.named.get(issue.number, ()), key=lambda one: one.id != kept.session)
    return next((one for one in known_first if _belongs(issue, one.proposer, one.id, kept, config)), None)


def _unreadable(issue: Issue, files: _Files, kept: Memory, config: Config) -> UnreadableFile | None:
    return next((one for one in files.unreadable if _is_its_file(issue, one, kept, config)), None)


def _is_its_file(issue: Issue, broken: UnreadableFile, kept: Memory, config: Config) -> bool:
    if broken.issue is None:
        return bool(kept.session) and kept.session == broken.id
    return broken.issue == issue.number and _belongs(issue, broken.proposer, broken.id, kept, config)


def _belongs(issue: Issue, proposer: str, session_id: str, kept: Memory, config: Config) -> bool:
    """Whether an issue that a session's file names is its thread.

    In a copied repository the files name issues that other people opened there. A proposer whose account was renamed
    since is known by what our comment keeps. The issue of a deleted account stays the thread of the file that names it:
    nobody can speak as its author any more.
    """
    same = issue.author and config.person(proposer) == config.person(people.holder(issue.author))
    return not proposer or not issue.author or bool(same) or kept.session == session_id


def _kind(issue: Issue, *, merged: bool) -> ThreadKind:
    """By the labels, whatever their case; by our form where the label got lost before we ever answered.

    With both labels it is a paper. The thread of a merged session is one with or without its label.
    """
    labels = {label.casefold() for label in issue.labels}
    if merged or forms.PAPER_LABEL in labels:
        return "paper"
    if forms.CLAIM_LABEL in labels:
        return "claim"
    answered = any(comment.ours for comment in issue.comments)
    return _kind_of_form(issue.body) if issue.state == "open" and not answered else ""


def _kind_of_form(body: str) -> ThreadKind:
    if forms.is_claim_form(body):
        return "claim"
    return "paper" if forms.is_paper_form(body) else ""
