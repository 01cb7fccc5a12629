"""The waiting lists of merged sessions, made again from what is remembered of each claim: no file holds them.

So the lists are the same whether or not there were merges in between: who was taken out stays out, who gave a role back
and claims it again waits at the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from clubaction.club import people
from clubaction.club.configuration import Config
from clubaction.club.organisers import is_organiser
from clubaction.club.role_holders import role_holders
from clubaction.club.state import Club
from clubaction.issues.commands.role_argument import RoleArgument, is_person, read_role_argument
from clubaction.model.memory import DONE, FORM, HELD, REFUSED, WAITS
from clubaction.model.session import Session
from clubaction.model.snapshot import Snapshot
from clubaction.model.statement import Statement
from clubaction.model.thread import Thread
from clubaction.model.waiting_list import Waiting, asked_role

_REACTIONS = {"eyes": WAITS, "confused": REFUSED}
"""What came of a comment by our reaction to it, where nothing else is remembered of it."""


def rebuild(club: Club, thread: Thread, snapshot: Snapshot) -> None:
    """Fills the waiting lists with those who claimed a taken role before the last merge, and have not left since."""
    session = thread.session
    if session is None:
        return
    claims = _Claims(club, session, thread, snapshot)
    for (role, _), claimant in claims.waiting().items():
        if not _holds(club, session, role, claimant.holder):
            club.wait(session, role, claimant)


@dataclass(frozen=True, slots=True)
class _Claims:
    """The claims in the thread of a merged session that were judged before the last merge."""

    club: Club
    session: Session
    thread: Thread
    snapshot: Snapshot
    listed: dict[tuple[str, str], Waiting] = field(default_factory=dict)
    """Role and person → their claim."""

    def waiting(self) -> Mapping[tuple[str, str], Waiting]:
        """Role and person → their claim, for those who were left waiting."""
        self._take_proposal()
        settled = (one for one in self.thread.statements if one.settled and one.call.is_command)
        for statement in sorted(settled, key=lambda one: (one.when, one.number, one.place)):
            if statement.call.name in ("claim", "unclaim"):
                self._take(statement)
        return self.listed

    def _take_proposal(self) -> None:
        """The claims of a proposal's own ticked boxes that waited when it was merged."""
        issue, kept = self.thread.issue, self.thread.memory
        entry = kept.entries.get(FORM)
        if entry is None or not issue.author:
            return
        holder = people.holder(issue.author)
        for role in kept.awaited_roles:
            self.listed[role, self.club.person(holder)] = Waiting(holder, asked_role(issue.number, role), entry.when)

    def _take(self, statement: Statement) -> None:
        """Puts somebody on a list, or takes them off it, as their command did."""
        named = read_role_argument(self.club.config, statement.call.argument)
        verdict = _verdict(statement)
        if named.role is None or verdict == REFUSED or not self._counts(named, statement):
            return
        person = person_meant(self.club.config, self.thread, statement)
        key = named.role.key, self.club.person(person)
        if statement.call.name == "unclaim":
            self.listed.pop(key, None)
            self.club.given_back[self.session.id, *key] = statement.when
        elif verdict == WAITS and key not in self.listed:
            event = self.thread.issue.number, statement.number, statement.place
            self.listed[key] = Waiting(person, event, statement.when)

    def _counts(self, named: RoleArgument, statement: Statement) -> bool:
        """Whether the name in a command counts: one that is remembered was judged; else only organisers name others."""
        if named.unclear and not statement.taken_from:
            return False
        if not named.person or statement.remembered:
            return True
        speaker = statement.comment.author if statement.comment else ""
        return is_person(named.person) and is_organiser(self.club.config, self.snapshot, speaker)


def _verdict(statement: Statement) -> str:
    """What came of a command, as is remembered; else by our reaction to its comment."""
    if statement.verdict:
        return statement.verdict
    if statement.comment is None or statement.comment.edited:
        return DONE
    return next((_REACTIONS[name] for name in statement.comment.reactions if name in _REACTIONS), DONE)


def person_meant(config: Config, thread: Thread, statement: Statement) -> str:
    """Whom a `/claim` or `/unclaim` is about: who lost the role, else whom it names, else who gave it."""
    return statement.taken_from or person_named(config, thread, statement)


def person_named(config: Config, thread: Thread, statement: Statement) -> str:
    """Whom the words of a `/claim` or `/unclaim` name, else who gave it."""
    named = read_role_argument(config, statement.call.argument)
    return named.person or people.holder((statement.comment or thread.issue).author)


def _holds(club: Club, session: Session, role: str, holder: str) -> bool:
    return any(club.person(name) == club.person(holder) for name in role_holders(session, role))


def settled_verdict(club: Club, thread: Thread, statement: Statement) -> str:
    """What is kept of a settled command: a claim that waited and whose role is merged by now has been held."""
    verdict = _verdict(statement)
    if verdict == WAITS and thread.session:
        named = read_role_argument(club.config, statement.call.argument)
        person = person_meant(club.config, thread, statement)
        if named.role and _holds(club, thread.session, named.role.key, person):
            return HELD
    return verdict


def still_asked_for(club: Club, thread: Thread) -> tuple[str, ...]:
    """The roles for which a proposal's author waits since the proposal was made, to be remembered over the merge."""
    if not thread.issue.author or club.by_issue(thread.issue.number) is None:
        return ()
    me = people.holder(thread.issue.author)
    return _still_waiting(club, thread, thread.session, me) if thread.session else _waiting_now(club, thread, me)


def _still_waiting(club: Club, thread: Thread, base: Session, me: str) -> tuple[str, ...]:
    kept = (role for role in thread.memory.awaited_roles if not _holds(club, base, role, me))
    return tuple(role for role in kept if (base.id, role, club.person(me)) not in club.given_back)


def _waiting_now(club: Club, thread: Thread, me: str) -> tuple[str, ...]:
    session = club.by_issue(thread.issue.number)
    ticked = (club.config.role(text) for text in (thread.proposal.roles if thread.proposal else ()))
    keys = dict.fromkeys(role.key for role in ticked if role)
    lists = ((key, club.waiting.get((session.id, key), ())) for key in keys) if session else ()
    return tuple(key for key, queue in lists if any(club.person(one.holder) == club.person(me) for one in queue))
