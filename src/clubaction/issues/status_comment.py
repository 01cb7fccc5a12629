"""The one status comment of each issue, and the reactions to commands."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clubaction.club import changes, suggestions
from clubaction.club.state import Club
from clubaction.issues import memory_line, memory_update, paper_memo_line
from clubaction.issues.commands.invocation import Outcome
from clubaction.issues.events import Event
from clubaction.issues.memory_update import MOST_REFUSALS
from clubaction.issues.outcomes import Outcomes
from clubaction.issues.threads import MARK
from clubaction.model.issue import Issue
from clubaction.model.memory import Memory
from clubaction.model.paper_memo import PaperMemo
from clubaction.model.plan import AddComment, DeleteComment, EditComment, Operation
from clubaction.model.session import Session
from clubaction.model.session_problem import UnreadableFile
from clubaction.model.thread import Thread
from clubaction.model.waiting_list import WaitingList
from clubaction.text import gfm
from clubaction.text.gfm import Markdown
from clubaction.text.messages import Message, say

SOON = dt.timedelta(days=14)
"""How long before a session somebody is suggested for a free role."""

_LONGEST_COMMENT = 64_000
_LONGEST_TEXT = 30_000
_MOST_NAMES = 30
"""How many people on one waiting list are shown."""
TOOK_EFFECT, DID_NOT, WAITING = "+1", "confused", "eyes"
"""Our reactions to commands, by GitHub's REST names: 👍, 😕 and, for a place on a waiting list, 👀."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand that concern every issue: what becomes of the changes."""

    pending: Message
    """What has to happen until changes count."""
    changed: frozenset[str]
    """The ids of the sessions that are not on the default branch as they should be."""


def status(thread: Thread, text: str, kept: Memory) -> list[Operation]:
    """What must be done so that the issue has this status comment, and only one."""
    mark = memory_line.memory_line(kept)
    number = thread.issue.number
    body = f"{MARK}\n{text[: _LONGEST_COMMENT - len(mark)]}\n\n{mark}"
    if not thread.status:
        return [AddComment(number, body)]
    first, *others = thread.status
    same = first.body.replace("\r\n", "\n").strip() == body.strip()
    edits: list[Operation] = [] if same else [EditComment(number, first.id, body)]
    return [*edits, *(DeleteComment(number, other.id) for other in others)]


def recalled(thread: Thread) -> PaperMemo | None:
    """What the issue's status comment keeps of its paper."""
    return next(filter(None, (paper_memo_line.read_memo(comment.body) for comment in thread.newest_status)), None)


def session_text(club: Club, issue: Issue, session: Session, story: Outcomes, standing: Standing) -> Markdown:
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
            *_stays(club, issue, session),
            *(note for note in club.notes.get(issue.number, []) if not _overtaken(note, session)),
            *_overrides(club, session),
        ],
        refusals=_refusals(events),
        waiting=_waiting(club, session, events),
        answer=_answer(events),
        footer=Markdown(" ".join(footer)),
    ).markdown()
    mark = paper_memo_line.memo_line(club.papers.get(issue.number), session)
    return Markdown(f"{text[:_LONGEST_TEXT]}\n\n{mark}") if mark else text


def _overtaken(note: Message, session: Session) -> bool:
    """Whether the session has got another date since this was noted of the one it had."""
    if note.name == "placed":
        return bool(note.values["day"] != session.date)
    return note.name in ("no-free-date", "too-many-proposals") and session.date is not None


def claim_text(club: Club, session: Session | None, outcome: Outcome, standing: Standing) -> Markdown:
    """The status of an open claim issue."""
    if outcome.waits:
        return say("status-claim", result=outcome.message, footer=say("status-help")).markdown()
    footer = say("status-help") if not outcome.done else standing.pending
    result = outcome.message
    if outcome.done and session:
        what = result if outcome.changed else say("claimed", **result.values)
        result = say("claim-done", what=what, title=session.heading)
        footer = standing.pending if session.id in standing.changed else say("merged")
    return say("status-claim", result=result, footer=Markdown(footer.markdown())).markdown()


def ended_claim_text(club: Club, session: Session | None, role: str, person: str) -> Markdown:
    """The status of a claim issue that is closed: what has become of the claim."""
    holds = session and any(club.person(name) == club.person(person) for name in session.roles.get(role, ()))
    if session and holds:
        base = club.base.get(session.id)
        merged = bool(base and base.roles.get(role) == session.roles.get(role))
        who, named = club.config.show(person), club.config.role(role)
        what = say("claimed", role=named.name if named else role, person=who)
        result = say("claim-done", what=what, title=session.heading)
        return say("status-claim", result=result, footer=say("merged") if merged else "").markdown()
    over = session is not None and club.held(session)
    return say("status-claim", result=say("claim-too-late" if over else "claim-ended"), footer="").markdown()


def out_text(issue: Issue, state: Message) -> Markdown:
    """The status of a proposal that is not in the plan, and why."""
    return _bare_text(issue.title, state)


def unreadable_text(thread: Thread, file: UnreadableFile, events: Iterable[tuple[Event, Outcome]]) -> Markdown:
    """The status of an issue whose session's file can't be read: what is wrong, and that nothing is lost."""
    problem = file.problems[0]
    state = say("state-unreadable", path=problem.path, line=problem.line, why=problem.message)
    return _bare_text(thread.issue.title, state, _refusals(events))


def _bare_text(title: str, state: Message, refusals: Sequence[dict[str, object]] = ()) -> Markdown:
    return say(
        "status", title=title, state=state, roles=[], notes=[], refusals=refusals, waiting=[], answer="", footer=""
    ).markdown()


def _stays(club: Club, issue: Issue, session: Session) -> list[Message]:
    """That a session stays in the plan whose issue somebody closed who may not cancel it."""
    closed = issue.state == "closed" and issue.reason == "not_planned" and session.id in club.base
    return [say("closed-stays")] if closed and not session.cancelled and not club.held(session) else []


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
    queue = club.waiting.get((session.id, key))
    if queue and not club.held(session):
        text += " " + say("role-waiting", names=_names(club, queue)).markdown()
    return {"label": role.label if role else key, "holders": Markdown(text)}


def _suggested(club: Club, session: Session, named: list[str]) -> suggestions.Suggestion | None:
    """Whom to suggest for a free role, while the session is near."""
    if session.date is None or not club.today <= session.date <= club.today + SOON:
        return None
    return suggestions.suggest(club, session, named)


def _names(club: Club, queue: WaitingList) -> str:
    first = [club.config.show(waiting.holder) for waiting in itertools.islice(queue, _MOST_NAMES)]
    more = len(queue) - len(first)
    return ", ".join([*first, say("and-more", count=more).plain()] if more else first)


def _refusals(events: Iterable[tuple[Event, Outcome]]) -> list[dict[str, object]]:
    return [_said(event, outcome) for event, outcome in events if not outcome.done and event.call][-MOST_REFUSALS:]


def _waiting(club: Club, session: Session, events: Iterable[tuple[Event, Outcome]]) -> list[dict[str, object]]:
    """The claims on roles that are taken, the newest; not those of people who have left the list since."""
    listed = {
        (role.name, club.config.show(waiting.holder))
        for role in club.config.roles
        for waiting in club.waiting.get((session.id, role.key), ())
    }
    waits = ((event, outcome) for event, outcome in events if outcome.waits and event.call)
    found = [pair for pair in waits if (pair[1].message.values["role"], pair[1].message.values["person"]) in listed]
    return [_said(event, outcome) for event, outcome in found[-MOST_REFUSALS:]]


def _said(event: Event, outcome: Outcome) -> dict[str, object]:
    text = event.call.text[:200] if event.call else ""
    return {"text": text, "person": event.speaker, "why": memory_update.reason(outcome)}


def _answer(events: Sequence[tuple[Event, Outcome]]) -> Message | str:
    """The help that was asked for, while nobody has said anything after it."""
    if not events or events[-1][0].call is None or events[-1][0].call.name != "help" or not events[-1][1].done:
        return ""
    return events[-1][1].message
