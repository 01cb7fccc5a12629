"""Whatever the text: an answer or one of our own errors, every line accounted for, the rest untouched."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from clubaction.club.configuration import Config, Part, Role
from clubaction.errors import ClubError
from clubaction.importing import ORDERS, read_schedule
from clubaction.importing.markup.inline_markdown import read_inline
from clubaction.readme import page as readme_page
from clubaction.text import markdown

PIECES = (
    "|", " ", "\n", "\n\n", "\r\n", "---", "| --- | --- |\n", "| Date | Title | Who |\n", "#",
    "## ", "### ", "- ", "* ", "**", "_", "~~", "`", "```\n", "<br>", "<table>", "<tr>",
    "<td>", "</table>", "[", "](", ")", "(", "https://a.org", "<a href='x'>", "</a>", "&amp;",
    "&#124;", "\\", "\\|", "2024-10-02", "02.10.2024", "10/16/24", "13.1.", "5th May",
    "Oct 18/19", "6月15日", "250828", "99.99.9999", "0/0/0", "Date: ", "Title: ", "Paper: ",
    "**Title** | x", "Abstract", "> ", "Week 0", "Part 1: x", "TBD", "No JC", "2024",
    "<!-- clubaction:overview -->\n", "<!-- /clubaction:overview -->\n",
    "<!-- clubaction:details -->\n", "<!--", "-->", "---\nsessions:\n - date: x\n---\n",
    "{% if %}", "Schr√∂dinger", "\u200b", "\x00", "\ud800", "é", "@x", "#1", "(5/4)", "?", ":",
    ";", "and", "😀",
)  # fmt: skip


def texts() -> st.SearchStrategy[str]:
    return st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=60).map("".join)


@settings(max_examples=400)
@given(text=texts(), year=st.none() | st.integers(1, 9999), order=st.sampled_from(("", *ORDERS)))
def test_any_text_is_read_or_refused_in_words(text: str, year: int | None, order: str) -> None:
    try:
        imported = read_schedule(text, year=year, date_order=order)
    except ClubError:
        return
    covered = {line for note in imported.report for line in range(note.line, note.end + 1)}
    for number, line in enumerate(text.split("\n"), start=1):
        if re.search(r"[^\s*_-]", line):
            assert number in covered, (number, line)
    assert len({session.id for session in imported.sessions}) == len(imported.sessions)


@settings(max_examples=200)
@given(cells=st.lists(texts().map(lambda text: re.sub(r"[\r\n|]", " ", text)), min_size=3, max_size=3))
def test_a_row_with_any_cells_is_taken_or_named(cells: list[str]) -> None:
    rows = f"| 2025-04-03 | Plain | Ann |\n| 2025-04-10 | {cells[0]} | {cells[1]} |\n| {cells[2]} | x | y |\n"
    imported = read_schedule(f"| Date | Title | Presenter |\n| --- | --- | --- |\n{rows}", year=2025, date_order="dmy")
    for number in (3, 4, 5):
        assert any(n.line <= number <= n.end and n.verdict in ("taken", "left", "skipped") for n in imported.report)


@given(source=texts())
def test_inline_markdown_of_any_kind_is_read_as_text(source: str) -> None:
    value = read_inline(source)
    assert all(isinstance(link.url, str) for link in value.links)
    assert "\u200b" not in value.text


NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=["C"], exclude_characters=",;&+、，\u200b"),
    min_size=1,
    max_size=30,
).map(lambda text: " ".join(text.split()))


@settings(max_examples=150)
@given(title=NAMES, theme=NAMES)
def test_what_is_rendered_of_any_title_is_read_back_the_same(title: str, theme: str) -> None:
    head = "| Date | Theme | Title | Link | Presenter |\n| --- | --- | --- | --- | --- |\n"
    first = read_schedule(f"{head}| 2025-04-03 | x | y | https://a.org/1 | Ann |\n")
    session = first.sessions[0]
    config = Config(
        roles=tuple(Role(key, label) for key, label in first.roles),
        parts=tuple(Part(name, label, intro) for label, name, intro in first.parts),
    )
    title, theme = markdown.one_line(f"a {title} z"), markdown.one_line(f"b {theme} y")
    club = {session.id: replace(session, title=title, theme=theme)}
    page = readme_page.page(first.readme, club, config, dt.date(2025, 1, 1), {})
    again = read_schedule(page).sessions
    assert [(s.title, s.theme) for s in again] == [(title, theme)]
