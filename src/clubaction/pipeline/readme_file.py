"""The README as it should be."""

from __future__ import annotations

from clubaction.club.state import Club
from clubaction.model.snapshot import Snapshot
from clubaction.readme import page
from clubaction.text import encoding


def changed_readme(snapshot: Snapshot, club: Club, *, along: bool) -> dict[str, bytes | None]:
    """The README, where it differs; left as it is where a link or something else stands in its place.

    `along` tells that other files change with it.
    """
    path = club.config.readme
    before = snapshot.files.get(path)
    if before is None or path in snapshot.obstacles:
        return {}
    text = encoding.decode(path, before)
    ages: page.Ages = "now" if along else "weekly"
    after = page.page(text, club.sessions, club.config, club.today, snapshot.files, ages=ages)
    return {path: after.encode()} if after != text else {}
