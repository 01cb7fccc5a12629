"""Lines that say `Key: value`, as sections and bullet records are made of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from clubaction.importing import dates, inline, words
from clubaction.importing.inline import Inline
from clubaction.importing.page import Page
from clubaction.importing.record import Cell

_KEY = re.compile(
    r"""\s{0,12}(?P<bullet>[-*+]\s{1,4}|\d{1,3}[.)]\s{1,3}|\#{2,6}\s{1,3})?
    (?P<mark>\*\*|__|\*|_)?(?P<key>[^\W_][^:：*_\n|<>\[\]`"]{0,40}?)\s{0,2}(?:(?P=mark))?\s?[:：]\s?(?:(?P=mark))?
    (?!//)\s{0,4}(?P<value>.*)$""",
    re.VERBOSE,
)
_BREAK_AT_END = re.compile(r"<br\s?/?>\Z", re.IGNORECASE)
_BULLET = re.compile(r"\s{0,12}(?:[-*+]|\d{1,3}[.)])\s{1,4}(?=\S)")
_HEADING = re.compile(r" {0,3}#{1,6}\s+")
_RULE = re.compile(r"\s{0,3}(?:[-*_]\s?){3,}$")
_QUOTE = re.compile(r"\s{0,3}>")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line that says `Key: value`."""

    line: int
    label: str
    field: str
    """As `words.field_of` has it; empty for keys that are not known."""
    value: str
    formal: bool
    """Marked as a key: in bold, or as a list item or heading of its own."""


def entry(text: str, line: int) -> Entry | None:
    """The entry that a line is, if it is one: a known key, or any that is formally marked as one."""
    match = _KEY.match(_unbroken(text))
    if not match or match["key"].lower() in ("http", "https", "doi", "note"):
        return None
    mark = match["mark"] or ""
    if mark and not match["value"] and match[0].count(mark) < 2:
        return None
    field = words.field_of(match["key"])
    formal = bool(mark) or bool(match["bullet"])
    if not field and not (formal and len(match["key"].split()) <= 4):
        return None
    return Entry(line, match["key"].strip(), field, match["value"].strip(), formal)


def _unbroken(text: str) -> str:
    """The line without a `<br>` at its end."""
    bare = text.rstrip()
    return (bare[:-8] + _BREAK_AT_END.sub("", bare[-8:])).rstrip() if bare.endswith(">") else text


def is_rule(text: str) -> bool:
    """Whether a line is only a separator."""
    return bool(_RULE.match(text))


def dated(found: Entry | None) -> bool:
    """Whether an entry gives the date of a meeting."""
    return found is not None and found.field == "date" and dates.spot(inline.read(found.value).flat) is not None


def bare_date(text: str) -> bool:
    """Whether a list item is nothing but a full date, perhaps with a time."""
    bullet = _BULLET.match(text)
    if not bullet:
        return False
    shown = inline.read(text[bullet.end() :]).flat
    spot = dates.spot(shown)
    return spot is not None and spot.year is not None and len(shown) - spot.end <= 20 and "://" not in shown


@dataclass(slots=True)
class Gathered:
    """What the lines of one record say: cells, and the Markdown that goes into its body."""

    cells: list[Cell]
    body: list[str]
    fields: set[str] = field(default_factory=set)
    """Those of the cells."""

    def add(self, *cells: Cell) -> None:
        """Adds cells."""
        self.cells.extend(cells)
        self.fields.update(cell.field for cell in cells)


def gather(page: Page, first: int, last: int, *, depth: int) -> Gathered:
    """Reads the lines of a record. Headings in it move up by `depth` levels."""
    found = Gathered([], [])
    number = first
    while number <= last:
        text = page.line(number)
        if number in page.code:
            found.body.append(text)
        elif is_rule(text):
            found.body.append("")
        elif bare_date(text):
            bullet = _BULLET.match(text)
            value = inline.read(text[bullet.end() if bullet else 0 :])
            found.add(Cell("date", "Date", value, line=number))
        elif item := entry(text, number):
            number = _take(page, item, number, last, found)
        elif labelled := _labelled(text, number):
            found.add(*labelled)
        else:
            found.body.append(_outdented(text, depth))
        number += 1
    return found


def _outdented(text: str, depth: int) -> str:
    match = _HEADING.match(text)
    if not match:
        return _unbroken(text)
    level = max(2, text[: match.end()].count("#") - depth)
    return "#" * level + " " + text[match.end() :]


def _take(page: Page, item: Entry, number: int, last: int, found: Gathered) -> int:
    """Adds an entry, together with the lines that belong to it; the last of these."""
    if item.field == "abstract" or (not item.value and not item.field):
        return _take_text(page, item, number, last, found)
    if item.field in ("number", "section", "reading", "topic", "theme", "part", "time", ""):
        field = {"topic": "theme", "theme": "theme", "time": "time"}.get(item.field, "")
    else:
        field = item.field
    if field in ("date", "title", "theme", "authors", "time") and field in found.fields:
        field = ""
    key = words.role_key(item.label) if field == "role" else ""
    value, end = item.value, number
    if not value:
        value, end = _value_below(page, number, last)
    elif not field:
        value, end = _value_goes_on(page, value, number, last)
    found.add(Cell(field, item.label, inline.read(value), key, number))
    return end


def _value_below(page: Page, number: int, last: int) -> tuple[str, int]:
    """The value of an entry that stands on the line under its key."""
    below = number + 1
    text = page.line(below) if below <= last and below not in page.code else ""
    if not text.strip() or entry(text, below) or _HEADING.match(text) or is_rule(text):
        return "", number
    bullet = _BULLET.match(text)
    return text[bullet.end() if bullet else 0 :], below


def _value_goes_on(page: Page, value: str, number: int, last: int) -> tuple[str, int]:
    """A value of several lines, up to a blank line, an item, an entry or a heading."""
    lines = [value]
    for below in range(number + 1, last + 1):
        text = page.line(below)
        if not text.strip() or _BULLET.match(text) or _HEADING.match(text) or entry(text, below) or is_rule(text):
            break
        if below in page.code or bare_date(text):
            break
        lines.append(_unbroken(text).strip())
        number = below
    return " ".join(lines), number


def _take_text(page: Page, item: Entry, number: int, last: int, found: Gathered) -> int:
    """Adds the text under a key such as `**Abstract:**`, up to the next known key."""
    lines = [item.value] if item.value else []
    end = number
    for below in range(number + 1, last + 1):
        text = page.line(below)
        following = entry(text, below)
        if (following and following.field and following.formal) or _HEADING.match(text) or is_rule(text):
            break
        if item.field == "abstract" or not (labelled := _labelled(text, below)):
            lines.append(text)
        else:
            found.add(*labelled)
        end = below
    said = [line for line in lines if line.strip()]
    if not said or (item.field == "abstract" and words.is_placeholder(" ".join(said))):
        return end
    texts = [index for index, line in enumerate(lines) if line.strip()]
    lines = lines[texts[0] : texts[-1] + 1]
    if item.field == "abstract":
        lines = [text if _QUOTE.match(text) else f"> {text.strip()}".rstrip() for text in lines]
    found.body += ["", f"## {item.label}", "", *lines, ""]
    return end


def _labelled(text: str, number: int) -> list[Cell]:
    """The links of a line that says nothing else, each under what its label says (`[slides](…)`)."""
    bullet = _BULLET.match(text)
    value = inline.read(text[bullet.end() if bullet else 0 :])
    if not value.links or value.words.strip(" ,;|/") or any(link.bare for link in value.links):
        return []
    cells = []
    for link in value.links:
        field = words.field_of(link.text)
        if field not in ("slides", "recording", "code"):
            field = "link" if field in ("link", "title", "") and words.fold(link.text) in words.GENERIC_LABELS else ""
        shown = Inline(f"[{link.text}]({link.url})", (link,))
        cells.append(Cell(field, "Link" if field else "More", shown, line=number))
    return cells
