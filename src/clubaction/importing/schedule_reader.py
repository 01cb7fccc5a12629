"""Reads a schedule: calls the other modules in order, from the text to the sessions and the report."""

from __future__ import annotations

from collections.abc import Sequence

from clubaction.importing.drafts.dated_entries import DateAnswers
from clubaction.importing.drafts.draft import Draft
from clubaction.importing.drafts.draft_schedule import draft_facts
from clubaction.importing.imported import Imported, NoSchedule
from clubaction.importing.markup.broken_characters import mend_characters
from clubaction.importing.markup.key_values import is_rule
from clubaction.importing.markup.source_page import LINE_LIMIT, Page, read_page
from clubaction.importing.new_sessions import new_sessions, roles_of
from clubaction.importing.programme.guessed_parts import guess_parts
from clubaction.importing.programme.joining import join_sections
from clubaction.importing.programme.programme import Programme
from clubaction.importing.programme.programme_reader import read_programme
from clubaction.importing.readme_blocks import Region, with_blocks
from clubaction.importing.report import Report, Verdict
from clubaction.importing.shape_choice import Reading, choose_reading

LIMIT = 600_000
"""Characters of a text; a longer one is refused. GitHub itself shows no README beyond 512 KiB."""


def read_schedule(text: str, *, year: int | None = None, date_order: str = "", html: bool = False) -> Imported:
    """Reads a schedule in Markdown or, with `html`, a web page.

    `year` is the year of the earliest date without one, `date_order` (`dmy`,
    `mdy`, `ymd`) the order of numbers in dates that could be read in two ways.
    Raises `UnclearDates` if one of these is needed but not given, `NoSchedule` if
    there is nothing to import.
    """
    if len(text) > LIMIT:
        raise NoSchedule(f"this text has {len(text)} characters; a schedule of at most {LIMIT} can be imported")
    report = Report()
    page = read_page(mend_characters(text, report))
    programme = Programme() if html else read_programme(page, report)
    answers = DateAnswers(year, date_order)
    reading = choose_reading(page, list(programme.entries()), answers)
    report.notes += reading.report.notes
    if reading.is_of_tables:
        drafts, date_format = _with_sections(reading, programme, report, answers)
    else:
        # Fact tables only add to the rows of an overview, and there is none.
        programme = Programme()
        drafts, date_format = reading.schedule.drafts, reading.schedule.date_format
    if not drafts and not reading.schedule.days_off:
        raise NoSchedule.because(report.sorted_notes(), page.total)
    rest = _report_rest(page, report)
    return Imported(
        new_sessions(drafts),
        tuple((part.label, part.title, "\n".join(part.intro)) for part in programme.parts if not part.is_rest),
        roles_of(drafts, reading.entries),
        date_format,
        tuple(sorted(set(reading.schedule.days_off))),
        report.sorted_notes(),
        _readme(text, page, reading, programme, rest),
    )


def _with_sections(
    reading: Reading, programme: Programme, report: Report, answers: DateAnswers
) -> tuple[list[Draft], str]:
    """(drafts of the rows joined with their sections, the strftime pattern of most dates)."""
    section_report = Report()
    found = draft_facts(list(programme.entries()), reading.entries, section_report, answers)
    # What was taken or left is decided, and noted, only when the sections are joined with rows.
    report.notes += section_report.of(Verdict.GUESSED)
    drafts = join_sections(reading.schedule.drafts, found.drafts, programme.sections, report)
    guess_parts(drafts, programme, report)
    return drafts, reading.schedule.date_format or found.date_format


def _report_rest(page: Page, report: Report) -> Sequence[Region]:
    """Notes all lines without a note as left, and returns their ranges."""
    lines = tuple(enumerate(page.lines, start=1))
    for number, line in lines:
        if len(line) >= LINE_LIMIT:
            report.left(number, number, f"what stands behind the first {LINE_LIMIT} characters of this line")
    blank = frozenset(number for number, line in lines if not line.strip() or is_rule(line))
    rest = report.unmentioned(page.total, blank)
    for first, last in rest:
        report.left(first, last, "not part of the schedule; stays in the README as it is")
    return rest


def _readme(text: str, page: Page, reading: Reading, programme: Programme, rest: Sequence[Region]) -> str:
    """The source with our blocks in place of the schedule, where the lines `rest` stay.

    Unchanged if it has our blocks already.
    """
    if any(page.ours):
        return text
    rows = sorted({entry.region for entry in reading.entries if entry.region})
    stays = {line for first, last in rest for line in range(first, last + 1)}
    sections = [(line, line) for line in range(programme.first, programme.last + 1) if line and line not in stays]
    return with_blocks(text, rows, sections)
