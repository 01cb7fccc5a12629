"""Turns the cells of an entry into a draft: `_TAKERS` has a function for each field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from clubaction.importing.dates.found_date import time_in
from clubaction.importing.drafts.draft import Draft
from clubaction.importing.drafts.link_cells import linked, take_link, take_material, take_remark, target
from clubaction.importing.drafts.people_cells import take_authors, take_role
from clubaction.importing.drafts.title_cells import take_title, take_title_in_links
from clubaction.importing.entry import Cell, Entry
from clubaction.importing.field_names import Field
from clubaction.importing.report import Report
from clubaction.importing.vocabulary import is_cancelled, is_placeholder


def draft_of(entry: Entry, report: Report) -> Draft:
    """The draft of an entry, without its date."""
    draft = Draft(entry.line, entry.end, ours=entry.ours, group=entry.group, heading=entry.heading)
    for cell in entry.cells:
        _TAKERS.get(cell.field, take_remark)(draft, cell, report)
    draft.body.extend(entry.body)
    return draft


def _take_titled_papers(draft: Draft, cell: Cell, report: Report) -> None:
    take_title_in_links(draft, cell, report)
    take_link(draft, cell, report)


def _take_titled_slides(draft: Draft, cell: Cell, report: Report) -> None:
    take_title_in_links(draft, cell, report)
    take_material(draft, replace(cell, field="slides"), report)


def _take_theme(draft: Draft, cell: Cell, report: Report) -> None:
    text = cell.value.flat
    if is_placeholder(text):
        return
    if draft.theme:
        take_remark(draft, cell, report)
    else:
        draft.theme = text
        draft.remarks += [linked(cell, link) for link in cell.value.links if target(link.url)]


def _take_abstract(draft: Draft, cell: Cell, _: Report) -> None:
    if not is_placeholder(cell.value.flat):
        draft.body += ["## Abstract", "", f"> {' '.join(cell.value.source.split())}", ""]


def _take_status(draft: Draft, cell: Cell, report: Report) -> None:
    if is_cancelled(cell.value.flat):
        draft.cancelled = True
    else:
        take_remark(draft, cell, report)


def _take_time(draft: Draft, cell: Cell, report: Report) -> None:
    found = time_in(cell.value.flat)
    if found and not draft.time:
        draft.time = found
    else:
        take_remark(draft, cell, report)


def _take_nothing(_: Draft, __: Cell, ___: Report) -> None:
    """Ignores the cell: dates are read by column, numbers and links to sections are generated."""


_TAKERS: Mapping[Field, Callable[[Draft, Cell, Report], None]] = {
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
"""Field → what adds a cell to the draft; a cell of any other field becomes a remark in the session's text."""
