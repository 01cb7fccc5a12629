"""Turns all entries of a schedule into drafts, except for days without a meeting and second papers of a day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from clubaction.importing.drafts.cells import draft_of
from clubaction.importing.drafts.dated_entries import DateAnswers, DatedEntry, date_entries
from clubaction.importing.drafts.days_off import why_no_meeting
from clubaction.importing.drafts.draft import MOST, Draft
from clubaction.importing.entry import Entry
from clubaction.importing.field_names import Field
from clubaction.importing.report import Report
from clubaction.importing.vocabulary import is_break

_DATE_IN_ADDRESS = re.compile(r"(?<!\d)(20\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_OF_A_SECOND_PAPER: tuple[Field, ...] = ("title", "title+link", "title+slides", "link")
"""A row with no other fields than these adds a paper to the session of the row above."""


@dataclass(slots=True)
class DraftSchedule:
    """The drafts of a schedule."""

    drafts: list[Draft] = field(default_factory=list)
    """In the order of the source."""
    days_off: list[dt.date] = field(default_factory=list)
    """The days without a meeting."""
    date_format: str = ""
    """The strftime pattern of most dates; empty if there is none."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to import."""
        return not self.drafts and not self.days_off


def draft_schedule(
    entries: Sequence[Entry], report: Report, answers: DateAnswers, others: Sequence[Entry] = ()
) -> DraftSchedule:
    """The drafts of all entries; the report gets a note about each entry.

    The dates of `others` only help to find out the order of day and month.
    Raises `UnclearDates` for a column whose dates are not clear.
    """
    rows, date_format = date_entries(entries, others, answers)
    schedule = DraftSchedule(date_format=date_format)
    for row in rows:
        _take(row, schedule, report)
    for draft in schedule.drafts:
        _compare_with_addresses(draft, report)
    return schedule


def draft_facts(
    entries: Sequence[Entry], others: Sequence[Entry], report: Report, answers: DateAnswers
) -> DraftSchedule:
    """Exactly one draft for each entry, even an empty one: for sections, which are joined with rows later.

    Otherwise as `draft_schedule`.
    """
    rows, date_format = date_entries(entries, others, answers)
    schedule = DraftSchedule(date_format=date_format)
    for row in rows:
        schedule.drafts.append(_dated_draft(row, report))
        if row.says_no_date:
            why = row.impossible or "it is none"
            report.guessed(row.entry.line, f'the date "{row.text}" is not used: {why}')
    return schedule


def _dated_draft(row: DatedEntry, report: Report) -> Draft:
    draft = draft_of(row.entry, report)
    draft.date = row.date
    draft.time = draft.time or row.time
    return draft


def _take(row: DatedEntry, schedule: DraftSchedule, report: Report) -> None:
    entry = row.entry
    if row.impossible:
        report.left(entry.line, entry.end, f'"{row.text}": {row.impossible}; the row says: {entry.summary}')
    elif row.date is None:
        _take_undated(row, schedule, report)
    elif not entry.ours and (reason := why_no_meeting(entry)) is not None:
        schedule.days_off.append(row.date)
        report.skipped(entry.line, entry.end, f"{row.date.isoformat()} has no meeting: {reason}")
    else:
        draft = _dated_draft(row, report)
        draft.cancelled = draft.cancelled or bool(entry.first("date").struck)
        if row.found and row.found.second_day:
            report.guessed(entry.line, f'"{row.text}" names two days; the first is taken')
        _add(draft, schedule, report)


def _take_undated(row: DatedEntry, schedule: DraftSchedule, report: Report) -> None:
    entry = row.entry
    is_empty = entry.is_empty and not entry.body
    if is_empty and not entry.summary:
        report.left(entry.line, entry.end, "an empty row")
    elif (previous := _draft_it_adds_to(row, schedule)) is not None:
        _add_paper(previous, entry, report)
    elif row.says_no_date and not entry.ours:
        _report_no_date(row, report)
    elif is_empty:
        report.left(entry.line, entry.end, f"neither a date nor anything else in it: {entry.summary}")
    else:
        _take_proposal(entry, schedule, report)


def _draft_it_adds_to(row: DatedEntry, schedule: DraftSchedule) -> Draft | None:
    """The draft of the row above, if this row only adds a title or a link to it; else None."""
    previous = schedule.drafts[-1] if schedule.drafts else None
    if previous is None or previous.date is None or previous.group != row.entry.group:
        return None
    is_full = len(previous.titles) + len(previous.links) >= MOST
    return previous if not is_full and _is_only_a_paper(row) else None


def _is_only_a_paper(row: DatedEntry) -> bool:
    rest = (cell.value for cell in row.entry.cells if cell.field not in _OF_A_SECOND_PAPER)
    return not row.text and not row.entry.ours and not any(value.flat or value.links for value in rest)


def _add_paper(previous: Draft, entry: Entry, report: Report) -> None:
    more = draft_of(entry, report)
    previous.titles += [title for title in more.titles if title not in previous.titles]
    previous.links += [link for link in more.links if link not in previous.links]
    previous.end = entry.end
    report.taken(entry.line, entry.end, f"a second paper for {previous.date}: {' / '.join(more.titles)}")


def _report_no_date(row: DatedEntry, report: Report) -> None:
    summary = row.entry.summary
    reason = f'"{row.text}" is no date; the row says: {summary}'
    if is_break(summary):
        reason = f'"{summary}" says that there is no meeting, but not when'
    report.left(row.entry.line, row.entry.end, reason)


def _take_proposal(entry: Entry, schedule: DraftSchedule, report: Report) -> None:
    draft = draft_of(entry, report)
    if draft.titles or draft.links or entry.ours:
        _add(draft, schedule, report)
    else:
        report.left(entry.line, entry.end, f"neither a date nor a paper: {entry.summary}")


def _add(draft: Draft, schedule: DraftSchedule, report: Report) -> None:
    schedule.drafts.append(draft)
    report.taken(draft.line, draft.end, f"{_kind(draft)}: {draft.name}")


def _kind(draft: Draft) -> str:
    """What the report calls this kind of draft."""
    if draft.date is None:
        return "a proposal without a date"
    if draft.cancelled:
        return "a cancelled session"
    if len(draft.titles) > 1:
        return f"a session with {len(draft.titles)} papers"
    return "a session" if draft.titles or draft.links else "an open slot"


def _compare_with_addresses(draft: Draft, report: Report) -> None:
    """Adds a note if an address contains another date than the draft's, as one of the two may be a mistake."""
    for url in (draft.materials.get("slides", ""), draft.link):
        named = _DATE_IN_ADDRESS.search(url)
        if named and draft.date and _differs(named, draft.date):
            report.guessed(draft.line, f"the date is {draft.date.isoformat()}, but its address names {named[0]}: {url}")


def _differs(named: re.Match[str], date: dt.date) -> bool:
    """Whether digits in an address are another day in a year near the date's; digits of other years are no date."""
    return named[0] != date.strftime("%Y%m%d") and abs(int(named[1]) - date.year) <= 1
