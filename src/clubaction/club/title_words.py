"""What counts of a session's title when titles are compared: its letters and figures, whatever their case."""

from __future__ import annotations

import re

_NO_LETTER = re.compile(r"[\W_]+")


def title_words(title: str) -> str:
    """The words of a title, each separated by one space from the next."""
    return _NO_LETTER.sub(" ", title.casefold()).strip()


def title_letters(title: str) -> str:
    """The letters and figures of a title alone, for titles that are the same but for their spaces."""
    return _NO_LETTER.sub("", title.casefold())
