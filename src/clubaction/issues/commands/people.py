"""Whom a command names: a role, and the person behind it. Courtesy is no name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from clubaction.club.configuration import Config, Role
from clubaction.text import gfm

LOGIN = re.compile(r"@[A-Za-z0-9][A-Za-z0-9_-]{0,38}\Z")
"""A GitHub login as people write it."""

LONGEST_NAME = 100

_COURTESY = frozenset(
    ("please", "pls", "plz", "thanks", "thank you", "thx", "bitte", "danke", "merci", "gracias", "i can", "i can do it")
)
_ME = frozenset(("me", "myself", "i", "for me", "for myself", "mich", "für mich"))
_FOR = ("for", "to", "by", "für")
_NOTHING = frozenset(
    (
        "n/a",
        "na",
        "none",
        "no",
        "no response",
        "nobody",
        "tbd",
        "tba",
        "tbc",
        "null",
        "unknown",
        "someone",
        "somebody",
        "anyone",
    )
)
_ADDRESS = re.compile(r"://|\S@\S|\bwww\.")
_INITIAL = re.compile(r"(?:\b(?:jr|sr|st)|\b\w)\.\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """What the words behind a command name."""

    role: Role | None
    person: str = ""
    """As a role's holder is written; empty for the speaker."""
    unclear: str = ""
    """Words that may be meant as a person, but are no login and no `for A Name`."""


def read(config: Config, argument: str) -> Named:
    """The role that an argument starts with, under any of its names, and whom the rest of it names."""
    words = argument.split(" ")
    most = 1 + max(len(name.split(" ")) for role in config.roles for name in (role.key, role.name, role.label))
    for count in range(min(len(words), most), 0, -1):
        role = config.role(" ".join(words[:count]).rstrip(".,;:!"))
        if role:
            return _person(role, " ".join(words[count:]))
    return Named(None)


def _person(role: Role, rest: str) -> Named:
    text = _bare(rest)
    if not text or text.casefold() in _COURTESY or text.casefold() in _ME:
        return Named(role)
    first, _, more = text.partition(" ")
    if rest.rstrip().endswith(("?", "!", ",", ";", ":")) and not text.startswith("@"):
        return Named(role, unclear=_behind_for(rest)[:LONGEST_NAME])
    if first.casefold() in _FOR:
        if more.startswith("@"):
            return Named(role, _bare(more.split(" ")[0])) if _is_alone(more) else Named(role, unclear=more)
        return Named(role, more) if is_name(more) else Named(role, unclear=_behind_for(rest))
    if text.startswith("@") and _is_alone(text):
        return Named(role, _bare(first))
    return Named(role, unclear=text[:LONGEST_NAME])


def _behind_for(rest: str) -> str:
    """The words that may be meant as a person, as written."""
    text = gfm.one_line(rest)
    first, _, more = text.partition(" ")
    return more if more and first.casefold() in _FOR else text


def _is_alone(text: str) -> bool:
    """Whether nothing but courtesy follows a login."""
    rest = _bare(text.partition(" ")[2])
    return not rest or rest.casefold() in _COURTESY


def _bare(text: str) -> str:
    """The words without the punctuation and the emoji around them; the dot of an initial stays."""
    line = gfm.one_line(text)
    start, end = 0, len(line)
    while start < end and not (line[start].isalnum() or line[start] == "@"):
        start += 1
    while end > start and not line[end - 1].isalnum():
        end -= 1
    return line[start:end] + "." if _INITIAL.search(line[start : end + 1]) else line[start:end]


def is_name(text: str) -> bool:
    """Whether a text can be the name of a person: letters first and last, and not one of the words for nobody."""
    name = text.strip()
    if not name or name.casefold() in _NOTHING | _COURTESY | _ME or len(name) > LONGEST_NAME:
        return False
    ends_well = name[-1].isalnum() or bool(_INITIAL.search(name)) or name[-1] in ")’"
    return name[0].isalnum() and ends_well and any(c.isalpha() for c in name) and not _ADDRESS.search(name)
