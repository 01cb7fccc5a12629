"""Who has had which role how often, and who could be asked next."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from clubaction.club.state import Club
from clubaction.model.session import Session
from clubaction.text.messages import Message, say

RECENT = dt.timedelta(days=365)
"""How far back turns count for a suggestion."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody who could take a role, and why."""

    holder: str
    """As a role's holder is written: `@login`, or a name."""
    reason: Message


def suggest(club: Club, session: Session, named: Collection[str] = ()) -> Suggestion | None:
    """Whom to suggest for a role of a session: the fewest turns in the year before it, then the longest pause.

    Only people who have had a role before or are listed in the configuration,
    who have none in this session and have not said `/notme`, and nobody who is
    `named` for another role of it (as roles have them). None where there is nobody.
    """
    if session.date is None:
        return None
    had = _turns(club, session, session.date)
    able = _able(club, session, had, named)
    if not able:
        return None
    chosen = min(able, key=lambda person: (len(had[person]), max(had[person], default=dt.date.min), person))
    holder = _written(club, chosen)
    days = had[chosen]
    reason = say(
        "suggestion",
        person=club.config.show(holder),
        turns=len(days),
        last=max(days, default=None),
        alone=all(len(had[person]) > len(days) for person in able if person != chosen),
        others=len(able) - 1,
        besides=", ".join(map(club.config.show, named)),
    )
    return Suggestion(holder, reason)


def _able(club: Club, session: Session, known: Iterable[str], named: Collection[str]) -> list[str]:
    """Those of the known people who have no role in the session and may be asked to take one."""
    holders = itertools.chain(named, *session.roles.values())
    busy = {club.config.person(name) for name in holders}
    most = club.config.most_claims or len(club.sessions) * len(club.config.roles)
    asked = (person for person in known if person not in busy and person.removeprefix("@") not in club.notme)
    return [person for person in asked if club.turns_ahead(person) < most]


def _written(club: Club, person: str) -> str:
    """A person as a role has them, which may have capitals where the key has none."""
    names = (name for other in club.sessions.values() for holders in other.roles.values() for name in holders)
    return next((name for name in names if club.config.person(name) == person), person)


def _turns(club: Club, session: Session, day: dt.date) -> Mapping[str, list[dt.date]]:
    """Person → the days of their turns within the last year before a day and on the days after it."""
    found: dict[str, list[dt.date]] = defaultdict(list)
    for login in club.config.people:
        found[f"@{login}"] = []
    for other in club.sessions.values():
        if other.date is None or other.cancelled:
            continue
        for names in other.roles.values():
            for name in names:
                days = found[club.config.person(name)]
                if other.id != session.id and other.date >= day - RECENT:
                    days.append(other.date)
    return found
