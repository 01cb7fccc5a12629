"""Reads schedules that are a list with an item for each meeting: `- Paper: …` with more keys below."""

from __future__ import annotations

import re

from clubaction.importing.entry import Entry
from clubaction.importing.markup.gathered_lines import gather
from clubaction.importing.markup.key_values import TOP_BULLET, read_key_value
from clubaction.importing.markup.source_page import Page
from clubaction.importing.report import Report

_INDENT = re.compile(r"^\s{2,4}")


def bullet_lists(page: Page, _: Report) -> list[Entry]:
    """An entry for each list item that starts with `Paper:` or `Title:`; none if there is only one such item."""
    starts = [number for number in page.numbers if page.is_written(number) and _starts_entry(page, number)]
    if len(starts) < 2:
        return []
    following = [*starts[1:], page.total + 1]
    return [_entry(page, line, then - 1, starts[0]) for line, then in zip(starts, following, strict=True)]


def _starts_entry(page: Page, number: int) -> bool:
    if not TOP_BULLET.match(page.line(number)):
        return False
    key = read_key_value(page.line(number), number)
    return key is not None and key.field == "title" and bool(key.value)


def _entry(page: Page, line: int, limit: int, first: int) -> Entry:
    last = _item_end(page, line, limit)
    gathered = gather(page, line, last, depth=0)
    return Entry(
        line,
        last,
        gathered.cells,
        f"the list from line {first} on",
        year=page.year_above(line),
        body=[_INDENT.sub("", text) for text in gathered.body if text.strip()],
        region=(line, last),
    )


def _item_end(page: Page, line: int, limit: int) -> int:
    end = line
    for number in range(line + 1, limit + 1):
        text = page.line(number)
        if not text.strip() or text.lstrip().startswith("#") or number in page.code or not text[:1].isspace():
            break
        end = number
    return end
