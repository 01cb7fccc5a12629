"""Runs GraphQL requests with graphql-core on GitHub's schema, and words errors as GitHub does."""

from __future__ import annotations

import functools
import re
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLSyntaxError,
    execute_sync,
    parse,
    validate,
)

from . import fields_git, fields_repository, fields_threads, mutations
from .conformance import schema
from .exchange import Request, Response
from .fields import FIELDS, edge_field, page_field, type_name
from .limits import Cost, measure
from .nodes import Context, Edge, Page, Unsupported
from .state import Refusal, Store, Token
from .views import Json, Views

RESOLVERS = (fields_git, fields_repository, fields_threads, mutations)
"""Importing these modules is what fills the table of fields."""


def answer(store: Store, views: Views, request: Request, token: Token) -> tuple[Response, list[str]]:
    """The answer to a GraphQL request, and what a test must be told: GitHub would not have understood."""
    try:
        body = request.json()
    except Refusal as refusal:
        return Response(refusal.status, {"message": refusal.message}), []
    query, variables = body.get("query"), body.get("variables") or {}
    if not isinstance(query, str) or not query.strip():
        return _refused([{"message": "A query attribute must be specified and must be a string."}]), []
    try:
        document, errors = _understood(query)
    except GraphQLSyntaxError as error:
        return _refused([{"message": error.message}]), [f"GraphQL: {error.message}"]
    if errors:
        shown = [f"GraphQL: {error.message}" for error in errors]
        return _refused([_worded(error) for error in errors]), shown
    cost = measure(schema(), document, variables)
    if cost.errors:
        return _refused(cost.errors), []
    return _executed(store, views, token, document, variables, body.get("operationName"), cost)


@functools.lru_cache(maxsize=64)
def _understood(query: str) -> tuple[DocumentNode, list[GraphQLError]]:
    document = parse(query)
    return document, validate(schema(), document)


def _executed(
    store: Store,
    views: Views,
    token: Token,
    document: DocumentNode,
    variables: Json,
    name: str | None,
    cost: Cost,
) -> tuple[Response, list[str]]:
    context = Context(store, views, token, cost)
    result = execute_sync(
        schema(),
        document,
        context_value=context,
        variable_values=variables,
        operation_name=name,
        field_resolver=_resolve,
        type_resolver=lambda thing, info, abstract: type_name(thing),
    )
    assert isinstance(result, ExecutionResult)
    shape: Json = {"data": result.data}
    if result.errors:
        shape["errors"] = [_worded(error) for error in result.errors]
    strange = [
        f"GraphQL: {error.message}"
        for error in result.errors or ()
        if not isinstance(error.original_error, Refusal) and not context.unsupported
    ]
    return Response(200, shape), context.unsupported + strange


def _refused(errors: list[Json]) -> Response:
    return Response(200, {"errors": errors})


def _worded(error: GraphQLError) -> Json:
    shape: Json = {}
    if isinstance(error.original_error, Refusal):
        shape["type"] = error.original_error.kind
    if error.path:
        shape["path"] = list(error.path)
    if error.locations:
        shape["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    return shape | {"message": error.message}


def _resolve(thing: Any, info: GraphQLResolveInfo[Context], **arguments: Any) -> Any:
    """The value of one field: from the table, from a payload, or from a page of a list."""
    kind, name = info.parent_type.name, info.field_name
    context = info.context
    resolver = FIELDS.get((kind, name))
    try:
        if resolver is not None:
            named = {_snake(key): value for key, value in arguments.items()} if arguments else {}
            return resolver(thing, context, **named)
        if isinstance(thing, dict):
            return thing.get(name) if name == "clientMutationId" else thing[name]
        if isinstance(thing, Page):
            return page_field(thing, name)
        if isinstance(thing, Edge):
            return edge_field(thing.cursor, thing.node, name)
    except (Unsupported, KeyError) as error:
        context.unsupported.append(f"the stand-in does not know {kind}.{name}: {error}")
        raise
    context.unsupported.append(f"the stand-in does not know {kind}.{name}")
    raise Unsupported(f"{kind}.{name}")


def _snake(name: str) -> str:
    return re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", name)
