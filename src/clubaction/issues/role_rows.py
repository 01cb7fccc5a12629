"""The roles of a session with who has them, who waits, and who could be asked."""

from __future__ import annotations

import itertools

from clubaction.club import schedule, suggestions
from clubaction.club.role_holders import has_room, role_holders
from clubaction.club.state import Club
from clubaction.model.session import Session
from clubaction.model.waiting_list import WaitingList
from clubaction.text import markdown
from clubaction.text.markdown import Markdown
from clubaction.text.messages import say

_MOST_NAMES = 30
"""How many people on one waiting list are shown."""


def role_rows(club: Club, session: Session) -> list[dict[str, object]]:
    """A row of the status comment's table for each role; nobody is suggested for two of them."""
    keys = dict.fromkeys([*(role.key for role in club.config.roles), *session.roles])
    named: list[str] = []
    return [_row(club, session, key, named) for key in keys]


def _row(club: Club, session: Session, key: str, named: list[str]) -> dict[str, object]:
    role = club.config.role(key)
    shown = [markdown.escape(club.config.show(holder)) for holder in role_holders(session, key)]
    if role and has_room(session, role) and not club.held(session):
        shown.append(say("role-free", role=role.key).markdown())
        suggestion = _suggested(club, session, named)
        if suggestion:
            shown.append(suggestion.reason.markdown())
            named.append(suggestion.holder)
    text = ", ".join(shown)
    queue = club.waiting.get((session.id, key))
    if queue and not club.held(session):
        text += " " + say("role-waiting", names=_names(club, queue)).markdown()
    return {"label": role.label if role else key, "holders": Markdown(text)}


def _suggested(club: Club, session: Session, named: list[str]) -> suggestions.Suggestion | None:
    """Whom to suggest for a free role, while the session is near."""
    return suggestions.suggest(club, session, named) if schedule.is_soon(session, club.today) else None


def _names(club: Club, queue: WaitingList) -> str:
    first = [club.config.show(waiting.holder) for waiting in itertools.islice(queue, _MOST_NAMES)]
    more = len(queue) - len(first)
    return ", ".join([*first, say("and-more", count=more).plain()] if more else first)
