"""The reactions with which commands are answered."""

from __future__ import annotations

from collections.abc import Iterable

from clubaction.issues.statements import read_comments
from clubaction.model import memory
from clubaction.model.history import History
from clubaction.model.issue import Comment
from clubaction.model.memory import DONE, HELD, NOTHING, REFUSED, WAITS, Memory
from clubaction.model.outcome import OnWaitingList
from clubaction.model.plan import Operation, React, Unreact
from clubaction.model.thread import Thread

TOOK_EFFECT, DID_NOT, WAITING = "+1", "confused", "eyes"
"""Our reactions to commands, by GitHub's REST names: 👍, 😕 and, for a place on a waiting list, 👀."""
_OURS = frozenset({TOOK_EFFECT, DID_NOT, WAITING})


def reactions(thread: Thread, history: History, kept: Memory) -> list[Operation]:
    """👍 on each comment all of whose commands took effect, 👀 where somebody waits, 😕 where one did not.

    A comment that says nothing any more has none of them.
    """
    signs = _signs(thread, history, kept)
    read = read_comments(thread.issue)
    found: list[Operation] = []
    for comment in read:
        wanted = _wanted(comment, signs.get(comment.id), kept)
        if wanted is not None:
            found += _changes(thread, comment, wanted)
    return [*found, *_of_the_unread(thread, {comment.id for comment in read})]


def _wanted(comment: Comment, sign: str | None, kept: Memory) -> set[str] | None:
    """Our reactions that a comment should have; None where those that it has are right."""
    entry = kept.entries.get(comment.id)
    if sign:
        return {sign}
    if entry is None:
        return set()
    role_is_merged = WAITING in comment.reactions and entry.verdicts <= {DONE, NOTHING, HELD}
    return {TOOK_EFFECT} if role_is_merged else None


def _changes(thread: Thread, comment: Comment, wanted: set[str]) -> Iterable[Operation]:
    number = thread.issue.number
    own = comment.reactions & _OURS
    yield from (Unreact(number, comment.id, sign) for sign in sorted(own - wanted))
    yield from (React(number, comment.id, sign) for sign in sorted(wanted - own))


def _signs(thread: Thread, history: History, kept: Memory) -> dict[int, str]:
    """Comment → the sign that it should have, for those with a command that the session's file does not hold.

    The settled commands beside it count as what they came to: until the merge a reaction shows who still waits.
    """
    settled = _settled(thread, kept)
    found: dict[int, set[str]] = {}
    for event, outcome in history.on(thread.issue.number):
        statement = event.statement
        if statement and statement.comment and not (statement.settled and thread.has_file):
            verdicts = found.setdefault(statement.number, settled.get(statement.number, set()))
            verdicts.add(WAITS if isinstance(outcome, OnWaitingList) else DONE if outcome.done else REFUSED)
    return {number: _sign(verdicts) for number, verdicts in found.items()}


def _settled(thread: Thread, kept: Memory) -> dict[int, set[str]]:
    """Comment → what came of those of its commands that the session's file holds."""
    found: dict[int, set[str]] = {}
    for statement in thread.statements if thread.has_file else ():
        entry = kept.entries.get(statement.number)
        if statement.settled and entry:
            found.setdefault(statement.number, set()).add(entry.commands[statement.place].verdict)
    return found


def _sign(verdicts: set[str]) -> str:
    if REFUSED in verdicts:
        return DID_NOT
    return WAITING if WAITS in verdicts else TOOK_EFFECT


def _of_the_unread(thread: Thread, read: set[int]) -> Iterable[Operation]:
    """Takes our reactions off comments that are not read any more, such as those of a deleted account.

    What was merged before that stays, and so does its 👍.
    """
    position = thread.position
    for comment in thread.issue.comments:
        merged = thread.has_file and position.holds(memory.second(comment.created), comment.id)
        if not (comment.ours or comment.id in read or merged):
            yield from _changes(thread, comment, set())
