"""A request and its answer, apart from how they travel."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .state import Refusal, Token


@dataclass(slots=True)
class Request:
    """`path` is without the API's prefix and without the query; header names are lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    token: Token | None = None

    @property
    def is_graphql(self) -> bool:
        return self.path == "/graphql"

    @property
    def operation(self) -> str:
        """The name of the GraphQL operation, or its first field where it has no name."""
        query = self.graphql_query
        named = re.match(r"\s*(?:query|mutation)\s+(\w+)", query)
        first = re.search(r"\{\s*(?:\w+\s*:\s*)?(\w+)", query)
        return named[1] if named else first[1] if first else ""

    @property
    def graphql_query(self) -> str:
        if not self.is_graphql:
            return ""
        try:
            return str(json.loads(self.body)["query"])
        except (ValueError, KeyError, TypeError):
            return ""

    @property
    def writes(self) -> bool:
        """Whether this asks for a change."""
        if self.is_graphql:
            return re.search(r"^\s*mutation\b", self.graphql_query, re.MULTILINE) is not None
        return self.method not in ("GET", "HEAD")

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; refused as GitHub refuses what isn't one."""
        if not self.body:
            return {}
        try:
            value = json.loads(self.body)
        except ValueError as error:
            raise Refusal(400, "Problems parsing JSON") from error
        if not isinstance(value, dict):
            raise Refusal(400, "Body should be a JSON object")
        return value


@dataclass(slots=True)
class Response:
    """`body` is JSON to be, bytes as they are, or None for an empty answer."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    def encoded(self) -> bytes:
        if self.body is None:
            return b""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
