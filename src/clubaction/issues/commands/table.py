"""All commands, each declared once: what it hears, who may use it, what it does, and its line of help.

`/help`, the README's table and the permission checks are made from this table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from clubaction.club.configuration import Config
from clubaction.issues.commands import dates, fields, parse, roles
from clubaction.issues.commands.invocation import Invocation, Outcome, done, refused

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
    run: Callable[[Invocation], Outcome]
    exception: str = ""
    """What of it only others than `who` may do, for the table's second column."""


def _help(turn: Invocation) -> Outcome:
    """`/help`: the commands that this person may use here."""
    lines = [
        {"usage": "/" + f"{command.name} {arguments}".strip(), "says": command.says}
        for command in COMMANDS
        if allowed(command, turn)
        for arguments in [command.arguments[0] if command.name != "set" else "FIELD VALUE"]
    ]
    return Outcome(done=True, message=done("help", lines=lines, person=turn.actor).message, changed=False)


COMMANDS: tuple[Command, ...] = (
    Command(
        "claim",
        ("ROLE",),
        "anyone",
        "takes the role",
        roles.claim,
        exception="`/claim ROLE @user`, `/claim ROLE for A Name`: organisers",
    ),
    Command(
        "unclaim",
        ("ROLE",),
        "anyone",
        "gives the role back",
        roles.unclaim,
        exception="somebody else's role: organisers",
    ),
    Command(
        "schedule",
        ("DATE", "next"),
        "proposer",
        "gives the session a date: an open slot, or the next free one",
        dates.to_schedule,
    ),
    Command("unschedule", ("",), "proposer", "puts the paper back into the pool", dates.unschedule),
    Command("swap", ("#N",), "organiser", "exchanges the dates of two sessions", dates.swap),
    Command("cancel", ("",), "organiser", "marks the session as cancelled", dates.cancel),
    Command("restore", ("",), "organiser", "undoes `/cancel`", dates.restore),
    Command(
        "set",
        tuple(f"{field} …" for field in fields.FIELDS),
        "proposer",
        "sets one field; `-` empties it",
        fields.set_field,
    ),
    Command("refresh", ("",), "proposer", "reads the issue and the paper's data again", fields.refresh),
    Command("notme", ("",), "anyone", "never be suggested for a role; again to undo", roles.notme),
    Command("help", ("",), "anyone", "lists what you may do here", _help),
)
"""In the order in which people are shown them."""

BY_NAME: Mapping[str, Command] = {command.name: command for command in COMMANDS}


def allowed(command: Command, turn: Invocation) -> bool:
    """Whether the commenter may use the command at all."""
    return turn.organiser or command.who == "anyone" or (command.who == "proposer" and turn.proposer)


def run(call: parse.Call, turn: Invocation) -> Outcome:
    """Carries one call out, or says why not."""
    if call.beyond:
        return refused("too-many-commands", most=parse.MOST)
    if call.meant:
        return refused("near-miss", meant=call.meant)
    command = BY_NAME[call.name]
    if not allowed(command, turn):
        return refused("not-allowed", command=command.name, who=command.who)
    return command.run(turn)


def touches(call: parse.Call) -> str:
    """The field of a session that a command sets; empty where it sets none that somebody could write by hand."""
    if call.name == "set":
        return call.argument.partition(" ")[0].lower().rstrip(":=")
    return _TOUCHED.get(call.name, "")


_TOUCHED: Mapping[str, str] = {
    "schedule": "date",
    "unschedule": "date",
    "swap": "date",
    "cancel": "status",
    "restore": "status",
}


def commands_in(body: str, config: Config) -> tuple[parse.Call, ...]:
    """The commands in a comment's body, near misses among them."""
    role_words = [word for role in config.roles for word in (role.key, role.name.split(" ")[0])]
    following = {
        "claim": role_words,
        "unclaim": role_words,
        "schedule": ["next"],
        "set": fields.FIELDS,
        "swap": ["#"],
    }
    return parse.find_calls(body, {name: following.get(name, ()) for name in BY_NAME})


_WHO: Mapping[Who, str] = {"anyone": "anyone", "proposer": "proposer, organisers", "organiser": "organisers"}


def as_markdown() -> str:
    """The table of commands that the README shows."""
    rows = ["| command | who | does |\n", "| :--- | :--- | :--- |\n"]
    for command in COMMANDS:
        usages = ", ".join(f"`{f'/{command.name} {arguments}'.strip()}`" for arguments in command.arguments)
        who = _WHO[command.who] + (f"; {command.exception}" if command.exception else "")
        rows.append(f"| {usages} | {who} | {command.says} |\n")
    return "".join(rows)
