"""The words of a thread that may be commands: what each comment asks for, from when, and whether it is settled.

Words count from when they were written: an edited comment from its edit, unless it asks for the same as before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from clubaction.club.configuration import Config
from clubaction.issues.commands import table
from clubaction.issues.commands.parse import Call
from clubaction.model.issue import Comment, Issue
from clubaction.model.memory import NOTHING, REFUSED, Entry, Position, digest, second
from clubaction.model.thread import Thread

LONGEST_BODY = 65_536
"""Characters of a text that are looked at; GitHub takes no more."""


def is_final(call: Call, verdict: str) -> bool:
    """Whether a command that was judged so is not judged again: later it would mean something else.

    What only shows or only reads again may be done as often as one likes.
    """
    if call.meant or call.beyond or call.name == "help":
        return False
    return verdict == REFUSED or (verdict == NOTHING and call.name != "refresh")


@dataclass(frozen=True, slots=True)
class Statement:
    """What one comment, or the text of an issue (comment None), asks for."""

    comment: Comment | None
    calls: tuple[Call, ...]
    when: dt.datetime
    digest: str
    entry: Entry | None = None
    """What is remembered of these very words."""
    settled: bool = False
    """Whether the session's file on the default branch has them behind it."""
    editor: str = ""
    """Who wrote them into somebody else's comment."""

    @property
    def number(self) -> int:
        """The comment's id; 0 for the issue's own text."""
        return self.comment.id if self.comment else 0

    def verdict(self, place: int) -> str:
        """What came of the command at this place when it was judged last; empty if it never was."""
        verdicts = self.entry.verdicts if self.entry else ""
        return verdicts[place : place + 1]


def said(thread: Thread, config: Config) -> Iterator[Statement]:
    """The words of a paper's thread in which there are commands; those of bots and of nobody are not listened to."""
    issue, position = thread.issue, thread.position
    if issue.author and not issue.bot:
        calls = table.commands_in(issue.body[:LONGEST_BODY], config)
        if calls:
            yield _words(thread, position, issue, calls)
    for comment in heard(issue):
        if calls := table.commands_in(comment.body[:LONGEST_BODY], config):
            yield _words(thread, position, comment, calls)


def heard(issue: Issue) -> list[Comment]:
    """The comments of people, oldest first; bots, ourselves, deleted accounts and hidden comments are not heard."""
    return sorted(
        (c for c in issue.comments if not c.ours and not c.bot and c.author and not c.minimised), key=lambda c: c.id
    )


def _words(thread: Thread, position: Position, source: Comment | Issue, calls: tuple[Call, ...]) -> Statement:
    comment = source if isinstance(source, Comment) else None
    number = comment.id if comment else 0
    asked = digest(*(f"{call.name} {call.argument} {call.meant}" for call in calls))
    entry = thread.memory.entries.get(number)
    same = entry if entry and entry.digest == asked else None
    when = same.when if same else thread.memory.written(number, source.created, source.edited)
    new = source.edited is not None and same is None and thread.memory.there and not 0 < number < thread.memory.floor
    if new and position.when and when <= position.when:
        # Written in the very second of other words, and not heard with them.
        when = position.when + dt.timedelta(seconds=1)
    settled = not new and _is_settled(thread, position, number, when)
    return Statement(
        comment, calls, when, asked, same, settled, source.editor if source.edited and same is None else ""
    )


def _is_settled(thread: Thread, position: Position, number: int, when: dt.datetime) -> bool:
    if not (thread.has_file or thread.memory.merged):
        return False
    if number or position.when is not None:
        return position.holds(when, number)
    # The text that a proposal was made with is in the file that came of it.
    return bool(thread.session and thread.session.proposer) and when <= second(thread.issue.created)
