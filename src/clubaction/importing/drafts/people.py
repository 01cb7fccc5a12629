"""The people of a session: who holds its roles, and who wrote its paper."""

from __future__ import annotations

import re
from collections.abc import Sequence

from clubaction.importing.drafts.draft import MOST, Draft
from clubaction.importing.drafts.links import invites, take_remark
from clubaction.importing.entry import Cell
from clubaction.importing.field_names import role_key
from clubaction.importing.markup.inline import Inline
from clubaction.importing.report import Ledger
from clubaction.importing.vocabulary import is_break, is_placeholder

_COUNTER = re.compile(r"\s{0,3}\(\d{1,3}/\d{1,3}\)$")
_AND = re.compile(r"\s(?:and|und|et|y|e|en|ve)\s|\s?[&;+、，\n]\s?|,\s", re.IGNORECASE)
_BETWEEN_AUTHORS = re.compile(r",\s(?:and\s|und\s|&\s)?|\s(?:and|und|&)\s|[、，]")
_LEADING_AND = re.compile(r"^(?:and|und)\s", re.IGNORECASE)
_LOGIN = re.compile(r"@[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}")
_PROFILE = re.compile(r"https?://(?:www\.)?github\.com/([A-Za-z0-9](?:-?[A-Za-z0-9]){0,38})/?")
_OUR_PROFILE = re.compile(r"(?:\.\./)+([A-Za-z0-9](?:-?[A-Za-z0-9]){0,38})")
_OUR_VACANCY = "open"
"""What our own overview writes where nobody holds a role."""
_SPECIAL = re.compile(r"(?:special|invited|guest|joint) (?:session|talk|event)s?", re.IGNORECASE)
_SPACE_IN_NAME = re.compile(r"(?<=[\u2e80-\u9fff\uac00-\ud7af])\s(?=[\u2e80-\u9fff\uac00-\ud7af])")
"""Chinese, Japanese and Korean names are written without one."""


def take_authors(made: Draft, cell: Cell, _: Ledger) -> None:
    """Sets the authors; a list with semicolons is kept as it is, since its commas stand inside names."""
    text = cell.value.flat
    if is_placeholder(text):
        return
    names = [" ".join(text.split())] if ";" in text else _BETWEEN_AUTHORS.split(text)
    cleaned = (_LEADING_AND.sub("", name.strip()) for name in names)
    made.authors = tuple(name for name in cleaned if name)


def take_role(made: Draft, cell: Cell, ledger: Ledger) -> None:
    """Adds the holders of a role, and the role even if nobody holds it."""
    key = cell.key or role_key(cell.label)
    made.labels.setdefault(key, cell.label)
    holders = made.roles.get(key, ())
    if len(holders) >= MOST:
        take_remark(made, cell, ledger)
        return
    named = _our_holders(cell.value) if made.ours else _holders(cell, ledger)
    found = _without_theme([name for name in named if name not in holders], made, cell, ledger)
    if holders or found:
        made.roles[key] = (*holders, *found)
    if cell.value.struck and not made.ours:
        ledger.guessed(cell.line, f'struck out in "{cell.label}", left: {"; ".join(cell.value.struck)}')


def _without_theme(names: Sequence[str], made: Draft, cell: Cell, ledger: Ledger) -> Sequence[str]:
    """The names; `Special session` among them is taken as the theme, if there is none."""
    special = next((name for name in names if _SPECIAL.fullmatch(name)), "")
    if not special or made.theme:
        return names
    made.theme = special
    ledger.guessed(cell.line, f'"{special}" in "{cell.label}" is taken as the theme, not as a person')
    return [name for name in names if not _SPECIAL.fullmatch(name)]


def _our_holders(value: Inline) -> tuple[str, ...]:
    """The holders in a cell that clubaction rendered."""
    holders: list[str] = []
    for piece in value.pieces:
        if not piece.url:
            holders += [name.strip() for name in piece.text.split(",")]
        elif not invites(piece):
            login = _OUR_PROFILE.fullmatch(piece.url) or _PROFILE.fullmatch(piece.url)
            holders.append(f"@{login[1]}" if login else piece.text.strip())
    return tuple(name.replace("\u200b", "") for name in holders if name and name != _OUR_VACANCY)


def _holders(cell: Cell, ledger: Ledger) -> tuple[str, ...]:
    """The holders that a cell names: the one whose profile it links to, or all names in it."""
    for link in cell.value.links:
        if login := _PROFILE.fullmatch(link.url):
            return (f"@{login[1]}",)
    parts = _AND.split(cell.value.text.replace("\u3000", " "))
    names = (_holder(part.strip(), cell, ledger) for part in parts)
    return tuple(dict.fromkeys(name for name in names if name))


def _holder(written: str, cell: Cell, ledger: Ledger) -> str:
    """One name as a session file has it; empty for a placeholder."""
    name = _COUNTER.sub("", written)
    if is_placeholder(name) or is_break(name):
        return ""
    if name != written:
        ledger.guessed(cell.line, f'the count in "{written}" is not kept')
    if name.startswith("?"):
        ledger.guessed(cell.line, f'the question mark before "{name[1:].strip()}" is not kept')
        name = name.lstrip("? ")
    if " or " in name:
        ledger.guessed(cell.line, f'"{name}" is taken as it stands, as one name')
    name = _SPACE_IN_NAME.sub("", name)
    return name if not name.startswith("@") or _LOGIN.fullmatch(name) else name.lstrip("@")
