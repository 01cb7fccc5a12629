"""All sessions of a schedule as drafts: one an entry, but for weeks without a meeting and days with two papers."""

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
from clubaction.importing.report import Ledger
from clubaction.importing.vocabulary import is_break

_DATE_IN_ADDRESS = re.compile(r"(?<!\d)(20\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_OF_A_SECOND_PAPER: tuple[Field, ...] = ("title", "title+link", "title+slides", "link")
"""The fields of a row that only adds a paper to the day of the row above it."""


@dataclass(slots=True)
class DraftSchedule:
    """The drafts in the order of the source, the days without a meeting, how the dates are written."""

    drafts: list[Draft] = field(default_factory=list)
    days_off: list[dt.date] = field(default_factory=list)
    date_format: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to import."""
        return not self.drafts and not self.days_off


def draft_schedule(
    entries: Sequence[Entry], ledger: Ledger, answers: DateAnswers, others: Sequence[Entry] = ()
) -> DraftSchedule:
    """Makes drafts of all entries and accounts for every one of them in the ledger.

    The dates of `others` only help to tell days from months. Raises
    `UnclearDates` for a column whose dates can't be told for sure.
    """
    rows, date_format = date_entries(entries, others, answers)
    schedule = DraftSchedule(date_format=date_format)
    for row in rows:
        _take(row, schedule, ledger)
    for draft in schedule.drafts:
        _compare_with_addresses(draft, ledger)
    return schedule


def draft_facts(
    entries: Sequence[Entry], others: Sequence[Entry], ledger: Ledger, answers: DateAnswers
) -> DraftSchedule:
    """One draft for each entry, come what may: for sections, which are joined with rows later."""
    rows, date_format = date_entries(entries, others, answers)
    schedule = DraftSchedule(date_format=date_format)
    for row in rows:
        schedule.drafts.append(_dated_draft(row, ledger))
        if row.says_no_date:
            why = row.impossible or "it is none"
            ledger.guessed(row.entry.line, f'the date "{row.text}" is not used: {why}')
    return schedule


def _dated_draft(row: DatedEntry, ledger: Ledger) -> Draft:
    draft = draft_of(row.entry, ledger)
    draft.date = row.date
    draft.time = draft.time or row.time
    return draft


def _take(row: DatedEntry, schedule: DraftSchedule, ledger: Ledger) -> None:
    entry = row.entry
    if row.impossible:
        ledger.left(entry.line, entry.end, f'"{row.text}": {row.impossible}; the row says: {entry.said}')
    elif row.date is None:
        _take_undated(row, schedule, ledger)
    elif not entry.ours and (reason := why_no_meeting(entry)) is not None:
        schedule.days_off.append(row.date)
        ledger.skipped(entry.line, entry.end, f"{row.date.isoformat()} has no meeting: {reason}")
    else:
        draft = _dated_draft(row, ledger)
        draft.cancelled = draft.cancelled or bool(entry.first("date").struck)
        if row.found and row.found.second_day:
            ledger.guessed(entry.line, f'"{row.text}" names two days; the first is taken')
        _add(draft, schedule, ledger)


def _take_undated(row: DatedEntry, schedule: DraftSchedule, ledger: Ledger) -> None:
    entry = row.entry
    is_empty = entry.is_empty and not entry.body
    if is_empty and not entry.said:
        ledger.left(entry.line, entry.end, "an empty row")
    elif (previous := _day_it_belongs_to(row, schedule)) is not None:
        _add_paper(previous, entry, ledger)
    elif row.says_no_date and not entry.ours:
        _report_no_date(row, ledger)
    elif is_empty:
        ledger.left(entry.line, entry.end, f"neither a date nor anything else in it: {entry.said}")
    else:
        _take_proposal(entry, schedule, ledger)


def _day_it_belongs_to(row: DatedEntry, schedule: DraftSchedule) -> Draft | None:
    """The draft of the row above, if a row has nothing but another title or link for its day."""
    entry = row.entry
    previous = schedule.drafts[-1] if schedule.drafts else None
    if previous is None or previous.date is None or previous.group != entry.group:
        return None
    if row.text or entry.ours or len(previous.titles) + len(previous.links) >= MOST:
        return None
    rest = (cell.value for cell in entry.cells if cell.field not in _OF_A_SECOND_PAPER)
    return None if any(value.flat or value.links for value in rest) else previous


def _add_paper(previous: Draft, entry: Entry, ledger: Ledger) -> None:
    more = draft_of(entry, ledger)
    previous.titles += [title for title in more.titles if title not in previous.titles]
    previous.links += [link for link in more.links if link not in previous.links]
    previous.end = entry.end
    ledger.taken(entry.line, entry.end, f"a second paper for {previous.date}: {' / '.join(more.titles)}")


def _report_no_date(row: DatedEntry, ledger: Ledger) -> None:
    said = row.entry.said
    reason = f'"{row.text}" is no date; the row says: {said}'
    if is_break(said):
        reason = f'"{said}" says that there is no meeting, but not when'
    ledger.left(row.entry.line, row.entry.end, reason)


def _take_proposal(entry: Entry, schedule: DraftSchedule, ledger: Ledger) -> None:
    draft = draft_of(entry, ledger)
    if draft.titles or draft.links or entry.ours:
        _add(draft, schedule, ledger)
    else:
        ledger.left(entry.line, entry.end, f"neither a date nor a paper: {entry.said}")


def _add(draft: Draft, schedule: DraftSchedule, ledger: Ledger) -> None:
    schedule.drafts.append(draft)
    ledger.taken(draft.line, draft.end, f"{_kind(draft)}: {draft.name}")


def _kind(draft: Draft) -> str:
    """What a person would call a draft."""
    if draft.date is None:
        return "a proposal without a date"
    if draft.cancelled:
        return "a cancelled session"
    if len(draft.titles) > 1:
        return f"a session with {len(draft.titles)} papers"
    return "a session" if draft.titles or draft.links else "an open slot"


def _compare_with_addresses(draft: Draft, ledger: Ledger) -> None:
    """Reports an address that names another day: one of the two may be a slip."""
    for url in (draft.materials.get("slides", ""), draft.link):
        named = _DATE_IN_ADDRESS.search(url)
        if named and draft.date and _differs(named, draft.date):
            ledger.guessed(draft.line, f"the date is {draft.date.isoformat()}, but its address names {named[0]}: {url}")


def _differs(named: re.Match[str], date: dt.date) -> bool:
    """Whether digits in an address are another day of about the same year: others are numbers of some kind."""
    return named[0] != date.strftime("%Y%m%d") and abs(int(named[1]) - date.year) <= 1
