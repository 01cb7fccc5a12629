"""The hidden line of our status comment in which the memory of an issue is kept."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from clubaction.model.memory import Entry, Memory, Position
from clubaction.text.gfm import Markdown

_MARK = re.compile(r"^<!-- clubaction:memory (\S{1,40000}) -->$", re.MULTILINE)
_LONGEST = 24_000
"""Characters of the hidden line: a comment holds 65,536 in all, and people's part comes first."""
_MOST_FIELDS = 10_000
_LONGEST_TEXT = 1_000


def memory_line(memory: Memory) -> Markdown:
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


def read_memory(comment: str) -> Memory:
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
