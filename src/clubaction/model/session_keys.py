"""The keys of a session's file that mean something to us, in the order in which we write them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "date", "time", "names", "roles", "status", "number", "position"]


@dataclass(frozen=True, slots=True)
class Key:
    """One key; the field of `Session` has the same name."""

    name: str
    kind: Kind = "text"
    told: int = 0
    """Its place in the list of changes that are told as "field: value"; 0: its change is told otherwise, or not."""
    settable: bool = False
    """Whether `/set` sets it."""
    material: bool = False
    """Whether it is what a session leaves behind, such as a recording: it may be set after the session, too."""
    by_hand: bool = False
    """Whether a change that people make in the file by hand overrules the commands given before it."""


KEYS = (
    Key("title", told=3, settable=True, by_hand=True),
    Key("date", "date", by_hand=True),
    Key("time", "time", told=9, by_hand=True),
    Key("theme", told=1, settable=True, by_hand=True),
    Key("part", told=2, settable=True, by_hand=True),
    Key("section", told=4, by_hand=True),
    Key("link", told=5, settable=True, by_hand=True),
    Key("authors", "names"),
    Key("paper"),
    Key("roles", "roles"),
    Key("status", "status", by_hand=True),
    Key("slides", told=6, settable=True, material=True, by_hand=True),
    Key("recording", told=7, settable=True, material=True, by_hand=True),
    Key("code", told=8, settable=True, material=True, by_hand=True),
    Key("proposer"),
    Key("proposed", "date"),
    Key("votes", "number"),
    Key("issue", "number"),
    Key("seen", "position"),
)

ORDER = tuple(key.name for key in KEYS)
"""The names of all keys."""

_IN_WORDS = sorted((key for key in KEYS if key.told), key=lambda key: key.told)
TOLD = tuple(key.name for key in _IN_WORDS)
SETTABLE = tuple(key.name for key in _IN_WORDS if key.settable)
MATERIALS = tuple(key.name for key in KEYS if key.material)
BY_HAND = tuple(key.name for key in KEYS if key.by_hand)
