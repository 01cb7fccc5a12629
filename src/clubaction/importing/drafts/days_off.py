"""Entries that say that there is no meeting on their day: holidays, breaks, `No JC`."""

from __future__ import annotations

from clubaction.importing.entry import Entry
from clubaction.importing.vocabulary import is_break, is_placeholder


def why_no_meeting(entry: Entry) -> str | None:
    """The words that say that there is no meeting; None if there is one."""
    has_more = bool(entry.body) or any(cell.value.links for cell in entry.cells)
    said = [cell.value.flat for cell in entry.telling if not is_placeholder(cell.value.flat)]
    if has_more or not any(map(is_break, said)):
        return None
    if _has_title_of_its_own(entry) and not _nobody_presents(entry):
        return None
    # A title that is struck out was a session, which is cancelled.
    was_planned = any(text for cell in entry.cells if cell.field == "title" for text in cell.value.struck)
    return None if was_planned else "; ".join(said)


def _has_title_of_its_own(entry: Entry) -> bool:
    titles = (cell.value.flat for cell in entry.cells if cell.field == "title")
    return any(len(title.split()) > 4 and not is_placeholder(title) and not is_break(title) for title in titles)


def _nobody_presents(entry: Entry) -> bool:
    return any(is_break(cell.value.flat) for cell in entry.cells if cell.field == "role")
