"""Adds people to a draft: the holders of its roles, and the authors of its paper."""

from __future__ import annotations

import re
from collections.abc import Sequence

from clubaction.club import people
from clubaction.importing import own_blocks
from clubaction.importing.drafts.draft import MOST, Draft
from clubaction.importing.drafts.link_cells import invites, take_remark
from clubaction.importing.entry import Cell
from clubaction.importing.field_names import role_key
from clubaction.importing.markup.inline import Inline
from clubaction.importing.report import Report
from clubaction.importing.vocabulary import is_break, is_placeholder
from clubaction.text import invisible

_COUNTER = re.compile(r"\s{0,3}\(\d{1,3}/\d{1,3}\)$")
_AND = re.compile(r"\s(?:and|und|et|y|e|en|ve)\s|\s?[&;+、，\n]\s?|,\s", re.IGNORECASE)
_BETWEEN_AUTHORS = re.compile(r",\s(?:and\s|und\s|&\s)?|\s(?:and|und|&)\s|[、，]")
_LEADING_AND = re.compile(r"^(?:and|und)\s", re.IGNORECASE)
_PROFILE = re.compile(rf"https?://(?:www\.)?github\.com/({people.LOGIN_PATTERN})/?")
_OUR_PROFILE = re.compile(rf"(?:\.\./)+({people.LOGIN_PATTERN})")
"""The relative address of a profile, as clubaction writes it."""
_SPECIAL = re.compile(r"(?:special|invited|guest|joint) (?:session|talk|event)s?", re.IGNORECASE)
_SPACE_IN_NAME = re.compile(r"(?<=[\u2e80-\u9fff\uac00-\ud7af])\s(?=[\u2e80-\u9fff\uac00-\ud7af])")
"""The space between two Chinese, Japanese or Korean characters, which names in these scripts do not have."""


def take_authors(draft: Draft, cell: Cell, _: Report) -> None:
    """Sets the authors; a list with semicolons is kept as one text, since its commas are parts of names."""
    text = cell.value.flat
    if is_placeholder(text):
        return
    names = [" ".join(text.split())] if ";" in text else _BETWEEN_AUTHORS.split(text)
    cleaned = (_LEADING_AND.sub("", name.strip()) for name in names)
    draft.authors = tuple(name for name in cleaned if name)


def take_role(draft: Draft, cell: Cell, report: Report) -> None:
    """Adds the holders of a role; the role itself is added even without holders."""
    key = cell.key or role_key(cell.label)
    draft.labels.setdefault(key, cell.label)
    holders = draft.roles.get(key, ())
    if len(holders) >= MOST:
        take_remark(draft, cell, report)
        return
    named = _our_holders(cell.value) if draft.ours else _holders(cell, report)
    found = _without_theme([name for name in named if name not in holders], draft, cell, report)
    if holders or found:
        draft.roles[key] = (*holders, *found)
    if cell.value.struck and not draft.ours:
        report.guessed(cell.line, f'struck out in "{cell.label}", left: {"; ".join(cell.value.struck)}')


def _without_theme(names: Sequence[str], draft: Draft, cell: Cell, report: Report) -> Sequence[str]:
    """The names without `Special session` or similar words, which become the theme if the draft has none."""
    special = next((name for name in names if _SPECIAL.fullmatch(name)), "")
    if not special or draft.theme:
        return names
    draft.theme = special
    report.guessed(cell.line, f'"{special}" in "{cell.label}" is taken as the theme, not as a person')
    return [name for name in names if not _SPECIAL.fullmatch(name)]


def _our_holders(value: Inline) -> tuple[str, ...]:
    """The holders in a cell that clubaction wrote."""
    holders: list[str] = []
    for piece in value.pieces:
        if not piece.url:
            holders += [name.strip() for name in piece.text.split(",")]
        elif not invites(piece):
            login = _OUR_PROFILE.fullmatch(piece.url) or _PROFILE.fullmatch(piece.url)
            holders.append(people.holder(login[1]) if login else piece.text.strip())
    return tuple(invisible.without_invisible(name) for name in holders if name and name != own_blocks.VACANT_ROLE)


def _holders(cell: Cell, report: Report) -> tuple[str, ...]:
    """The holders in a cell: the person whose GitHub profile it links to, or else all names in it."""
    for link in cell.value.links:
        if login := _PROFILE.fullmatch(link.url):
            return (people.holder(login[1]),)
    parts = _AND.split(cell.value.text.replace("\u3000", " "))
    names = (_holder(part.strip(), cell, report) for part in parts)
    return tuple(dict.fromkeys(name for name in names if name))


def _holder(written: str, cell: Cell, report: Report) -> str:
    """A name as it goes into a session's file; empty for a placeholder."""
    name = _COUNTER.sub("", written)
    if is_placeholder(name) or is_break(name):
        return ""
    if name != written:
        report.guessed(cell.line, f'the count in "{written}" is not kept')
    if name.startswith("?"):
        report.guessed(cell.line, f'the question mark before "{name[1:].strip()}" is not kept')
        name = name.lstrip("? ")
    if " or " in name:
        report.guessed(cell.line, f'"{name}" is taken as it stands, as one name')
    name = _SPACE_IN_NAME.sub("", name)
    return name if people.is_mention(name) else name.lstrip("@")
