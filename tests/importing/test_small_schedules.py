"""Small schedules of our own: what is understood, what is asked, what is refused."""

from __future__ import annotations

import datetime as dt

import pytest

from clubaction.importing import Imported, NoSchedule, UnclearDates, read_schedule


def table(*rows: str, header: str = "| Date | Title | Presenter |") -> str:
    width = header.count("|") - 1
    return "\n".join((header, "|" + " --- |" * width, *rows)) + "\n"


def said(imported: Imported) -> str:
    return "\n".join(map(str, imported.report))


def test_a_day_above_twelve_anywhere_in_the_column_settles_the_order_for_all_of_it() -> None:
    imported = read_schedule(table("| 03.04.2025 | A | Ann |", "| 17.04.2025 | B | Ben |"))
    assert [s.date for s in imported.sessions] == [dt.date(2025, 4, 3), dt.date(2025, 4, 17)]
    imported = read_schedule(table("| 3/4/2025 | A | Ann |", "| 4/17/2025 | B | Ben |"))
    assert [s.date for s in imported.sessions] == [dt.date(2025, 3, 4), dt.date(2025, 4, 17)]


def test_a_column_that_could_be_read_in_two_ways_is_asked_about() -> None:
    text = table("| 03.04.2025 | A | Ann |", "| 10.04.2025 | B | Ben |")
    with pytest.raises(UnclearDates, match=r'column "Date".*--date-order'):
        read_schedule(text)
    assert [s.date for s in read_schedule(text, date_order="dmy").sessions] == [
        dt.date(2025, 4, 3),
        dt.date(2025, 4, 10),
    ]


def test_an_order_that_the_header_states_needs_no_question() -> None:
    text = table("| 03/04/2025 | A | Ann |", header="| Date (DD/MM/YYYY) | Title | Speaker |")
    assert read_schedule(text).sessions[0].date == dt.date(2025, 4, 3)


def test_a_row_that_does_not_fit_the_order_of_its_column_is_left_and_named() -> None:
    text = table("| 17.04.2025 | A | Ann |", "| 18.04.2025 | B | Ben |", "| 04.19.2025 | C | Cy |")
    imported = read_schedule(text)
    assert [s.title for s in imported.sessions] == ["A", "B"]
    assert "line 5: left" in said(imported)
    assert "04.19.2025" in said(imported)


def test_without_a_year_anywhere_the_year_is_asked_for() -> None:
    text = table("| October 14th | A | Ann |", "| January 6th | B | Ben |")
    with pytest.raises(UnclearDates, match="--year"):
        read_schedule(text)
    assert [s.date for s in read_schedule(text, year=2024).sessions] == [
        dt.date(2024, 10, 14),
        dt.date(2025, 1, 6),
    ]


def test_a_list_that_runs_backwards_over_new_year_takes_the_year_of_its_earliest_day() -> None:
    text = "# Talks 2024\n\n" + table("| Jan 6 | B | Ben |", "| Dec 2 | C | Cy |", "| Oct 14 | A | Ann |")
    assert [s.date for s in read_schedule(text).sessions] == [
        dt.date(2025, 1, 6),
        dt.date(2024, 12, 2),
        dt.date(2024, 10, 14),
    ]


@pytest.mark.parametrize("said_for_a_break", ["No JC", "Summer break", "Christmas", "Ferien", "放假"])
def test_a_week_without_a_meeting_is_a_skipped_date_and_no_session(said_for_a_break: str) -> None:
    imported = read_schedule(table("| 2025-04-03 | A | Ann |", f"| 2025-04-10 | {said_for_a_break} | |"))
    assert [s.title for s in imported.sessions] == ["A"]
    assert imported.skip == (dt.date(2025, 4, 10),)


def test_a_title_that_only_sounds_like_a_break_is_a_session() -> None:
    title = "Attention breaks: how summer holidays change what readers recall of a paper"
    assert read_schedule(table(f"| 2025-04-03 | {title} | Ann |")).sessions[0].title == title


def test_a_struck_title_that_was_called_off_is_a_cancelled_session() -> None:
    imported = read_schedule(table("| 2025-04-03 | ~~A paper~~ (cancelled) | Ann |"))
    assert [(s.title, s.status) for s in imported.sessions] == [("A paper", "cancelled")]


def test_a_struck_presenter_gives_way_to_the_next_and_is_named_in_the_report() -> None:
    imported = read_schedule(table("| 2025-04-03 | A | ~~Ann~~ Ben |"))
    assert imported.sessions[0].roles == {"presenter": ("Ben",)}
    assert "Ann" in said(imported)


@pytest.mark.parametrize(
    "header",
    [
        "| Datum | Titel | Vortragende |",
        "| Date | Titre | Intervenant |",
        "| Fecha | Título | Ponente |",
        "| 日期 | 论文 | 报告人 |",
        "| 날짜 | 논문 이름 | 발표자 |",
        "| 日付 | タイトル | 発表者 |",
    ],
)
def test_headers_are_understood_in_several_languages(header: str) -> None:
    session = read_schedule(table("| 2025-04-03 | A paper | Ann |", header=header)).sessions[0]
    assert session.title == "A paper"
    assert list(session.roles.values()) == [("Ann",)]


def test_outer_pipes_may_be_missing_and_rows_ragged() -> None:
    text = "Date|Title|Link\n---|---|---\n2025-04-03|A|https://a.org/1\n2025-04-10|B\n2025-04-17\n"
    imported = read_schedule(text)
    assert [(s.title, s.link) for s in imported.sessions] == [("A", "https://a.org/1"), ("B", ""), ("", "")]


def test_two_papers_of_one_day_are_one_session_with_both() -> None:
    header = "| Date | Title | Link |"
    rows = ("| 2025-04-03 | A <br> B | [x](https://a.org/1) <br> [y](https://a.org/2) |",)
    split = ("| 2025-04-03 | A | [x](https://a.org/1) |", "| | B | [y](https://a.org/2) |")
    for variant in (rows, split):
        session = read_schedule(table(*variant, header=header)).sessions[0]
        assert session.title == "A / B"
        assert session.link == "https://a.org/1"
        assert "https://a.org/2" in session.body


def test_what_has_no_place_of_its_own_goes_into_the_text() -> None:
    session = read_schedule(
        table("| 2025-04-03 | A | B 12 |", header="| Date | Title | Room |"),
    ).sessions[0]
    assert session.body == "- **Room:** B 12"


def test_a_table_of_conferences_is_left_with_the_reason() -> None:
    conferences = table("| A conference | 6-10 July 2026 |", header="| Title | Dates |")
    imported = read_schedule(table("| 2025-04-03 | A | Ann |") + "\n" + conferences)
    assert [s.title for s in imported.sessions] == ["A"]
    assert "stretches of days" in said(imported)
    with pytest.raises(NoSchedule, match="stretches of days"):
        read_schedule(conferences)


@pytest.mark.parametrize("text", ["", "Hello\n", "# Papers\n\n1. One [paper](https://a.org)\n1. Two\n"])
def test_a_text_that_is_no_schedule_is_refused(text: str) -> None:
    with pytest.raises(NoSchedule, match="no schedule"):
        read_schedule(text)


def test_a_text_beyond_all_measure_is_refused() -> None:
    with pytest.raises(NoSchedule, match="characters"):
        read_schedule("x\n" * 400_000)


CLUB = """\
# A club

| Date       | Theme     | Title   | Link                         | Responsible for Recap |
| ---------- | --------- | ------- | ---------------------------- | --------------------- |
| 02.10.2024 | Basics    | Alpha   | [arxiv](https://a.org/alpha) | Ann                   |
| 16.10.2024 | Deep L. 1 | Beta    | [arxiv](https://a.org/beta)  |                       |
| 30.10.2024 | Bonus     | TBD     | TBD                          |                       |

# Details

## Part 0: Where to begin

- [A tutorial](https://a.org/t)

## Part 1: First steps

### The simple view

Read this first.

| **Titel**             | Alpha                        |
| --------------------- | ---------------------------- |
| **Date**              | 02.10.2024                   |
| **Authors**           | Ada One, Bob Two             |
| **Responsible Recap** | Ann                          |
| **Link**              | [arxiv](https://a.org/other) |

_Abstract_
> It is simple.
Very simple.

**Further Reading**
- more

### Titel

| **Titel** |     |
| --------- | --- |
| **Date**  |     |

_Abstract_
> Contents

# Contact
"""


def test_rows_and_sections_are_the_same_sessions() -> None:
    imported = read_schedule(CLUB)
    alpha, beta, bonus = imported.sessions
    assert (alpha.part, alpha.section) == ("First steps", "The simple view")
    assert alpha.authors == ("Ada One", "Bob Two")
    assert alpha.body == (
        "Read this first.\n\n## Abstract\n\n> It is simple.\n> Very simple.\n\n## Further Reading\n\n- more"
    )
    assert (beta.title, beta.body) == ("Beta", "")
    assert bonus.is_open
    assert bonus.theme == "Bonus"
    assert imported.parts == (
        ("Part 0", "Where to begin", "- [A tutorial](https://a.org/t)"),
        ("Part 1", "First steps", ""),
    )
    assert imported.roles == (("recap", "Responsible for Recap"),)
    assert imported.date_format == "%d.%m.%Y"


def test_where_row_and_section_disagree_the_row_holds_and_both_lines_are_named() -> None:
    imported = read_schedule(CLUB)
    assert imported.sessions[0].link == "https://a.org/alpha"
    note = next(str(n) for n in imported.report if "https://a.org/other" in n.text)
    assert note.startswith("line 21: guessed")
    assert "line 5" in note


def test_the_readme_keeps_everything_else_to_the_byte() -> None:
    for text in (CLUB, CLUB.replace("\n", "\r\n")):
        newline = "\r\n" if "\r" in text else "\n"
        readme = read_schedule(text).readme
        before, _, rest = readme.partition("<!-- clubaction:overview -->")
        between, _, after = rest.partition("<!-- clubaction:details -->")
        assert before == f"# A club{newline}{newline}"
        assert between == newline.join(("", "<!-- /clubaction:overview -->", "", "# Details", "", ""))
        assert after == newline.join(("", "<!-- /clubaction:details -->", "", "# Contact", ""))


def test_an_empty_template_is_left_and_said() -> None:
    assert "an empty template" in said(read_schedule(CLUB))


def test_broken_characters_are_repaired_and_said() -> None:
    imported = read_schedule(table("| 2025-04-03 | Schr\u221a\u2202dinger and Schr\u00c3\u00b6dinger | Ann |"))
    assert imported.sessions[0].title == "Schr\u00f6dinger and Schr\u00f6dinger"
    assert any(note.verdict == "repaired" and note.line == 3 for note in imported.report)


def test_sections_with_a_date_below_the_heading_are_sessions() -> None:
    text = (
        "# Club\n\n### A title\n#### Date: 2025-04-03\n[Paper link](https://a.org/1)\n\n****\n"
        "### B title\n#### Date: 2025-04-10\n\nDate proposed: 2025-01-01\n"
    )
    imported = read_schedule(text)
    assert [(s.title, s.date, s.link) for s in imported.sessions] == [
        ("A title", dt.date(2025, 4, 3), "https://a.org/1"),
        ("B title", dt.date(2025, 4, 10), ""),
    ]


def test_one_heading_may_name_several_days() -> None:
    text = "## April 28, May 5, 12:\n* Presenter: Ann\n\n## Oct 18/19\n- [A title](https://a.org/1)\n"
    imported = read_schedule(text, year=2025)
    assert [s.date for s in imported.sessions] == [
        dt.date(2025, 4, 28),
        dt.date(2025, 5, 5),
        dt.date(2025, 5, 12),
        dt.date(2025, 10, 18),
    ]
    assert imported.sessions[3].title == "A title"


def test_lines_that_start_with_a_date_are_sessions() -> None:
    text = "**2024**\n----\nJanuary 11th: Ann Lee: A title: https://a.org/1\n----\nMarch 23th: No JC.\n"
    imported = read_schedule(text)
    assert [(s.date, s.title, s.link) for s in imported.sessions] == [
        (dt.date(2024, 1, 11), "A title", "https://a.org/1")
    ]
    assert imported.sessions[0].roles == {"presenter": ("Ann Lee",)}
    assert imported.skip == (dt.date(2024, 3, 23),)


def test_a_list_in_the_front_matter_is_a_schedule() -> None:
    text = (
        '---\ntitle: x\nsessions:\n  - date: "05/07/2024"\n    title: "A: one"\n    link: "#"\n'
        '  - date: "05/14/2024"\n    title: B\n---\n'
    )
    assert [(s.date, s.title) for s in read_schedule(text).sessions] == [
        (dt.date(2024, 5, 7), "A: one"),
        (dt.date(2024, 5, 14), "B"),
    ]


def test_an_html_table_is_a_schedule() -> None:
    text = (
        "<table>\n<tr><th>Date</th><th>Presenter</th><th>Paper</th></tr>\n<tr>\n<td>10/16/24</td>\n"
        '<td>Ann</td>\n<td><a href="https://a.org/1">A&nbsp;title</a></td></tr>\n</table>\n'
    )
    session = read_schedule(text, html=True).sessions[0]
    assert (session.date, session.title, session.link) == (dt.date(2024, 10, 16), "A title", "https://a.org/1")


def test_minutes_of_past_meetings_are_no_schedule() -> None:
    with pytest.raises(NoSchedule, match="minutes"):
        read_schedule("## Minutes\n\n## 2025-04-03 Ann\n\n- said a lot\n\n## 2025-03-27 Ben\n\n- said more\n")


def test_sections_without_an_overview_leave_one_block_of_each_kind() -> None:
    text = "# Club\n\n## A\n\n| Title | A |\n|-|-|\n| Date | 2024-10-02 |\n\nIt is simple.\n"
    readme = read_schedule(text).readme
    assert readme == (
        "# Club\n\n<!-- clubaction:details -->\n<!-- /clubaction:details -->\n\n"
        "<!-- clubaction:overview -->\n<!-- /clubaction:overview -->\n"
    )


def test_where_a_session_is_held_is_no_role_when_our_own_details_are_imported_again() -> None:
    facts = {"Title": "Flows", "Date": "16 Oct 2024, 15:00", "Place": "Room 5", "Online": "[Zoom](https://zoom.us/j/1)"}
    rows = [f"| **{name}** | {value} |" for name, value in {**facts, "Responsible for Recap": "Ada"}.items()]
    details = "\n".join([rows[0], "| :--- | :--- |", *rows[1:]])
    found = read_schedule(
        f"# Club\n\n<!-- clubaction:details -->\n## Flows\n\n{details}\n\n<!-- /clubaction:details -->\n"
    )
    (session,) = found.sessions
    assert set(session.roles) == {"recap"}
    assert "**Place:** Room 5" in session.body
    assert "https://zoom.us/j/1" in session.body
