"""The one status comment of each issue, and the reactions to commands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clubaction import changes, gfm, recall, turns
from clubaction.club import Club
from clubaction.commands.turn import Outcome
from clubaction.gfm import Markdown
from clubaction.messages import Message, say
from clubaction.model import Comment, Issue, Session
from clubaction.plan import AddComment, EditComment, Operation, React, Unreact
from clubaction.recall import Recollection
from clubaction.timeline import DID_NOT, TOOK_EFFECT, Event, Story

MARK = "<!-- clubaction:status -->"
"""Starts our status comment; only counts in a comment of our own."""

SOON = dt.timedelta(days=14)
"""How long before a session somebody is suggested for a free role."""

_MOST_REFUSALS = 8
_LONGEST_COMMENT = 60_000


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand that concern every issue: what becomes of the changes."""

    pending: Message
    """What has to happen until changes count."""
    changed: frozenset[str]
    """The ids of the sessions that are not on the default branch as they should be."""
    unreadable: bool = False


def status(issue: Issue, text: str) -> list[Operation]:
    """What must be done so that the issue has this status comment, and only one."""
    body = f"{MARK}\n{text[:_LONGEST_COMMENT]}"
    own = _own(issue)
    if not own:
        return [AddComment(issue.number, body)]
    if own[0].body.replace("\r\n", "\n").strip() == body.strip():
        return []
    return [EditComment(issue.number, own[0].id, body)]


def answered(issue: Issue) -> bool:
    """Whether the issue has a status comment."""
    return bool(_own(issue))


def recalled(issue: Issue) -> Recollection | None:
    """What the issue's status comment keeps of its paper."""
    return next(filter(None, (recall.read(comment.body) for comment in _own(issue)[:1])), None)


def _own(issue: Issue) -> list[Comment]:
    return [c for c in issue.comments if c.ours and c.body.lstrip().startswith(MARK)]


def session_text(club: Club, issue: Issue, session: Session, story: Story, standing: Standing) -> Markdown:
    """The status of a paper's issue."""
    events = story.on(issue.number)
    changed = session.id in standing.changed
    footer = [
        standing.pending.markdown() if changed else say("merged").markdown(),
        say("status-help").markdown(),
    ]
    text = say(
        "status",
        title=session.heading,
        state=_state(club, session),
        roles=[] if session.cancelled else _roles(club, session),
        notes=[
            *(note for note in club.notes.get(issue.number, []) if not _overtaken(note, session)),
            *_overrides(club, session),
        ],
        refusals=_refusals(events),
        answer=_answer(events),
        footer=Markdown(" ".join(footer)),
    ).markdown()
    mark = recall.mark(club.papers.get(issue.number), session)
    return Markdown(f"{text[: _LONGEST_COMMENT - len(mark) - 2]}\n\n{mark}") if mark else text


def _overtaken(note: Message, session: Session) -> bool:
    """Whether the session has got another date since this was noted of the one it had."""
    if note.name == "placed":
        return bool(note.values["day"] != session.date)
    return note.name == "no-free-date" and session.date is not None


def claim_text(club: Club, issue: Issue, session: Session | None, outcome: Outcome, standing: Standing) -> Markdown:
    """The status of a claim issue."""
    footer = say("status-help") if not outcome.done else standing.pending
    result = outcome.message
    if outcome.done and session:
        what = result if outcome.changed else say("claimed", **result.values)
        result = say("claim-done", what=what, title=session.heading)
        footer = standing.pending if session.id in standing.changed else say("merged")
    return say("status-claim", result=result, footer=Markdown(footer.markdown())).markdown()


def withdrawn_text(issue: Issue) -> Markdown:
    """The status of a proposal that was closed, or lost its label, before it was merged."""
    return say(
        "status",
        title=issue.title,
        state=say("state-withdrawn" if issue.state == "closed" else "state-unlabelled"),
        roles=[],
        notes=[],
        refusals=[],
        answer="",
        footer="",
    ).markdown()


def _overrides(club: Club, session: Session) -> list[Message]:
    """Where a newer command goes against what the merged file says, which somebody may have written by hand."""
    before = club.base.get(session.id)
    return [
        say("overrides", field=field, before=str(getattr(before, field)), after=str(getattr(session, field)))
        for field in ("date", *changes.FIELDS)
        if before and getattr(before, field) and getattr(session, field) not in ("", None, getattr(before, field))
    ]


def _state(club: Club, session: Session) -> Message:
    if session.cancelled:
        return say("state-cancelled")
    if session.date is None:
        return say("state-open-date")
    if club.held(session):
        return say("state-held", date=club.config.day(session.date))
    time = session.time or club.config.cadence.time
    at = f"{time:%H:%M}" if time else ""
    return say("state-planned", date=club.config.day(session.date), weekday=f"{session.date:%A}", time=at)


def _role_keys(club: Club, session: Session) -> list[str]:
    return list(dict.fromkeys([*(role.key for role in club.config.roles), *session.roles]))


def _roles(club: Club, session: Session) -> list[dict[str, object]]:
    """The roles with who has them; nobody is suggested for two of them."""
    named: list[str] = []
    return [_role(club, session, key, named) for key in _role_keys(club, session)]


def _role(club: Club, session: Session, key: str, named: list[str]) -> dict[str, object]:
    role = club.config.role(key)
    holders = session.roles.get(key, ())
    shown = [gfm.escape(club.config.show(holder)) for holder in holders]
    if role and len(holders) < role.capacity and not club.held(session):
        shown.append(say("role-free", role=role.key).markdown())
        suggestion = _suggested(club, session, named)
        if suggestion:
            shown.append(suggestion.reason.markdown())
            named.append(suggestion.holder)
    text = ", ".join(shown)
    queue = club.waiting.get((session.id, key), [])
    if queue and not club.held(session):
        names = ", ".join(club.config.show(waiting.holder) for waiting in queue)
        text += " " + say("role-waiting", names=names).markdown()
    return {"label": role.label if role else key, "holders": Markdown(text)}


def _suggested(club: Club, session: Session, named: list[str]) -> turns.Suggestion | None:
    """Whom to suggest for a free role, while the session is near."""
    if session.date is None or not club.today <= session.date <= club.today + SOON:
        return None
    return turns.suggest(club, session, named)


def _refusals(events: Iterable[tuple[Event, Outcome]]) -> list[dict[str, object]]:
    refused: list[dict[str, object]] = [
        {"text": event.call.text[:200], "person": event.comment.author, "why": outcome.message.markdown()}
        for event, outcome in events
        if not outcome.done and event.call and event.comment
    ]
    return refused[-_MOST_REFUSALS:]


def _answer(events: Sequence[tuple[Event, Outcome]]) -> Message | str:
    """The help that was asked for, while nobody has said anything after it."""
    if not events or events[-1][0].call is None or events[-1][0].call.name != "help" or not events[-1][1].done:
        return ""
    return events[-1][1].message


def reactions(issue: Issue, events: Iterable[tuple[Event, Outcome]]) -> list[Operation]:
    """👍 on each comment all of whose commands took effect, 😕 on one where some did not."""
    verdicts: dict[int, bool] = {}
    comments: dict[int, Comment] = {}
    for event, outcome in events:
        if event.comment:
            comments[event.comment.id] = event.comment
            verdicts[event.comment.id] = verdicts.get(event.comment.id, True) and outcome.done
    found: list[Operation] = []
    for number, good in verdicts.items():
        right, wrong = (TOOK_EFFECT, DID_NOT) if good else (DID_NOT, TOOK_EFFECT)
        if wrong in comments[number].reactions:
            found.append(Unreact(issue.number, number, wrong))
        if right not in comments[number].reactions:
            found.append(React(issue.number, number, right))
    return found
