"""Finds all tables of a page."""

from __future__ import annotations

from clubaction.importing.markup.html_tables import html_tables
from clubaction.importing.markup.pipe_tables import pipe_tables
from clubaction.importing.markup.source_lines import SourceLines
from clubaction.importing.markup.table import Table


def find_tables(page: SourceLines) -> tuple[Table, ...]:
    """All tables outside code, in the order of their first lines."""
    found = [*pipe_tables(page), *html_tables(page)]
    return tuple(sorted(found, key=lambda table: table.first))
