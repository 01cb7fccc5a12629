"""HTML tables as people and site generators write them: spans, tables in tables, tags that are never closed."""

from __future__ import annotations

import datetime as dt

import pytest

from clubaction.importing import Imported, read_schedule
from clubaction.importing.markup.html_tables import html_tables
from clubaction.importing.markup.source_page import read_page

HEAD = "<tr><th>Date</th><th>Title</th><th>Presenter</th></tr>"


def cells(text: str) -> list[tuple[str, ...]]:
    """Those of the only table."""
    (table,) = html_tables(read_page(text))
    return [row.cells for row in table.all_rows]


def sessions(imported: Imported) -> list[tuple[dt.date | None, str, tuple[str, ...]]]:
    return [(session.date, session.title, session.roles.get("presenter", ())) for session in imported.sessions]


def test_a_cell_that_spans_rows_stands_in_each_of_them() -> None:
    text = (
        f'<table>{HEAD}<tr><td rowspan="2">2024-10-02</td><td>A</td><td>Ann</td></tr>'
        "<tr><td>B</td><td>Ben</td></tr><tr><td>2024-10-09</td><td>C</td><td>Cy</td></tr></table>\n"
    )
    assert sessions(read_schedule(text)) == [
        (dt.date(2024, 10, 2), "A", ("Ann",)),
        (dt.date(2024, 10, 2), "B", ("Ben",)),
        (dt.date(2024, 10, 9), "C", ("Cy",)),
    ]


def test_a_cell_at_the_end_of_a_row_spans_rows_too() -> None:
    assert cells("<table><tr><td>a<td rowspan=3>b</tr><tr><td>c</tr><tr><td>d</table>") == [
        ("a", "b"),
        ("c", "b"),
        ("d", "b"),
    ]


def test_a_cell_that_spans_columns_stands_in_the_first_of_them() -> None:
    text = (
        f'<table>{HEAD}<tr><td>2024-10-02</td><td colspan="2">A talk</td></tr>'
        "<tr><td>2024-10-09</td><td>B</td><td>Ben</td></tr></table>\n"
    )
    assert sessions(read_schedule(text)) == [
        (dt.date(2024, 10, 2), "A talk", ()),
        (dt.date(2024, 10, 9), "B", ("Ben",)),
    ]


def test_a_cell_may_span_rows_and_columns() -> None:
    assert cells("<table><tr><td rowspan=2 colspan=2>a<td>b<tr><td>c</table>") == [("a", "", "b"), ("a", "", "c")]


def test_rows_and_cells_need_no_closing_tags_and_tags_may_span_lines() -> None:
    assert cells('<TABLE\n border="1">\n<tr><td>a\n <td class="x > y">b\n<tr><td>c</TABLE>') == [("a", "b"), ("c",)]


def test_a_table_inside_a_cell_is_a_table_of_its_own_and_the_outer_one_goes_on() -> None:
    text = "<table><tr><td>a <table><tr><td>in</td></tr></table> b</td><td>c</td></tr><tr><td>d</td></tr></table>"
    inner, outer = html_tables(read_page(text))
    assert [row.cells for row in inner.rows] == [("in",)]
    assert [row.cells for row in outer.rows] == [("a b", "c"), ("d",)]


def test_what_a_cell_holds_besides_is_left_as_it_is_written() -> None:
    inside = "<b>a</b> &amp; 1 < 2 <script> <!-- x --> [b](https://b.org) <thead>"
    assert cells(f"<table><tr><td>{inside}</td></tr></table>") == [(inside,)]


def test_tables_in_code_are_none() -> None:
    assert html_tables(read_page("```\n<table><tr><td>a</td></tr></table>\n```\n")) == ()


@pytest.mark.parametrize("spans", ['rowspan="0"', 'rowspan="-1"', 'rowspan="x"', f'rowspan="{"9" * 5000}"', "rowspan"])
def test_a_span_that_is_no_number_is_none(spans: str) -> None:
    assert cells(f"<table><tr><td {spans}>a<tr><td>b</table>") == [("a",), ("b",)]


def test_a_span_repeats_a_cell_just_so_often() -> None:
    rows = cells(f"<table><tr><td rowspan=9999>a<td>b{'<tr><td>c' * 30}</table>")
    assert rows.count(("a", "c")) == 19
    assert rows.count(("c",)) == 11
