"""The commands of a thread: what each comment asks for, from when it counts, and whether it is settled.

A command counts from when it was written: one that was added to a comment counts from that edit, and the others in the
same comment keep their time and what came of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from clubaction.club.configuration import Config
from clubaction.issues.commands import parse, table
from clubaction.model.issue import Comment, Issue
from clubaction.model.memory import Entry, Judged, Position, digest, second
from clubaction.model.statement import Call, Statement
from clubaction.model.thread import Thread

LONGEST_BODY = 65_536
"""Characters of a text that are looked at; GitHub takes no more."""


def read_statements(thread: Thread, config: Config) -> Iterator[Statement]:
    """The commands in a paper's thread; what bots and deleted accounts write is not read."""
    issue, position = thread.issue, thread.position
    known = command_words(config)
    sources: list[Comment | Issue] = [issue] if issue.author and not issue.bot else []
    for source in (*sources, *read_comments(issue)):
        if calls := parse.find_calls(source.body[:LONGEST_BODY], known):
            yield from _statements(_Source(thread, position, source), calls)


def command_words(config: Config) -> Mapping[str, Collection[str]]:
    """Each command's name with the first words that may follow it in this club (none: any)."""
    return table.following_words([word for role in config.roles for word in (role.key, role.name.split(" ")[0])])


def read_comments(issue: Issue) -> list[Comment]:
    """The comments of people, oldest first; those of bots, ourselves, deleted accounts and hidden ones are not read."""
    return sorted(
        (c for c in issue.comments if not c.ours and not c.bot and c.author and not c.minimised), key=lambda c: c.id
    )


@dataclass(frozen=True, slots=True)
class _Source:
    """A text with commands in it, and the thread that it stands in."""

    thread: Thread
    position: Position
    text: Comment | Issue

    @property
    def comment(self) -> Comment | None:
        return self.text if isinstance(self.text, Comment) else None

    @property
    def number(self) -> int:
        return self.comment.id if self.comment else 0


def _statements(source: _Source, calls: Sequence[Call]) -> Iterator[Statement]:
    """The commands of a text in the order in which they were written: those that an edit added come last."""
    found = sorted(_as_they_stand(source, calls), key=lambda statement: statement.when)
    return (replace(statement, place=place) for place, statement in enumerate(found))


def _as_they_stand(source: _Source, calls: Sequence[Call]) -> Iterator[Statement]:
    asked = [f"{call.name} {call.argument} {call.meant}" for call in calls]
    judged = _judged(source.thread.memory.entries.get(source.number), asked)
    for place, call in enumerate(calls):
        its_digest = digest(asked[place])
        if place in judged:
            before, command = judged[place]
            yield Statement(
                source.comment,
                place,
                call,
                command.when,
                its_digest,
                verdict=command.verdict,
                refusal=source.thread.memory.refusals.get((source.number, before), ""),
                taken_from=command.taken_from,
                settled=_is_settled(source, command.when),
            )
        else:
            yield _unjudged(source, Statement(source.comment, place, call, source.text.created, its_digest))


def _judged(entry: Entry | None, asked: Sequence[str]) -> Mapping[int, tuple[int, Judged]]:
    """Place of a command that was judged before → its place then, and what is kept of it."""
    if entry is None:
        return {}
    if entry.together:
        return dict(enumerate(enumerate(entry.commands))) if entry.together == digest(*asked) else {}
    left: dict[str, list[tuple[int, Judged]]] = {}
    for place, command in reversed(list(enumerate(entry.commands))):
        left.setdefault(command.digest, []).append((place, command))
    digests = map(digest, asked)
    return {place: left[one].pop() for place, one in enumerate(digests) if left.get(one)}


def _unjudged(source: _Source, statement: Statement) -> Statement:
    """A command that was not judged before, with the time from which it counts."""
    thread, text, position, number = source.thread, source.text, source.position, source.number
    when = thread.memory.written(number, text.created, text.edited)
    added = text.edited is not None and thread.memory.there and not 0 < number < thread.memory.floor
    if added and position.when and when <= position.when:
        # Written in the very second of other commands, but not read together with them.
        when = position.when + dt.timedelta(seconds=1)
    settled = not added and _is_settled(source, when)
    return replace(statement, when=when, settled=settled, editor=text.editor if text.edited else "")


def _is_settled(source: _Source, when: dt.datetime) -> bool:
    """Whether the session's file on the default branch holds what came of a command of this time."""
    thread, position = source.thread, source.position
    if not (thread.has_file or thread.memory.merged):
        return False
    if source.number or position.when is not None:
        return position.holds(when, source.number)
    # The text that a proposal was made with is in the file that came of it.
    return bool(thread.session and thread.session.proposer) and when <= second(thread.issue.created)
