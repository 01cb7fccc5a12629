"""Several GraphQL queries about one repository in one request, and an answer for each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clubaction.hosts.github.client import Client
from clubaction.hosts.github.json_fields import left_out, whole
from clubaction.hosts.github.refusals import FieldError, refused_field
from clubaction.hosts.github.selections import fragments

_MOST_WEIGHT = 40_000
_MOST_QUERIES = 150

ANY_REASON = frozenset({"*"})
"""Every reason for which GitHub may refuse a query."""

GONE = frozenset({"NOT_FOUND"})
"""The reason that there is no such thing, or no more."""


@dataclass(frozen=True, slots=True)
class Query:
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


@dataclass
class Pending:
    """Queries that wait for the next request; each is sent once."""

    client: Client
    _asked: set[object] = field(default_factory=set)
    _waiting: list[Query] = field(default_factory=list)

    def ask(self, key: object, selection: str, take: Callable[[Any], None], **rest: Any) -> None:
        """Puts a query for the next request, if none was put with the same key."""
        if key not in self._asked:
            self._asked.add(key)
            self._waiting.append(Query(selection, take, **rest))

    def send(self) -> bool:
        """Sends what waits; returns whether there was anything."""
        queries, self._waiting = self._waiting, []
        ask(self.client, queries)
        return bool(queries)


def ask(client: Client, queries: Sequence[Query]) -> None:
    """Sends all queries, in as few requests as GitHub's limits allow. Raises `HostError` if one fails."""
    for some in _portions(queries):
        _ask(client, some)


def _ask(client: Client, queries: Sequence[Query]) -> None:
    doing = f"read {client.full_name}"
    names = [f"q{number}" for number in range(len(queries))]
    text, variables = _request(client.full_name, queries)
    result = client.graphql(text, variables, doing, needs=_NEEDS, gives=names)
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
    """The text of a request that holds all these queries, and its variables."""
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
        raise left_out(full_name)
    else:
        with whole(full_name):
            query.take(answer if query.whole else next(iter(answer.values())))


_NEEDS = "contents, issues and pull-requests: write"


def _portions(queries: Sequence[Query]) -> Iterator[list[Query]]:
    some: list[Query] = []
    weight = 0
    for query in queries:
        if some and (weight + query.weight > _MOST_WEIGHT or len(some) == _MOST_QUERIES):
            yield some
            some, weight = [], 0
        some.append(query)
        weight += query.weight
    if some:
        yield some
