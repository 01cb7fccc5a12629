"""From a record to what is known of a session: titles, links, people, and what is left for its text."""

from __future__ import annotations

import datetime as dt
import html
import re
from dataclasses import dataclass, field

from clubaction.text import gfm
from clubaction.importing import dates, inline, words
from clubaction.importing.inline import Inline
from clubaction.importing.record import Cell, Record
from clubaction.importing.report import Ledger

MOST = 100
"""Titles, links or holders of one role that one session has; more of them are kept in its text."""
MANY_TITLES = 3
"""More papers than this on one day are not all named in the session's title."""

_COUNTER = re.compile(r"\s{0,3}\(\d{1,3}/\d{1,3}\)$")
_AND = re.compile(r"\s(?:and|und|et|y|e|en|ve)\s|\s?[&;+、，\n]\s?|,\s", re.IGNORECASE)
_ROMAN_AND = re.compile(r"^(?:and|und)\s", re.IGNORECASE)
_LOGIN = re.compile(r"@[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}")
_PROFILE = re.compile(r"https?://(?:www\.)?github\.com/([A-Za-z0-9](?:-?[A-Za-z0-9]){0,38})/?")
_OUR_PROFILE = re.compile(r"(?:\.\./)+([A-Za-z0-9](?:-?[A-Za-z0-9]){0,38})")
_SPECIAL = re.compile(r"(?:special|invited|guest|joint) (?:session|talk|event)s?", re.IGNORECASE)
_CANCELLED_END = re.compile(r"\s{0,3}[(\[](?:cancell?ed|abgesagt)[)\]]$", re.IGNORECASE)
_FORM_LINK = re.compile(r"issues/new\b")


@dataclass(slots=True)
class Draft:
    """A session in the making, with the lines it comes from."""

    line: int
    end: int
    date: dt.date | None = None
    time: dt.time | None = None
    titles: list[str] = field(default_factory=list)
    theme: str = ""
    part: str = ""
    section: str = ""
    links: list[str] = field(default_factory=list)
    authors: tuple[str, ...] = ()
    roles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    """Role key → label, in the order in which the source names them."""
    slides: str = ""
    recording: str = ""
    code: str = ""
    cancelled: bool = False
    extra: list[str] = field(default_factory=list)
    """Markdown list items for the body: what has no place of its own."""
    body: list[str] = field(default_factory=list)
    """Markdown for the body, before `extra`."""
    ours: bool = False
    group: int = 0
    heading: str = ""

    @property
    def title(self) -> str:
        """One title, also where the day has several papers."""
        if len(self.titles) <= MANY_TITLES:
            return " / ".join(self.titles)
        return f"{self.titles[0]} and {len(self.titles) - 1} more"

    @property
    def link(self) -> str:
        """The first link."""
        return self.links[0] if self.links else ""

    @property
    def name(self) -> str:
        """What the report calls it."""
        day = self.date.isoformat() if self.date else "no date"
        return f"{day}, {self.title or self.theme or 'open'}"


def target(url: str) -> str:
    """An address as a rendered page would give it back; empty if it is none to follow."""
    return html.unescape(gfm.safe_url(url))


def draft(record: Record, ledger: Ledger) -> Draft:
    """Reads all cells of a record but its date."""
    made = Draft(record.line, record.end, ours=record.ours, group=record.group, heading=record.heading)
    for cell in record.cells:
        _READERS.get(cell.field, _extra)(made, cell, ledger)
    made.body.extend(record.body)
    return made


# --- one reader for each field -------------------------------------------------------------


def _title(made: Draft, cell: Cell, ledger: Ledger) -> None:
    value = cell.value
    parts = [part.strip() for part in value.words.split("\n")]
    titles = [_without_question(part, cell, ledger) for part in parts if not words.is_placeholder(part)]
    taken = frozenset(titles)
    for part in parts:
        if part and part not in taken and words.is_bare_answer(part):
            ledger.guessed(cell.line, f'"{part}" is not taken as a title')
    links = [link for link in value.links if not _FORM_LINK.search(link.url)]
    if len(links) < len(value.links) or (made.ours and value.source.strip() == "*open*"):
        titles = []
    if value.struck and all(words.is_cancelled(title) or not title for title in titles):
        titles, made.cancelled = list(value.struck), True
    elif value.struck:
        ledger.guessed(cell.line, f"struck out in the title, left: {'; '.join(value.struck)}")
    for title in titles[:MOST]:
        shorter = _CANCELLED_END.sub("", title)
        made.cancelled = made.cancelled or shorter != title or (made.ours and title == "(cancelled)")
        if shorter and shorter not in made.titles and shorter != "(cancelled)":
            made.titles.append(shorter)
    if len(titles) > MOST:
        ledger.guessed(cell.line, f"{len(titles)} titles in one cell: all but the first {MOST} are only in the text")
        made.extra += [f"- **Paper:** {gfm.escape(title)}" for title in titles[MOST:]]
    _link_all(made, links)


def _without_question(text: str, cell: Cell, ledger: Ledger) -> str:
    if text.startswith("?") and len(text) > 1:
        ledger.guessed(cell.line, f'the question mark before "{text[1:].strip()}" is not kept')
        return text.lstrip("? ")
    return text


def _title_of_link(made: Draft, cell: Cell, ledger: Ledger) -> None:
    """A column of links whose labels are the titles."""
    labels = [link for link in cell.value.links if not link.bare and words.fold(link.text) not in words.GENERIC_LABELS]
    if labels:
        made.titles.append(labels[0].text.strip())
        ledger.guessed(cell.line, f'the title "{labels[0].text.strip()}" is what the link in "{cell.label}" says')
    _READERS[cell.field.partition("+")[2]](made, cell, ledger)


def _theme(made: Draft, cell: Cell, ledger: Ledger) -> None:
    text = cell.value.flat
    if words.is_placeholder(text):
        return
    if made.theme:
        _extra(made, cell, ledger)
    else:
        made.theme = text
        _more_links(made, cell, cell.value.links)


def _link(made: Draft, cell: Cell, ledger: Ledger) -> None:
    links = [link for link in cell.value.links if not _FORM_LINK.search(link.url)]
    _link_all(made, links)
    rest = cell.value.words
    if words.fold(rest) in ("and", "und", "et"):
        rest = ""
    if rest and not cell.value.links and not words.is_placeholder(rest):
        made.extra.append(_item(cell))


def _link_all(made: Draft, links: list[inline.Piece]) -> None:
    for link in links:
        url = target(link.url)
        if not url or url in made.links:
            continue
        if len(made.links) >= MOST:
            made.extra.append(f"- **More:** {gfm.link(link.text, url)}")
            continue
        kind = words.field_of(link.text) if not link.bare else ""
        if kind in ("slides", "recording", "code") and not getattr(made, kind):
            setattr(made, kind, url)
            continue
        made.links.append(url)
        if len(made.links) > 1:
            label = link.text if not link.bare and words.fold(link.text) not in words.GENERIC_LABELS else ""
            made.extra.append(f"- **Link:** {gfm.link(label or gfm.link_label(url), url)}")


def _more_links(made: Draft, cell: Cell, links: tuple[inline.Piece, ...]) -> None:
    for link in links:
        if url := target(link.url):
            made.extra.append(f"- **{_label(cell)}:** {gfm.link(link.text, url)}")


def _authors(made: Draft, cell: Cell, _: Ledger) -> None:
    text = cell.value.flat
    if not words.is_placeholder(text):
        made.authors = tuple(name for name in (_ROMAN_AND.sub("", part.strip()) for part in _names(text)) if name)


def _names(text: str) -> list[str]:
    if ";" in text:
        return [" ".join(text.split())]
    return re.split(r",\s(?:and\s|und\s|&\s)?|\s(?:and|und|&)\s|[、，]", text)


def _role(made: Draft, cell: Cell, ledger: Ledger) -> None:
    key = cell.key or words.role_key(cell.label)
    made.labels.setdefault(key, cell.label)
    holders = made.roles.get(key, ())
    if len(holders) >= MOST:
        _extra(made, cell, ledger)
        return
    found = tuple(h for h in (_ours_holders(cell.value) if made.ours else _holders(cell, ledger)) if h not in holders)
    special = [holder for holder in found if _SPECIAL.fullmatch(holder)]
    if special and not made.theme:
        made.theme = special[0]
        ledger.guessed(cell.line, f'"{special[0]}" in "{cell.label}" is taken as the theme, not as a person')
        found = tuple(holder for holder in found if not _SPECIAL.fullmatch(holder))
    if holders + found:
        made.roles[key] = holders + found
    if cell.value.struck and not made.ours:
        ledger.guessed(cell.line, f'struck out in "{cell.label}", left: {"; ".join(cell.value.struck)}')


def _ours_holders(value: Inline) -> tuple[str, ...]:
    holders: list[str] = []
    for piece in value.pieces:
        if not piece.url:
            holders += [name.strip() for name in piece.text.split(",")]
        elif not _FORM_LINK.search(piece.url):
            login = _OUR_PROFILE.fullmatch(piece.url) or _PROFILE.fullmatch(piece.url)
            holders.append(f"@{login[1]}" if login else piece.text.strip())
    return tuple(name.replace("\u200b", "") for name in holders if name and name != "open")


def _holders(cell: Cell, ledger: Ledger) -> tuple[str, ...]:
    for link in cell.value.links:
        if login := _PROFILE.fullmatch(link.url):
            return (f"@{login[1]}",)
    holders: list[str] = []
    for part in _AND.split(cell.value.text.replace("\u3000", " ")):
        name = _COUNTER.sub("", part.strip())
        if words.is_placeholder(name) or words.is_break(name):
            continue
        if name != part.strip():
            ledger.guessed(cell.line, f'the count in "{part.strip()}" is not kept')
        if name.startswith("?"):
            ledger.guessed(cell.line, f'the question mark before "{name[1:].strip()}" is not kept')
            name = name.lstrip("? ")
        if " or " in name:
            ledger.guessed(cell.line, f'"{name}" is taken as it stands, as one name')
        name = re.sub(r"(?<=[\u2e80-\u9fff\uac00-\ud7af])\s(?=[\u2e80-\u9fff\uac00-\ud7af])", "", name)
        holders.append(name if not name.startswith("@") or _LOGIN.fullmatch(name) else name.lstrip("@"))
    return tuple(dict.fromkeys(holder for holder in holders if holder))


def _material(made: Draft, cell: Cell, ledger: Ledger) -> None:
    links = [link for link in cell.value.links if target(link.url)]
    for link in links:
        kind = "" if link.bare else words.field_of(link.text)
        field = kind if kind in ("slides", "recording", "code") else cell.field.rpartition("+")[2]
        url = target(link.url)
        if not getattr(made, field):
            setattr(made, field, url)
        elif getattr(made, field) != url:
            made.extra.append(f"- **{_label(cell)}:** {gfm.link(link.text, url)}")
    if not links and cell.value.flat and not words.is_placeholder(cell.value.flat):
        _extra(made, cell, ledger)


def _extra(made: Draft, cell: Cell, _: Ledger) -> None:
    """Anything else is kept in the body, its links sorted by what their labels say."""
    value = cell.value
    if words.is_placeholder(value.flat) and not value.links:
        return
    kinds = [words.field_of(link.text) for link in value.links]
    only_links = bool(kinds) and not value.words.strip(" ,;|")
    if only_links and all(kind in ("slides", "recording", "code") for kind in kinds):
        for kind, link in zip(kinds, value.links, strict=True):
            if not getattr(made, kind):
                setattr(made, kind, target(link.url))
            elif target(link.url):
                made.extra.append(f"- **{_label(cell)}:** {gfm.link(link.text, target(link.url))}")
        return
    made.extra.append(_item(cell))


def _label(cell: Cell) -> str:
    return str(gfm.escape(cell.label)) if cell.label else "Note"


def _item(cell: Cell) -> str:
    return f"- **{_label(cell)}:** {' '.join(cell.value.source.split())}"


def _abstract(made: Draft, cell: Cell, _: Ledger) -> None:
    if not words.is_placeholder(cell.value.flat):
        made.body += ["## Abstract", "", f"> {' '.join(cell.value.source.split())}", ""]


def _status(made: Draft, cell: Cell, ledger: Ledger) -> None:
    if words.is_cancelled(cell.value.flat):
        made.cancelled = True
    else:
        _extra(made, cell, ledger)


def _time(made: Draft, cell: Cell, ledger: Ledger) -> None:
    found = dates.time_in(cell.value.flat)
    if found and not made.time:
        made.time = found
    else:
        _extra(made, cell, ledger)


def _nothing(made: Draft, cell: Cell, _: Ledger) -> None:
    """Dates are read by column; numbers and section links are made anew."""


_READERS = {
    "title": _title,
    "title+link": _title_of_link,
    "title+slides": _title_of_link,
    "theme": _theme,
    "link": _link,
    "authors": _authors,
    "role": _role,
    "slides": _material,
    "recording": _material,
    "code": _material,
    "abstract": _abstract,
    "status": _status,
    "time": _time,
    "date": _nothing,
    "number": _nothing,
    "section": _nothing,
}
