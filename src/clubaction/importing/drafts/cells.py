"""From the cells of an entry to a draft: for each field what becomes of a cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from clubaction.importing.drafts.draft import Draft
from clubaction.importing.drafts.links import linked, take_link, take_material, take_remark, target
from clubaction.importing.drafts.people import take_authors, take_role
from clubaction.importing.drafts.titles import take_title, take_title_in_links
from clubaction.importing.entry import Cell, Entry
from clubaction.importing.field_names import Field
from clubaction.importing.found_dates.found_date import time_in
from clubaction.importing.report import Ledger
from clubaction.importing.vocabulary import is_cancelled, is_placeholder


def draft_of(entry: Entry, ledger: Ledger) -> Draft:
    """Reads all cells of an entry but its date."""
    made = Draft(entry.line, entry.end, ours=entry.ours, group=entry.group, heading=entry.heading)
    for cell in entry.cells:
        _TAKERS.get(cell.field, take_remark)(made, cell, ledger)
    made.body.extend(entry.body)
    return made


def _take_titled_papers(made: Draft, cell: Cell, ledger: Ledger) -> None:
    take_title_in_links(made, cell, ledger)
    take_link(made, cell, ledger)


def _take_titled_slides(made: Draft, cell: Cell, ledger: Ledger) -> None:
    take_title_in_links(made, cell, ledger)
    take_material(made, replace(cell, field="slides"), ledger)


def _take_theme(made: Draft, cell: Cell, ledger: Ledger) -> None:
    text = cell.value.flat
    if is_placeholder(text):
        return
    if made.theme:
        take_remark(made, cell, ledger)
    else:
        made.theme = text
        made.remarks += [linked(cell, link) for link in cell.value.links if target(link.url)]


def _take_abstract(made: Draft, cell: Cell, _: Ledger) -> None:
    if not is_placeholder(cell.value.flat):
        made.body += ["## Abstract", "", f"> {' '.join(cell.value.source.split())}", ""]


def _take_status(made: Draft, cell: Cell, ledger: Ledger) -> None:
    if is_cancelled(cell.value.flat):
        made.cancelled = True
    else:
        take_remark(made, cell, ledger)


def _take_time(made: Draft, cell: Cell, ledger: Ledger) -> None:
    found = time_in(cell.value.flat)
    if found and not made.time:
        made.time = found
    else:
        take_remark(made, cell, ledger)


def _take_nothing(_: Draft, __: Cell, ___: Ledger) -> None:
    """Dates are read by column; numbers and section links are made anew."""


_TAKERS: Mapping[Field, Callable[[Draft, Cell, Ledger], None]] = {
    "title": take_title,
    "title+link": _take_titled_papers,
    "title+slides": _take_titled_slides,
    "theme": _take_theme,
    "link": take_link,
    "authors": take_authors,
    "role": take_role,
    "slides": take_material,
    "recording": take_material,
    "code": take_material,
    "abstract": _take_abstract,
    "status": _take_status,
    "time": _take_time,
    "date": _take_nothing,
    "number": _take_nothing,
    "section": _take_nothing,
}
"""Any other cell is kept in the text."""
