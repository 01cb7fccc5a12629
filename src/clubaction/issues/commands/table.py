"""All commands, each declared once: its name, how it is written, who may use it, and its line of help.

`/help`, the README's table, the permission checks and what is recognised in comments are made from this table.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from clubaction.model import session_keys
from clubaction.model.statement import Call

Who = Literal["anyone", "proposer", "organiser"]
"""Who may use a command; a proposer's commands are organisers' too."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command that people give in comments on a paper's issue."""

    name: str
    arguments: tuple[str, ...]
    """How it is written after its name; one entry for each form."""
    who: Who
    says: str
    """What the README and `/help` say it does."""
    exception: str = ""
    """What of it only others than `who` may do, for the table's second column."""

    @property
    def usage(self) -> str:
        """How it is written, in short."""
        return "/set FIELD VALUE" if self.name == "set" else f"/{self.name} {self.arguments[0]}".strip()

    @property
    def usages(self) -> tuple[str, ...]:
        """All ways to write it."""
        return tuple(f"/{self.name} {arguments}".strip() for arguments in self.arguments)


COMMANDS: tuple[Command, ...] = (
    Command(
        "claim",
        ("ROLE",),
        "anyone",
        "takes the role",
        exception="`/claim ROLE @user`, `/claim ROLE for A Name`: organisers",
    ),
    Command("unclaim", ("ROLE",), "anyone", "gives the role back", exception="somebody else's role: organisers"),
    Command("schedule", ("DATE", "next"), "proposer", "gives the session a date: an open slot, or the next free one"),
    Command("unschedule", ("",), "proposer", "puts the paper back into the pool"),
    Command("swap", ("#N",), "organiser", "exchanges the dates of two sessions"),
    Command("cancel", ("",), "organiser", "marks the session as cancelled"),
    Command("restore", ("",), "organiser", "undoes `/cancel`"),
    Command(
        "set", tuple(f"{field} …" for field in session_keys.SETTABLE), "proposer", "sets one field; `-` empties it"
    ),
    Command("refresh", ("",), "proposer", "reads the issue and the paper's data again"),
    Command("notme", ("",), "anyone", "never be suggested for a role; again to undo"),
    Command("help", ("",), "anyone", "lists what you may do here"),
)
"""In the order in which people are shown them."""

BY_NAME: Mapping[str, Command] = {command.name: command for command in COMMANDS}

_SETS: Mapping[str, str] = {
    "schedule": "date",
    "unschedule": "date",
    "swap": "date",
    "cancel": "status",
    "restore": "status",
}


def field_set_by(call: Call) -> str:
    """The field of a session that a command sets; empty where it sets none that somebody could write by hand."""
    if call.name == "set":
        return call.argument.partition(" ")[0].lower().rstrip(":=")
    return _SETS.get(call.name, "")


def following_words(roles: Collection[str]) -> Mapping[str, Collection[str]]:
    """Each command's name with the first words that may follow it (none: any); `roles` are those that name roles."""
    following: Mapping[str, Collection[str]] = {
        "claim": roles,
        "unclaim": roles,
        "schedule": ["next"],
        "set": session_keys.SETTABLE,
        "swap": ["#"],
    }
    return {name: following.get(name, ()) for name in BY_NAME}


_WHO: Mapping[Who, str] = {"anyone": "anyone", "proposer": "proposer, organisers", "organiser": "organisers"}


def as_markdown() -> str:
    """The table of commands that the README shows."""
    rows = ["| command | who | does |\n", "| :--- | :--- | :--- |\n"]
    for command in COMMANDS:
        usages = ", ".join(f"`{usage}`" for usage in command.usages)
        who = _WHO[command.who] + (f"; {command.exception}" if command.exception else "")
        rows.append(f"| {usages} | {who} | {command.says} |\n")
    return "".join(rows)
