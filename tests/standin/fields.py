"""What GraphQL reads: the table of fields, one function each, and what they share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from . import access
from .nodes import (
    Collaborator,
    Context,
    GitNode,
    Page,
    Ref,
)
from .state import (
    Happening,
    PullRequest,
    Repository,
    User,
)

Resolver = Callable[..., Any]
FIELDS: dict[tuple[str, str], Resolver] = {}
"""(type, field) → function of the thing, the context and the arguments by name."""


def field(types: str, name: str) -> Callable[[Resolver], Resolver]:
    """Register the resolver of a field, for one type or several (with spaces between)."""

    def register(resolver: Resolver) -> Resolver:
        for one in types.split():
            FIELDS[one, name] = resolver
        return resolver

    return register


def plain(types: str, **resolvers: Callable[[Any], Any]) -> None:
    """Register fields that need neither context nor arguments."""
    for name, read in resolvers.items():
        field(types, name)(lambda thing, context, read=read, **arguments: read(thing))


def readable(context: Context, repository: Repository, *scopes: str) -> None:
    access.require(context.token, repository, "read", *scopes)


def type_name(thing: Any) -> str:
    """The GraphQL type of a thing behind an interface or a union."""
    if isinstance(thing, User):
        return thing.kind
    if isinstance(thing, GitNode):
        return thing.kind.title()
    if isinstance(thing, Happening):
        return thing.kind
    return {"Comment": "IssueComment"}.get(type(thing).__name__, type(thing).__name__)


def small(number: int) -> int | None:
    """An id for GraphQL's 32-bit `Int`, which does not hold the larger ones."""
    return number if number < 2**31 else None


def git_node(repository: Repository, oid: str, path: str = "") -> GitNode | None:
    kind = repository.git.kind(oid)
    return GitNode(repository, oid, kind, path) if kind else None


def branch_ref(repository: Repository, context: Context, name: str) -> Ref | None:
    readable(context, repository, "contents")
    oid = repository.git.branch(name)
    return Ref(repository, f"refs/heads/{name}", oid) if oid else None


def ordered(things: Iterable[Any], order: dict[str, str] | None) -> list[Any]:
    order = order or {"field": "CREATED_AT", "direction": "ASC"}
    keys: dict[str, Callable[[Any], Any]] = {
        "CREATED_AT": lambda one: (one.created, one.id),
        "UPDATED_AT": lambda one: (one.updated, one.id),
        "COMMENTS": lambda one: (len(one.comments), one.id),
    }
    return sorted(things, key=keys[order["field"]], reverse=order["direction"] == "DESC")


def pull_state(pull: PullRequest) -> str:
    return "MERGED" if pull.merged else pull.state.upper()


# -- pages -------------------------------------------------------------------------------------------------


def page_field(thing: Page, name: str) -> Any:
    """A field of any connection."""
    edges = thing.edges
    if name == "nodes":
        return [edge.node.user if isinstance(edge.node, Collaborator) else edge.node for edge in edges]
    info = {
        "hasNextPage": thing.after,
        "hasPreviousPage": thing.before,
        "startCursor": edges[0].cursor if edges else None,
        "endCursor": edges[-1].cursor if edges else None,
    }
    return {"edges": edges, "totalCount": thing.total, "pageInfo": info}[name]


def edge_field(cursor: str, node: Any, name: str) -> Any:
    """A field of any edge."""
    if isinstance(node, Collaborator):
        known = {
            "node": node.user,
            "permission": node.repository.permission(node.user).upper(),
            "cursor": cursor,
        }
        return known[name]
    return {"node": node, "cursor": cursor}[name]
