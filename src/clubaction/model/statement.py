"""A command as it is written, and as somebody gave it at a certain time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from clubaction.model.issue import Comment
from clubaction.model.memory import NOTHING, OPEN, REFUSED


@dataclass(frozen=True, slots=True)
class Call:
    """A line of a comment that is a command, or nearly one."""

    name: str
    """Lower case, without the slash. For a near miss, the command probably meant."""
    argument: str
    """The rest of the line, on one line."""
    text: str
    """The line as written, on one line."""
    meant: str = ""
    """For a near miss: the line that was probably meant. Nothing is done then."""
    beyond: bool = False
    """Whether it comes after as many commands as are read of one comment."""

    @property
    def is_command(self) -> bool:
        """Whether it is to be carried out: neither a near miss nor one too many."""
        return not self.meant and not self.beyond


@dataclass(frozen=True, slots=True)
class Statement:
    """One command that somebody gave, in a comment or in the text of an issue (comment None)."""

    comment: Comment | None
    place: int
    """Its place among the commands of the comment in the order in which they were written, from 0."""
    call: Call
    when: dt.datetime
    """From when it counts: when it was written, to the second."""
    digest: str
    """The same for commands that ask for the same."""
    verdict: str = ""
    """What came of it when it was judged last, as the memory of the issue keeps it; empty if it never was."""
    refusal: str = ""
    """The sentence, as Markdown, with which it was refused then."""
    taken_from: str = ""
    """Who lost their role by this `/unclaim` then, where its words do not name them."""
    settled: bool = False
    """Whether it was written before what the session's file on the default branch holds already."""
    editor: str = ""
    """Who wrote it into somebody else's comment."""

    @property
    def number(self) -> int:
        """The comment's id; 0 for the issue's own text."""
        return self.comment.id if self.comment else 0

    @property
    def remembered(self) -> bool:
        """Whether it was judged before."""
        return bool(self.verdict)

    @property
    def is_judged(self) -> bool:
        """Whether it was judged before, and not left for a later run."""
        return self.remembered and self.verdict != OPEN

    @property
    def is_final(self) -> bool:
        """Whether it is not to be judged again, because it would mean something else by now.

        `/help` and `/refresh` mean the same at all times: they are judged again where they changed nothing.
        """
        refused, needless = self.verdict == REFUSED, self.verdict == NOTHING
        return self.call.is_command and (refused or (needless and self.call.name not in ("help", "refresh")))
