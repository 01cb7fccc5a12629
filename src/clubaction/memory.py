"""What our status comment keeps, hidden, of its issue: which words were heard, from when they count, what came of them.

So words that were judged once are not judged again by a club that is another by now, an edit that changes nothing
takes nobody's place, and what organisers did by hand since is told from what we did.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode

from clubaction.gfm import Markdown
from clubaction.model import Session

_MARK = re.compile(r"^<!-- clubaction:memory (\S{1,40000}) -->$", re.MULTILINE)
_LONGEST = 24_000
"""Characters of the hidden line: a comment holds 65,536 in all, and people's part comes first."""
_MOST_FIELDS = 10_000
_LONGEST_TEXT = 1_000

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


def mark(memory: Memory) -> Markdown:
    """The hidden line for a status comment. The oldest words are left out where there are too many."""
    pairs = [
        ("session", memory.session),
        ("merged", "1" if memory.merged else ""),
        ("gone", _stamp(memory.gone)),
        ("settled", f"{memory.settled.comment}.{_stamp(memory.settled.when)}" if memory.settled != Position() else ""),
        ("off", f"{memory.called_off}.{int(memory.called_off_merged)}" if memory.called_off else ""),
        ("closed", memory.closed),
        ("wished", ",".join(memory.wished)),
        *((f"f.{name}", value) for name, value in sorted(memory.fields.items())),
        *((f"a.{login}", str(number)) for login, number in sorted(memory.accounts.items())),
    ]
    words = [
        (f"c.{number}", f"{_stamp(entry.when)}.{entry.digest}.{entry.verdicts}")
        for number, entry in sorted(memory.entries.items(), reverse=True)
    ]
    texts = [(f"t.{number}.{place}", text[:_LONGEST_TEXT]) for (number, place), text in sorted(memory.refusals.items())]
    said = [pair for pair in (*pairs, *texts) if pair[1]]
    room = _LONGEST - len(urlencode(said)) - 40
    kept: list[tuple[str, str]] = []
    for pair in words:
        room -= len(urlencode([pair])) + 1
        if room < 0:
            said.append(("floor", kept[-1][0].partition(".")[2] if kept else str(2**62)))
            break
        kept.append(pair)
    return Markdown(f"<!-- clubaction:memory {urlencode([*said, *kept]) or 'v=1'} -->")


def read(comment: str) -> Memory:
    """What one of our own comments keeps. What can't be made out counts as not kept."""
    found = _MARK.search(comment.replace("\r\n", "\n"))
    if found is None:
        return Memory()
    try:
        pairs = parse_qsl(found[1], max_num_fields=_MOST_FIELDS)
        return _remembered(pairs)
    except (ValueError, OverflowError):
        return Memory()


def joined(memories: Iterable[Memory]) -> Memory:
    """One memory of those that several status comments of an issue keep, the last written first.

    Runs that were at once have each written one. How things stand is as the last says; of people's words nothing that
    any of them had judged is lost.
    """
    first, *others = [one for one in memories if one.there] or [Memory()]
    for other in others:
        both = [*other.entries.items(), *first.entries.items()]
        first = replace(
            first,
            entries=dict(sorted(both, key=lambda pair: pair[1].when)),
            floor=max(first.floor, other.floor),
            refusals={**other.refusals, **first.refusals},
            accounts={**other.accounts, **first.accounts},
        )
    return first


def _remembered(pairs: Iterable[tuple[str, str]]) -> Memory:
    plain: dict[str, str] = {}
    below: dict[str, dict[str, str]] = {"f": {}, "a": {}, "c": {}, "t": {}}
    for key, value in pairs:
        kind, dot, rest = key.partition(".")
        if dot and kind in below:
            below[kind][rest] = value
        else:
            plain[key] = value
    off, _, off_merged = plain.get("off", "").rpartition(".")
    settled, _, settled_at = plain.get("settled", "0.").partition(".")
    return Memory(
        there=True,
        session=plain.get("session", ""),
        merged=plain.get("merged") == "1",
        gone=_moment(plain.get("gone", "")),
        settled=Position(_moment(settled_at), int(settled)),
        entries={int(number): _entry(value) for number, value in below["c"].items()},
        floor=int(plain.get("floor", "0")),
        refusals={_place(key): text for key, text in below["t"].items()},
        fields=below["f"],
        called_off=off,
        called_off_merged=off_merged == "1",
        closed=plain.get("closed", ""),
        wished=tuple(filter(None, plain.get("wished", "").split(","))),
        accounts={login: int(number) for login, number in below["a"].items()},
    )


def _entry(text: str) -> Entry:
    stamp, asked, verdicts = text.split(".", 2)
    when = _moment(stamp)
    if when is None:
        raise ValueError(text)
    return Entry(asked, when, verdicts)


def _place(key: str) -> tuple[int, int]:
    number, place = key.split(".", 1)
    return int(number), int(place)


def _stamp(when: dt.datetime | None) -> str:
    return str(int(when.timestamp())) if when else ""


def _moment(stamp: str) -> dt.datetime | None:
    return dt.datetime.fromtimestamp(int(stamp), dt.UTC) if stamp else None
