"""Setting one field of a session."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, cast
from urllib.parse import urlsplit

from clubaction.issues.commands.invocation import Invocation
from clubaction.model import session_keys
from clubaction.model.outcome import Done, NothingToDo, Outcome, Refused
from clubaction.papers.identify import identifiers
from clubaction.text.messages import say, say_briefly
from clubaction.text.nearest_word import nearest_word

_EMPTY = ("", "-", "none")
_LONGEST = 500


def set_field(invocation: Invocation) -> Outcome:
    """`/set FIELD VALUE`."""
    club, session = invocation.club, invocation.session
    name, _, written = invocation.argument.partition(" ")
    field = name.lower().rstrip(":=")
    if field not in session_keys.SETTABLE:
        nearest = nearest_word(field, session_keys.SETTABLE)
        return Refused(say_briefly("set-no-field", field=name, fields=list(session_keys.SETTABLE), nearest=nearest))
    if field not in session_keys.MATERIALS and not invocation.organiser and club.held(session, invocation.day):
        return Refused(say("is-held-already"))
    value = _value(written)
    if refused := _not_to_be_set(invocation, field, value):
        return refused
    if field == "part" and (part := club.config.part(value)):
        value = part.title
    if getattr(session, field) == value:
        return NothingToDo(say("set-already", field=field))
    found = replace(session, **cast("dict[str, Any]", {field: value}))
    if field == "link":
        found = replace(found, paper=identifiers.identify(value))
    club.put(found)
    return Done(say("set" if value else "unset", field=field, value=value))


def _value(written: str) -> str:
    text = written.strip().removeprefix("=").strip()
    return "" if text.lower() in _EMPTY else text


def _not_to_be_set(invocation: Invocation, field: str, value: str) -> Refused | None:
    if len(value) > _LONGEST:
        return Refused(say("set-too-long", field=field, most=_LONGEST))
    if field == "title" and not value:
        return Refused(say("set-needs-title"))
    if value and field in ("link", *session_keys.MATERIALS) and not _leads_somewhere(field, value):
        return Refused(say_briefly("set-no-link", field=field, value=value))
    config = invocation.club.config
    if value and field == "part" and config.parts and not config.part(value):
        return Refused(say_briefly("set-no-part", value=value, parts=[part.title for part in config.parts]))
    return None


def _leads_somewhere(field: str, value: str) -> bool:
    return _is_web(value) or (field in session_keys.MATERIALS and _is_file(value))


def _is_web(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in text


def _is_file(text: str) -> bool:
    """Whether it is a path inside the repository."""
    return bool(re.fullmatch(r"[\w][\w ./()+,-]*", text)) and ".." not in text.split("/")
