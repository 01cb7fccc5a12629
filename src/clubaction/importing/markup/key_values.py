"""Reads `Key: value` lines and list items, of which sections are made."""

from __future__ import annotations

import re
from dataclasses import dataclass

from clubaction.importing.dates.found_date import date_at_start
from clubaction.importing.field_names import Field, field_of
from clubaction.importing.markup.inline_markdown import read_inline

_KEY = re.compile(
    r"""\s{0,12}(?P<bullet>[-*+]\s{1,4}|\d{1,3}[.)]\s{1,3}|\#{2,6}\s{1,3})?
    (?P<mark>\*\*|__|\*|_)?(?P<key>[^\W_][^:：*_\n|<>\[\]`"]{0,40}?)\s{0,2}(?:(?P=mark))?\s?[:：]\s?(?:(?P=mark))?
    (?!//)\s{0,4}(?P<value>.*)$""",
    re.VERBOSE,
)
_BREAK_AT_END = re.compile(r"<br\s?/?>\Z", re.IGNORECASE)
BULLET = re.compile(r"\s{0,12}(?:[-*+]|\d{1,3}[.)])\s{1,4}(?=\S)")
TOP_BULLET = re.compile(r"\s{0,3}[-*+]\s{1,4}(?=\S)")
"""The start of an item in a list that is not nested nor numbered."""
_RULE = re.compile(r"\s{0,3}(?:[-*_]\s?){3,}$")


@dataclass(frozen=True, slots=True)
class KeyValue:
    """A line with a key and a value."""

    line: int
    label: str
    """The key as written."""
    field: Field
    """The field that the key is for; empty for an unknown key."""
    value: str
    formal: bool
    """Whether it is marked as a key: in bold, in a list item or in a heading."""


def read_key_value(text: str, line: int) -> KeyValue | None:
    """The key and value of a line; None unless the key is known, or short and formally marked as one."""
    match = _KEY.match(without_line_break(text))
    if not match or match["key"].lower() in ("http", "https", "doi", "note"):
        return None
    mark = match["mark"] or ""
    if mark and not match["value"] and match[0].count(mark) < 2:
        return None
    field = field_of(match["key"])
    formal = bool(mark) or bool(match["bullet"])
    if not field and not (formal and len(match["key"].split()) <= 4):
        return None
    return KeyValue(line, match["key"].strip(), field, match["value"].strip(), formal)


def without_line_break(text: str) -> str:
    """The line without a `<br>` at its end."""
    bare = text.rstrip()
    return (bare[:-8] + _BREAK_AT_END.sub("", bare[-8:])).rstrip() if bare.endswith(">") else text


def is_rule(text: str) -> bool:
    """Whether a line is only a separator, such as `---`."""
    return bool(_RULE.match(text))


def gives_date(found: KeyValue | None) -> bool:
    """Whether a key and its value give the date of a meeting."""
    return found is not None and found.field == "date" and date_at_start(read_inline(found.value).flat) is not None


def is_bare_date(text: str) -> bool:
    """Whether a line is a list item with nothing but a full date, perhaps with a time."""
    if not BULLET.match(text):
        return False
    shown = read_inline(without_bullet(text)).flat
    date = date_at_start(shown)
    return date is not None and date.year is not None and len(shown) - date.end <= 20 and "://" not in shown


def without_bullet(text: str) -> str:
    """The text of a list item; any other line as it is."""
    bullet = BULLET.match(text)
    return text[bullet.end() :] if bullet else text
