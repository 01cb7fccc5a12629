"""Recognises entries for days without a meeting: holidays, breaks, `No JC`."""

from __future__ import annotations

from clubaction.importing.entry import Entry
from clubaction.importing.vocabulary import is_break, is_placeholder


def why_no_meeting(entry: Entry) -> str | None:
    """The entry's words, if they say that there is no meeting; None if there is one."""
    texts = [cell.value.flat for cell in entry.content if not is_placeholder(cell.value.flat)]
    if _has_links_or_text(entry) or not any(map(is_break, texts)):
        return None
    if _has_long_title(entry) and not _nobody_presents(entry):
        return None
    return None if _was_planned(entry) else "; ".join(texts)


def _has_links_or_text(entry: Entry) -> bool:
    return bool(entry.body) or any(cell.value.links for cell in entry.cells)


def _was_planned(entry: Entry) -> bool:
    """Whether a title is struck out: then there was a session, which is cancelled."""
    return any(text for cell in entry.cells if cell.field == "title" for text in cell.value.struck)


def _has_long_title(entry: Entry) -> bool:
    titles = (cell.value.flat for cell in entry.cells if cell.field == "title")
    return any(len(title.split()) > 4 and not is_placeholder(title) and not is_break(title) for title in titles)


def _nobody_presents(entry: Entry) -> bool:
    return any(is_break(cell.value.flat) for cell in entry.cells if cell.field == "role")
