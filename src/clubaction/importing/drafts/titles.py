"""The titles of a session's papers, and whether they say that it was cancelled."""

from __future__ import annotations

import re
from collections.abc import Sequence

from clubaction.text import gfm
from clubaction.importing.drafts.draft import MOST, Draft, Remark
from clubaction.importing.drafts.links import invites, take_links
from clubaction.importing.entry import Cell
from clubaction.importing.report import Ledger
from clubaction.importing.vocabulary import GENERIC_LABELS, fold, is_bare_answer, is_cancelled, is_placeholder

_CANCELLED_END = re.compile(r"(?:\s{0,3}[(\[](?:cancell?ed|abgesagt)[)\]]){1,2}$", re.IGNORECASE)
_OUR_OPEN_SLOT = "*open*"
"""What our own overview writes where there is no paper yet."""


def take_title(made: Draft, cell: Cell, ledger: Ledger) -> None:
    """Adds the titles of a cell, one a line, and its links."""
    links = [link for link in cell.value.links if not invites(link)]
    is_open = len(links) < len(cell.value.links) or (made.ours and cell.value.source.strip() == _OUR_OPEN_SLOT)
    named = _named(cell, ledger)
    titles = _or_struck([] if is_open else named, made, cell, ledger)
    for title in titles[:MOST]:
        _add(made, title)
    if len(titles) > MOST:
        ledger.guessed(cell.line, f"{len(titles)} titles in one cell: all but the first {MOST} are only in the text")
        made.remarks += [Remark("Paper", gfm.escape(title)) for title in titles[MOST:]]
    take_links(made, links)


def take_title_in_links(made: Draft, cell: Cell, ledger: Ledger) -> None:
    """Adds the title that the first link of a cell is labelled with."""
    labels = (link.text for link in cell.value.links if not link.bare and fold(link.text) not in GENERIC_LABELS)
    if label := next(labels, "").strip():
        made.titles.append(label)
        ledger.guessed(cell.line, f'the title "{label}" is what the link in "{cell.label}" says')


def _named(cell: Cell, ledger: Ledger) -> list[str]:
    """The lines of a cell that say something."""
    parts = [part.strip() for part in cell.value.words.split("\n")]
    titles = [_without_question(part, cell, ledger) for part in parts if not is_placeholder(part)]
    taken = frozenset(titles)
    for part in parts:
        if part and part not in taken and is_bare_answer(part):
            ledger.guessed(cell.line, f'"{part}" is not taken as a title')
    return titles


def _without_question(text: str, cell: Cell, ledger: Ledger) -> str:
    if text.startswith("?") and len(text) > 1:
        ledger.guessed(cell.line, f'the question mark before "{text[1:].strip()}" is not kept')
        return text.lstrip("? ")
    return text


def _or_struck(titles: Sequence[str], made: Draft, cell: Cell, ledger: Ledger) -> Sequence[str]:
    """The titles; those that are struck out where nothing else is named: the session was cancelled."""
    struck = cell.value.struck
    if not struck:
        return titles
    if all(is_cancelled(title) or not title for title in titles):
        made.cancelled = True
        return struck
    ledger.guessed(cell.line, f"struck out in the title, left: {'; '.join(struck)}")
    return titles


def _add(made: Draft, title: str) -> None:
    shorter = _CANCELLED_END.sub("", title)
    made.cancelled = made.cancelled or shorter != title
    if shorter and shorter not in made.titles:
        made.titles.append(shorter)
