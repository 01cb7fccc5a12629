"""What the import did with each line of the source: the report that a person reads at the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Verdict = Literal["taken", "left", "guessed", "repaired", "skipped"]


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """What became of some lines (counted from 1, both ends in). `skipped` is a date without a meeting."""

    line: int
    end: int
    verdict: Verdict
    text: str

    def __str__(self) -> str:
        place = f"line {self.line}" if self.end <= self.line else f"lines {self.line}-{self.end}"
        return f"{place}: {self.verdict}: {self.text}"


@dataclass(slots=True)
class Ledger:
    """Collects notes while a text is read."""

    notes: list[Note] = field(default_factory=list)

    def taken(self, line: int, end: int, text: str) -> None:
        """These lines are in the sessions now."""
        self.notes.append(Note(line, end, "taken", text))

    def left(self, line: int, end: int, text: str) -> None:
        """These lines were not taken, for this reason."""
        self.notes.append(Note(line, end, "left", text))

    def guessed(self, line: int, text: str) -> None:
        """Something was taken in a way that a person may want to look at."""
        self.notes.append(Note(line, line, "guessed", text))

    def repaired(self, line: int, text: str) -> None:
        """Broken characters were put right."""
        self.notes.append(Note(line, line, "repaired", text))

    def skipped(self, line: int, end: int, text: str) -> None:
        """A week without a meeting."""
        self.notes.append(Note(line, end, "skipped", text))

    def missing(self, total: int, blank: frozenset[int]) -> tuple[tuple[int, int], ...]:
        """The stretches of lines, blank ones aside, that no note has accounted for."""
        covered = set(blank)
        for note in self.notes:
            if note.verdict not in {"repaired", "guessed"}:
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

    def report(self) -> tuple[Note, ...]:
        """All notes in the order of the lines."""
        return tuple(sorted(dict.fromkeys(self.notes), key=lambda note: (note.line, note.end)))
