"""The hidden line of our status comment in which the memory of an issue is kept."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from clubaction.model.memory import DIGEST_LENGTH, Entry, Judged, Memory, Position
from clubaction.text.line_endings import with_unix_newlines
from clubaction.text.markdown import Markdown

_MARK = re.compile(r"^<!-- clubaction:memory (\S{1,40000}) -->$", re.MULTILINE)
_LONGEST = 24_000
"""Characters of the hidden line: a comment holds 65,536 in all, and people's part comes first."""
_MOST_FIELDS = 10_000
_LONGEST_TEXT = 1_000


def memory_line(memory: Memory) -> Markdown:
    """The hidden line for a status comment. What is kept of the oldest comments is left out where there is too much."""
    pairs = [pair for pair in (*_facts(memory), *_refusals(memory)) if pair[1]]
    room = _LONGEST - len(urlencode(pairs)) - 40
    kept: list[tuple[str, str]] = []
    floor = 2**62
    for number, entry in sorted(memory.entries.items(), reverse=True):
        of_comment = list(_of_comment(number, entry))
        room -= len(urlencode(of_comment)) + 1
        if room < 0:
            pairs.append(("floor", str(floor)))
            break
        kept += of_comment
        floor = number
    return Markdown(f"<!-- clubaction:memory {urlencode([*pairs, *kept]) or 'v=1'} -->")


def _facts(memory: Memory) -> Iterator[tuple[str, str]]:
    """Everything but what is kept of each comment; what is empty goes without saying."""
    settled = memory.settled
    yield "session", memory.session
    yield "merged", _flag(is_set=memory.merged)
    yield "gone", _stamp(memory.gone)
    yield "settled", f"{settled.comment}.{_stamp(settled.when)}" if settled != Position() else ""
    yield "off", f"{memory.called_off}.{int(memory.called_off_merged)}" if memory.called_off else ""
    yield "closed", memory.closed
    yield "wished", ",".join(memory.awaited_roles)
    yield from ((f"f.{name}", value) for name, value in sorted(memory.fields.items()))
    yield from ((f"a.{login}", str(number)) for login, number in sorted(memory.accounts.items()))


def _refusals(memory: Memory) -> Iterator[tuple[str, str]]:
    for (number, place), text in sorted(memory.refusals.items()):
        yield f"t.{number}.{place}", text[:_LONGEST_TEXT]


def _of_comment(number: int, entry: Entry) -> Iterator[tuple[str, str]]:
    yield f"c.{number}", _written_entry(entry)
    for place, command in enumerate(entry.commands):
        if command.taken_from:
            yield f"u.{number}.{place}", command.taken_from


def _flag(*, is_set: bool) -> str:
    return "1" if is_set else ""


def _written_entry(entry: Entry) -> str:
    """When the oldest of the commands was written, a digest and a verdict of each, and how much later each was written.

    The last is left out where all are of one time, as they mostly are.
    """
    oldest = min(command.when for command in entry.commands)
    later = [int((command.when - oldest).total_seconds()) for command in entry.commands]
    digests = entry.together or "".join(command.digest for command in entry.commands)
    verdicts = "".join(command.verdict for command in entry.commands)
    times = f".{'-'.join(map(str, later))}" if any(later) else ""
    return f"{_stamp(oldest)}.{digests}.{verdicts}{times}"


def read_memory(comment: str) -> Memory:
    """What one of our own comments keeps. What can't be made out counts as not kept."""
    found = _MARK.search(with_unix_newlines(comment))
    if found is None:
        return Memory()
    try:
        pairs = parse_qsl(found[1], max_num_fields=_MOST_FIELDS)
        return _remembered(pairs)
    except (ValueError, OverflowError, IndexError):
        return Memory()


def joined(memories: Iterable[Memory]) -> Memory:
    """The memories of several status comments of an issue as one; they are given with the last written first.

    There are several where two runs were at work at once. The last written tells the state; the commands that were
    judged are collected from all.
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
    below: dict[str, dict[str, str]] = {"f": {}, "a": {}, "c": {}, "t": {}, "u": {}}
    for key, value in pairs:
        kind, dot, rest = key.partition(".")
        if dot and kind in below:
            below[kind][rest] = value
        else:
            plain[key] = value
    off, _, off_merged = plain.get("off", "").rpartition(".")
    settled, _, settled_at = plain.get("settled", "0.").partition(".")
    taken_from = {_place(key): holder for key, holder in below["u"].items()}
    return Memory(
        there=True,
        session=plain.get("session", ""),
        merged=plain.get("merged") == "1",
        gone=_moment(plain.get("gone", "")),
        settled=Position(_moment(settled_at), int(settled)),
        entries={int(number): _read_entry(int(number), value, taken_from) for number, value in below["c"].items()},
        floor=int(plain.get("floor", "0")),
        refusals={_place(key): text for key, text in below["t"].items()},
        fields=below["f"],
        called_off=off,
        called_off_merged=off_merged == "1",
        closed=plain.get("closed", ""),
        awaited_roles=tuple(filter(None, plain.get("wished", "").split(","))),
        accounts={login: int(number) for login, number in below["a"].items()},
    )


def _read_entry(number: int, text: str, taken_from: Mapping[tuple[int, int], str]) -> Entry:
    stamp, digests, verdicts, *more = text.split(".")
    oldest = _moment(stamp)
    if oldest is None:
        raise ValueError(text)
    count = max(1, len(verdicts))
    of_each = len(digests) == count * DIGEST_LENGTH
    later = [int(one) for one in more[0].split("-")] if more else [0] * count
    commands = tuple(
        Judged(
            digests[place * DIGEST_LENGTH : (place + 1) * DIGEST_LENGTH] if of_each else "",
            oldest + dt.timedelta(seconds=later[place]),
            verdicts[place : place + 1],
            taken_from.get((number, place), ""),
        )
        for place in range(count)
    )
    return Entry(commands, "" if of_each else digests)


def _place(key: str) -> tuple[int, int]:
    number, place = key.split(".", 1)
    return int(number), int(place)


def _stamp(when: dt.datetime | None) -> str:
    return str(int(when.timestamp())) if when else ""


def _moment(stamp: str) -> dt.datetime | None:
    return dt.datetime.fromtimestamp(int(stamp), dt.UTC) if stamp else None
