"""What our status comment remembers of its issue: which words were judged, from when they count, what came of them.

So words that were judged once are not judged again by a club that is another by now, an edit that changes nothing
takes nobody's place, and what organisers did by hand since is told from what we did.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from clubaction.model.session import Session

DONE, NOTHING, REFUSED, WAITS, HELD, OPEN = "d", "n", "r", "w", "m", "o"
"""What came of one command: it took effect; all was so already; it did not; its author waits for the role; the claimed
role was merged; it is to be judged again."""

WISH = -1
"""The entry of what a proposal asks for: its date and its roles. The entry 0 is of the commands in the issue's text."""

FIELDS = ("date", "time", "theme", "part", "title", "section", "link", "slides", "recording", "code", "status")
"""The fields of a session whose change by hand is newer than the commands before it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is kept of the words of one comment."""

    digest: str
    """Tells what was asked for; the same for words that ask for the same."""
    when: dt.datetime
    """From when the words count: when they were written, to the second."""
    verdicts: str = ""
    """One letter for each command."""


@dataclass(frozen=True, slots=True)
class Position:
    """How far a thread is in a session's file: up to the words of a comment, at the time at which they were written."""

    when: dt.datetime | None = None
    """None: the time is not known, the comments' numbers tell their order."""
    comment: int = 0

    def holds(self, when: dt.datetime, comment: int) -> bool:
        """Whether the words of a comment that were written at this time are behind the position."""
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
    """Comment (0: the issue's text, `WISH`: its date and roles) → what is kept of it."""
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
    wished: tuple[str, ...] = ()
    """The roles for which the author waits because the proposal asked for them when they were taken."""
    accounts: Mapping[str, int] = field(default_factory=dict)
    """Login, lower case → number of the account that spoke under it here."""

    def written(self, number: int, created: dt.datetime, edited: dt.datetime | None) -> dt.datetime:
        """When words were written that are not remembered, in a comment or the text of an issue.

        A host may not tell edits: what stands in an older comment than the remembered ones was written after them.
        """
        newest_heard = max(self.entries, default=0)
        late = self.entries and (number in (0, WISH) or self.floor <= number < newest_heard)
        if edited or not late:
            return second(edited or created)
        newest = max(entry.when for entry in self.entries.values())
        return max(second(created), newest + dt.timedelta(seconds=1))


def digest(*parts: str) -> str:
    """A short mark that is the same for the same texts."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:10]


def second(when: dt.datetime) -> dt.datetime:
    """A time in UTC to the second, which is as exact as hosts and this memory are."""
    return when.astimezone(dt.UTC).replace(microsecond=0)


def fields_of(session: Session) -> dict[str, str]:
    """What the fields of a session's file say, as digests; those that say nothing are left out."""
    values = {name: getattr(session, name) for name in FIELDS}
    return {name: digest(str(value)) for name, value in values.items() if value}
