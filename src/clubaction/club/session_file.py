"""Session files: `sessions/<id>.md`, YAML front matter and Markdown.

The one place that turns such a file into a `Session` and a `Session` into such
a file. What a person wrote stays to the byte wherever nothing changes.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from clubaction.errors import ClubFileError, Problem
from clubaction.model.session import CANCELLED, Session
from clubaction.text import gfm, yaml_text
from clubaction.text.yaml_text import Value, Writable

KEYS = (
    "title",
    "date",
    "time",
    "theme",
    "part",
    "section",
    "link",
    "authors",
    "paper",
    "roles",
    "status",
    "slides",
    "recording",
    "code",
    "proposer",
    "proposed",
    "votes",
    "issue",
    "seen",
)
"""The keys that mean something to us, in the order in which we write them."""

_TEXT_KEYS = ("title", "theme", "part", "section", "link", "paper", "slides", "recording", "code", "proposer")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::00)?\Z")


# --- reading -------------------------------------------------------------------------------


def read_session(path: str, data: bytes) -> Session:
    """The session that a file holds. Raises `ClubFileError`, naming the line, where it can't be told."""
    text = yaml_text.decode(path, data)
    parts = yaml_text.front_matter(text)
    if parts is None:
        raise ClubFileError([Problem(path, 1, yaml_text.missing_front_matter(text))])
    source = text[parts.start : parts.end]
    values = yaml_text.read_yaml(path, source, first_line=2)
    body = text[parts.body :].replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    session_id = path.rpartition("/")[2].removesuffix(".md")
    try:
        return Session(id=session_id, body=body.rstrip(), **_fields(values))
    except _BadValue as bad:
        line = 2 + yaml_text.line_of(source, bad.key)
        raise ClubFileError([Problem(path, line, f"`{bad.key}`: {bad}")]) from None


class _BadValue(Exception):
    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


def _fields(values: Mapping[str, Value]) -> dict[str, Any]:
    found: dict[str, Any] = {key: _text(values, key) for key in _TEXT_KEYS if values.get(key) is not None}
    found |= {key: _date(key, _text(values, key)) for key in ("date", "proposed") if values.get(key) is not None}
    if values.get("time") is not None:
        found["time"] = read_time(_text(values, "time"))
        if found["time"] is None:
            raise _BadValue("time", 'expected hours and minutes such as "15:00"')
    if values.get("authors") is not None:
        found["authors"] = _names("authors", values["authors"])
    if values.get("roles") is not None:
        found["roles"] = _roles(values["roles"])
    if values.get("status") is not None:
        found["status"] = _status(_text(values, "status"))
    for key in ("votes", "issue"):
        if values.get(key) is not None:
            found[key] = _number(key, _text(values, key))
    if values.get("seen") is not None:
        found["seen"], found["seen_at"] = _position(_text(values, "seen"))
    return found


def _position(text: str) -> tuple[int, dt.datetime | None]:
    """The comment of `seen: 12`, and the time of `seen: 12 2024-10-02T15:00:00Z`."""
    number, _, when = text.partition(" ")
    try:
        moment = dt.datetime.fromisoformat(when) if when else None
    except ValueError:
        raise _BadValue("seen", f"expected a number, or a number and a time, not `{text}`") from None
    return _number("seen", number), moment and moment.replace(tzinfo=moment.tzinfo or dt.UTC)


def _text(values: Mapping[str, Value], key: str) -> str:
    value = values[key]
    if not isinstance(value, str):
        raise _BadValue(key, "expected text; put it in quotes where it starts with `[` or `{`")
    return gfm.one_line(value)


def _date(key: str, text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text[:10] if re.match(r"\d{4}-\d{2}-\d{2}[ T]", text) else text)
    except ValueError:
        raise _BadValue(key, f"expected a date such as 2024-10-02, not `{text}`") from None


def read_time(text: str) -> dt.time | None:
    """A time of day as people write it in files (`15:00`), or None."""
    match = _TIME.match(text.strip())
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        return None
    return dt.time(int(match[1]), int(match[2]))


def _status(text: str) -> str:
    status = text.lower()
    if status in ("canceled", CANCELLED):
        return CANCELLED
    if status in ("", "open", "planned", "scheduled", "held"):
        return ""
    raise _BadValue("status", f"expected `cancelled` or nothing, not `{text}`")


def _number(key: str, text: str) -> int:
    digits = text.lstrip("#")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 18:
        raise _BadValue(key, f"expected a number, not `{text}`")
    return int(digits)


def _names(key: str, value: Value) -> tuple[str, ...]:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not all(item is None or isinstance(item, str) for item in items):
        raise _BadValue(key, "expected a name or a list of names")
    return tuple(filter(None, (gfm.one_line(item) for item in items if isinstance(item, str))))


def _roles(value: Value) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise _BadValue("roles", "expected one line for each role, such as `recap: A Name`")
    return {key: () if item is None else _names("roles", item) for key, item in value.items()}


# --- writing -------------------------------------------------------------------------------


def new_file(session: Session, roles: Sequence[str]) -> bytes:
    """A new file for this session, with a line for each of the configured roles."""
    values = _values(session, roles)
    lines = "".join(yaml_text.entry(key, values[key]) for key in KEYS if values[key] is not None)
    body = f"\n{session.body}\n" if session.body else ""
    return f"---\n{lines}---\n{body}".encode()


def edit_file(path: str, data: bytes, before: Session, after: Session) -> bytes:
    """The file with what differs between two states of its session, and all else as it was.

    Raises `ClubFileError` where the file is written so that this can't be done.
    """
    old, wanted = _values(before, ()), _values(after, ())
    changes: dict[str, Writable] = {k: wanted[k] for k in KEYS if k != "roles" and wanted[k] != old[k]}
    roles = {role: _holders(holders) for role, holders in after.roles.items() if holders != before.roles.get(role, ())}
    roles |= {role: None for role in before.roles if role not in after.roles and before.roles[role]}
    if roles:
        changes["roles"] = roles
    text = yaml_text.decode(path, data)
    parts = yaml_text.front_matter(text)
    if parts is None:
        raise ClubFileError([Problem(path, 1, "no front matter any more")])
    head = yaml_text.edit(path, text[parts.start : parts.end], changes, KEYS)
    tail = text[parts.end :]
    if before.body != after.body:
        newline = "\r\n" if "\r\n" in text else "\n"
        body = after.body.replace("\n", newline)
        tail = text[parts.end : parts.body] + newline + body + newline
    return (text[: parts.start] + head + tail).encode()


def _values(session: Session, roles: Sequence[str]) -> dict[str, Writable]:
    values: dict[str, Writable] = {
        field.name: getattr(session, field.name) or None for field in fields(session) if field.name in KEYS
    }
    values["time"] = session.time.strftime("%H:%M") if session.time else None
    values["authors"] = list(session.authors) or None
    held = {role: _holders(session.roles.get(role, ())) for role in dict.fromkeys((*roles, *session.roles))}
    values["roles"] = held or None
    if session.seen_at:
        values["seen"] = f"{session.seen} {session.seen_at:%Y-%m-%dT%H:%M:%SZ}"
    return values


def _holders(holders: Sequence[str]) -> Writable:
    if len(holders) > 1:
        return list(holders)
    return holders[0] if holders else None
