"""Session files: `sessions/<id>.md`, YAML front matter and Markdown.

The one place that turns such a file into a `Session` and a `Session` into such
a file. What a person wrote stays to the byte wherever nothing changes.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from clubaction import documents, gfm
from clubaction.documents import Value, Writable
from clubaction.errors import ClubFileError, Problem
from clubaction.model import CANCELLED, Session

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
_LONGEST_ID = 60
_LONGEST_SEARCHED = 20_000
"""Characters of a file that can't be read which are searched for what it is about."""
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d|readme|index|template)\Z", re.IGNORECASE)


def make_id(title: str, taken: Collection[str], fallback: str = "session") -> str:
    """A new id from a title (see `stem_of`) that is not in `taken`, whatever its case."""
    stem = stem_of(title, fallback)
    used = {name.casefold() for name in taken}
    candidate, number = stem, 2
    while candidate.casefold() in used:
        candidate, number = f"{stem}-{number}", number + 1
    return candidate


def stem_of(title: str, fallback: str = "session") -> str:
    """What an id is made from: a title in lower case, words joined by hyphens, at most 60 characters.

    Accents are dropped; a title in a script without Latin letters keeps its own letters.
    """
    latin = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", latin.replace("'", ""))
    if len("".join(words)) < 3:
        words = re.findall(r"\w+", unicodedata.normalize("NFC", title).lower()) or words
    stem = ""
    for word in words:
        longer = f"{stem}-{word}" if stem else word[:_LONGEST_ID]
        if len(longer) > _LONGEST_ID:
            break
        stem = longer
    stem = stem.replace("_", "-").strip("-") or fallback
    return f"{stem}-{fallback}" if _RESERVED.match(stem) else stem


def path_of(session_id: str, folder: str) -> str:
    """Where the session's file is, relative to the repository's root."""
    return f"{folder}/{session_id}.md" if folder else f"{session_id}.md"


def is_session_path(path: str, folder: str) -> bool:
    """Whether a file of the repository is a session file: a `.md` right in the folder, but no README."""
    parent, _, name = path.rpartition("/")
    return parent == folder and name.endswith(".md") and name[:-3].lower() not in ("", "readme")


# --- reading -------------------------------------------------------------------------------


def read(path: str, data: bytes) -> Session:
    """The session that a file holds. Raises `ClubFileError`, naming the line, where it can't be told."""
    text = documents.decode(path, data)
    parts = documents.front_matter(text)
    if parts is None:
        raise ClubFileError([Problem(path, 1, documents.missing_front_matter(text))])
    source = text[parts.start : parts.end]
    values = documents.read(path, source, first_line=2)
    body = text[parts.body :].replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    session_id = path.rpartition("/")[2].removesuffix(".md")
    try:
        return Session(id=session_id, body=body.rstrip(), **_fields(values))
    except _BadValue as bad:
        line = 2 + documents.line_of(source, bad.key)
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


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A session's file that can't be read, and what can be told of it all the same by searching its text."""

    path: str
    id: str
    problems: tuple[Problem, ...]
    issue: int | None = None
    date: str = ""
    """As written."""
    proposer: str = ""
    seen: int = 0


def read_files(files: Mapping[str, bytes], folder: str) -> tuple[dict[str, Session], list[Unreadable]]:
    """All sessions by id, and the files that can't be read."""
    found: dict[str, Session] = {}
    unreadable: list[Unreadable] = []
    for path in sorted(files):
        if not is_session_path(path, folder):
            continue
        try:
            session = _read_named(path, files[path])
        except ClubFileError as error:
            unreadable.append(_unreadable(path, files[path], tuple(error.problems)))
        else:
            found[session.id] = session
    return found, unreadable


def _read_named(path: str, data: bytes) -> Session:
    shown = path.encode(errors="replace").decode()
    if shown != path or "\N{REPLACEMENT CHARACTER}" in path:
        raise ClubFileError([Problem(shown, 0, "the file's name is not UTF-8 text; give it another")])
    return read(path, data)


_SEARCHED = {
    key: re.compile(rf"""^["']?{key}["']?[ \t]*:[ \t]*["']?([^\r\n]{{1,200}})""", re.MULTILINE)
    for key in ("issue", "date", "proposer", "seen")
}


def _unreadable(path: str, data: bytes, problems: tuple[Problem, ...]) -> Unreadable:
    text = data[:_LONGEST_SEARCHED].decode("utf-8", "replace")
    values = {key: match[1].strip() if (match := pattern.search(text)) else "" for key, pattern in _SEARCHED.items()}
    number = re.match(r"#?(\d{1,9})\b", values["issue"])
    session_id = path.rpartition("/")[2].removesuffix(".md")
    issue = int(number[1]) if number else None
    date, proposer = (re.split(r"[\"'#]", values[key], maxsplit=1)[0].strip() for key in ("date", "proposer"))
    seen = re.match(r"\d{1,18}", values["seen"])
    return Unreadable(path, session_id, problems, issue, date, proposer, int(seen[0]) if seen else 0)


def read_all(files: Mapping[str, bytes], folder: str) -> tuple[dict[str, Session], list[Problem]]:
    """All sessions by id, and the problems of the files that could not be read."""
    found, unreadable = read_files(files, folder)
    return found, [problem for one in unreadable for problem in one.problems]


# --- writing -------------------------------------------------------------------------------


def new(session: Session, roles: Sequence[str]) -> bytes:
    """A new file for this session, with a line for each of the configured roles."""
    values = _values(session, roles)
    lines = "".join(documents.entry(key, values[key]) for key in KEYS if values[key] is not None)
    body = f"\n{session.body}\n" if session.body else ""
    return f"---\n{lines}---\n{body}".encode()


def edit(path: str, data: bytes, before: Session, after: Session) -> bytes:
    """The file with what differs between two states of its session, and all else as it was.

    Raises `ClubFileError` where the file is written so that this can't be done.
    """
    old, wanted = _values(before, ()), _values(after, ())
    changes: dict[str, Writable] = {k: wanted[k] for k in KEYS if k != "roles" and wanted[k] != old[k]}
    roles = {role: _holders(holders) for role, holders in after.roles.items() if holders != before.roles.get(role, ())}
    roles |= {role: None for role in before.roles if role not in after.roles and before.roles[role]}
    if roles:
        changes["roles"] = roles
    text = documents.decode(path, data)
    parts = documents.front_matter(text)
    if parts is None:
        raise ClubFileError([Problem(path, 1, "no front matter any more")])
    head = documents.edit(path, text[parts.start : parts.end], changes, KEYS)
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


_ABSTRACT = re.compile(r"^##[ \t]+Abstract[ \t]*\n(?:[ \t]*\n)*((?:>.*(?:\n|\Z))*)", re.MULTILINE | re.IGNORECASE)


def abstract(body: str) -> str:
    """The block quote of a session's section `## Abstract`, as it is written; empty if there is none."""
    match = _ABSTRACT.search(body)
    return match[1].strip() if match and match[1].strip("> \n") else ""


def without_abstract(body: str) -> str:
    """The body without its abstract."""
    match = _ABSTRACT.search(body)
    return (body[: match.start()] + body[match.end() :]).strip("\n") if match and abstract(body) else body


def with_abstract(body: str, quote: str) -> str:
    """The body with this block quote as its abstract, in the place of one that is there already."""
    section = f"## Abstract\n\n{quote}\n"
    if match := _ABSTRACT.search(body):
        return (body[: match.start()] + section + body[match.end() :]).strip("\n")
    return f"{section}\n{body}".strip("\n")
