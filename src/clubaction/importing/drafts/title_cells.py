"""Adds the titles of papers to a draft; they may also say that the session was cancelled."""

from __future__ import annotations

import re
from collections.abc import Sequence

from clubaction.importing.drafts.draft import MOST, Draft, Remark
from clubaction.importing.drafts.link_cells import invites, take_links
from clubaction.importing.entry import Cell
from clubaction.importing.own_blocks import OPEN_SLOTS
from clubaction.importing.report import Report
from clubaction.importing.vocabulary import GENERIC_LABELS, fold, is_bare_answer, is_cancelled, is_placeholder
from clubaction.text import markdown

_CANCELLED_END = re.compile(r"(?:\s{0,3}[(\[](?:cancell?ed|abgesagt)[)\]]){1,2}$", re.IGNORECASE)


def take_title(draft: Draft, cell: Cell, report: Report) -> None:
    """Adds the titles of a cell, one from each line, and its links."""
    links = [link for link in cell.value.links if not invites(link)]
    is_ours_and_open = draft.ours and cell.value.source.strip() in OPEN_SLOTS
    is_open = len(links) < len(cell.value.links) or is_ours_and_open
    named = _named(cell, report)
    titles = _or_struck([] if is_open else named, draft, cell, report)
    for title in titles[:MOST]:
        _add(draft, title)
    if len(titles) > MOST:
        report.guessed(cell.line, f"{len(titles)} titles in one cell: all but the first {MOST} are only in the text")
        draft.remarks += [Remark("Paper", markdown.escape(title)) for title in titles[MOST:]]
    take_links(draft, links)


def take_title_in_links(draft: Draft, cell: Cell, report: Report) -> None:
    """Adds the label of the first link in a cell that has one of its own as a title."""
    labels = (link.text for link in cell.value.links if not link.bare and fold(link.text) not in GENERIC_LABELS)
    if label := next(labels, "").strip():
        draft.titles.append(label)
        report.guessed(cell.line, f'the title "{label}" is what the link in "{cell.label}" says')


def _named(cell: Cell, report: Report) -> list[str]:
    """The lines of a cell, without placeholders."""
    parts = [part.strip() for part in cell.value.words.split("\n")]
    titles = [_without_question(part, cell, report) for part in parts if not is_placeholder(part)]
    taken = frozenset(titles)
    for part in parts:
        if part and part not in taken and is_bare_answer(part):
            report.guessed(cell.line, f'"{part}" is not taken as a title')
    return titles


def _without_question(text: str, cell: Cell, report: Report) -> str:
    if text.startswith("?") and len(text) > 1:
        report.guessed(cell.line, f'the question mark before "{text[1:].strip()}" is not kept')
        return text.lstrip("? ")
    return text


def _or_struck(titles: Sequence[str], draft: Draft, cell: Cell, report: Report) -> Sequence[str]:
    """The titles; if there are only struck-out ones, these, and the session is cancelled."""
    struck = cell.value.struck
    if not struck:
        return titles
    if all(is_cancelled(title) or not title for title in titles):
        draft.cancelled = True
        return struck
    report.guessed(cell.line, f"struck out in the title, left: {'; '.join(struck)}")
    return titles


def _add(draft: Draft, title: str) -> None:
    shorter = _CANCELLED_END.sub("", title)
    draft.cancelled = draft.cancelled or shorter != title
    if shorter and shorter not in draft.titles:
        draft.titles.append(shorter)
