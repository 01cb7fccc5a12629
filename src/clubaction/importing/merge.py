"""The rows of the overview and the sections below it are the same sessions: put together here."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from clubaction.text import gfm
from clubaction.importing import words
from clubaction.importing.details import Detail, Part, Programme
from clubaction.importing.drafts import Draft
from clubaction.importing.record import Record
from clubaction.importing.report import Ledger

_NUMBER_AT_END = re.compile(r"\s(?:part |teil )?(?:\d{1,3}|[ivx]{1,4})$")
_MOST_PARTS = 100
"""Parts that themes are compared with."""
_NO_SECTION = ("titel", "title", "titre", "tbd", "tba", "titulo", "session")
_MATERIALS = ("slides", "recording", "code")


def details_as_records(programme: Programme, group: int) -> list[Record]:
    """The sections' facts as records, so that their dates are read like any other."""
    return [
        Record(d.first, d.end, d.cells, f"the fact table at line {d.line}", group=group, ours=d.ours)
        for d in programme.details
    ]


def merge(rows: list[Draft], found: Sequence[Draft], programme: Programme, ledger: Ledger) -> list[Draft]:
    """The rows with what their sections add; sections without a row become sessions of their own.

    `found` are the drafts of `programme.details`, in the same order. Where a row
    and its section disagree, the row holds and the ledger names both.
    """
    pairs = _pairs(rows, found)
    more: list[Draft] = []
    joined: set[int] = set()
    for index in range(len(found)):
        detail, draft = programme.details[index], found[index]
        row = pairs.get(index)
        if row is None:
            made = _own(draft, detail, programme)
            if made.date or made.titles or made.links:
                more.append(made)
                ledger.taken(detail.first, detail.end, f"a session without a row in the overview: {made.name}")
            else:
                ledger.left(detail.first, detail.end, "its facts name neither a date nor a paper")
        elif id(row) in joined:
            _second(row, draft, detail)
            ledger.taken(detail.first, detail.end, f"a further paper of the session of {row.name}")
        else:
            joined.add(id(row))
            _join(row, draft, detail, programme, ledger)
            ledger.taken(detail.first, detail.end, f"the section of {row.name}")
    return [*rows, *more]


def _key(text: str) -> str:
    return words.fold(text)


def _score(row: Draft, titles: Collection[str], draft: Draft) -> int:
    """How sure it is that a row, known by `titles`, and a section are one session; 0 for not at all."""
    score = 0
    if draft.title and _key(draft.title) in titles:
        score += 8
    if draft.title and row.titles and _key(draft.title) == _key(row.titles[0]):
        score += 1
    if draft.link and draft.link in row.links:
        score += 6
    if draft.date and draft.date == row.date:
        score += 4
    return score


def _pairs(rows: Sequence[Draft], found: Sequence[Draft]) -> dict[int, Draft]:
    """Section → row, the surest first. A row has several only if they share its day."""
    by_key: dict[object, list[int]] = {}
    titles = [frozenset(map(_key, (*row.titles, row.title))) for row in rows]
    for number, row in enumerate(rows):
        for key in {row.date, *titles[number], *row.links} - {None, ""}:
            by_key.setdefault(key, []).append(number)
    scored: list[tuple[int, int, int]] = []
    for index, draft in enumerate(found):
        near = {n for key in (draft.date, _key(draft.title), *draft.links) if key for n in by_key.get(key, ())[:50]}
        scored += [(-score, index, n) for n in near if (score := _score(rows[n], titles[n], draft))]
    pairs: dict[int, Draft] = {}
    used: set[int] = set()
    for negative, index, number in sorted(scored):
        several = -negative >= 8 or found[index].date == rows[number].date
        if index not in pairs and (number not in used or (several and _second_paper(rows[number], found[index]))):
            pairs[index] = rows[number]
            used.add(number)
    return pairs


def _second_paper(row: Draft, draft: Draft) -> bool:
    return bool(draft.title) and (len(row.titles) > 1 or not row.titles or draft.date == row.date)


def _heading(detail: Detail, draft: Draft) -> str:
    text = detail.heading.text if detail.heading else ""
    placeholder = words.fold(text) in _NO_SECTION or words.is_placeholder(text)
    weeks = re.fullmatch(r"(?:week|woche|session)\s\d{1,3}", text, re.IGNORECASE)
    if not text or placeholder or weeks or _key(text) in (_key(draft.title), _key(draft.theme)):
        return ""
    return text


def _own(draft: Draft, detail: Detail, programme: Programme) -> Draft:
    draft.section = _heading(detail, draft)
    draft.part = _part_of(detail, programme)
    draft.body = [*detail.body, *draft.body]
    draft.line, draft.end = detail.first, detail.end
    return draft


def _part_of(detail: Detail, programme: Programme) -> str:
    if detail.part < 0:
        return ""
    part = programme.parts[detail.part]
    return "" if detail.ours and not part.label and part.title == "More sessions" else part.title


def _join(row: Draft, draft: Draft, detail: Detail, programme: Programme, ledger: Ledger) -> None:
    row.section = _heading(detail, row)
    row.part = _part_of(detail, programme)
    row.body = [*detail.body, *draft.body, *row.body]
    row.extra += [item for item in draft.extra if item not in row.extra and not item.startswith("- **Link:**")]
    row.authors = row.authors or draft.authors
    row.time = row.time or draft.time
    for name in _MATERIALS:
        setattr(row, name, getattr(row, name) or getattr(draft, name))
    _join_roles(row, draft)
    _disagree(row, draft, detail, ledger)
    if not row.titles and not row.cancelled:
        row.titles = draft.titles
    row.links = row.links or draft.links
    row.date = row.date or draft.date


def _join_roles(row: Draft, draft: Draft) -> None:
    for key, label in draft.labels.items():
        row.labels.setdefault(key, label)
    for key, holders in draft.roles.items():
        row.roles.setdefault(key, holders)


def _disagree(row: Draft, draft: Draft, detail: Detail, ledger: Ledger) -> None:
    def said(what: str, above: str, below: str) -> None:
        ledger.guessed(
            detail.line,
            f"the {what} here is {below}, the overview's (line {row.line}) is {above}, which is taken",
        )

    if row.date and draft.date and row.date != draft.date:
        said("date", row.date.isoformat(), draft.date.isoformat())
    if row.titles and draft.titles and _key(draft.title) not in map(_key, (row.title, *row.titles)):
        said("title", f'"{row.title}"', f'"{draft.title}"')
    if row.links and draft.links and draft.link not in row.links:
        said("link", row.link, draft.link)
    for key in sorted(set(row.roles) & set(draft.roles)):
        same = set(map(_key, row.roles[key])) >= set(map(_key, draft.roles[key]))
        if not same:
            said(f"role `{key}`", ", ".join(row.roles[key]), ", ".join(draft.roles[key]))


def _second(row: Draft, draft: Draft, detail: Detail) -> None:
    """A further paper of one day goes into the text, with all its facts."""
    if draft.title and _key(draft.title) not in map(_key, row.titles):
        row.titles.append(draft.title)
    row.links += [link for link in draft.links if link not in row.links]
    for key, label in draft.labels.items():
        row.labels.setdefault(key, label)
    if row.body:
        row.body.append("")
    row.body += [f"## {gfm.escape(draft.title or 'Further paper')}", ""]
    facts = [
        ("Authors", ", ".join(draft.authors)),
        *((draft.labels[k], ", ".join(v)) for k, v in draft.roles.items()),
    ]
    row.body += [f"- **{gfm.escape(label)}:** {gfm.escape(value)}" for label, value in facts if value]
    row.body += [f"- **Link:** {gfm.link(gfm.link_label(url), url)}" for url in draft.links]
    for name in _MATERIALS:
        if url := getattr(draft, name):
            row.body.append(f"- **{name.capitalize()}:** {gfm.link(gfm.link_label(url), url)}")
    row.body += ["", *(f"#{line}" if line.startswith("## ") else line for line in detail.body)]


# --- parts by theme ------------------------------------------------------------------------


def guess_parts(rows: Sequence[Draft], parts: Sequence[Part], ledger: Ledger) -> None:
    """Gives sessions without a section the part that their theme names, acronyms spelled out."""
    titles = [(part.title, _key(part.title).split()) for part in parts[:_MOST_PARTS]]
    for row in rows:
        if row.part or not row.theme or row.ours:
            continue
        theme = _NUMBER_AT_END.sub("", _key(row.theme.split(":")[0])).split()
        fits = [title for title, words in titles if theme and _same(theme, words)]
        if len(fits) == 1:
            row.part = fits[0]
            ledger.guessed(row.line, f'the theme "{row.theme}" puts it into the part "{row.part}"')


def _same(given: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether a theme is a part's title, its short words standing for initials (`dm`: diffusion models)."""
    if given == wanted:
        return True
    at = 0
    for word in given:
        if at < len(wanted) and wanted[at] == word:
            at += 1
        elif 2 <= len(word) <= 5 and "".join(w[0] for w in wanted[at : at + len(word)]) == word:
            at += len(word)
        else:
            return False
    return at == len(wanted)
