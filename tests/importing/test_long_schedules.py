"""No schedule stalls the import: time and what comes out of it grow as the text does, whatever it says."""

from __future__ import annotations

import pytest

from clubaction.errors import ClubError
from clubaction.importing import Imported, read_schedule
from tests.papers import pace

HEAD = "| Date | Title | Who |\n| --- | --- | --- |\n"
ROW = f"{HEAD}| 2024-01-01 | x | y |\n"
WIDE = "X" * 4_000
FACTS = "| Title | T%d |\n|-|-|\n| Date | %y |\n\n"

TEXTS = {
    "rows that run into a delimiter": pace.repeated("|a\n", behind="|-|\n|-|\n"),
    "tables of two lines": pace.repeated("a|b\n-|-\n"),
    "rows": pace.repeated("| %y | T%d | A%d |\n", HEAD),
    "rows that go on": pace.repeated("|| T%d ||\n", ROW),
    "rows under a long header": pace.repeated("| %y | T%d | z |\n", f"| Date | Title | {WIDE} |\n|-|-|-|\n"),
    "rows under a long date": pace.repeated("| %y | T%d |\n", f"| Date {WIDE} | Title |\n|-|-|\n"),
    "rows under a long heading": pace.repeated("| %y | T%d | z |\n", f"## {'a 24 ' * 800}\n\n{HEAD}"),
    "columns": pace.repeated("|a%d", behind="|\n|b|\n"),
    "columns over rows": pace.repeated("|a|b|\n", f"{'|' * 1_000}\n{'|-' * 400}\n"),
    "cells in HTML": pace.repeated("<td>%y", "<table><tr>", "</table>"),
    "rows in HTML": pace.repeated("<tr><td>%y<td>T%d", "<table>", "</table>"),
    "cells in HTML that span rows": pace.repeated("<tr><td rowspan=20>x", "<table>", "</table>"),
    "rows in HTML under cells that span them": pace.repeated(
        f"<tr>{'<td rowspan=20>x' * 20}{'<tr>' * 20}", "<table>", "</table>"
    ),
    "tables in tables": pace.repeated("<table><tr><td>a%d\n", behind="</table>" * 200),
    "cells in HTML that never end": pace.repeated("<td ", "<table><tr>"),
    "quotes in a tag that never ends": pace.repeated('a="', "<table><tr><td ", "</table>"),
    "titles in a cell": pace.repeated("a%d<br>", f"{HEAD}| 2024-01-01 | ", " | b |\n"),
    "links in a cell": pace.repeated("[a%d](https://b.org/%d) ", f"{HEAD}| 2024-01-01 | ", " | b |\n"),
    "people in a cell": pace.repeated("a%d, ", f"{HEAD}| 2024-01-01 | x | ", " |\n"),
    "struck out": pace.repeated("~~a%d~~ ", f"{HEAD}| 2024-01-01 | ", " | b |\n"),
    "struck out inside": pace.repeated("~~a ", HEAD + "| 2024-01-01 | ", "~~ " * 8_000),
    "struck out inside links": pace.repeated("[~~a~~ ", behind="](x)" * 3_000),
    "brackets": pace.repeated("[", behind="](x" * 3_000),
    "an address with brackets": pace.repeated("https://a.org/" + "(" * 500 + ")" * 900 + " "),
    "days in a heading": pace.repeated(", 31", "# March 24", "\ntext\n" * 1_000),
    "days with months in a heading": pace.repeated(" and April 3", "# March 24", "\ntext\n" * 1_000),
    "headings of two days": pace.repeated("# March 24, 31: x\n"),
    "headings": pace.repeated("# %y\n"),
    "people of a section": pace.repeated("Who: a%d\n", "# 2024-01-01\n"),
    "entries of a section": pace.repeated("- a%d: b\n", "# 2024-01-01\n"),
    "titles of a section": pace.repeated("- Title: b%d\n", "# 2024-01-01\n"),
    "blank lines in an abstract": pace.repeated("\n", "# 2024-01-01\n**Abstract:**\n", "x\n"),
    "list items": pace.repeated("- Paper: a%d\n  Date: %y\n"),
    "dated lines": pace.repeated("%y: T%d\n"),
    "dates alone": pace.repeated("1.1.2024\n"),
    "fact tables": pace.repeated(FACTS),
    "fact tables under headings": pace.repeated(f"### S%d\n{FACTS}"),
    "fact tables of one day": pace.repeated(FACTS.replace("%y", "2024-01-01"), f"{HEAD}| 2024-01-01 | a<br>b |\n\n"),
    "a fact table in pieces": pace.repeated("\n| Who | a%d |\n| Who | b |\n", FACTS.strip()),
    "parts": pace.repeated(f"# Part %d: x\n### S%d\n{FACTS}"),
    "themes": pace.repeated("| %y | dm%d | T%d |\n", "# Part 1: dm x\n\n" * 200 + HEAD.replace("Title", "Theme")),
    "front matter": pace.repeated("- date: %y\n  title: T%d\n", "---\nsessions:\n", "---\n"),
    "a comment": pace.repeated("<!--\n"),
    "Liquid": pace.repeated("{%", "<table><tr><td>%y<td>", "</table>"),
    "broken characters": pace.repeated("Schr√∂dinger\n"),
}  # fmt: skip


def _read(text: str) -> Imported | None:
    try:
        return read_schedule(text, year=2024, date_order="dmy")
    except ClubError:
        return None


@pytest.mark.parametrize("name", TEXTS)
def test_a_long_text_is_read_in_time(name: str) -> None:
    assert not pace.complaint(_read, TEXTS[name], pace.LENGTH // 2)


@pytest.mark.parametrize("name", TEXTS)
def test_what_is_made_of_a_text_is_not_much_longer_than_it(name: str) -> None:
    text = TEXTS[name](pace.LENGTH // 4)
    imported = _read(text)
    if imported is None:
        return
    made = sum(len(session.body) + len(session.title) for session in imported.sessions)
    said = sum(len(note.text) for note in imported.report)
    assert made + said < 60 * len(text)


def test_a_table_with_more_columns_than_a_schedule_has_is_refused_with_the_reason() -> None:
    wide = "".join(f"| c{number} " for number in range(101))
    with pytest.raises(ClubError, match="it has 103 columns, of which at most 100 can be read"):
        read_schedule(f"| Date | Title {wide}|\n{'|---' * 103}|\n| 2024-01-01 | x |\n")


def test_a_long_header_is_cut_where_it_is_named_and_its_cells_are_kept() -> None:
    imported = read_schedule(f"| Date | Title | {'word ' * 100}|\n|---|---|---|\n| 2024-01-01 | x | kept |\n")
    (session,) = imported.sessions
    assert "kept" in session.body
    assert len(session.body) < 250


def test_no_title_and_no_link_is_lost_where_a_day_has_too_many() -> None:
    titles = "<br>".join(f"[Paper {number}](https://example.org/{number})" for number in range(150))
    imported = read_schedule(f"{HEAD}| 2024-01-01 | {titles} | Ann |\n")
    (session,) = imported.sessions
    assert session.title == "Paper 0 and 99 more"
    assert all(f"Paper {number}]" in session.body or f"Paper {number}\n" in session.body for number in range(150))
    assert all(f"https://example.org/{number})" in session.body for number in range(150))
    assert any("all but the first 100" in note.text for note in imported.report)


def test_rows_beyond_what_one_day_holds_become_sessions_of_their_own() -> None:
    rows = "".join(f"| | Paper {number} | |\n" for number in range(120))
    imported = read_schedule(f"{HEAD}| 2024-01-01 | First | Ann |\n{rows}")
    told = "\n".join(f"{session.title}\n{session.body}" for session in imported.sessions)
    assert all(f"Paper {number}\n" in f"{told}\n" for number in range(120))


def test_people_beyond_what_a_role_holds_are_kept_in_the_text() -> None:
    lines = "".join(f"Presenter: Ann{number} Lee\n" for number in range(120))
    (session,) = read_schedule(f"# 2024-01-01\nTitle: x\n{lines}").sessions
    assert len(session.roles["presenter"]) == 100
    assert "Ann119 Lee" in session.body


def test_days_beyond_a_month_in_one_heading_are_not_sessions() -> None:
    days = ", ".join(["24", *["31"] * 60])
    assert len(read_schedule(f"# March {days}: a talk\n\ntext\n", year=2024).sessions) == 31
