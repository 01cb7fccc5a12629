"""From the text of a schedule to sessions, parts, roles, a report and the text with our blocks in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from clubaction import sessions
from clubaction.errors import UsageError
from clubaction.importing import assemble, details, merge, page, repair, rewrite, shapes
from clubaction.importing.assemble import Assembled
from clubaction.importing.dates import UnclearDates
from clubaction.importing.details import Programme
from clubaction.importing.drafts import Draft
from clubaction.importing.entries import is_rule
from clubaction.importing.page import Page
from clubaction.importing.record import Record
from clubaction.importing.report import Ledger, Note
from clubaction.model import CANCELLED, Session

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
    ledger = Ledger()
    source = page.read(repair.repair(text, ledger))
    programme = Programme() if html else details.read(source, ledger)
    best = _best(source, programme, year=year, order=date_order)
    ledger.notes += best.ledger.notes
    if best.name in _WITH_DETAILS:
        best.made.drafts = _with_details(best, programme, ledger, year=year, order=date_order)
    else:
        programme = Programme()
    if not best.made.drafts and not best.made.skip:
        raise NoSchedule(_refusal(ledger, source))
    _ours_time(best.made.drafts, ledger)
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


def _best(source: Page, programme: Programme, *, year: int | None, order: str) -> _Read:
    """The first shape in which there are sessions if it is a table, else the one with the most."""
    best: _Read | None = None
    unclear: Exception | None = None
    for name, shape in shapes.SHAPES.items():
        ledger = Ledger()
        records = shape(source, ledger)
        if not records and best is not None:
            continue
        facts = merge.details_as_records(programme, _DETAILS_GROUP) if name in _WITH_DETAILS else []
        try:
            made = assemble.assemble(records, ledger, year=year, order=order, others=facts)
        except UnclearDates as error:
            unclear = unclear or error
            continue
        read = _Read(name, records, ledger, made)
        if best is None or len(made.drafts) > len(best.made.drafts):
            best = read
        if name in _WITH_DETAILS and (made.drafts or facts):
            return read
    if unclear and (best is None or not best.made.drafts):
        raise unclear
    if best is None:
        raise NoSchedule("this is no schedule: no shape of one was recognised")
    return best


def _with_details(
    best: _Read, programme: Programme, ledger: Ledger, *, year: int | None, order: str
) -> list[Draft]:
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
    groups = {draft.group: draft for draft in drafts if draft.heading and not draft.ours}
    names = {draft.heading for draft in groups.values()}
    if programme.parts or len(names) < 2 or any(page.dates.year_in(name) for name in names):
        return
    for draft in groups.values():
        ledger.guessed(draft.line, f'the heading "{draft.heading}" above its table is taken as the part')
        programme.parts.append(details.Part("", draft.heading, draft.line))
    for draft in drafts:
        draft.part = draft.part or draft.heading


def _ours_time(drafts: Sequence[Draft], ledger: Ledger) -> None:
    """In our own blocks, a time that all sessions have is the club's."""
    common = merge.common_time(drafts)
    if common and len(drafts) > 1 and all(draft.ours for draft in drafts):
        ledger.guessed(drafts[0].line, f"all sessions are at {common:%H:%M}: that is the club's time, not theirs")
        for draft in drafts:
            draft.time = None


def _parts(best: _Read, programme: Programme) -> list[details.Part]:
    ours = any(draft.ours for draft in best.made.drafts)
    return [part for part in programme.parts if not (ours and not part.label and part.title == "More sessions")]


def _sessions(drafts: Sequence[Draft]) -> tuple[Session, ...]:
    made: list[Session] = []
    taken: set[str] = set()
    for draft in drafts:
        day = f"session {draft.date.isoformat()}" if draft.date else "session"
        new_id = sessions.make_id(draft.title or draft.theme or day, taken)
        taken.add(new_id)
        section = "" if draft.section == new_id else draft.section
        made.append(
            Session(
                id=new_id,
                title=draft.title,
                date=draft.date,
                time=draft.time,
                theme=draft.theme,
                part=draft.part,
                section=section,
                link=draft.link,
                authors=draft.authors,
                roles=draft.roles,
                status=CANCELLED if draft.cancelled else "",
                slides=draft.slides,
                recording=draft.recording,
                code=draft.code,
                body=_body(draft),
            )
        )
    return tuple(made)


def _body(draft: Draft) -> str:
    """The text of a session: its own, then a list of what has no place elsewhere."""
    parts = ["\n".join(draft.body).strip("\n")]
    items = list(draft.extra)
    if len(draft.titles) > 1 and not draft.ours:
        items = [*_papers(draft), *(item for item in items if not item.startswith("- **Link:**"))]
    parts.append("\n".join(items))
    return "\n\n".join(part for part in parts if part.strip()).rstrip()


def _papers(draft: Draft) -> list[str]:
    from clubaction import gfm

    if len(draft.links) == len(draft.titles):
        shown = [gfm.link(title, url) for title, url in zip(draft.titles, draft.links, strict=True)]
    else:
        shown = [gfm.escape(title) for title in draft.titles] + [gfm.link(gfm.link_label(url), url) for url in draft.links[1:]]
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


def _refusal(ledger: Ledger, source: Page) -> str:
    reasons = [str(note) for note in ledger.report() if note.verdict == "left"]
    if not reasons:
        reasons = ["there is no table with dates, no list of dates and no section with a date in it"]
    said = "\n  ".join(reasons[:20])
    return f"this is no schedule that could be imported ({source.total} lines read):\n  {said}"


def _account(source: Page, ledger: Ledger) -> None:
    """Names every line that nothing was said about."""
    blank = frozenset(number for number, line in enumerate(source.lines, start=1) if not line.strip() or is_rule(line))
    if not source.total:
        return
    for first, last in ledger.missing(source.total, blank):
        ledger.left(first, last, _STAYS)
