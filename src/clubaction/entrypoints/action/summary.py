"""The summary page of a run on GitHub: what the run did, in words, and how it changes the README."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence

from clubaction.errors import Problem
from clubaction.model.plan import Plan
from clubaction.pipeline import plan_in_words
from clubaction.text import markdown, terminal
from clubaction.text.messages import Message

LONGEST_DIFF = 60_000
"""Characters of the README's diff that are shown."""
_MOST_COMPARED = 20_000
"""Lines, of both versions together, that are compared at most: twice as many take more than twice as long."""
_MOST_LINES = 300
"""Lines of one list."""
_LONGEST_LINE = 300
"""Characters of one line of a list."""
_LARGEST = 1_000_000
"""Bytes of a summary; GitHub rejects one of more than 1 MiB."""


def of_run(
    plan: Plan,
    before: Mapping[str, bytes],
    readme: str,
    *,
    dry_run: bool = False,
    notes: Sequence[Message] = (),
) -> str:
    """The summary of a run that went well, as Markdown.

    `before` holds path → content of the club's files on the default branch,
    `readme` is the path of the file whose diff is shown, and `notes` say what
    a person should do next.
    """
    heading = "What a run would do" if dry_run else "What this run did"
    blocks = [f"### {heading}", _listed(plan_in_words.operations(plan))]
    if plan.changes:
        blocks += ["### What the pull request brings", _listed(plan.changes)]
    if notes:
        blocks.append("\n\n".join(f"> {note.markdown()}" for note in notes))
    if plan.notices:
        blocks += ["### Worth knowing", _listed(plan.notices)]
    blocks += _problems(plan.problems)
    if readme in plan.files:
        blocks += [f"### {markdown.escape(readme)}", _diff(readme, before.get(readme), plan.files[readme])]
    return _page(blocks)


def of_failure(message: str, problems: Sequence[Problem] = ()) -> str:
    """The summary of a run that was stopped, as Markdown: its problems or, where it has none, the message."""
    reasons = _problems(problems) or [_listed(message.splitlines())]
    return _page(["### This run was stopped", *reasons])


def _page(blocks: Sequence[str]) -> str:
    return ("\n\n".join(blocks) + "\n").encode(errors="replace")[:_LARGEST].decode(errors="ignore")


def _problems(problems: Sequence[Problem]) -> list[str]:
    return ["### To be mended", _listed([str(problem) for problem in problems])] if problems else []


def _listed(lines: Sequence[str]) -> str:
    rows = [f"- {markdown.escape(line[:_LONGEST_LINE])}" for line in lines[:_MOST_LINES]]
    if len(lines) > _MOST_LINES:
        rows.append(f"- and {len(lines) - _MOST_LINES} more")
    return "\n".join(rows)


def _diff(path: str, before: bytes | None, after: bytes | None) -> str:
    old, new = _lines(before), _lines(after)
    if len(old) + len(new) > _MOST_COMPARED:
        return f"{len(new)} lines now, {len(old)} before: too many to show what differs."
    text = "\n".join(difflib.unified_diff(old, new, f"a/{path}", f"b/{path}", lineterm=""))
    shown = text[:LONGEST_DIFF]
    # Longer than any row of backticks in the text, which would end the code block.
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", shown)), default=0))
    rest = "" if len(shown) == len(text) else f"\n\nThe first {LONGEST_DIFF} of {len(text)} characters."
    return f"{fence}diff\n{shown}\n{fence}{rest}"


def _lines(content: bytes | None) -> list[str]:
    return terminal.safe((content or b"").decode(errors="replace")).splitlines()
