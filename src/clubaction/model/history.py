"""What happened on the issues in a run, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from clubaction.model.event import Event, Key
from clubaction.model.outcome import Outcome


@dataclass(slots=True)
class History:
    """The events of a run with their outcomes."""

    events: dict[Key, Event] = field(default_factory=dict)
    outcomes: dict[Key, Outcome] = field(default_factory=dict)
    """Only of commands and claims: what else happens is not answered."""
    claims: dict[int, str] = field(default_factory=dict)
    """Claim issue → the id of the session it is for."""
    called_off: set[int] = field(default_factory=set)
    """Issues whose closing has cancelled their session."""
    asked_roles: dict[object, Event] = field(default_factory=dict)
    """A merged proposal's wish for a role (see `asked_role`) → the event by which its author gets it after all."""
    on_base: set[Key] = field(default_factory=set)
    """Events at whose time the session was just as the default branch has it."""
    _by_issue: dict[int, dict[Key, None]] = field(default_factory=dict)

    def put(self, event: Event, outcome: Outcome | None) -> None:
        """Records an event and, where it is a command or a claim, its outcome."""
        self.events[event.key] = event
        if outcome:
            self.change(event.key, outcome)

    def change(self, key: Key, outcome: Outcome) -> None:
        """Records what has come of an event, in place of what had come of it before."""
        self.outcomes[key] = outcome
        self._by_issue.setdefault(key[0], {})[key] = None

    def on(self, issue: int) -> list[tuple[Event, Outcome]]:
        """The events of one issue with their outcomes, in order."""
        return [(self.events[key], self.outcomes[key]) for key in self._by_issue.get(issue, ())]
