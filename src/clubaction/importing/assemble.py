"""Records made into drafts of sessions: dates by column, weeks without a meeting, days with two papers."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from clubaction.importing import dates, drafts, words
from clubaction.importing.dates import Spot, UnclearDates
from clubaction.importing.drafts import Draft
from clubaction.importing.record import Record
from clubaction.importing.report import Ledger

_EIGHT_DIGITS = re.compile(r"(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)")
_SMALL = ("title", "title+link", "title+slides", "link")


@dataclass(slots=True)
class Assembled:
    """The drafts in the order of the source, the days without a meeting, how the dates are written."""

    drafts: list[Draft] = field(default_factory=list)
    skip: list[dt.date] = field(default_factory=list)
    date_format: str = ""


@dataclass(slots=True)
class _Dated:
    record: Record
    spot: Spot | None
    text: str
    date: dt.date | None = None
    impossible: str = ""


def assemble(
    records: Sequence[Record], ledger: Ledger, *, year: int | None, order: str, others: Sequence[Record] = ()
) -> Assembled:
    """Makes drafts of all records and accounts for every one of them in the ledger.

    The dates of `others` only help to tell days from months. Raises
    `UnclearDates` for a column whose dates can't be told for sure.
    """
    rows, date_format = _dated(records, others, year=year, order=order)
    made = Assembled(date_format=date_format)
    for row in rows:
        _take(row, made, ledger)
    for draft in made.drafts:
        _check_addresses(draft, ledger)
    return made


def facts(
    records: Sequence[Record], others: Sequence[Record], ledger: Ledger, *, year: int | None, order: str
) -> Assembled:
    """One draft for each record, come what may: for sections, which are joined with rows later."""
    rows, date_format = _dated(records, others, year=year, order=order)
    made = Assembled(date_format=date_format)
    for row in rows:
        draft = drafts.draft(row.record, ledger)
        draft.date = row.date
        draft.time = draft.time or _time_behind(row)
        made.drafts.append(draft)
        if row.impossible or (row.text and not row.date and not words.is_placeholder(row.text)):
            ledger.guessed(row.record.line, f'the date "{row.text}" is not used: {row.impossible or "it is none"}')
    return made


def _dated(
    records: Sequence[Record], others: Sequence[Record], *, year: int | None, order: str
) -> tuple[list[_Dated], str]:
    """The records with their dates, and the pattern that most of these are written in."""
    rows = [_spotted(record) for record in records]
    evidence = [*rows, *map(_spotted, others)]
    formats: Counter[str] = Counter()
    for group in _grouped(rows):
        column_order = _order(group, evidence, order)
        _date(group, column_order, year)
        formats.update(dates.format_of(row.spot, column_order) for row in group if row.spot)
    return rows, formats.most_common(1)[0][0] if formats else ""


def _time_behind(row: _Dated) -> dt.time | None:
    return dates.time_in(row.text[row.spot.end :]) if row.spot else None


def _spotted(record: Record) -> _Dated:
    cell = record.first("date")
    text = cell.flat or (cell.struck[0] if cell.struck else "")
    return _Dated(record, dates.spot(text, compact=record.compact), text)


def _grouped(rows: Sequence[_Dated]) -> list[list[_Dated]]:
    groups: dict[int, list[_Dated]] = defaultdict(list)
    for row in rows:
        groups[row.record.group].append(row)
    return list(groups.values())


def _order(group: Sequence[_Dated], rows: Sequence[_Dated], asked: str) -> str:
    first = group[0].record
    spots = [row.spot for row in group if row.spot]
    try:
        return dates.order_of(spots, first.where, stated=first.stated, asked=asked)
    except UnclearDates as unclear:
        try:
            return dates.order_of([row.spot for row in rows if row.spot], first.where)
        except UnclearDates:
            raise unclear from None


def _date(group: Sequence[_Dated], order: str, year: int | None) -> None:
    dated = [(row, dates.fixed(row.spot, order)) for row in group if row.spot]
    contexts = [(partial, row.record.year) for row, partial in dated]
    years = dates.fill_years(contexts, year, group[0].record.where)
    for (row, (_, month, day)), found in zip(dated, years, strict=True):
        try:
            row.date = dt.date(found, month, day)
        except ValueError:
            row.impossible = f"there is no such day if dates are written {' '.join(order)}"


def _take(row: _Dated, made: Assembled, ledger: Ledger) -> None:
    record = row.record
    said = "; ".join(cell.value.flat for cell in record.cells if cell.value.flat and cell.field != "number")
    others = [cell for cell in record.cells if cell.field not in ("date", "number", "section")]
    empty = all(words.is_placeholder(cell.value.flat) and not cell.value.links for cell in others)
    if row.impossible:
        ledger.left(record.line, record.end, f'"{row.text}": {row.impossible}; the row says: {said}')
    elif not row.date:
        _take_undated(row, made, ledger, said, empty=empty and not record.body)
    elif not record.ours and (reason := _break(record)):
        made.skip.append(row.date)
        ledger.skipped(record.line, record.end, f"{row.date.isoformat()} has no meeting: {reason}")
    else:
        draft = drafts.draft(record, ledger)
        draft.date = row.date
        draft.time = draft.time or _time_behind(row)
        draft.cancelled = draft.cancelled or bool(record.first("date").struck)
        if row.spot and row.spot.second_day:
            ledger.guessed(record.line, f'"{row.text}" names two days; the first is taken')
        _put(draft, made, ledger)


def _break(record: Record) -> str:
    """The words that say that there is no meeting; empty if there is one."""
    if any(link.url for cell in record.cells for link in cell.value.links) or record.body:
        return ""
    said = [cell.value.flat for cell in record.cells if cell.field not in ("date", "number", "section")]
    said = [text for text in said if not words.is_placeholder(text)]
    titles = [cell.value.flat for cell in record.cells if cell.field == "title"]
    real = [t for t in titles if not words.is_placeholder(t) and not words.is_break(t) and len(t.split()) > 4]
    if not any(words.is_break(text) for text in said) or (real and not _off(record)):
        return ""
    struck = [text for cell in record.cells for text in cell.value.struck if cell.field == "title"]
    return "" if struck else "; ".join(said)


def _off(record: Record) -> bool:
    return any(words.is_break(cell.value.flat) for cell in record.cells if cell.field == "role")


def _take_undated(row: _Dated, made: Assembled, ledger: Ledger, said: str, *, empty: bool) -> None:
    record = row.record
    if not said and empty:
        ledger.left(record.line, record.end, "an empty row")
    elif _continues(row, made):
        previous = made.drafts[-1]
        more = drafts.draft(record, ledger)
        previous.titles += [title for title in more.titles if title not in previous.titles]
        previous.links += [link for link in more.links if link not in previous.links]
        previous.end = record.end
        ledger.taken(record.line, record.end, f"a second paper for {previous.date}: {' / '.join(more.titles)}")
    elif row.text and not words.is_placeholder(row.text) and not record.ours:
        if words.is_break(said):
            ledger.left(record.line, record.end, f'"{said}" says that there is no meeting, but not when')
        else:
            ledger.left(record.line, record.end, f'"{row.text}" is no date; the row says: {said}')
    elif empty:
        ledger.left(record.line, record.end, f"neither a date nor anything else in it: {said}")
    else:
        draft = drafts.draft(record, ledger)
        if draft.titles or draft.links or record.ours:
            _put(draft, made, ledger)
        else:
            ledger.left(record.line, record.end, f"neither a date nor a paper: {said}")


def _continues(row: _Dated, made: Assembled) -> bool:
    """Whether a row has nothing but another title or link for the day of the row above it."""
    record = row.record
    if row.text or not made.drafts or made.drafts[-1].group != record.group or record.ours:
        return False
    if len(made.drafts[-1].titles) + len(made.drafts[-1].links) >= drafts.MOST:
        return False
    rest = (cell for cell in record.cells if cell.field not in _SMALL)
    return made.drafts[-1].date is not None and not any(cell.value.flat or cell.value.links for cell in rest)


def _put(draft: Draft, made: Assembled, ledger: Ledger) -> None:
    made.drafts.append(draft)
    what = "an open slot" if not draft.titles and not draft.links else "a session"
    if len(draft.titles) > 1:
        what = f"a session with {len(draft.titles)} papers"
    if draft.cancelled:
        what = "a cancelled session"
    if draft.date is None:
        what = "a proposal without a date"
    ledger.taken(draft.line, draft.end, f"{what}: {draft.name}")


def _check_addresses(draft: Draft, ledger: Ledger) -> None:
    for url in (draft.slides, draft.link):
        named = _EIGHT_DIGITS.search(url)
        if (
            named
            and draft.date
            and named[0] != draft.date.strftime("%Y%m%d")
            and abs(int(named[1]) - draft.date.year) <= 1
            and 1 <= int(named[2]) <= 12
            and 1 <= int(named[3]) <= 31
        ):
            ledger.guessed(draft.line, f"the date is {draft.date.isoformat()}, but its address names {named[0]}: {url}")
