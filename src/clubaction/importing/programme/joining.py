"""Joins the rows of an overview with the sections below it, which describe the same sessions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from clubaction.importing.drafts.draft import Draft
from clubaction.importing.field_names import MATERIALS
from clubaction.importing.programme.matching import match_sections
from clubaction.importing.programme.programme import SessionSection
from clubaction.importing.report import Report
from clubaction.importing.vocabulary import COUNTED, fold, is_placeholder
from clubaction.text import link_labels, markdown

_NO_NAME = ("titel", "title", "titre", "tbd", "tba", "titulo", "session")
"""Folded headings that come from a template and name no session."""
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


def join_sections(
    rows: list[Draft], found: Sequence[Draft], sections: Sequence[SessionSection], report: Report
) -> list[Draft]:
    """The rows with what their sections add; sections without a row become sessions of their own.

    `found` are the drafts of `sections`, in the same order. If a row and its
    section differ, the row counts and the report mentions both.
    """
    matched = match_sections(rows, found)
    more: list[Draft] = []
    joined: set[int] = set()
    for index, (draft, section) in enumerate(zip(found, sections, strict=True)):
        row = matched.get(index)
        if row is None:
            more += _own_session(draft, section, report)
        elif id(row) in joined:
            _add_further_paper(row, draft, section)
            report.taken(section.first, section.end, f"a further paper of the session of {row.name}")
        else:
            joined.add(id(row))
            _report_differences(row, draft, section, report)
            _join(row, draft, section)
            report.taken(section.first, section.end, f"the section of {row.name}")
    return [*rows, *more]


def _own_session(draft: Draft, section: SessionSection, report: Report) -> Iterator[Draft]:
    """The draft of a section without a row, if its facts name a session."""
    if not (draft.date or draft.titles or draft.links):
        report.left(section.first, section.end, "its facts name neither a date nor a paper")
        return
    draft.section = _heading(section, draft)
    draft.part = section.part_title
    draft.body = [*section.body, *draft.body]
    draft.line, draft.end = section.first, section.end
    report.taken(section.first, section.end, f"a session without a row in the overview: {draft.name}")
    yield draft


def _heading(section: SessionSection, draft: Draft) -> str:
    """The heading of a section; empty if it only repeats title or theme, counts, or comes from a template."""
    text = section.heading.text if section.heading else ""
    is_name = not is_placeholder(text) and fold(text) not in _NO_NAME and not COUNTED.fullmatch(text)
    return text if is_name and fold(text) not in (fold(draft.title), fold(draft.theme)) else ""


def _join(row: Draft, draft: Draft, section: SessionSection) -> None:
    """Adds to a row what only its section says."""
    row.section = _heading(section, row)
    row.part = section.part_title
    row.body = [*section.body, *draft.body, *row.body]
    row.remarks += [item for item in draft.remarks if item not in row.remarks and not item.is_further_link]
    row.authors = row.authors or draft.authors
    row.time = row.time or draft.time
    _add_missing(row.materials, draft.materials)
    _add_missing(row.labels, draft.labels)
    _add_missing(row.roles, draft.roles)
    if not row.titles and not row.cancelled:
        row.titles = draft.titles
    row.links = row.links or draft.links
    row.date = row.date or draft.date


def _add_missing(own: dict[_Key, _Value], more: Mapping[_Key, _Value]) -> None:
    for key, value in more.items():
        own.setdefault(key, value)


def _report_differences(row: Draft, draft: Draft, section: SessionSection, report: Report) -> None:
    for what, above, below in _differences(row, draft):
        report.guessed(
            section.line,
            f"the {what} here is {below}, the overview's (line {row.line}) is {above}, which is taken",
        )


def _differences(row: Draft, draft: Draft) -> Iterator[tuple[str, str, str]]:
    """(name, value in the row, value in the section) of each fact that differs."""
    if row.date and draft.date and row.date != draft.date:
        yield "date", row.date.isoformat(), draft.date.isoformat()
    if row.titles and draft.titles and fold(draft.title) not in map(fold, (row.title, *row.titles)):
        yield "title", f'"{row.title}"', f'"{draft.title}"'
    if row.links and draft.links and draft.link not in row.links:
        yield "link", row.link, draft.link
    for key in sorted(row.roles.keys() & draft.roles.keys()):
        above, below = row.roles[key], draft.roles[key]
        if not set(map(fold, below)) <= set(map(fold, above)):
            yield f"role `{key}`", ", ".join(above), ", ".join(below)


def _add_further_paper(row: Draft, draft: Draft, section: SessionSection) -> None:
    """Adds a further paper of a session, with all its facts, to the session's text."""
    if draft.title and fold(draft.title) not in map(fold, row.titles):
        row.titles.append(draft.title)
    row.links += [link for link in draft.links if link not in row.links]
    _add_missing(row.labels, draft.labels)
    gap = [""] if row.body else []
    shifted = (f"#{line}" if line.startswith("## ") else line for line in section.body)
    row.body += [*gap, f"## {markdown.escape(draft.title or 'Further paper')}", "", *_facts(draft), "", *shifted]


def _facts(draft: Draft) -> Iterator[str]:
    """Authors, people, links and materials of a paper as list items."""
    people = [("Authors", draft.authors), *((draft.labels[key], names) for key, names in draft.roles.items())]
    for label, names in people:
        if names:
            yield f"- **{markdown.escape(label)}:** {markdown.escape(', '.join(names))}"
    for url in draft.links:
        yield f"- **Link:** {markdown.link(link_labels.link_label(url), url)}"
    for material in MATERIALS:
        if material in draft.materials:
            url = draft.materials[material]
            yield f"- **{material.capitalize()}:** {markdown.link(link_labels.link_label(url), url)}"
