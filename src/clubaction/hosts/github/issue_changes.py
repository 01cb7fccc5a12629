"""Sends many small changes to issues in few requests: comments, reactions, labels and closings."""

from __future__ import annotations

from dataclasses import dataclass, field

from clubaction.errors import Conflict, HostError
from clubaction.hosts.github.client import Client
from clubaction.hosts.github.conversations import REACTIONS
from clubaction.hosts.github.json_fields import Json
from clubaction.hosts.github.portions import portions
from clubaction.hosts.github.queries import GONE
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

IssueOperation = (
    AddComment | EditComment | DeleteComment | React | Unreact | AddLabel | CreateLabel | CloseIssue | ClosePullRequest
)

_CONTENT = {rest: graphql for graphql, rest in REACTIONS.items()}
_NEEDS = "issues and pull-requests: write"
_MOST_CHANGES = 20
_MOST_CHARACTERS = 400_000
"""Characters of comments in one request."""
_PAUSE = 1.0
"""Seconds between requests that write, as GitHub asks."""


@dataclass
class NodeIds:
    """GitHub's node ids, which GraphQL wants where a plan has numbers and names."""

    repository: str = ""
    conversations: dict[int, str] = field(default_factory=dict)
    """Number of an issue or a pull request → node id."""
    comments: dict[int, str] = field(default_factory=dict)
    """Number of a comment → node id."""
    labels: dict[str, str] = field(default_factory=dict)
    """Name of a label in lower case, as GitHub ignores case in them → node id."""


@dataclass(frozen=True, slots=True)
class _Change:
    """One GraphQL mutation."""

    mutation: str
    values: Json
    selection: str = ""
    """The fields of its answer that are needed."""

    @property
    def kind(self) -> str:
        """The GraphQL type of `values`."""
        return f"{self.mutation[0].upper()}{self.mutation[1:]}Input!"


@dataclass
class IssueChanges:
    """Changes that wait to be sent, in order. A change to something that was deleted meanwhile is ignored."""

    client: Client
    ids: NodeIds
    _waiting: list[_Change] = field(default_factory=list)
    _refused: list[FieldError] = field(default_factory=list)
    _sent: bool = False
    """Whether the last request was full, so that GitHub wants a pause before the next."""

    def add(self, step: IssueOperation) -> None:
        """Adds an operation to those that wait, which are sent first if they have yet to create its label."""
        if isinstance(step, AddLabel) and step.name.lower() not in self.ids.labels:
            self.send()
        self._waiting += self._changes(step)

    def _changes(self, step: IssueOperation) -> list[_Change]:
        ids = self.ids
        match step:
            case CreateLabel():
                values = {"repositoryId": ids.repository, "name": step.name, "color": step.colour}
                values["description"] = step.description
                return [_Change("createLabel", values, "label { id name }")]
            case ClosePullRequest():
                closed = _Change("closePullRequest", {"pullRequestId": ids.conversations[step.number]})
                return [closed, *self._changes(AddComment(step.number, step.comment))]
            case AddComment():
                values = {"subjectId": ids.conversations[step.issue], "body": step.body}
                return [_Change("addComment", values)]
            case EditComment():
                values = {"id": ids.comments[step.comment], "body": step.body}
                return [_Change("updateIssueComment", values)]
            case DeleteComment():
                gone = {"id": ids.comments[step.comment]}
                return [_Change("deleteIssueComment", gone)]
            case React() | Unreact():
                values = {"subjectId": ids.comments[step.comment], "content": _CONTENT[step.content]}
                return [_Change("addReaction" if isinstance(step, React) else "removeReaction", values)]
            case AddLabel():
                return [self._label(step)]
            case CloseIssue():
                values = {"issueId": ids.conversations[step.issue], "stateReason": step.reason.upper()}
                return [_Change("closeIssue", values)]

    def _label(self, step: AddLabel) -> _Change:
        label = self.ids.labels.get(step.name.lower())
        if label is None:
            raise Conflict(f"the label {step.name} is being made by somebody else; start the run again")
        values = {"labelableId": self.ids.conversations[step.issue], "labelIds": [label]}
        return _Change("addLabelsToLabelable", values)

    @property
    def only_labels(self) -> bool:
        """Whether only labels wait: GitHub notifies nobody of these, so they may wait for later changes."""
        return all(change.mutation == "addLabelsToLabelable" for change in self._waiting)

    def send(self) -> None:
        """Sends everything that waits. Raises `Conflict` if GitHub may or may not have carried it out."""
        waiting, self._waiting = self._waiting, []
        for portion in portions(waiting, _characters, most_size=_MOST_CHARACTERS, most_items=_MOST_CHANGES):
            if self._sent:
                self.client.run_time.pause(_PAUSE)
            self._send(portion)
            self._sent = len(portion) == _MOST_CHANGES

    def finish(self) -> None:
        """Sends the rest. Raises `HostError` if GitHub refused any change; all others have been made then."""
        self.send()
        if self._refused:
            first, others = self._refused[0], len(self._refused) - 1
            more = f" (and {others} more)" if others else ""
            raise HostError(f"{refused_field(first, 'answer on an issue', _NEEDS)}{more}")

    def _send(self, changes: list[_Change]) -> None:
        declared = ", ".join(f"$v{n}: {change.kind}" for n, change in enumerate(changes))
        asked = "\n".join(
            f"m{n}: {change.mutation}(input: $v{n}) {{ {change.selection or 'clientMutationId'} }}"
            for n, change in enumerate(changes)
        )
        variables = {f"v{n}": change.values for n, change in enumerate(changes)}
        query = f"mutation Say({declared}) {{\n{asked}\n}}"
        result = self.client.graphql(
            query,
            variables,
            "answer on an issue",
            needs=_NEEDS,
            fields=[f"m{number}" for number in range(len(changes))],
            repeatable=False,
        )
        for number, change in enumerate(changes):
            if change.selection:
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
        if error.kind not in GONE and (change is None or change.mutation != "createLabel"):
            self._refused.append(error)


def _characters(change: _Change) -> int:
    """How many characters of a comment a change carries."""
    return len(change.values.get("body", ""))
