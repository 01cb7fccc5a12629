"""What our status comment remembers of its issue: which commands were judged, from when they count, what came of them.

With it a command is not judged again after the club has changed, a command that an edit of its comment leaves as it
was keeps its time, and what organisers changed by hand since the last run can be told.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

DONE = "d"
"""The command took effect."""
NOTHING = "n"
"""There was nothing to do: the session was as asked already."""
REFUSED = "r"
"""The command did not take effect."""
WAITS = "w"
"""The person who is to have the role waits for it."""
HELD = "m"
"""The person waited for the role, and has it on the default branch by now."""
OPEN = "o"
"""The command is to be judged again in the next run."""

FORM = -1
"""Where `Memory.entries` keeps what a proposal's form asks for: its date and its roles. Under 0 it keeps the commands
in the issue's text, or what a claim's form asks for."""

DIGEST_LENGTH = 10
"""Characters of a digest."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What is kept of one command, or of what a form asks for."""

    digest: str
    """Tells what was asked for; the same for words that ask for the same."""
    when: dt.datetime
    """From when it counts: when it was written, to the second."""
    verdict: str = ""
    """One of the letters above; empty for what has no outcome of its own, such as a proposal's form."""
    taken_from: str = ""
    """Who lost their role by this `/unclaim`, as a role's holder is written, where its words do not name them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is kept of one comment: its commands in the order in which they were written."""

    commands: tuple[Judged, ...]
    together: str = ""
    """One digest of them all, as earlier versions of this program kept it; empty where each command has its own."""

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
    """The newest command whose effect a session's file holds: when it was written, and in which comment."""

    when: dt.datetime | None = None
    """None: the time is not known, the comments' numbers tell their order."""
    comment: int = 0

    def holds(self, when: dt.datetime, comment: int) -> bool:
        """Whether the file holds the effect of a command that was written into a comment at this time."""
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
    """Where people have deleted the file: the time of the newest command that was judged before we noticed."""
    settled: Position = Position()
    """The furthest position that the file on the default branch has ever had."""
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
    """Whether the default branch has had the session as cancelled since that closing."""
    closed: str = ""
    """The session's day for which we closed the issue, so that we do it once."""
    awaited_roles: tuple[str, ...] = ()
    """The roles for which the author waits because the proposal asked for them when they were taken."""
    accounts: Mapping[str, int] = field(default_factory=dict)
    """Login, lower case → number of the account that spoke under it here."""

    def written(self, number: int, created: dt.datetime, edited: dt.datetime | None) -> dt.datetime:
        """When a command that is not remembered was written into a comment or the text of an issue.

        A host may not tell of edits: a new command in a comment that is older than a remembered one came by an edit,
        so it counts as written after all that is remembered.
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
