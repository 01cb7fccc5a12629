"""How our own comments are told from all others."""

from __future__ import annotations

_MARK = "<!-- clubaction:"
"""Each of our comments begins with it; other programs that write with the same account don't."""


def is_marked(text: str) -> bool:
    """Whether a comment's text begins as ours do."""
    return text.lstrip().startswith(_MARK)
