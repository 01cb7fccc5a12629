"""A plan in words, one line for each operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from clubaction.model import plan as planned
from clubaction.model.plan import Operation, Plan
from clubaction.text.messages import Message, say

_SIGNS = {"+1": "👍", "confused": "😕", "eyes": "👀"}


def operations(plan: Plan) -> list[str]:
    """What the plan does, in its order, in plain text; one line that says so where that is nothing."""
    return [message.plain() for message in _messages(plan)]


def _messages(plan: Plan) -> list[Message]:
    said = [_WORDS[type(operation)](operation) for operation in plan.operations]
    return said or [say("op-nothing")]


def _sign(content: str) -> str:
    return _SIGNS.get(content, content)


_WORDS: Mapping[type[Operation], Callable[[Any], Message]] = {
    planned.Commit: lambda o: say(
        "op-commit", count=len(o.changes), branch=o.branch, subject=o.message.partition("\n")[0]
    ),
    planned.OpenPullRequest: lambda o: say("op-open", title=o.title),
    planned.EditPullRequest: lambda o: say("op-edit", number=o.number, title=o.title),
    planned.ClosePullRequest: lambda o: say("op-close", number=o.number),
    planned.DeleteBranch: lambda o: say("op-delete-branch", branch=o.branch),
    planned.CreateLabel: lambda o: say("op-label", label=o.name),
    planned.AddLabel: lambda o: say("op-add-label", number=o.issue, label=o.name),
    planned.AddComment: lambda o: say("op-comment", number=o.issue),
    planned.EditComment: lambda o: say("op-edit-comment", number=o.issue),
    planned.DeleteComment: lambda o: say("op-delete-comment", number=o.issue),
    planned.React: lambda o: say("op-react", sign=_sign(o.content), number=o.issue),
    planned.Unreact: lambda o: say("op-unreact", sign=_sign(o.content), number=o.issue),
    planned.CloseIssue: lambda o: say("op-close-issue", number=o.issue),
}
