"""Sends several GraphQL queries about one repository in one request, and hands each its part of the answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clubaction.hosts.github.client import Client
from clubaction.hosts.github.json_fields import complete_answer, incomplete_answer
from clubaction.hosts.github.portions import portions
from clubaction.hosts.github.refusals import FieldError, refused_field
from clubaction.hosts.github.selections import fragments

_MOST_WEIGHT = 40_000
"""Nodes that one request may ask for, far below GitHub's own limit of 500,000."""
_MOST_QUERIES = 150

ANY_REASON = frozenset({"*"})
"""For `Query.may_fail`: GitHub may refuse the query for any reason."""

GONE = frozenset({"NOT_FOUND"})
"""For `Query.may_fail`: the thing may not exist, or not any more."""


@dataclass(frozen=True, slots=True)
class Query:
    """One GraphQL selection on the repository."""

    selection: str
    take: Callable[[Any], None]
    """Is called with the value of the selection's field, or with None if GitHub refused it (see `may_fail`)."""
    variables: Mapping[str, tuple[str, Any]] = field(default_factory=dict)
    """Name of each `$name` in the selection → its GraphQL type and its value."""
    may_fail: frozenset[str] = frozenset()
    """The types of GraphQL errors that are no failure of the request."""
    may_lack: frozenset[str] = frozenset()
    """Fields for which GitHub sends null and an error where there simply is no such file."""
    weight: int = 1
    """How many nodes the selection asks for at most."""
    all_fields: bool = False
    """Whether `take` gets all fields of the selection by name, not just the value of the first."""


@dataclass
class Pending:
    """The queries that will go into the next request."""

    client: Client
    _asked: set[object] = field(default_factory=set)
    _waiting: list[Query] = field(default_factory=list)

    def ask(self, key: object, selection: str, take: Callable[[Any], None], **rest: Any) -> None:
        """Adds a query, with further fields of `Query`, unless one with the same key was ever added."""
        if key not in self._asked:
            self._asked.add(key)
            self._waiting.append(Query(selection, take, **rest))

    def send(self) -> bool:
        """Sends all queries that wait; returns whether there were any. Raises `HostError` as `ask` does."""
        queries, self._waiting = self._waiting, []
        ask(self.client, queries)
        return bool(queries)


def ask(client: Client, queries: Sequence[Query]) -> None:
    """Sends the queries, in as few requests as the limits allow, and calls `take` of each.

    Raises `HostError` if a query fails for another reason than its `may_fail` says, or an answer is incomplete.
    """
    for portion in portions(queries, _weight, most_size=_MOST_WEIGHT, most_items=_MOST_QUERIES):
        _ask(client, portion)


def _ask(client: Client, queries: Sequence[Query]) -> None:
    doing = f"read {client.full_name}"
    names = [f"q{number}" for number in range(len(queries))]
    text, variables = _request(client.full_name, queries)
    result = client.graphql(text, variables, doing, needs=_NEEDS, fields=names)
    failed: dict[str, FieldError] = {}
    for error in result.errors:
        place = error.path[0] if error.path else ""
        if place not in names:
            raise refused_field(error, doing, _NEEDS)
        may_lack = queries[names.index(place)].may_lack
        if error.path[-1] not in may_lack or error.kind != "NOT_FOUND":
            failed.setdefault(place, error)
    for name, query in zip(names, queries, strict=True):
        if name in failed and query.may_fail != ANY_REASON and failed[name].kind not in query.may_fail:
            raise refused_field(failed[name], doing, _NEEDS)
        _hand_over(query, client.full_name, result.data.get(name), refused=name in failed)


def _request(full_name: str, queries: Sequence[Query]) -> tuple[str, dict[str, Any]]:
    """(text, variables) of one request for all these queries; query number 2 is the field `q2`."""
    owner, _, name = full_name.partition("/")
    variables: dict[str, Any] = {"owner": owner, "name": name}
    declared, selected = ["$owner: String!", "$name: String!"], []
    for number, query in enumerate(queries):
        for variable, (kind, value) in query.variables.items():
            declared.append(f"${variable}_{number}: {kind}")
            variables[f"{variable}_{number}"] = value
        selection = re.sub(r"\$(\w+)", rf"$\1_{number}", query.selection)
        selected.append(f"q{number}: repository(owner: $owner, name: $name) {{ {selection} }}")
    body = "\n".join(selected)
    return f"query Read({', '.join(declared)}) {{\n{body}\n}}\n{fragments(body)}", variables


def _hand_over(query: Query, full_name: str, answer: Any, *, refused: bool) -> None:
    if refused:
        query.take(None)
    elif not isinstance(answer, dict) or not answer:
        raise incomplete_answer(full_name)
    else:
        with complete_answer(full_name):
            query.take(answer if query.all_fields else next(iter(answer.values())))


_NEEDS = "contents, issues and pull-requests: write"


def _weight(query: Query) -> int:
    return query.weight
