"""The reasons that the status comment gives for what came of commands, short enough to be kept in it."""

from __future__ import annotations

from clubaction.model.outcome import Outcome
from clubaction.text import inline, markdown
from clubaction.text.markdown import Markdown

MOST_SHOWN = 8
"""How many commands that did not take effect are shown: the newest."""
_LONGEST, _CUT = 500, 60


def reason(outcome: Outcome) -> Markdown:
    """What came of a command, in words."""
    text = Markdown(outcome.message.markdown())
    return text if len(text) <= _LONGEST else markdown.escape(f"{inline.plain(text)[:_CUT]}…")
