"""Which paper a title belongs to, where no identifier says so."""

from __future__ import annotations

from collections.abc import Iterable

from clubaction.papers.metadata import Metadata, UnusableAnswer
from clubaction.papers.request import Fetch, Request
from clubaction.papers.sources import TITLE_SEARCHES
from clubaction.papers.titles import normal_title, same_title


def search(titles: Iterable[str], fetch: Fetch) -> dict[str, str]:
    """Title → the identifier of the paper that has it; titles that nobody finds are left out.

    Pure but for `fetch`. A paper counts only if its title is the same by `same_title`.
    """
    left = [title for title in dict.fromkeys(titles) if normal_title(title)]
    found: dict[str, str] = {}
    for source in TITLE_SEARCHES:
        requests = [Request(source.url(normal_title(title)), source.accept, source.media_types) for title in left]
        for title, answer in zip(left, fetch(requests), strict=True):
            try:
                records = source.parse(answer.body) if answer.status == 200 else ()
            except UnusableAnswer:
                records = ()
            if identifier := _owner(title, records):
                found[title] = identifier
        left = [title for title in left if title not in found]
    return found


def _owner(title: str, records: Iterable[Metadata]) -> str:
    named = (record for record in records if record.identifiers and same_title(title, record.title))
    return next((record.identifiers[0] for record in named), "")
