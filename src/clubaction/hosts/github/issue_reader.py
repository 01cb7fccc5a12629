"""Reads the club's issues with all their comments, and issues that may have lost the club's label."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from clubaction.hosts.github import selections
from clubaction.hosts.github.conversations import Conversation, ask_for_comments
from clubaction.hosts.github.json_fields import Json, cursor, integer, nodes, text
from clubaction.hosts.github.queries import GONE, Pending
from clubaction.hosts.github.repository_facts import RepositoryFacts
from clubaction.issues import forms
from clubaction.model.issue import Issue

RECENT = dt.timedelta(days=14)
"""How long after its last change a closed issue is still read."""

_EVENTS_AT_ONCE = 4
"""Closings and reopenings of one issue."""
_LIST_WEIGHT = selections.ISSUES_AT_ONCE * (selections.COMMENTS_AT_ONCE + _EVENTS_AT_ONCE + 100)


@dataclass
class IssueReader:
    """Reads issues step by step; each answer may show that more must be asked."""

    pending: Pending
    now: dt.datetime
    """In UTC."""
    found: dict[int, Conversation] = field(default_factory=dict)
    """Number → issue, of those read so far."""

    def ask(self) -> None:
        """Adds the queries for the issues with our labels, and for the newest ones, which may lack their label."""
        for label in selections.LABELS:
            self._ask_lists(label)
        self.pending.ask("newest", selections.NEWEST, self._take_newest, weight=30 * 100)

    def ask_singly(self, numbers: Iterable[int]) -> None:
        """Adds the queries for single issues; numbers that GitHub could not have given are left out."""
        for number in numbers:
            if number not in self.found and 0 < number < 2**31:
                self.pending.ask(
                    ("issue", number),
                    selections.ISSUE,
                    self._take_issue,
                    variables={"number": ("Int!", number)},
                    may_fail=GONE,
                    weight=150 + _EVENTS_AT_ONCE,
                )

    def ask_for_missing(self, facts: RepositoryFacts) -> None:
        """Adds the queries for further comments, and for the labels as the repository spells them.

        Without one of the labels, all open issues are asked for, since a form's issue has no label then.
        """
        if len(facts.labels) < len(selections.LABELS):
            self._ask_list("any", selections.ANY_OPEN)
        for label in facts.labels.values():
            self._ask_lists(label.name)
        for issue in self.found.values():
            ask_for_comments(self.pending, issue, selections.ISSUE_COMMENTS)

    def _ask_lists(self, label: str) -> None:
        """Adds the queries for issues with a label, which must be spelled exactly (github.com/cli/cli/issues/1819)."""
        self._ask_list("open", selections.OPEN, label)
        self._ask_list("closed", selections.CLOSED, label)

    def _ask_list(self, name: str, selection: str, label: str = "", after: str | None = None) -> None:
        variables: dict[str, tuple[str, Any]] = {"after": ("String", after)}
        if "$since" in selection:
            variables["since"] = ("DateTime", (self.now - RECENT).strftime("%Y-%m-%dT%H:%M:%SZ"))
        if "$label" in selection:
            variables["label"] = ("String!", label)
        take = partial(self._take_list, name, selection, label)
        self.pending.ask((name, label, after), selection, take, variables=variables, weight=_LIST_WEIGHT)

    def _take_list(self, name: str, selection: str, label: str, answer: Json) -> None:
        for node in nodes(answer):
            self._keep(node)
        if cursor(answer):
            self._ask_list(name, selection, label, cursor(answer))

    def _take_issue(self, answer: Json | None) -> None:
        if answer:
            self._keep(answer)

    def _keep(self, node: Json) -> None:
        conversation = Conversation(node)
        # Raises where a part of the answer is missing, as long as it is known which answer that was.
        conversation.issue()
        self.found.setdefault(conversation.number, conversation)

    def _take_newest(self, answer: Json) -> None:
        """Asks for those of the newest issues that have our label or were made with our form.

        GitHub's lists by label may lack an issue that was opened seconds ago, and a label may have been taken off.
        """
        for node in nodes(answer):
            labels = {text(label["name"]).lower() for label in nodes(node["labels"])}
            form = forms.is_paper_form(text(node["body"])) or forms.is_claim_form(node["body"])
            if form or labels.intersection(selections.LABELS):
                self.ask_singly([integer(node["number"])])

    def issues(self) -> list[Issue]:
        """The issues read so far, sorted by number. Raises `TypeError`, `KeyError` where a part is missing."""
        return [self.found[number].issue() for number in sorted(self.found)]
