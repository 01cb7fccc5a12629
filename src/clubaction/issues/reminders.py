"""Comments that call a person: a reminder before a session, and the news of having moved up.

Each is written once. What has been said is read from the thread itself: every
such comment of ours starts with a hidden mark that names its occasion.
"""

from __future__ import annotations

from collections.abc import Iterable

from clubaction.club import people
from clubaction.club.role_holders import role_holders
from clubaction.club.state import Club
from clubaction.model.event import Event
from clubaction.model.issue import Issue
from clubaction.model.outcome import MovedUp, Outcome
from clubaction.model.plan import AddComment, Operation
from clubaction.model.session import Session
from clubaction.text.markdown import Markdown
from clubaction.text.messages import say


def due(club: Club, issue: Issue, session: Session) -> list[Operation]:
    """The reminder for those who have a role in a session soon, where it is time and it has not been given.

    Only the date and the roles that the default branch has count: nobody is
    reminded of what they have just claimed, or of a date not agreed on yet.
    """
    merged = club.base.get(session.id)
    step = _step(club, session)
    if merged is None or step is None or not _as_agreed(club, merged, session):
        return []
    tasks = _tasks(club, merged, session)
    mark = f"<!-- clubaction:reminder {session.date} {step} -->"
    if not tasks or _is_said(issue, mark):
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


def _step(club: Club, session: Session) -> int | None:
    """The reminder whose time it is, by how many days before the session it is given; None where it is too early."""
    if session.date is None:
        return None
    left = (session.date - club.today).days
    return min((days for days in club.config.remind if left <= days), default=None)


def _as_agreed(club: Club, merged: Session, session: Session) -> bool:
    """Whether the session takes place, still to come, on the date that was merged."""
    cancelled = merged.cancelled or session.cancelled
    return merged.date == session.date and not cancelled and not club.held(session)


def _tasks(club: Club, merged: Session, session: Session) -> list[dict[str, object]]:
    return [
        {"who": mention(holder) or club.config.show(holder), "role": role.name}
        for role in club.config.roles
        for holder in role_holders(session, role.key)
        if holder in role_holders(merged, role.key)
    ]


def moved_up(issue: Issue, events: Iterable[tuple[Event, Outcome]]) -> list[Operation]:
    """Tells those who have moved up from a waiting list that a role is theirs now."""
    found: list[Operation] = []
    for event, outcome in events:
        if isinstance(outcome, MovedUp) and people.is_mention(outcome.holder):
            mark = f"<!-- clubaction:moved-up {event.key[1]} {event.key[2]} -->"
            if not _is_said(issue, mark):
                text = say("moved-up-news", who=mention(outcome.holder), role=outcome.role).markdown()
                found.append(AddComment(issue.number, f"{mark}\n{text}"))
    return found


def mention(holder: str) -> Markdown:
    """A login as a mention that notifies; empty for a plain name."""
    return Markdown(holder) if people.is_mention(holder) else Markdown()


def _is_said(issue: Issue, mark: str) -> bool:
    """Whether one of our own comments on the issue starts with this mark."""
    return any(comment.ours and comment.body.lstrip().startswith(mark) for comment in issue.comments)
