"""Who has done what how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from clubaction.club.configuration import Config
from clubaction.model.session import Session
from clubaction.readme.views import PersonView
from clubaction.text.markdown import Markdown


def people(config: Config, sessions: Iterable[Session], holder: Callable[[str], Markdown]) -> list[PersonView]:
    """Everybody who has or had a role, those who did most first; `holder` makes the name that is shown."""
    counts: dict[str, Counter[str]] = {}
    written: dict[str, str] = {}
    for session in sessions:
        for role, holders in session.roles.items() if not session.cancelled else ():
            for name in holders:
                person = config.person(name)
                counts.setdefault(person, Counter())[role] += 1
                if person not in written or name.startswith("@"):
                    written[person] = name
    found = [
        PersonView(holder(written[person]), tuple(done[role.key] for role in config.roles), done.total())
        for person, done in counts.items()
    ]
    return sorted(found, key=lambda person: (-person.total, person.name.casefold()))
