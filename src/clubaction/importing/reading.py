"""From the text of a schedule to sessions, parts, roles, a report and the text with our blocks in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from clubaction.text import gfm
from clubaction.club import session_ids
from clubaction.errors import UsageError
from clubaction.importing import assemble, dates, details, merge, page, repair, rewrite, shapes
from clubaction.importing.assemble import Assembled
from clubaction.importing.dates import UnclearDates
from clubaction.importing.details import Programme
from clubaction.importing.drafts import Draft
from clubaction.importing.entries import is_rule
from clubaction.importing.page import Page
from clubaction.importing.record import Record
from clubaction.importing.report import Ledger, Note
from clubaction.model.session import CANCELLED, Session

LIMIT = 600_000
"""Characters of a text that is read; GitHub itself shows no README beyond 512 KiB."""

_MOST_REASONS = 12
_DETAILS_GROUP = -1
_STAYS = "not part of the schedule; stays in the README as it is"


class NoSchedule(UsageError):
    """The text holds no schedule that could be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What was found in a schedule."""

    sessions: tuple[Session, ...]
    """In the order of the source, each with an id of its own."""
    parts: tuple[tuple[str, str, str], ...] = ()
    """(label, title, introduction in Markdown) of each part, such as ("Part 0", "Tutorials", "- …")."""
    roles: tuple[tuple[str, str], ...] = ()
    """(key, label) of each role."""
    date_format: str = ""
    """The strftime pattern of the main column; empty where dates are not written in a usual one."""
    skip: tuple[dt.date, ...] = ()
    """Days on which the source says that there is no meeting."""
    report: tuple[Note, ...] = ()
    """What became of every line that is not blank."""
    readme: str = ""
    """The source with our blocks in place of what was taken."""


@dataclass(slots=True)
class _Read:
    """One shape's reading of a page."""

    name: str
    records: list[Record]
    ledger: Ledger
    made: Assembled


def read_schedule(text: str, *, year: int | None = None, date_order: str = "", html: bool = False) -> Imported:
    """Reads a schedule: Markdown or, with `html`, a page that need not be Markdown.

    `year` is that of the earliest date where the source does not say it,
    `date_order` (`dmy`, `mdy`, `ymd`) the order of numbers that could be read in
    two ways. Raises `UnclearDates` if one of them is needed, `NoSchedule` if
    there is nothing to import.
    """
    if len(text) > LIMIT:
        raise NoSchedule(f"this text has {len(text)} characters; a schedule of at most {LIMIT} can be imported")
    ledger = Ledger()
    source = page.read(repair.repair(text, ledger))
    programme = Programme() if html else details.read(source, ledger)
    best = _choose(source, programme, year=year, order=date_order)
    ledger.notes += best.ledger.notes
    if best.name in _WITH_DETAILS:
        best.made.drafts = _with_details(best, programme, ledger, year=year, order=date_order)
    else:
        programme = Programme()
    if not best.made.drafts and not best.made.skip:
        raise NoSchedule(_refusal(ledger.report(), source))
    _account(source, ledger)
    readme = _readme(text, source, best, programme, ledger)
    return Imported(
        _sessions(best.made.drafts),
        tuple((p.label, p.title, "\n".join(p.intro)) for p in _parts(best, programme)),
        _roles(best.made.drafts, best.records),
        best.made.date_format,
        tuple(sorted(set(best.made.skip))),
        ledger.report(),
        readme,
    )


_WITH_DETAILS = ("a table",)


def _choose(source: Page, programme: Programme, *, year: int | None, order: str) -> _Read:
    """The reading that fits best: that of a table with sessions, else that with the most sessions."""
    found: list[_Read] = []
    unclear: list[tuple[int, UnclearDates]] = []
    facts = merge.details_as_records(programme, _DETAILS_GROUP)
    for name, shape in shapes.SHAPES.items():
        ledger = Ledger()
        records = shape(source, ledger)
        is_table = name in _WITH_DETAILS
        try:
            made = assemble.assemble(records, ledger, year=year, order=order, others=facts if is_table else ())
        except UnclearDates as error:
            if is_table:
                raise
            unclear.append((len(records), error))
            continue
        found.append(_Read(name, records, ledger, made))
        if is_table and (made.drafts or facts):
            return found[-1]
    best = max(found, key=lambda read: len(read.made.drafts))
    for count, question in unclear:
        if count > len(best.made.drafts):
            raise question
    if not best.made.drafts and not best.made.skip:
        raise NoSchedule(_refusal([note for read in found for note in read.ledger.report()], source))
    return best


def _with_details(best: _Read, programme: Programme, ledger: Ledger, *, year: int | None, order: str) -> list[Draft]:
    """The rows joined with their sections."""
    records = merge.details_as_records(programme, _DETAILS_GROUP)
    asides = Ledger()
    found = assemble.facts(records, best.records, asides, year=year, order=order)
    ledger.notes += [note for note in asides.notes if note.verdict == "guessed"]
    best.made.date_format = best.made.date_format or found.date_format
    drafts = merge.merge(best.made.drafts, found.drafts, programme, ledger)
    merge.guess_parts(drafts, programme.parts, ledger)
    _group_headings(drafts, programme, ledger)
    return drafts


def _group_headings(drafts: Sequence[Draft], programme: Programme, ledger: Ledger) -> None:
    """With several tables, the heading of each is the part of its sessions, unless it is a mere year."""
    groups: dict[int, Draft] = {}
    for draft in drafts:
        if draft.heading and not draft.ours:
            groups.setdefault(draft.group, draft)
    names = {draft.heading for draft in groups.values()}
    if programme.parts or len(names) < 2 or any(dates.year_in(name) for name in names):
        return
    for draft in groups.values():
        ledger.guessed(draft.line, f'the heading "{draft.heading}" above its table is taken as the part')
        programme.parts.append(details.Part("", draft.heading, draft.line))
    for draft in drafts:
        draft.part = draft.part or draft.heading


def _parts(best: _Read, programme: Programme) -> list[details.Part]:
    ours = any(draft.ours for draft in best.made.drafts)
    return [part for part in programme.parts if not (ours and not part.label and part.title == "More sessions")]


def _sessions(drafts: Sequence[Draft]) -> tuple[Session, ...]:
    ids = _ids(drafts)
    return tuple(
        Session(
            id=new_id,
            title=draft.title,
            date=draft.date,
            time=draft.time,
            theme=draft.theme,
            part=draft.part,
            section="" if draft.section == new_id else draft.section,
            link=draft.link,
            authors=draft.authors,
            roles=draft.roles,
            status=CANCELLED if draft.cancelled else "",
            slides=draft.slides,
            recording=draft.recording,
            code=draft.code,
            body=_body(draft),
        )
        for draft, new_id in zip(drafts, ids, strict=True)
    )


def _ids(drafts: Sequence[Draft]) -> list[str]:
    """An id for each draft. They are given out by date, so that the order of the source does not matter."""
    ids = [""] * len(drafts)
    last: dict[str, int] = {}
    for index in sorted(range(len(drafts)), key=lambda i: (drafts[i].date or dt.date.max, i)):
        draft = drafts[index]
        day = f"session {draft.date.isoformat()}" if draft.date else "session"
        stem = candidate = session_ids.make_id(draft.title or draft.theme or day, ())
        while candidate.casefold() in last:
            last[stem.casefold()] += 1
            candidate = f"{stem}-{last[stem.casefold()]}"
        last[candidate.casefold()] = 1
        ids[index] = candidate
    return ids


def _body(draft: Draft) -> str:
    """The text of a session: its own, then a list of what has no place elsewhere."""
    parts = ["\n".join(draft.body).strip("\n")]
    items = list(draft.extra)
    if len(draft.titles) > 1 and not draft.ours:
        items = [*_papers(draft), *(item for item in items if not item.startswith("- **Link:**"))]
    parts.append("\n".join(items))
    return "\n\n".join(part for part in parts if part.strip()).rstrip()


def _papers(draft: Draft) -> list[str]:
    if len(draft.links) == len(draft.titles):
        shown = [gfm.link(title, url) for title, url in zip(draft.titles, draft.links, strict=True)]
    else:
        shown = [gfm.escape(title) for title in draft.titles] + [
            gfm.link(gfm.link_label(url), url) for url in draft.links[1:]
        ]
    return [f"- **Paper:** {paper}" for paper in shown]


def _roles(drafts: Sequence[Draft], records: Sequence[Record]) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for cell in (cell for record in records for cell in record.cells if cell.field == "role"):
        found.setdefault(cell.key, cell.label)
    for draft in drafts:
        for key, label in draft.labels.items():
            found.setdefault(key, label)
    return tuple(found.items())


# --- what is left --------------------------------------------------------------------------


def _readme(text: str, source: Page, best: _Read, programme: Programme, ledger: Ledger) -> str:
    """The source with our blocks; as it is if it has them already."""
    if any(source.ours):
        return text
    rows = sorted({record.region for record in best.records if record.region})
    stays = {line for note in ledger.notes if note.text == _STAYS for line in range(note.line, note.end + 1)}
    sections = [(line, line) for line in range(programme.first, programme.last + 1) if line and line not in stays]
    return rewrite.rewrite(text, rows, sections)


def _refusal(notes: Sequence[Note], source: Page) -> str:
    reasons = [str(note) for note in sorted(set(notes)) if note.verdict == "left"]
    if not reasons:
        reasons = ["there is no table with dates, no list of dates and no section with a date in it"]
    if len(reasons) > _MOST_REASONS:
        reasons = [*reasons[:_MOST_REASONS], f"and {len(reasons) - _MOST_REASONS} more like these"]
    said = "\n  ".join(reasons)
    return f"this is no schedule that could be imported ({source.total} lines read):\n  {said}"


def _account(source: Page, ledger: Ledger) -> None:
    """Names every line that nothing was said about."""
    blank = frozenset(number for number, line in enumerate(source.lines, start=1) if not line.strip() or is_rule(line))
    for number, line in enumerate(source.lines, start=1):
        if len(line) >= page.LINE_LIMIT:
            ledger.left(number, number, f"what stands behind the first {page.LINE_LIMIT} characters of this line")
    for first, last in ledger.missing(source.total, blank):
        ledger.left(first, last, _STAYS)
