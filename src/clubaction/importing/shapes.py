"""The shapes that schedules come in, in one table: each turns a page into records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from clubaction.importing import lists, metadata, rows, sections
from clubaction.importing.page import Page
from clubaction.importing.record import Record
from clubaction.importing.report import Ledger

Shape = Callable[[Page, Ledger], list[Record]]

SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "a table": rows.read,
        "a list in the front matter": metadata.read,
        "a section for each meeting": sections.read,
        "a list of records": lists.bullets,
        "lines that start with a date": lists.dated_lines,
    }
)
"""What a person would call the shape → its reader. A table with sessions comes before all others."""
