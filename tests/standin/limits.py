"""GitHub's limits on a GraphQL query: pages are bounded, and so is the number of nodes asked for.

See https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    value_from_ast_untyped,
)

NODE_LIMIT = 500_000
PAGE_LIMIT = 100
_CONTENT = {"nodes", "edges", "pageInfo"}


@dataclass(slots=True)
class Cost:
    """What a query asks for: `nodes` at most, by `requests` to the database; `errors` if it may not."""

    nodes: int = 0
    requests: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)

    @property
    def points(self) -> int:
        """What it takes off the hourly limit."""
        return max(1, round(self.requests / 100))


@dataclass(slots=True)
class _Walk:
    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Mapping[str, Any]
    cost: Cost

    def selections(self, parent: Any, chosen: SelectionSetNode | None, factor: int, path: list[str]) -> None:
        for selection in chosen.selections if chosen else ():
            if isinstance(selection, FieldNode):
                self._field(parent, selection, factor, path)
            elif isinstance(selection, InlineFragmentNode):
                condition = selection.type_condition
                inner = self.schema.get_type(condition.name.value) if condition else parent
                self.selections(inner, selection.selection_set, factor, path)
            elif isinstance(selection, FragmentSpreadNode):
                fragment = self.fragments[selection.name.value]
                inner = self.schema.get_type(fragment.type_condition.name.value)
                self.selections(inner, fragment.selection_set, factor, path)

    def _field(self, parent: Any, node: FieldNode, factor: int, path: list[str]) -> None:
        if not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType) or node.name.value not in parent.fields:
            return
        inner = get_named_type(parent.fields[node.name.value].type)
        path = [*path, node.alias.value if node.alias else node.name.value]
        if inner.name.endswith("Connection") and _CONTENT & self._names(node.selection_set):
            size = self._size(node, path)
            self.cost.requests += factor
            factor *= size
            self.cost.nodes += factor
        self.selections(inner, node.selection_set, factor, path)

    def _names(self, chosen: SelectionSetNode | None) -> set[str]:
        names: set[str] = set()
        for selection in chosen.selections if chosen else ():
            if isinstance(selection, FieldNode):
                names.add(selection.name.value)
            elif isinstance(selection, InlineFragmentNode):
                names |= self._names(selection.selection_set)
            elif isinstance(selection, FragmentSpreadNode):
                names |= self._names(self.fragments[selection.name.value].selection_set)
        return names

    def _size(self, node: FieldNode, path: list[str]) -> int:
        given = {
            one.name.value: value_from_ast_untyped(one.value, dict(self.variables)) for one in node.arguments or ()
        }
        sizes = {name: given[name] for name in ("first", "last") if given.get(name) is not None}
        if not sizes:
            message = "You must provide a `first` or `last` value to properly paginate"
            message += f" the `{node.name.value}` connection."
            self._refuse("MISSING_PAGINATION_BOUNDARIES", message, path)
            return 1
        for name, size in sizes.items():
            if not isinstance(size, int) or size < 0:
                self._refuse("INVALID_PAGINATION", f"`{name}` on the `{node.name.value}` connection is invalid.", path)
                return 1
            if size > PAGE_LIMIT:
                message = f"Requesting {size} records on the `{node.name.value}` connection exceeds"
                message += f" the `{name}` limit of {PAGE_LIMIT} records."
                self._refuse("EXCESSIVE_PAGINATION", message, path)
        return int(next(iter(sizes.values())))

    def _refuse(self, kind: str, message: str, path: list[str]) -> None:
        self.cost.errors.append({"type": kind, "path": path, "message": message})


def measure(schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any]) -> Cost:
    """Count what a valid query asks for, and find what GitHub would refuse in it."""
    fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    cost = Cost()
    for operation in document.definitions:
        if not isinstance(operation, OperationDefinitionNode):
            continue
        defaults = {
            one.variable.name.value: value_from_ast_untyped(one.default_value)
            for one in operation.variable_definitions or ()
            if one.default_value is not None
        }
        walk = _Walk(schema, fragments, {**defaults, **variables}, cost)
        walk.selections(schema.get_root_type(operation.operation), operation.selection_set, 1, [])
    if cost.nodes > NODE_LIMIT:
        message = f"This query requests up to {cost.nodes:,} possible nodes"
        message += f" which exceeds the maximum limit of {NODE_LIMIT:,}."
        cost.errors.append({"type": "MAX_NODE_LIMIT_EXCEEDED", "message": message})
    return cost
