"""Finds out what each issue is to the club, and which session's file it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from clubaction.club.configuration import Config
from clubaction.issues import forms, memory_line
from clubaction.model.issue import Issue
from clubaction.model.memory import Memory
from clubaction.model.session import Session
from clubaction.model.session_problem import UnreadableFile
from clubaction.model.thread import Thread, ThreadKind, newest_first

MARK = "<!-- clubaction:status -->"
"""Starts our status comment; only counts in a comment of our own."""


def read_threads(
    issues: Iterable[Issue], sessions: Mapping[str, Session], unreadable: Iterable[UnreadableFile], config: Config
) -> dict[int, Thread]:
    """The threads by number, in the order of the issues; `sessions` are those of the default branch by id."""
    named: dict[int, list[Session]] = {}
    for session in sessions.values():
        if session.issue is not None:
            named.setdefault(session.issue, []).append(session)
    broken = list(unreadable)
    return {issue.number: _thread(issue, named.get(issue.number, []), broken, config) for issue in issues}


def _thread(issue: Issue, named: list[Session], unreadable: list[UnreadableFile], config: Config) -> Thread:
    status = tuple(c for c in issue.comments if c.ours and c.body.lstrip().startswith(MARK))
    kept = memory_line.joined(memory_line.read_memory(comment.body) for comment in newest_first(status))
    known_first = sorted(named, key=lambda one: one.id != kept.session)
    session = next((one for one in known_first if _belongs(issue, one.proposer, one.id, kept, config)), None)
    broken = None
    if session is None:
        broken = next((one for one in unreadable if _is_its_file(issue, one, kept, config)), None)
    kind = _kind(issue, answered=any(c.ours for c in issue.comments), merged=bool(session or broken))
    if kind != "paper":
        return Thread(issue, kind, memory=kept, status=status)
    return Thread(issue, kind, session, broken, kept, status)


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
    same = issue.author and config.person(proposer) == config.person(f"@{issue.author}")
    return not proposer or not issue.author or bool(same) or kept.session == session_id


def _kind(issue: Issue, *, answered: bool, merged: bool) -> ThreadKind:
    """By the labels, whatever their case; by our form where the label got lost before we ever answered.

    With both labels it is a paper. The thread of a merged session is one with or without its label.
    """
    labels = {label.casefold() for label in issue.labels}
    if merged or forms.PAPER_LABEL in labels:
        return "paper"
    if forms.CLAIM_LABEL in labels:
        return "claim"
    if answered or issue.state != "open":
        return ""
    if forms.is_claim_form(issue.body):
        return "claim"
    return "paper" if forms.is_paper_form(issue.body) else ""
