"""What differs between the sessions as merged and as they should be, in words and with the people behind it."""

from __future__ import annotations

from dataclasses import dataclass

from clubaction.club.configuration import Config
from clubaction.club.state import Club
from clubaction.model import session_keys
from clubaction.model.session import Session
from clubaction.text.markdown import Markdown
from clubaction.text.messages import Message, say
from clubaction.text.templates import short_day


@dataclass(frozen=True, slots=True)
class Change:
    """One difference, as a sentence."""

    message: Message
    session: str
    quiet: bool = False
    """Not worth a pull request of its own, such as a vote more."""


def compare(club: Club) -> list[Change]:
    """All differences between the default branch and what should be, in the order of the schedule."""
    found: list[Change] = []
    for session in sorted(club.changed(), key=lambda s: (s.date is None, s.date, s.id)):
        before = club.base.get(session.id)
        if before is None:
            found.append(Change(_new(session), session.id))
            found += [Change(message, session.id) for message in _roles(club.config, Session(session.id), session)]
        else:
            found += _differences(club.config, before, session)
    taken = {slot.id for slot in club.absorbed.values()}
    for session_id, before in club.base.items():
        if session_id not in club.sessions and session_id not in taken:
            found.append(Change(_gone(club, before), session_id))
    return found


def _gone(club: Club, before: Session) -> Message:
    if not before.is_open:
        return say("change-out", title=before.heading, ref=_ref(before))
    past = club.held(before)
    return say("change-slot-gone", when=_when(before), title=before.heading, past=past)


def _new(session: Session) -> Message:
    if session.is_open:
        return say("change-slot", when=_when(session))
    return say("change-new", when=_when(session), title=session.heading, ref=_ref(session))


def _differences(config: Config, before: Session, after: Session) -> list[Change]:
    messages = [*_state(before, after), *_roles(config, before, after), *_fields(before, after)]
    if before.body != after.body or before.authors != after.authors:
        messages.append(say("change-text", when=_when(after), title=after.heading, ref=_ref(after)))
    return [Change(m, after.id) for m in messages] or [
        Change(say("change-text", when=_when(after), title=after.heading, ref=_ref(after)), after.id, quiet=True)
    ]


def _state(before: Session, after: Session) -> list[Message]:
    found = []
    if before.date != after.date:
        found.append(say("change-date", title=after.heading, before=_when(before), after=_when(after), ref=_ref(after)))
    if before.cancelled != after.cancelled:
        name = "change-cancelled" if after.cancelled else "change-restored"
        found.append(say(name, when=_when(after), title=after.heading, ref=_ref(after)))
    return found


def _roles(config: Config, before: Session, after: Session) -> list[Message]:
    found = []
    for key in dict.fromkeys((*before.roles, *after.roles)):
        holders = after.roles.get(key, ())
        if holders == before.roles.get(key, ()):
            continue
        role = config.role(key)
        values = {"when": _when(after), "role": role.name if role else key, "ref": _ref(after)}
        if holders:
            found.append(say("change-role", names=", ".join(holders), **values))
        else:
            found.append(say("change-role-free", **values))
    return found


def _fields(before: Session, after: Session) -> list[Message]:
    return [
        say(
            "change-field",
            when=_when(after),
            field=name,
            value=str(getattr(after, name) or ""),
            ref=_ref(after),
        )
        for name in session_keys.TOLD
        if getattr(before, name) != getattr(after, name)
    ]


def _when(session: Session) -> str:
    return short_day(session.date) if session.date else "pool"


def _ref(session: Session) -> Markdown:
    return Markdown(f"(#{session.issue})" if session.issue else "")
