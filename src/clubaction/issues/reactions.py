"""The reactions with which commands are answered."""

from __future__ import annotations

from collections.abc import Iterable

from clubaction.issues import statements
from clubaction.issues.commands.invocation import Outcome
from clubaction.issues.events import Event
from clubaction.issues.outcomes import Outcomes
from clubaction.issues.status_comment import DID_NOT, TOOK_EFFECT, WAITING
from clubaction.model import memory
from clubaction.model.memory import DONE, HELD, NOTHING, Memory
from clubaction.model.plan import Operation, React, Unreact
from clubaction.model.thread import Thread


def reactions(thread: Thread, story: Outcomes, kept: Memory) -> list[Operation]:
    """👍 on each comment all of whose commands took effect, 👀 where somebody waits, 😕 where one did not.

    A comment that says nothing any more has none of them.
    """
    signs = _signs(story.on(thread.issue.number))
    found: list[Operation] = []
    for comment in statements.heard(thread.issue):
        entry = kept.entries.get(comment.id)
        if comment.id in signs:
            wanted = {signs[comment.id]}
        elif entry is None:
            wanted = set()
        elif WAITING in comment.reactions and set(entry.verdicts) <= {DONE, NOTHING, HELD}:
            wanted = {TOOK_EFFECT}  # the role that was waited for is merged
        else:
            continue
        own = comment.reactions & {TOOK_EFFECT, DID_NOT, WAITING}
        number = thread.issue.number
        found += [Unreact(number, comment.id, sign) for sign in sorted(own - wanted)]
        found += [React(number, comment.id, sign) for sign in sorted(wanted - own)]
    return [*found, *_of_the_unheard(thread)]


def _signs(events: Iterable[tuple[Event, Outcome]]) -> dict[int, str]:
    """Comment → the sign that it should have. Settled words keep theirs: until the merge it tells who still waits."""
    verdicts: dict[int, list[Outcome]] = {}
    for event, outcome in events:
        if event.words and event.words.comment and not (event.words.settled and event.thread.has_file):
            verdicts.setdefault(event.words.number, []).append(outcome)
    return {number: _sign(outcomes) for number, outcomes in verdicts.items()}


def _sign(outcomes: Iterable[Outcome]) -> str:
    if any(not outcome.done for outcome in outcomes):
        return DID_NOT
    return WAITING if any(outcome.waits for outcome in outcomes) else TOOK_EFFECT


def _of_the_unheard(thread: Thread) -> Iterable[Operation]:
    """Takes our reactions off comments that are not heard any more, such as those of a deleted account.

    What was merged before that stays, and so does its 👍.
    """
    heard = {comment.id for comment in statements.heard(thread.issue)}
    for comment in thread.issue.comments:
        merged = thread.has_file and thread.position.holds(memory.second(comment.created), comment.id)
        if not (comment.ours or comment.id in heard or merged):
            for sign in sorted(comment.reactions & {TOOK_EFFECT, DID_NOT, WAITING}):
                yield Unreact(thread.issue.number, comment.id, sign)
