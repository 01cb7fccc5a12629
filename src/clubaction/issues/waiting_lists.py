"""The waiting lists as the session files have them behind them, from what is remembered of each claim.

So the lists are the same whether or not there were merges in between: who was taken out stays out, who gave a role back
and claims it again waits at the end.
"""

from __future__ import annotations

from collections.abc import Iterable

from clubaction.club.state import Club
from clubaction.issues import proposals
from clubaction.issues.commands import people
from clubaction.issues.statements import Statement
from clubaction.model.memory import DONE, HELD, REFUSED, WAITS, WISH
from clubaction.model.session import Session
from clubaction.model.snapshot import Snapshot
from clubaction.model.thread import Thread
from clubaction.model.waiting_list import Waiting

_REACTIONS = {"eyes": WAITS, "confused": REFUSED}
"""What our reaction to a comment tells where nothing else is remembered of it."""


def recall(club: Club, thread: Thread, words: Iterable[Statement], snapshot: Snapshot) -> None:
    """Puts on the waiting lists who claimed a role in vain in settled words, and have not given it back since."""
    session = thread.session
    if session is None:
        return
    waiting = _wished(club, thread)
    for said in sorted((w for w in words if w.settled), key=lambda w: (w.when, w.number)):
        for place, call in enumerate(said.calls):
            if call.meant or call.beyond or call.name not in ("claim", "unclaim"):
                continue
            verdict = said.verdict(place) or _told_by_reaction(said)
            named = people.read(club.config, call.argument)
            speaker = (said.comment or thread.issue).author
            if named.role is None or named.unclear or verdict == REFUSED or not _counts(club, snapshot, named, said):
                continue
            person = named.person or f"@{speaker}"
            key = named.role.key, club.person(person)
            if call.name == "unclaim":
                waiting.pop(key, None)
                club.given_back[session.id, *key] = said.when
            elif verdict == WAITS and key not in waiting:
                waiting[key] = Waiting(person, (thread.issue.number, said.number, place), said.when)
    for (role, _), claimant in waiting.items():
        if not _holds(club, session, role, claimant.holder):
            club.wait(session, role, claimant)


def _wished(club: Club, thread: Thread) -> dict[tuple[str, str], Waiting]:
    """The claims of a proposal's own ticked boxes that waited when it was merged."""
    issue, entry = thread.issue, thread.memory.entries.get(WISH)
    if entry is None or not issue.author:
        return {}
    holder = f"@{issue.author}"
    return {
        (role, club.person(holder)): Waiting(holder, proposals.wish_event(issue, role), entry.when)
        for role in thread.memory.wished
    }


def still_wished(club: Club, thread: Thread) -> tuple[str, ...]:
    """The roles for which a proposal's author waits since the proposal was made, to be remembered over the merge."""
    issue, session = thread.issue, club.by_issue(thread.issue.number)
    if session is None or not issue.author:
        return ()
    me = club.person(f"@{issue.author}")
    base = thread.session
    if base:
        kept = (role for role in thread.memory.wished if not _holds(club, base, role, f"@{issue.author}"))
        return tuple(role for role in kept if (base.id, role, me) not in club.given_back)
    lists = ((role.key, club.waiting.get((session.id, role.key), ())) for role in proposals.wished_roles(club, issue))
    return tuple(key for key, queue in lists if any(club.person(waiting.holder) == me for waiting in queue))


def _told_by_reaction(said: Statement) -> str:
    if said.comment is None or said.comment.edited:
        return DONE
    return next((_REACTIONS[name] for name in said.comment.reactions if name in _REACTIONS), DONE)


def _counts(club: Club, snapshot: Snapshot, named: people.Named, said: Statement) -> bool:
    """Whether the name in a command counts: one that is remembered was judged; else only an organiser names others."""
    if not named.person or said.entry:
        return True
    speaker = said.comment.author.lower() if said.comment else ""
    valid = bool(people.LOGIN.match(named.person)) or people.is_name(named.person)
    return valid and (speaker in club.config.organisers or speaker in snapshot.organisers)


def _holds(club: Club, session: Session, role: str, holder: str) -> bool:
    return any(club.person(name) == club.person(holder) for name in session.roles.get(role, ()))


def verdicts(club: Club, thread: Thread, said: Statement) -> str:
    """What is kept of settled words: a claim that waited and whose role is merged by now has been held."""
    letters = []
    for place, call in enumerate(said.calls):
        letter = said.verdict(place) or _told_by_reaction(said)
        if letter == WAITS and thread.session:
            named = people.read(club.config, call.argument)
            person = named.person or f"@{(said.comment or thread.issue).author}"
            if named.role and _holds(club, thread.session, named.role.key, person):
                letter = HELD
        letters.append(letter)
    return "".join(letters)
