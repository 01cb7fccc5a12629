"""What is written after `/claim` and `/unclaim`: a role, and whom it is for. Courtesy is no name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from clubaction.club import people
from clubaction.club.configuration import Config, Role
from clubaction.text import markdown

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
class RoleArgument:
    """A role, and whom it is for."""

    role: Role | None
    person: str = ""
    """As a role's holder is written; empty for the speaker."""
    unclear: str = ""
    """Words that may be meant as a person, but are no login and no `for A Name`."""


def read_role_argument(config: Config, argument: str) -> RoleArgument:
    """The role that an argument starts with, under any of its names, and whom the rest of it names."""
    words = argument.split(" ")
    most = 1 + max(len(name.split(" ")) for role in config.roles for name in (role.key, role.name, role.label))
    for count in range(min(len(words), most), 0, -1):
        role = config.role(" ".join(words[:count]).rstrip(".,;:!"))
        if role:
            return _person(role, " ".join(words[count:]))
    return RoleArgument(None)


def _person(role: Role, rest: str) -> RoleArgument:
    """Whom the words after a role name: nobody, a login, or a name after `for`."""
    text = _bare(rest)
    if not text or text.casefold() in _COURTESY or text.casefold() in _ME:
        return RoleArgument(role)
    first, _, more = text.partition(" ")
    if rest.rstrip().endswith(("?", "!", ",", ";", ":")) and not text.startswith("@"):
        return RoleArgument(role, unclear=_after_for(rest)[:LONGEST_NAME])
    if first.casefold() in _FOR:
        return _named_after_for(role, more, rest)
    if text.startswith("@") and _is_alone(text):
        return RoleArgument(role, _login(text))
    return RoleArgument(role, unclear=text[:LONGEST_NAME])


def _named_after_for(role: Role, words: str, rest: str) -> RoleArgument:
    if words.startswith("@"):
        return RoleArgument(role, _login(words)) if _is_alone(words) else RoleArgument(role, unclear=words)
    return RoleArgument(role, words) if is_name(words) else RoleArgument(role, unclear=_after_for(rest))


def _login(text: str) -> str:
    """The login that words start with, with its @."""
    return _bare(text.partition(" ")[0])


def _after_for(rest: str) -> str:
    """The words that may be meant as a person, as written."""
    text = markdown.one_line(rest)
    first, _, more = text.partition(" ")
    return more if more and first.casefold() in _FOR else text


def _is_alone(text: str) -> bool:
    """Whether nothing but courtesy follows a login."""
    rest = _bare(text.partition(" ")[2])
    return not rest or rest.casefold() in _COURTESY


def _bare(text: str) -> str:
    """The words without the punctuation and the emoji around them; the dot of an initial stays."""
    line = markdown.one_line(text)
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


def is_person(text: str) -> bool:
    """Whether a text can be a role's holder: an @ with a login, or a name."""
    return people.is_mention(text) or is_name(text)
