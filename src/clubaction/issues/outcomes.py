"""What came of every event of a run."""

from __future__ import annotations

from dataclasses import dataclass, field

from clubaction.issues.commands.invocation import Outcome
from clubaction.issues.events import Event, Key
from clubaction.issues.statements import Statement


@dataclass(slots=True)
class Outcomes:
    """What came of every event."""

    outcomes: dict[Key, Outcome] = field(default_factory=dict)
    events: dict[Key, Event] = field(default_factory=dict)
    claims: dict[int, str] = field(default_factory=dict)
    """Claim issue → the id of the session it is for."""
    words: dict[int, list[Statement]] = field(default_factory=dict)
    """Issue → everything that was said there in commands, in the order of the comments."""
    heard: set[int] = field(default_factory=set)
    """Issues whose words were looked at."""
    called_off: set[int] = field(default_factory=set)
    """Issues whose closing has cancelled their session."""
    wishes: dict[object, Event] = field(default_factory=dict)
    """What tells the wish of a merged proposal for a role → the event in which its author moves up."""
    unchanged: set[Key] = field(default_factory=set)
    """Events that found their session just as the default branch has it."""
    _by_issue: dict[int, dict[Key, None]] = field(default_factory=dict)

    def put(self, event: Event, outcome: Outcome | None) -> None:
        """Notes an event, and what came of it."""
        self.events[event.key] = event
        if outcome:
            self.change(event.key, outcome)

    def change(self, key: Key, outcome: Outcome) -> None:
        """Notes what has come of an event by now."""
        self.outcomes[key] = outcome
        self._by_issue.setdefault(key[0], {})[key] = None

    def on(self, issue: int) -> list[tuple[Event, Outcome]]:
        """The events of one issue with their outcomes, in order."""
        return [(self.events[key], self.outcomes[key]) for key in self._by_issue.get(issue, ())]
