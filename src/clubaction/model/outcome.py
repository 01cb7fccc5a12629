"""What came of a command or a claim: one class for each kind of end, with the facts that later steps ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from clubaction.model.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a command or a claim, with what to say about it."""

    message: Sentence

    done: ClassVar[bool] = True
    """Whether the person has what they asked for, or waits for it in order."""
    changed: ClassVar[bool] = False
    """Whether the session is another than before."""


@dataclass(frozen=True, slots=True)
class Done(Outcome):
    """It took effect."""

    changed: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class MovedUp(Done):
    """Somebody was on a waiting list and has the role now."""

    role: str
    """The role as it is named in a sentence."""
    holder: str
    """As a role's holder is written."""


@dataclass(frozen=True, slots=True)
class GivenBack(Done):
    """Somebody had a role and has it no more."""

    holder: str
    """As a role's holder is written."""


@dataclass(frozen=True, slots=True)
class NothingToDo(Outcome):
    """All is as wanted already."""


@dataclass(frozen=True, slots=True)
class HasItAlready(NothingToDo):
    """The person who is to have a role has it."""

    role: str
    """The role as it is named in a sentence."""
    holder: str
    """As a role's holder is written."""


@dataclass(frozen=True, slots=True)
class Shown(Outcome):
    """Something was asked that only shows something, such as `/help`."""


@dataclass(frozen=True, slots=True)
class OnWaitingList(Outcome):
    """Somebody waits for a role: a success, but nothing that is theirs yet."""

    role: str
    """The role's key."""
    holder: str
    """As a role's holder is written."""
    place: int
    """From 1."""


@dataclass(frozen=True, slots=True)
class Refused(Outcome):
    """It did not take effect, and never will as it was said."""

    done: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class Deferred(Outcome):
    """It can't be judged this time, such as for a file that can't be read; the next run looks at it again."""

    done: ClassVar[bool] = False
