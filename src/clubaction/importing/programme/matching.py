"""Finds out which row of the overview and which section below it describe the same session."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from clubaction.importing.drafts.draft import Draft
from clubaction.importing.vocabulary import fold

_SAME_TITLE = 8
"""What an equal title adds to the score of a pair; a pair with at least this score is sure."""
_FIRST_TITLE = 1
_SAME_LINK = 6
_SAME_DATE = 4
_MOST_ROWS_ALIKE = 50
"""Rows with the same date, title or link that a section is compared with."""


class _Pair(NamedTuple):
    """A row and a section that may be one session. Pairs with a high score sort first."""

    negative_score: int
    section: int
    """The index of the section."""
    row: int
    """The index of the row."""


def match_sections(rows: Sequence[Draft], found: Sequence[Draft]) -> dict[int, Draft]:
    """Index of a section in `found` → its row, the surest first; sections without a row are left out.

    A row has several sections only if these are further papers of its day.
    """
    matched: dict[int, Draft] = {}
    used: set[int] = set()
    for pair in sorted(_pairs(rows, found)):
        row, section = rows[pair.row], found[pair.section]
        if pair.section in matched:
            continue
        is_sure = -pair.negative_score >= _SAME_TITLE or section.date == row.date
        if pair.row not in used or (is_sure and _is_further_paper(row, section)):
            matched[pair.section] = row
            used.add(pair.row)
    return matched


def _pairs(rows: Sequence[Draft], found: Sequence[Draft]) -> Iterator[_Pair]:
    """The pairs that share a date, a title or a link."""
    titles = [frozenset(map(fold, (*row.titles, row.title))) for row in rows]
    rows_by_key: dict[object, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        for key in {row.date, *titles[number], *row.links} - {None, ""}:
            rows_by_key[key].append(number)
    for index, section in enumerate(found):
        keys = {section.date, fold(section.title), *section.links} - {None, ""}
        near = {number for key in keys for number in rows_by_key.get(key, ())[:_MOST_ROWS_ALIKE]}
        for number in near:
            if score := _score(rows[number], titles[number], section):
                yield _Pair(-score, index, number)


def _score(row: Draft, titles: Collection[str], section: Draft) -> int:
    """How sure it is that a row and a section are one session; `titles` are the row's, folded. 0: not at all."""
    score = 0
    title = fold(section.title) if section.title else None
    if title in titles:
        score += _SAME_TITLE
    if row.titles and title == fold(row.titles[0]):
        score += _FIRST_TITLE
    if section.link and section.link in row.links:
        score += _SAME_LINK
    if section.date and section.date == row.date:
        score += _SAME_DATE
    return score


def _is_further_paper(row: Draft, section: Draft) -> bool:
    """Whether a section can be a further one of a row that has a section already."""
    return bool(section.title) and (len(row.titles) != 1 or section.date == row.date)
