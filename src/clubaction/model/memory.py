"""What our status comment remembers of its issue: which commands were judged, from when they count, what came of them.

So commands that were judged once are not judged again by a club that is another by now, an edit takes nobody's place
whose own words it leaves as they were, and what organisers did by hand since can be seen.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

DONE, NOTHING, REFUSED, WAITS, HELD, OPEN = "d", "n", "r", "w", "m", "o"
"""What came of one command: it took effect; all was so already; it did not; its author waits for the role; the claimed
role was merged; it is to be judged again."""

FORM = -1
"""The entry of what a proposal's form asks for: its date and its roles. The entry 0 is of the commands in the issue's
text, or of what a claim's form asks for."""


DIGEST_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """What is kept of one command, or of what a form asks for."""

    digest: str
    """Tells what was asked for; the same for words that ask for the same."""
    when: dt.datetime
    """From when it counts: when it was written, to the second."""
    verdict: str = ""
    """One letter; empty for what has no outcome of its own."""
    taken_from: str = ""
    """Who lost their role by this `/unclaim`, as a role's holder is written, where its words do not name them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is kept of one comment: its commands in the order in which they were written."""

    commands: tuple[Judged, ...]
    together: str = ""
    """The digest of them all, where an earlier version of this program kept none of each."""

    @property
    def when(self) -> dt.datetime:
        """When the newest of them was written."""
        return max(command.when for command in self.commands)

    @property
    def verdicts(self) -> frozenset[str]:
        """What came of them."""
        return frozenset(command.verdict for command in self.commands)


@dataclass(frozen=True, slots=True)
class Position:
    """Up to which command a session's file holds what was said: by its comment, and when it was written there."""

    when: dt.datetime | None = None
    """None: the time is not known, the comments' numbers tell their order."""
    comment: int = 0

    def holds(self, when: dt.datetime, comment: int) -> bool:
        """Whether what was written into a comment at this time is held there already."""
        if self.when is None:
            return comment <= self.comment
        return (when, comment) <= (self.when, self.comment)


@dataclass(frozen=True, slots=True)
class Memory:
    """What is kept of one issue."""

    there: bool = False
    """Whether anything is kept: an issue that we have answered has a memory."""
    session: str = ""
    """The id of the session that the issue belongs to."""
    merged: bool = False
    """Whether that session's file has been on the default branch, and we did not take it away."""
    gone: dt.datetime | None = None
    """The time of the newest words when people had taken the file away."""
    settled: Position = Position()
    """The furthest that the file on the default branch has been."""
    entries: Mapping[int, Entry] = field(default_factory=dict)
    """Comment (0: the issue's text, `FORM`: its date and roles) → what is kept of it."""
    floor: int = 0
    """The oldest comment of which something is kept, where there was no room for all; 0: all were kept."""
    refusals: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """Comment and place of a command → the sentence, as Markdown, with which it was refused."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Field → digest of what the file on the default branch said."""
    called_off: str = ""
    """The time of the closing that cancelled the session."""
    called_off_merged: bool = False
    closed: str = ""
    """The session's day for which we closed the issue, so that we do it once."""
    awaited_roles: tuple[str, ...] = ()
    """The roles for which the author waits because the proposal asked for them when they were taken."""
    accounts: Mapping[str, int] = field(default_factory=dict)
    """Login, lower case → number of the account that spoke under it here."""

    def written(self, number: int, created: dt.datetime, edited: dt.datetime | None) -> dt.datetime:
        """When words were written that are not remembered, in a comment or the text of an issue.

        A host may not tell edits: what stands in an older comment than the remembered ones was written after them.
        """
        newest_heard = max(self.entries, default=0)
        late = self.entries and (number in (0, FORM) or self.floor <= number < newest_heard)
        if edited or not late:
            return second(edited or created)
        newest = max(entry.when for entry in self.entries.values())
        return max(second(created), newest + dt.timedelta(seconds=1))


def digest(*parts: str) -> str:
    """A short mark that is the same for the same texts."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:DIGEST_LENGTH]


def second(when: dt.datetime) -> dt.datetime:
    """A time in UTC to the second, which is as exact as hosts and this memory are."""
    return when.astimezone(dt.UTC).replace(microsecond=0)
