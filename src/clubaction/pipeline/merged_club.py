"""The club as the default branch has it."""

from __future__ import annotations

import datetime as dt

from clubaction.club import written_dates
from clubaction.club.paper_names import paper_names
from clubaction.club.state import Club
from clubaction.issues import accounts
from clubaction.pipeline import host_links
from clubaction.pipeline.parsed_snapshot import ParsedSnapshot


def merged_club(parsed: ParsedSnapshot, today: dt.date) -> Club:
    """The club before anything that is said on its issues and is not in its files yet."""
    config = parsed.config
    blocked: dict[str, dt.date | None] = {}
    for file in parsed.unreadable:
        day = written_dates.read_date(file.date, config.date_format) if file.date else None
        blocked[file.id] = day if isinstance(day, dt.date) else blocked.get(file.id)
    known = parsed.threads
    return Club(
        config,
        today,
        dict(parsed.sessions),
        parsed.sessions,
        paper_names=paper_names,
        notme=set(config.notme),
        files_at=host_links.files_link(parsed.snapshot),
        issues={number: thread.session.id if thread.session else "" for number, thread in known.items()},
        blocked=blocked,
        blocked_paths={file.id: file.path for file in parsed.unreadable},
        unreadable=frozenset(number for number, thread in known.items() if thread.unreadable),
        aliases=accounts.renamed(known.values()),
    )
