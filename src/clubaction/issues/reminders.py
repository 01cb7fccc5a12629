"""Comments that call a person: a reminder before a session, and the news of having moved up.

Each is written once. What has been said is read from the thread itself: every
such comment of ours starts with a hidden mark that names its occasion.
"""

from __future__ import annotations

from collections.abc import Iterable

from clubaction.club.state import Club
from clubaction.issues.commands.invocation import Outcome
from clubaction.issues.events import Event
from clubaction.model.issue import Issue
from clubaction.model.plan import AddComment, Operation
from clubaction.model.session import Session
from clubaction.text.gfm import Markdown
from clubaction.text.messages import say


def due(club: Club, issue: Issue, session: Session) -> list[Operation]:
    """The reminder for those who have a role in a session soon, where it is time and it has not been given.

    Only the date and the roles that the default branch has count: nobody is
    reminded of what they have just claimed, or of a date not agreed on yet.
    """
    merged = club.base.get(session.id)
    if session.date is None or merged is None or session.cancelled or club.held(session):
        return []
    if merged.date != session.date or merged.cancelled:
        return []
    left = (session.date - club.today).days
    if not any(left <= days for days in club.config.remind):
        return []
    step = min(days for days in club.config.remind if left <= days)
    mark = f"<!-- clubaction:reminder {session.date.isoformat()} {step} -->"
    tasks = _tasks(club, merged, session)
    if not tasks or said(issue, mark):
        return []
    time = session.time or club.config.cadence.time
    text = say(
        "reminder",
        title=session.heading,
        day=session.date,
        time=f"{time:%H:%M}" if time else "",
        tasks=tasks,
        place=club.config.cadence.place,
        link=club.config.cadence.link,
    ).markdown()
    return [AddComment(issue.number, f"{mark}\n{text}")]


def _tasks(club: Club, merged: Session, session: Session) -> list[dict[str, object]]:
    return [
        {"who": mention(holder) or club.config.show(holder), "role": role.name}
        for role in club.config.roles
        for holder in session.roles.get(role.key, ())
        if holder in merged.roles.get(role.key, ())
    ]


def moved_up(issue: Issue, events: Iterable[tuple[Event, Outcome]]) -> list[Operation]:
    """Tells those who have moved up from a waiting list that a role is theirs now."""
    found: list[Operation] = []
    for event, outcome in events:
        if not mention(outcome.person):
            continue
        mark = f"<!-- clubaction:moved-up {event.key[1]} {event.key[2]} -->"
        if not said(issue, mark):
            text = say("moved-up-news", who=mention(outcome.person), role=outcome.role).markdown()
            found.append(AddComment(issue.number, f"{mark}\n{text}"))
    return found


def mention(holder: str) -> Markdown:
    """A login as a mention that notifies; empty for a plain name."""
    login = holder.removeprefix("@")
    valid = holder.startswith("@") and login.replace("-", "").replace("_", "").isalnum() and login.isascii()
    return Markdown(f"@{login}") if valid else Markdown()


def said(issue: Issue, mark: str) -> bool:
    """Whether one of our own comments on the issue starts with this mark."""
    return any(comment.ours and comment.body.lstrip().startswith(mark) for comment in issue.comments)
