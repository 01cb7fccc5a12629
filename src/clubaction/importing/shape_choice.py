"""Reads a page in each of the shapes that a schedule may have, and chooses the shape that fits best."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from clubaction.importing.dates.unclear_dates import UnclearDates
from clubaction.importing.drafts.dated_entries import DateAnswers
from clubaction.importing.drafts.draft_schedule import DraftSchedule, draft_schedule
from clubaction.importing.entry import Entry
from clubaction.importing.imported import NoSchedule
from clubaction.importing.markup.source_page import Page
from clubaction.importing.report import Report
from clubaction.importing.shapes.bullet_lists import bullet_lists
from clubaction.importing.shapes.dated_lines import dated_lines
from clubaction.importing.shapes.dated_sections import dated_sections
from clubaction.importing.shapes.front_matter_list import items_of_front_matter
from clubaction.importing.shapes.table_rows import rows_of_tables

Shape = Callable[[Page, Report], list[Entry]]
"""A function that finds the entries of a schedule in one shape, and adds notes to the report."""

_WITHOUT_TABLES: tuple[Shape, ...] = (items_of_front_matter, dated_sections, bullet_lists, dated_lines)


@dataclass(frozen=True, slots=True)
class Reading:
    """A page, read in one shape."""

    entries: list[Entry]
    report: Report
    schedule: DraftSchedule
    is_of_tables: bool = False
    """Whether the shape is that of tables with a row for each meeting."""


def choose_reading(page: Page, facts: Sequence[Entry], answers: DateAnswers) -> Reading:
    """The reading as tables if it has sessions, else the reading with the most sessions.

    `facts` are the entries of the programme's sections, which belong to tables.
    Raises `UnclearDates` if a shape with more entries than all others has unclear
    dates, `NoSchedule` if no shape fits.
    """
    report = Report()
    rows = rows_of_tables(page, report)
    tables = Reading(rows, report, draft_schedule(rows, report, answers, facts), is_of_tables=True)
    if tables.schedule.drafts or facts:
        return tables
    readings = [tables]
    questions: list[tuple[int, UnclearDates]] = []
    for shape in _WITHOUT_TABLES:
        report = Report()
        entries = shape(page, report)
        try:
            readings.append(Reading(entries, report, draft_schedule(entries, report, answers)))
        except UnclearDates as unclear:
            questions.append((len(entries), unclear))
    best = max(readings, key=lambda reading: len(reading.schedule.drafts))
    for count, question in questions:
        if count > len(best.schedule.drafts):
            raise question
    if best.schedule.is_empty:
        raise NoSchedule.because([note for reading in readings for note in reading.report.sorted_notes()], page.total)
    return best
