"""What is to be remembered of each thread once everything that was said there has been told to the club."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

from clubaction.club.state import Club
from clubaction.issues import calling_off, claims, proposals, waiting_lists
from clubaction.issues.commands.invocation import Outcome
from clubaction.issues.events import Event
from clubaction.issues.outcomes import Outcomes
from clubaction.model import memory
from clubaction.model.memory import DONE, NOTHING, OPEN, REFUSED, WAITS, WISH, Entry, Memory, Position
from clubaction.model.session import Session
from clubaction.model.thread import Thread
from clubaction.text import gfm
from clubaction.text.gfm import Markdown

MOST_REFUSALS = 8
"""How many refusals an issue's status shows: the newest."""
_LONGEST_REASON, _CUT_REASON = 500, 60


def kept(club: Club, thread: Thread, story: Outcomes, *, closed: bool) -> Memory:
    """The memory of a thread; `closed` says that its session's day is over and its issue was or will be closed."""
    issue, session, old = thread.issue, club.by_issue(thread.issue.number), thread.memory
    number = issue.number
    found = replace(
        old,
        there=True,
        session=session.id if session else thread.unreadable.id if thread.unreadable else old.session,
        entries=_entries(club, thread, story),
        refusals=_refusals(story.on(number)) if number in story.heard else old.refusals,
        accounts=_accounts(thread, story),
    )
    if thread.kind == "claim":
        return replace(found, session="")
    found = replace(found, closed=_closed_for(session, old, closed=closed), wished=_wished(club, thread))
    if thread.session:
        return _of_merged(thread, thread.session, found, story, there=session is not None)
    if thread.unreadable:
        return replace(found, merged=True, settled=thread.position)
    if thread.taken_away:
        return replace(found, gone=old.gone or _newest(old.entries.values(), issue.created))
    return replace(found, merged=False, gone=None, settled=Position(), fields={})


def _wished(club: Club, thread: Thread) -> tuple[str, ...]:
    if thread.unreadable or thread.taken_away:
        return thread.memory.wished
    return waiting_lists.still_wished(club, thread)


def _of_merged(thread: Thread, base: Session, found: Memory, story: Outcomes, *, there: bool) -> Memory:
    """`there` says whether the session stays: one whose paper is taken out of the pool does not."""
    off = _called_off(thread, base, story)
    return replace(
        found,
        merged=there,
        gone=None,
        settled=thread.position if there else Position(),
        fields=memory.fields_of(base) if there else {},
        called_off=off,
        called_off_merged=bool(off) and (base.cancelled or thread.memory.called_off_merged),
    )


def _called_off(thread: Thread, base: Session, story: Outcomes) -> str:
    """The closing that cancels the session, as long as it counts."""
    issue, old = thread.issue, thread.memory
    if issue.state == "open":
        return old.called_off if base.cancelled else ""
    stamp = calling_off.stamp(issue)
    return stamp if issue.number in story.called_off or old.called_off == stamp else ""


def _closed_for(session: Session | None, old: Memory, *, closed: bool) -> str:
    return session.date.isoformat() if closed and session and session.date else old.closed


def _newest(entries: Iterable[Entry], otherwise: dt.datetime) -> dt.datetime:
    return max((entry.when for entry in entries), default=memory.second(otherwise))


def _entries(club: Club, thread: Thread, story: Outcomes) -> Mapping[int, Entry]:
    issue = thread.issue
    if thread.kind == "claim":
        outcomes = story.on(issue.number)
        letters = _letter(outcomes[0][1], unchanged=False) if outcomes else ""
        entry = Entry(claims.digest(issue.body), claims.asked_at(thread), letters)
        return {0: entry} if outcomes else thread.memory.entries
    if issue.number not in story.heard:
        return thread.memory.entries
    found = {
        said.number: Entry(
            said.digest,
            said.when,
            waiting_lists.verdicts(club, thread, said)
            if said.settled and thread.has_file
            else _letters(story, issue.number, said.number, len(said.calls), said.entry),
        )
        for said in story.words[issue.number]
    }
    if not (thread.has_file or thread.taken_away):
        found[WISH] = Entry(proposals.wish(issue), proposals.asked_at(thread))
    elif WISH in thread.memory.entries and _wished(club, thread):
        found[WISH] = thread.memory.entries[WISH]
    return found


def _letters(story: Outcomes, issue: int, comment: int, count: int, before: Entry | None) -> str:
    old = before.verdicts if before else ""
    letters = []
    for place in range(count):
        key, was = (issue, comment, place), old[place : place + 1]
        outcome = story.outcomes.get(key)
        letter = _letter(outcome, unchanged=key in story.unchanged) if outcome else was or OPEN
        letters.append(was if outcome and _stays(was, outcome) else letter)
    return "".join(letters)


def _stays(was: str, outcome: Outcome) -> bool:
    """Whether a verdict is the one that was kept already."""
    if was == NOTHING:
        return outcome.done and not outcome.changed and not outcome.waits
    return was == REFUSED and not outcome.done and not outcome.deferred


def _letter(outcome: Outcome, *, unchanged: bool) -> str:
    """A command that changed nothing is settled where it found all as the default branch has it."""
    if outcome.deferred:
        return OPEN
    if outcome.waits:
        return WAITS
    if not outcome.done:
        return REFUSED
    if outcome.changed:
        return DONE
    return NOTHING if unchanged else OPEN


def _refusals(events: Iterable[tuple[Event, Outcome]]) -> dict[tuple[int, int], str]:
    refused = [(event.key[1:], outcome) for event, outcome in events if not outcome.done and not outcome.deferred]
    return {key: reason(outcome) for key, outcome in refused[-MOST_REFUSALS:]}


def reason(outcome: Outcome) -> Markdown:
    """What came of a command in words, short enough to be kept."""
    text = outcome.message.markdown()
    return text if len(text) <= _LONGEST_REASON else gfm.escape(f"{gfm.plain(text)[:_CUT_REASON]}…")


def _accounts(thread: Thread, story: Outcomes) -> Mapping[str, int]:
    """The accounts that spoke here, by the login that each had when it did so first."""
    said = (one.comment for one in story.words.get(thread.issue.number, ()))
    speakers = [(one.author, one.author_id) for one in (thread.issue, *said) if one]
    found = dict(thread.memory.accounts)
    known = set(found.values())
    for login, number in speakers:
        if login and number and number not in known:
            found.setdefault(login.lower(), number)
            known.add(number)
    return found


def aliases(threads: Iterable[Thread]) -> dict[str, str]:
    """Login with @, lower case → the login under which the same account was known before it was renamed."""
    former: dict[int, str] = {}
    current: dict[int, str] = {}
    for thread in threads:
        for login, number in thread.memory.accounts.items():
            former.setdefault(number, login)
        current |= {c.author_id: c.author.lower() for c in thread.issue.comments if c.author and c.author_id}
        if thread.issue.author and thread.issue.author_id:
            current[thread.issue.author_id] = thread.issue.author.lower()
    pairs = ((current[number], former[number]) for number in former if number in current)
    return {f"@{now}": f"@{before}" for now, before in pairs if now != before}
