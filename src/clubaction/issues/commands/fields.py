"""Setting one field of a session, and reading the issue again."""

from __future__ import annotations

import difflib
import re
from dataclasses import replace
from typing import Any, cast
from urllib.parse import urlsplit

from clubaction.club import session_ids
from clubaction.issues import paper_memo_line, proposals
from clubaction.issues.commands.invocation import Invocation, Outcome, done, nothing, refused
from clubaction.model.paper import Paper, Unresolved
from clubaction.papers.identify import identifiers
from clubaction.text import gfm

MATERIALS = ("slides", "recording", "code")
"""What comes of a session, so that it is mostly set after it."""
FIELDS: tuple[str, ...] = ("theme", "part", "title", "link", *MATERIALS)
_EMPTY = ("", "-", "none")
_LONGEST = 500


def set_field(turn: Invocation) -> Outcome:
    """`/set FIELD VALUE`."""
    name, _, value = turn.argument.partition(" ")
    field = name.lower().rstrip(":=")
    if field not in FIELDS:
        close = difflib.get_close_matches(field, FIELDS, n=1)
        return refused("set-no-field", field=name, fields=list(FIELDS), nearest=close[0] if close else "")
    if field not in MATERIALS and not turn.organiser and turn.club.held(turn.session, turn.day):
        return refused("is-held-already")
    text = value.strip().removeprefix("=").strip()
    if text.lower() in _EMPTY:
        text = ""
    wrong = _wrong(turn, field, text)
    if wrong:
        return wrong
    if field == "part":
        text = _part(turn, text) or text
    if getattr(turn.session, field) == text:
        return nothing("set-already", field=field)
    session = replace(turn.session, **cast("dict[str, Any]", {field: text}))
    if field == "link":
        session = replace(session, paper=identifiers.identify(text))
    turn.club.put(session)
    return done("set" if text else "unset", field=field, value=text)


def _wrong(turn: Invocation, field: str, text: str) -> Outcome | None:
    if len(text) > _LONGEST:
        return refused("set-too-long", field=field, most=_LONGEST)
    if field == "title" and not text:
        return refused("set-needs-title")
    if field == "link" and text and not _is_web(text):
        return refused("set-no-link", field=field, value=text)
    if field in MATERIALS and text and not _is_web(text) and not _is_file(text):
        return refused("set-no-link", field=field, value=text)
    if field == "part" and text and turn.club.config.parts and not _part(turn, text):
        parts = [part.title for part in turn.club.config.parts]
        return refused("set-no-part", value=text, parts=parts)
    return None


def _part(turn: Invocation, text: str) -> str:
    names = {
        name.casefold(): part.title
        for part in turn.club.config.parts
        for name in (part.title, part.heading, part.label)
        if name
    }
    return names.get(text.casefold(), "")


def _is_web(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in text


def _is_file(text: str) -> bool:
    """Whether it is a path inside the repository."""
    return bool(re.fullmatch(r"[\w][\w ./()+,-]*", text)) and ".." not in text.split("/")


def refresh(turn: Invocation) -> Outcome:
    """`/refresh`. Not once the session has been held: what was read then is what was read."""
    if turn.club.held(turn.session, turn.day):
        return refused("refresh-held", path=session_ids.path_of(turn.session.id, turn.club.config.sessions))
    if turn.session.id not in turn.club.base:
        return nothing("refresh-not-merged")
    again = proposals.refreshed(turn.session, turn.issue, turn.club, turn.paper)
    if isinstance(turn.paper, Paper):
        kept = paper_memo_line.memo_of(turn.paper, turn.comment, same=again == turn.session)
        turn.club.papers[turn.issue.number] = kept
    elif isinstance(turn.paper, Unresolved) and not turn.paper.passing:
        turn.club.papers[turn.issue.number] = paper_memo_line.memo_of_missing(turn.paper, turn.comment, turn.club.today)
    if again == turn.session:
        return nothing("refreshed-same")
    turn.club.put(again)
    return done("refreshed", title=gfm.one_line(again.title))
