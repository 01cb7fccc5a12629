"""The text that a cell or a line shows, in pieces: what `inline_markdown` reads from Markdown."""

from __future__ import annotations

from dataclasses import dataclass

from clubaction.importing.vocabulary import GENERIC_LABELS, fold
from clubaction.text import invisible


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of shown text."""

    text: str
    url: str = ""
    """The address that it links to; empty for plain text."""
    bare: bool = False
    """Whether the text is the address itself."""


@dataclass(frozen=True, slots=True)
class Inline:
    """Inline Markdown, read. A line break (`<br>`) is a newline in the texts."""

    source: str = ""
    """The Markdown as written."""
    pieces: tuple[Piece, ...] = ()
    struck: tuple[str, ...] = ()
    """The struck-out texts, which are in no piece."""

    @property
    def text(self) -> str:
        """The shown text, line by line, without what is struck out."""
        return tidy("".join(piece.text for piece in self.pieces))

    @property
    def words(self) -> str:
        """The shown text without bare addresses and without links labelled `arxiv`, `here` and so on."""
        return tidy("".join(" " if _says_nothing(p) else p.text for p in self.pieces)).strip(" \n,;&")

    @property
    def links(self) -> tuple[Piece, ...]:
        """The links in order."""
        return tuple(piece for piece in self.pieces if piece.url)

    @property
    def flat(self) -> str:
        """The text on one line."""
        return " ".join(self.text.split())


def plain_text(text: str) -> Inline:
    """The value for a text that is no Markdown."""
    return Inline(text, (Piece(text),))


def tidy(text: str) -> str:
    """The text without blank lines and invisible characters, and with one space for each run of white space."""
    lines = (" ".join(line.split()) for line in invisible.without_invisible(text).split("\n"))
    return "\n".join(line for line in lines if line)


def _says_nothing(piece: Piece) -> bool:
    return bool(piece.url) and (piece.bare or fold(piece.text) in GENERIC_LABELS)
