"""The README's blocks, made from the sessions with templates that a club can replace.

Nothing here needs the network: the session files are the record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from clubaction.club import schedule
from clubaction.club.configuration import Config
from clubaction.model.session import Session
from clubaction.readme import blocks as readme_blocks
from clubaction.readme import section_links
from clubaction.readme.block_content import block_content
from clubaction.readme.parts import parts
from clubaction.readme.people import people
from clubaction.readme.session_views import SessionViews
from clubaction.text.markdown import Markdown
from clubaction.text.outline import outline

AGES = dt.timedelta(days=7)
"""How long a session that was held looks as before in a schedule in which nothing else changes."""

Ages = Literal["never", "weekly", "now"]
"""When the day in the markers moves on: not at all; with any other change of the page, and alone once a week; now."""


@dataclass(frozen=True, slots=True)
class _Page:
    """What a page is made from; it is made as of one day or another."""

    text: str
    blocks: tuple[readme_blocks.Block, ...]
    sessions: Mapping[str, Session]
    config: Config
    today: dt.date
    files: Mapping[str, bytes]

    def made(self, day: dt.date | None) -> str:
        """The page; sessions before `day` have been held (None: none has)."""
        level = _level(self.text, self.blocks)
        views = SessionViews(self.sessions, self.config, level, day)
        values = self._values(views, level)
        contents = {block.name: block_content(block.name, self.files, values) for block in self.blocks}
        return section_links.resolve(self.text, self.blocks, contents, views.paths, day)

    def _values(self, views: SessionViews, level: int) -> dict[str, object]:
        """What the templates get to see."""
        in_order = schedule.order(self.sessions.values())
        planned = [session for session in in_order if session.date or session.is_open]
        following = schedule.coming(in_order, self.today)
        return {
            "club": self.config,
            "roles": self.config.roles,
            "sessions": [views.view(session) for session in planned],
            "parts": parts(self.config, planned, views.view, level),
            "pool": [views.view(session) for session in schedule.pool(in_order)],
            "next": views.view(following) if following else None,
            "wanted": [views.view(session) for session in schedule.wanting(in_order, self.config, self.today)],
            "people": people(self.config, in_order, views.holder),
            "propose": views.form("paper"),
            "part_mark": Markdown("#" * (level + 1)),
            "session_mark": Markdown("#" * (level + 2)),
        }


def page(  # noqa: PLR0913 (what a page is made from, and whether time passes in it)
    text: str,
    sessions: Mapping[str, Session],
    config: Config,
    today: dt.date,
    files: Mapping[str, bytes],
    *,
    ages: Ages = "weekly",
) -> str:
    """The README with all its blocks made anew from the sessions (by id) and the club's templates in `files`.

    The block `next` is of this day (`today`, in the club's time zone). Which sessions have been held, the others
    show as of the day in their markers, so that a schedule does not go out of date overnight. That day moves on as
    `ages` says, where a session looks otherwise by then.

    Raises `ClubFileError` for markers that don't fit, `ConfigError` for a
    template of the club that fails.
    """
    blocks = readme_blocks.find(config.readme, text)
    if not blocks:
        return text
    source = _Page(text, blocks, sessions, config, today, files)
    day = min((block.day for block in blocks if block.day), default=None)
    turned = _turned(sessions.values(), config, day, today) if ages != "never" else []
    if turned and (ages == "now" or min(turned) < today - AGES):
        return source.made(today)
    kept = source.made(day)
    return source.made(today) if turned and kept != text else kept


def _turned(sessions: Iterable[Session], config: Config, day: dt.date | None, today: dt.date) -> list[dt.date]:
    """The days, since the one in the markers, of sessions that look otherwise by now."""
    first = day or dt.date.min
    return [s.date for s in sessions if s.date and first <= s.date < today and _invites(s, config)]


def _invites(session: Session, config: Config) -> bool:
    """Whether a session to come looks otherwise than a held one: it asks for something, or says where it will be."""
    if session.cancelled:
        return False
    has_place = bool(config.cadence.place or config.cadence.link)
    return session.is_open or schedule.has_free_role(session, config) or has_place


def _level(text: str, blocks: Iterable[readme_blocks.Block]) -> int:
    """The level of the heading above the details, below which their own headings go; 1 where there is none."""
    details = next((block for block in blocks if block.name == "details"), None)
    before = outline(text[: details.start]).headings if details else ()
    above = [heading.level for heading in before if not heading.inside]
    return min(above[-1], 2) if above else 1
