"""Emphasis and strikethrough: which runs of `*`, `_` and `~` are marks, and which are shown (GFM 6.4 and 6.5)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
"""What a backslash may stand before, too."""


@dataclass(slots=True)
class Run:
    """A run of `*`, `_` or `~` that may open or close emphasis; doubly linked while it may."""

    piece: int
    character: str
    length: int
    left: int
    """How many of its characters are still shown."""
    opens: bool
    closes: bool
    order: int = 0
    before: Run | None = None
    after: Run | None = None


class Runs:
    """The runs that may still open or close emphasis, each a piece of the text that is read."""

    def __init__(self, pieces: list[str]) -> None:
        self._pieces = pieces
        self._count = 0
        self.last: Run | None = None

    def push(self, text: str, start: int, end: int) -> None:
        """Adds the run that stands here in a text, and will be the next of the pieces."""
        character = text[start]
        opens, closes = _flanks(text, start, end)
        if not (opens or closes) or (character == "~" and end - start > 2):
            return
        self._count += 1
        run = Run(len(self._pieces), character, end - start, end - start, opens, closes, self._count, self.last)
        if self.last:
            self.last.after = run
        self.last = run

    def pair(self, bottom: Run | None) -> None:
        """Pairs the runs after `bottom`, takes their marks out of the pieces, and forgets them all."""
        lowest: dict[tuple[str, int, bool], int] = {}
        closer = bottom.after if bottom else self._first()
        while closer:
            following = closer.after
            if not closer.closes:
                closer = following
                continue
            floor = lowest.get((closer.character, closer.length % 3, closer.opens), bottom.order if bottom else 0)
            opener = _opener(closer, floor)
            if opener:
                closer = self._pair(opener, closer)
                continue
            lowest[closer.character, closer.length % 3, closer.opens] = closer.before.order if closer.before else 0
            if not closer.opens:
                self._forget(closer)
            closer = following
        self.last = bottom
        if bottom:
            bottom.after = None

    def _first(self) -> Run | None:
        run = self.last
        while run and run.before:
            run = run.before
        return run

    def _pair(self, opener: Run, closer: Run) -> Run | None:
        """Takes the characters of a pair away; returns the run to go on with."""
        opener.after, closer.before = closer, opener
        same = opener.length == closer.length
        taken = (closer.length if same else 0) if closer.character == "~" else 1 + (min(opener.left, closer.left) >= 2)
        for run in (opener, closer):
            run.left -= taken
            self._pieces[run.piece] = run.character * run.left
        if opener.left == 0 or closer.character == "~":
            self._forget(opener)
        if closer.left == 0 or closer.character == "~":
            self._forget(closer)
            return closer.after
        return closer

    def _forget(self, run: Run) -> None:
        if run.before:
            run.before.after = run.after
        if run.after:
            run.after.before = run.before
        if self.last is run:
            self.last = run.before


def _opener(closer: Run, floor: int) -> Run | None:
    run = closer.before
    while run and run.order > floor:
        if run.opens and run.character == closer.character:
            either = closer.opens or run.closes
            if not either or closer.length % 3 == 0 or (run.length + closer.length) % 3:
                return run
        run = run.before
    return None


@lru_cache(maxsize=4096)
def _kind(character: str) -> str:
    """`space`, `punctuation` or `word`; the ends of the text count as spaces."""
    if not character or character.isspace():
        return "space"
    mark = character in PUNCTUATION or unicodedata.category(character)[0] == "P"
    return "punctuation" if mark else "word"


def _flanks(text: str, start: int, end: int) -> tuple[bool, bool]:
    """Whether a run may open and close emphasis."""
    before, after = _around(text, start, end)
    left = after != "space" and (after == "word" or before != "word")
    right = before != "space" and (before == "word" or after != "word")
    if text[start] != "_":
        return left, right
    return left and (not right or before == "punctuation"), right and (not left or after == "punctuation")


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """The kinds of the characters before and after a run."""
    if text[start] != "~":  # cmark-gfm looks past the marks of a strikethrough
        while start and text[start - 1] == "~":
            start -= 1
        while text[end : end + 1] == "~":
            end += 1
    return _kind(text[start - 1] if start else ""), _kind(text[end : end + 1])
