"""The mark at the start of our comments, which tells them from those of other programs."""

from __future__ import annotations

_MARK = "<!-- clubaction:"
"""An HTML comment, which readers don't see. The author is not enough: other programs can use the same account."""


def is_marked(text: str) -> bool:
    """Whether a comment's text starts with the mark; white space before it does not count."""
    return text.lstrip().startswith(_MARK)
