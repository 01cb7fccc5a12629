"""Finds papers by their titles."""

from __future__ import annotations

from collections.abc import Iterable

from clubaction.papers.metadata import Metadata, UnusableAnswer
from clubaction.papers.request import Fetch, Request
from clubaction.papers.sources import TITLE_SEARCHES
from clubaction.papers.titles import normal_title, same_title


def search(titles: Iterable[str], fetch: Fetch) -> dict[str, str]:
    """Title → the identifier of the paper with this title (by `same_title`); titles that no service finds are left out.

    Only `fetch` uses the network.
    """
    left = [title for title in dict.fromkeys(titles) if normal_title(title)]
    found: dict[str, str] = {}
    for source in TITLE_SEARCHES:
        requests = [Request(source.url(normal_title(title)), source.accept, source.media_types) for title in left]
        for title, answer in zip(left, fetch(requests), strict=True):
            try:
                works = source.parse(answer.body) if answer.status == 200 else ()
            except UnusableAnswer:
                works = ()
            if identifier := _owner(title, works):
                found[title] = identifier
        left = [title for title in left if title not in found]
    return found


def _owner(title: str, works: Iterable[Metadata]) -> str:
    named = (work for work in works if work.identifiers and same_title(title, work.title))
    return next((work.identifiers[0] for work in named), "")
