"""What each command does."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from clubaction.issues.commands import dates, fields, parse, refresh, roles, table
from clubaction.issues.commands.invocation import Invocation
from clubaction.model.outcome import Outcome, Refused, Shown
from clubaction.model.statement import Call
from clubaction.text.messages import say, say_briefly


def run(call: Call, invocation: Invocation) -> Outcome:
    """Carries one command out, or says why not."""
    if call.beyond:
        return Refused(say("too-many-commands", most=parse.MOST))
    if call.meant:
        return Refused(say_briefly("near-miss", meant=call.meant))
    command = table.BY_NAME[call.name]
    if not invocation.is_allowed(command.who):
        return Refused(say("not-allowed", command=command.name, who=command.who))
    return _EFFECTS[call.name](invocation)


def _help(invocation: Invocation) -> Outcome:
    """`/help`: the commands that this person may use here."""
    allowed = [command for command in table.COMMANDS if invocation.is_allowed(command.who)]
    lines = [{"usage": command.usage, "says": command.says} for command in allowed]
    return Shown(say("help", lines=lines, person=invocation.actor))


_EFFECTS: Mapping[str, Callable[[Invocation], Outcome]] = {
    "claim": roles.claim,
    "unclaim": roles.unclaim,
    "schedule": dates.schedule,
    "unschedule": dates.unschedule,
    "swap": dates.swap,
    "cancel": dates.cancel,
    "restore": dates.restore,
    "set": fields.set_field,
    "refresh": refresh.refresh,
    "notme": roles.notme,
    "help": _help,
}
