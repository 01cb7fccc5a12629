"""Several questions about one repository in one request, and an answer for each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clubaction.errors import HostError
from clubaction.hosts.github.api import Api, GraphError, refused_field
from clubaction.hosts.github.parts import left_out, whole
from clubaction.hosts.github.queries import fragments

_MOST_WEIGHT = 40_000
_MOST_QUESTIONS = 150

ANYHOW = frozenset({"*"})
"""Every reason for which GitHub may refuse to answer a question."""


@dataclass(frozen=True, slots=True)
class Question:
    """A selection on the repository, and what to do with its value.

    `variables` maps each `$name` in it to its GraphQL type and value. `take`
    gets the value of the selection's only field, or of all of them by name where
    there are several (`whole`); None where GitHub refused it for one of the
    reasons in `may_fail` (the types of GraphQL's errors). `weight` is how many
    nodes are asked for at most.
    """

    selection: str
    take: Callable[[Any], None]
    variables: Mapping[str, tuple[str, Any]] = field(default_factory=dict)
    may_fail: frozenset[str] = frozenset()
    may_lack: frozenset[str] = frozenset()
    """Fields that are null, with an error, where there simply is no such thing: a file that a commit has not got."""
    weight: int = 1
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository that questions are about."""

    api: Api
    owner: str
    name: str

    @property
    def full_name(self) -> str:
        """`owner/name`."""
        return f"{self.owner}/{self.name}"

    @property
    def path(self) -> str:
        """Where REST has it."""
        return f"/repos/{self.owner}/{self.name}"

    def ask(self, questions: Sequence[Question]) -> None:
        """Asks all questions, in as few requests as GitHub's limits allow. Raises `HostError` if one fails."""
        for some in _portions(questions):
            self._ask(some)

    def _ask(self, questions: Sequence[Question]) -> None:
        variables: dict[str, Any] = {"owner": self.owner, "name": self.name}
        declared, selected = ["$owner: String!", "$name: String!"], []
        for number, question in enumerate(questions):
            for name, (kind, value) in question.variables.items():
                declared.append(f"${name}_{number}: {kind}")
                variables[f"{name}_{number}"] = value
            text = re.sub(r"\$(\w+)", rf"$\1_{number}", question.selection)
            selected.append(f"q{number}: repository(owner: $owner, name: $name) {{ {text} }}")
        body = "\n".join(selected)
        query = f"query Read({', '.join(declared)}) {{\n{body}\n}}\n{fragments(body)}"
        names = [f"q{number}" for number in range(len(questions))]
        result = self.api.graphql(query, variables, doing=f"read {self.full_name}", needs=_NEEDS, gives=names)
        failed: dict[str, GraphError] = {}
        for error in result.errors:
            place = error.path[0] if error.path else ""
            asked = next((one for number, one in enumerate(questions) if place == f"q{number}"), None)
            if asked is None:
                raise HostError(refused_field(error, f"read {self.full_name}", _NEEDS))
            if error.path[-1] not in asked.may_lack or error.kind != "NOT_FOUND":
                failed.setdefault(place, error)
        for number, question in enumerate(questions):
            self._hand_over(question, result.data.get(f"q{number}"), failed.get(f"q{number}"))

    def _hand_over(self, question: Question, answer: Any, error: GraphError | None) -> None:
        if error is not None:
            if question.may_fail != ANYHOW and error.kind not in question.may_fail:
                raise HostError(refused_field(error, f"read {self.full_name}", _NEEDS))
            question.take(None)
        elif not isinstance(answer, dict) or not answer:
            raise left_out(self.full_name)
        else:
            with whole(self.full_name):
                question.take(answer if question.whole else next(iter(answer.values())))


_NEEDS = "contents, issues and pull-requests: write"


def _portions(questions: Sequence[Question]) -> Iterator[list[Question]]:
    some: list[Question] = []
    weight = 0
    for question in questions:
        if some and (weight + question.weight > _MOST_WEIGHT or len(some) == _MOST_QUESTIONS):
            yield some
            some, weight = [], 0
        some.append(question)
        weight += question.weight
    if some:
        yield some
