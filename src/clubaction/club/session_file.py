"""Session files, read into a `Session` and written from one.

A file is `<id>.md` in the folder of the sessions: YAML front matter, then Markdown.
Where one is changed, everything that does not change stays as it was, to the byte.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from clubaction.club import session_ids
from clubaction.club.written_dates import read_time
from clubaction.errors import ClubFileError, Problem
from clubaction.model import session_keys
from clubaction.model.session import CANCELLED, Session
from clubaction.text import encoding, front_matter, markdown, yaml_lines
from clubaction.text.yaml_tree import Value
from clubaction.text.yaml_writing import Writable

# --- reading -------------------------------------------------------------------------------


def read_session(path: str, data: bytes) -> Session:
    """The session in the file with this content. Raises `ClubFileError`, with the line, where it can't be read."""
    text = encoding.decode(path, data)
    values, body = front_matter.read(path, text)
    try:
        return Session(id=session_ids.id_of(path), body=body, path=path, **_fields(values))
    except _BadValue as bad:
        line = front_matter.FIRST_LINE + yaml_lines.line_of(front_matter.source(text), bad.key)
        raise ClubFileError([Problem(path, line, f"`{bad.key}`: {bad}")]) from None


class _BadValue(Exception):
    """A value that can't be used; the text says what would be right."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


def _fields(values: Mapping[str, Value]) -> dict[str, Any]:
    """Name of a field of `Session` → its value; keys that are not ours are left out."""
    found = {key: _READERS[key](key, value) for key, value in values.items() if key in _READERS and value is not None}
    if "seen" in found:
        found["seen"], found["seen_at"] = found["seen"]
    return found


def _position(key: str, value: Value) -> tuple[int, dt.datetime | None]:
    """The number of a comment and, where it follows, a time: `seen: 12` or `seen: 12 2024-10-02T15:00:00Z`."""
    text = _text(key, value)
    number, _, time = text.partition(" ")
    try:
        moment = dt.datetime.fromisoformat(time) if time else None
    except ValueError:
        raise _BadValue(key, f"expected a number, or a number and a time, not `{text}`") from None
    return _number(key, number), moment and moment.replace(tzinfo=moment.tzinfo or dt.UTC)


def _text(key: str, value: Value) -> str:
    if not isinstance(value, str):
        raise _BadValue(key, "expected text; put it in quotes where it starts with `[` or `{`")
    return markdown.one_line(value)


def _date(key: str, value: Value) -> dt.date:
    text = _text(key, value)
    try:
        return dt.date.fromisoformat(text[:10] if re.match(r"\d{4}-\d{2}-\d{2}[ T]", text) else text)
    except ValueError:
        raise _BadValue(key, f"expected a date such as 2024-10-02, not `{text}`") from None


def _time(key: str, value: Value) -> dt.time:
    time = read_time(_text(key, value))
    if time is None:
        raise _BadValue(key, 'expected hours and minutes such as "15:00"')
    return time


def _status(key: str, value: Value) -> str:
    text = _text(key, value)
    status = text.lower()
    if status in ("canceled", CANCELLED):
        return CANCELLED
    if status in ("", "open", "planned", "scheduled", "held"):
        return ""
    raise _BadValue(key, f"expected `cancelled` or nothing, not `{text}`")


def _number(key: str, value: Value) -> int:
    text = _text(key, value)
    digits = text.lstrip("#")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 18:
        raise _BadValue(key, f"expected a number, not `{text}`")
    return int(digits)


def _names(key: str, value: Value) -> tuple[str, ...]:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not all(item is None or isinstance(item, str) for item in items):
        raise _BadValue(key, "expected a name or a list of names")
    return tuple(filter(None, (markdown.one_line(item) for item in items if isinstance(item, str))))


def _roles(key: str, value: Value) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise _BadValue(key, "expected one line for each role, such as `recap: A Name`")
    return {role: () if item is None else _names(key, item) for role, item in value.items()}


_READ: Mapping[session_keys.Kind, Callable[[str, Value], Any]] = {
    "text": _text,
    "date": _date,
    "time": _time,
    "names": _names,
    "roles": _roles,
    "status": _status,
    "number": _number,
    "position": _position,
}
_READERS = {key.name: _READ[key.kind] for key in session_keys.KEYS}


# --- writing -------------------------------------------------------------------------------


def new_file(session: Session, roles: Sequence[str]) -> bytes:
    """The content of a new file for this session; each of the roles gets a line, also where nobody has it."""
    values = _values(session, roles)
    present = {key: value for key, value in values.items() if value is not None}
    return front_matter.new(present, session.body).encode()


def edit_file(path: str, data: bytes, before: Session, after: Session) -> bytes:
    """The content `data` of a file, changed by what differs between `before` and `after`; the rest stays as it is.

    Raises `ClubFileError` where the file is written in a way that can't be changed safely.
    """
    old, wanted = _values(before, ()), _values(after, ())
    changes = {key: value for key, value in wanted.items() if value != old[key]}
    changes.pop("roles", None)
    if roles := _changed_roles(before.roles, after.roles):
        changes["roles"] = roles
    text = encoding.decode(path, data)
    body = after.body if after.body != before.body else None
    return front_matter.edit(path, text, changes, session_keys.ORDER, body).encode()


def _changed_roles(before: Mapping[str, Sequence[str]], after: Mapping[str, Sequence[str]]) -> dict[str, Writable]:
    """Role → its new holders, for the roles that change; None for one that goes."""
    changed = {role: _holders(holders) for role, holders in after.items() if holders != before.get(role, ())}
    return changed | {role: None for role in before if role not in after and before[role]}


def _values(session: Session, roles: Sequence[str]) -> dict[str, Writable]:
    """Key → value as YAML has it, of all keys in the order of a new file; None for an empty one."""
    values: dict[str, Writable] = {key: getattr(session, key) or None for key in session_keys.ORDER}
    values["time"] = session.time.strftime("%H:%M") if session.time else None
    values["authors"] = list(session.authors) or None
    roles_held = {role: _holders(session.roles.get(role, ())) for role in dict.fromkeys((*roles, *session.roles))}
    values["roles"] = roles_held or None
    if session.seen_at:
        values["seen"] = f"{session.seen} {session.seen_at:%Y-%m-%dT%H:%M:%SZ}"
    return values


def _holders(holders: Sequence[str]) -> Writable:
    """The holders of a role as YAML: a list for several, text for one, None for nobody."""
    if len(holders) > 1:
        return list(holders)
    return holders[0] if holders else None
