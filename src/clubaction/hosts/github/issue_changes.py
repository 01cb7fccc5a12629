"""Comments, reactions, labels and closings: many small changes in few requests."""

from __future__ import annotations

from dataclasses import dataclass, field

from clubaction.errors import Conflict, HostError
from clubaction.hosts.github.client import Client
from clubaction.hosts.github.conversations import REACTIONS
from clubaction.hosts.github.json_fields import Json
from clubaction.hosts.github.refusals import FieldError, refused_field
from clubaction.model.plan import (
    AddComment,
    AddLabel,
    CloseIssue,
    ClosePullRequest,
    CreateLabel,
    DeleteComment,
    EditComment,
    React,
    Unreact,
)

Said = (
    AddComment | EditComment | DeleteComment | React | Unreact | AddLabel | CreateLabel | CloseIssue | ClosePullRequest
)

_CONTENT = {rest: graphql for graphql, rest in REACTIONS.items()}
_NEEDS = "issues and pull-requests: write"
_MOST_CHANGES = 20
_MOST_TEXT = 400_000
_PAUSE = 1.0
"""Seconds between requests that write, as GitHub asks."""

_GONE = "NOT_FOUND"


@dataclass
class NodeIds:
    """GitHub's own ids of what a plan names by number: threads (issues and pull requests), comments, labels.

    Labels stand there in lower case, for GitHub knows no other difference between them.
    """

    repository: str = ""
    threads: dict[int, str] = field(default_factory=dict)
    comments: dict[int, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Change:
    mutation: str
    kind: str
    values: Json
    brings: str = ""
    """What of its answer is wanted."""


@dataclass
class IssueChanges:
    """Changes that wait to be sent, in order. What is gone by now needs no change any more."""

    client: Client
    ids: NodeIds
    _waiting: list[_Change] = field(default_factory=list)
    _refused: list[FieldError] = field(default_factory=list)
    _sent: bool = False

    def add(self, step: Said) -> None:
        """Puts what an operation asks for with what is waiting; texts are final."""
        if isinstance(step, AddLabel) and step.name.lower() not in self.ids.labels:
            self.send()
        self._waiting += self._changes(step)

    def _changes(self, step: Said) -> list[_Change]:
        ids = self.ids
        match step:
            case CreateLabel():
                values = {"repositoryId": ids.repository, "name": step.name, "color": step.colour}
                values["description"] = step.description
                return [_Change("createLabel", "CreateLabelInput", values, "label { id name }")]
            case ClosePullRequest():
                closed = _Change(
                    "closePullRequest", "ClosePullRequestInput", {"pullRequestId": ids.threads[step.number]}
                )
                return [closed, *self._changes(AddComment(step.number, step.comment))]
            case AddComment():
                values = {"subjectId": ids.threads[step.issue], "body": step.body}
                return [_Change("addComment", "AddCommentInput", values)]
            case EditComment():
                values = {"id": ids.comments[step.comment], "body": step.body}
                return [_Change("updateIssueComment", "UpdateIssueCommentInput", values)]
            case DeleteComment():
                gone = {"id": ids.comments[step.comment]}
                return [_Change("deleteIssueComment", "DeleteIssueCommentInput", gone)]
            case React() | Unreact():
                values = {"subjectId": ids.comments[step.comment], "content": _CONTENT[step.content]}
                add = isinstance(step, React)
                mutation = ("addReaction", "AddReactionInput") if add else ("removeReaction", "RemoveReactionInput")
                return [_Change(*mutation, values)]
            case AddLabel():
                return [self._label(step)]
            case CloseIssue():
                values = {"issueId": ids.threads[step.issue], "stateReason": step.reason.upper()}
                return [_Change("closeIssue", "CloseIssueInput", values)]

    def _label(self, step: AddLabel) -> _Change:
        label = self.ids.labels.get(step.name.lower())
        if label is None:
            raise Conflict(f"the label {step.name} is being made by somebody else; start the run again")
        values = {"labelableId": self.ids.threads[step.issue], "labelIds": [label]}
        return _Change("addLabelsToLabelable", "AddLabelsToLabelableInput", values)

    @property
    def only_labels(self) -> bool:
        """Whether what waits tells nobody anything, so that it may wait for more."""
        return all(change.mutation == "addLabelsToLabelable" for change in self._waiting)

    def send(self) -> None:
        """Sends everything that waits. Raises `Conflict` where GitHub did not say what it has done."""
        while self._waiting:
            some = self._portion()
            if self._sent:
                self.client.run_time.pause(_PAUSE)
            self._send(some)
            self._sent = len(some) == _MOST_CHANGES
            del self._waiting[: len(some)]

    def finish(self) -> None:
        """Sends the rest. Raises `HostError` for what GitHub refused on the way; all the rest is done then."""
        self.send()
        if self._refused:
            first, others = self._refused[0], len(self._refused) - 1
            more = f" (and {others} more)" if others else ""
            raise HostError(f"{refused_field(first, 'answer on an issue', _NEEDS)}{more}")

    def _portion(self) -> list[_Change]:
        size = 0
        some: list[_Change] = []
        for change in self._waiting[:_MOST_CHANGES]:
            size += len(change.values.get("body", ""))
            if some and size > _MOST_TEXT:
                break
            some.append(change)
        return some

    def _send(self, changes: list[_Change]) -> None:
        declared = ", ".join(f"$v{n}: {change.kind}!" for n, change in enumerate(changes))
        asked = "\n".join(
            f"m{n}: {change.mutation}(input: $v{n}) {{ {change.brings or 'clientMutationId'} }}"
            for n, change in enumerate(changes)
        )
        variables = {f"v{n}": change.values for n, change in enumerate(changes)}
        query = f"mutation Say({declared}) {{\n{asked}\n}}"
        result = self.client.graphql(
            query,
            variables,
            "answer on an issue",
            needs=_NEEDS,
            gives=[f"m{number}" for number in range(len(changes))],
            repeatable=False,
        )
        for number, change in enumerate(changes):
            if change.brings:
                self._take_label(result.data.get(f"m{number}"))
        for error in result.errors:
            self._refuse(error, changes)

    def _take_label(self, payload: Json | None) -> None:
        label = payload.get("label") if isinstance(payload, dict) else None
        if isinstance(label, dict) and isinstance(label.get("name"), str):
            self.ids.labels[label["name"].lower()] = str(label.get("id"))

    def _refuse(self, error: FieldError, changes: list[_Change]) -> None:
        number = error.path[0][1:] if error.path else ""
        change = changes[int(number)] if number.isdigit() and int(number) < len(changes) else None
        if error.kind == "RATE_LIMITED" or "too quickly" in error.message:
            self.client.run_time.pause(60)
            raise Conflict(f"GitHub asks us to slow down ({error.message}). The next run goes on from here")
        if error.kind != _GONE and (change is None or change.mutation != "createLabel"):
            self._refused.append(error)
