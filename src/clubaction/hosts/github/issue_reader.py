"""Reads the issues that may be the club's, with all their comments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from clubaction.hosts.github import selections
from clubaction.hosts.github.conversations import Conversation, ask_for_comments
from clubaction.hosts.github.json_fields import Json, count, cursor, rows, text
from clubaction.hosts.github.queries import GONE, Pending
from clubaction.hosts.github.repository_facts import LABELS, RepositoryFacts
from clubaction.issues import forms
from clubaction.model.issue import Issue

RECENT = dt.timedelta(days=14)
"""How long after its last change a closed issue is still read."""

_EVENTS_AT_ONCE = 4
_LIST_WEIGHT = selections.ISSUES_AT_ONCE * (selections.COMMENTS_AT_ONCE + _EVENTS_AT_ONCE + 100)


@dataclass
class IssueReader:
    """The issues, in the state of knowing some of them: number → issue."""

    pending: Pending
    now: dt.datetime
    found: dict[int, Conversation] = field(default_factory=dict)

    def ask(self) -> None:
        """Asks for those with our labels, and for the newest, of which one may have lost its label."""
        for label in LABELS:
            self._ask_lists(label)
        self.pending.ask("newest", selections.NEWEST, self._take_newest, weight=30 * 100)

    def ask_singly(self, numbers: Iterable[int]) -> None:
        """Asks for issues by their numbers."""
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
        """Asks for the comments that did not come along, and for lists by the labels' own names."""
        if len(facts.labels) < len(LABELS):
            self._ask_list("any", selections.ANY_OPEN)
        for label in facts.labels.values():
            self._ask_lists(label.name)
        for issue in self.found.values():
            ask_for_comments(self.pending, issue, selections.ISSUE_COMMENTS)

    def _ask_lists(self, label: str) -> None:
        """Asks for the issues with a label, whose name a list takes to the letter (github.com/cli/cli/issues/1819)."""
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
        for node in rows(answer):
            self._keep(node)
        if cursor(answer):
            self._ask_list(name, selection, label, cursor(answer))

    def _take_issue(self, answer: Json | None) -> None:
        if answer:
            self._keep(answer)

    def _keep(self, node: Json) -> None:
        conversation = Conversation(node)
        conversation.issue()
        self.found.setdefault(conversation.number, conversation)

    def _take_newest(self, answer: Json) -> None:
        """A form whose label got lost, or an issue that the list does not have yet."""
        for node in rows(answer):
            labels = {text(label["name"]).lower() for label in rows(node["labels"])}
            form = forms.is_paper_form(text(node["body"])) or forms.is_claim_form(node["body"])
            if form or labels.intersection(LABELS):
                self.ask_singly([count(node["number"])])

    def issues(self) -> list[Issue]:
        """The issues, by number."""
        return [self.found[number].issue() for number in sorted(self.found)]
