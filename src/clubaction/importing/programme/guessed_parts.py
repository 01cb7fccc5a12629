"""Guesses the part of sessions that have no section in one: from their theme, or from the heading above their table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from clubaction.importing.dates.found_date import year_in
from clubaction.importing.drafts.draft import Draft
from clubaction.importing.programme.programme import Part, Programme
from clubaction.importing.report import Report
from clubaction.importing.vocabulary import fold

_NUMBER_AT_END = re.compile(r"\s(?:part |teil )?(?:\d{1,3}|[ivx]{1,4})$")
_MOST_PARTS = 100
"""Parts that themes are compared with."""


def guess_parts(drafts: Sequence[Draft], programme: Programme, report: Report) -> None:
    """Sets the part of drafts that have none, adds parts to the programme, and notes each guess in the report."""
    _parts_by_theme(drafts, programme.parts, report)
    _parts_by_heading(drafts, programme, report)


def _parts_by_theme(drafts: Sequence[Draft], parts: Sequence[Part], report: Report) -> None:
    titles = [(part.title, fold(part.title).split()) for part in parts[:_MOST_PARTS]]
    for draft in drafts:
        if draft.part or not draft.theme or draft.ours:
            continue
        theme = _NUMBER_AT_END.sub("", fold(draft.theme.split(":")[0])).split()
        fits = [title for title, words in titles if theme and _is_short_for(theme, words)]
        if len(fits) == 1:
            draft.part = fits[0]
            report.guessed(draft.line, f'the theme "{draft.theme}" puts it into the part "{draft.part}"')


def _is_short_for(given: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether the words of a theme are a part's title, where a short word may be initials (`dm`: diffusion models)."""
    if given == wanted:
        return True
    at = 0
    for word in given:
        if at < len(wanted) and wanted[at] == word:
            at += 1
        elif 2 <= len(word) <= 5 and "".join(other[0] for other in wanted[at : at + len(word)]) == word:
            at += len(word)
        else:
            return False
    return at == len(wanted)


def _parts_by_heading(drafts: Sequence[Draft], programme: Programme, report: Report) -> None:
    """If there are several tables, takes the heading of each as the part of its sessions, unless it is a year."""
    groups: dict[int, Draft] = {}
    for draft in drafts:
        if draft.heading and not draft.ours:
            groups.setdefault(draft.group, draft)
    names = {draft.heading for draft in groups.values()}
    if programme.parts or len(names) < 2 or any(map(year_in, names)):
        return
    for draft in groups.values():
        report.guessed(draft.line, f'the heading "{draft.heading}" above its table is taken as the part')
        programme.parts.append(Part("", draft.heading, draft.line))
    for draft in drafts:
        draft.part = draft.part or draft.heading
