"""The report of an import: notes about what became of each line of the source."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    """What became of some lines."""

    TAKEN = "taken"
    """They were imported."""
    LEFT = "left"
    """They were not imported."""
    GUESSED = "guessed"
    """Something was imported in a way that a person should check."""
    REPAIRED = "repaired"
    """Broken characters were repaired."""
    SKIPPED = "skipped"
    """They are a day without a meeting."""


_ACCOUNTED = frozenset({Verdict.TAKEN, Verdict.LEFT, Verdict.SKIPPED})
"""The verdicts that say whether a line was imported; the others add details."""


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """What became of some lines."""

    line: int
    """The first of the lines, from 1."""
    end: int
    """The last of them."""
    verdict: Verdict
    text: str
    """The details, for people."""

    def __str__(self) -> str:
        place = f"line {self.line}" if self.end <= self.line else f"lines {self.line}-{self.end}"
        return f"{place}: {self.verdict}: {self.text}"


@dataclass(slots=True)
class Report:
    """Collects notes while a text is read. Each method adds one for the lines from `line` to `end`."""

    notes: list[Note] = field(default_factory=list)

    def taken(self, line: int, end: int, text: str) -> None:
        """Notes that these lines were imported, and as what."""
        self.notes.append(Note(line, end, Verdict.TAKEN, text))

    def left(self, line: int, end: int, text: str) -> None:
        """Notes that these lines were not imported, and why."""
        self.notes.append(Note(line, end, Verdict.LEFT, text))

    def guessed(self, line: int, text: str) -> None:
        """Notes that something in this line was guessed."""
        self.notes.append(Note(line, line, Verdict.GUESSED, text))

    def repaired(self, line: int, text: str) -> None:
        """Notes which characters of this line were repaired."""
        self.notes.append(Note(line, line, Verdict.REPAIRED, text))

    def skipped(self, line: int, end: int, text: str) -> None:
        """Notes that these lines are a day without a meeting."""
        self.notes.append(Note(line, end, Verdict.SKIPPED, text))

    def unmentioned(self, total: int, blank: frozenset[int]) -> tuple[tuple[int, int], ...]:
        """(first, last) of each range of lines that no note accounts for.

        `total` is the number of lines; `blank` are those that need no note.
        """
        covered = set(blank)
        for note in self.notes:
            if note.verdict in _ACCOUNTED:
                covered.update(range(note.line, note.end + 1))
        stretches: list[tuple[int, int]] = []
        for number in range(1, total + 1):
            if number in covered:
                continue
            if stretches and all(line in blank for line in range(stretches[-1][1] + 1, number)):
                stretches[-1] = (stretches[-1][0], number)
            else:
                stretches.append((number, number))
        return tuple(stretches)

    def of(self, verdict: Verdict) -> list[Note]:
        """The notes with this verdict."""
        return [note for note in self.notes if note.verdict is verdict]

    def sorted_notes(self) -> tuple[Note, ...]:
        """All notes, each once, in the order of their lines."""
        return tuple(sorted(dict.fromkeys(self.notes), key=lambda note: (note.line, note.end)))
