"""Holds what the stand-in says to GitHub's own descriptions, where they are at hand."""

from __future__ import annotations

import functools
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from graphql import GraphQLSchema, build_ast_schema, parse
from jsonschema import Draft4Validator, FormatChecker

from .exchange import Request, Response

BESIDE = Path(__file__).resolve().parents[3] / "shared"
DESCRIPTIONS = Path(os.environ.get("CLUBACTION_SHARED") or BESIDE) / "github"
"""Where GitHub's OpenAPI description and GraphQL schema are looked for: beside the repository."""
OWN_SCHEMA = Path(__file__).with_name("schema.graphql")


class Description:
    """GitHub's OpenAPI description, made fit for JSON Schema. Making it costs; use `description()`."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._components = _json_schema(document["components"])
        # A template with fewer places to fill in is the more exact one.
        templates = sorted(document["paths"], key=lambda template: template.count("{"))
        self._templates = [(re.compile(_pattern(template)), template) for template in templates]
        self._validators: dict[tuple[str, ...], Draft4Validator | None] = {}

    def violations(self, request: Request, response: Response) -> list[str]:
        """What is wrong, by the description, with the answer and with the request's body."""
        where = f"{request.method} {request.path} {response.status}"
        template, operation = self._operation(request)
        if operation is None:
            return [] if response.status >= 400 else [f"{where}: GitHub describes no such request"]
        found = []
        body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        if body and request.body and response.status < 400:
            validator = self._validator((template, request.method, "request"), body)
            found += _errors(f"{where}: request", validator, _loaded(request.body))
        if response.status not in (401, 403, 429) and response.status < 500:
            found += self._answer(where, template, request.method, operation, response)
        return found

    def _operation(self, request: Request) -> tuple[str, Any]:
        for pattern, template in self._templates:
            operation = self._document["paths"][template].get(request.method.lower())
            if pattern.fullmatch(request.path) and operation is not None:
                return template, operation
        return "", None

    def _answer(self, where: str, template: str, method: str, operation: Any, response: Response) -> list[str]:
        described = operation["responses"].get(str(response.status))
        if described is None:
            known = ", ".join(operation["responses"])
            return [f"{where}: GitHub describes only {known}"] if response.status not in (304, 404) else []
        if "$ref" in described:
            described = self._document["components"]["responses"][described["$ref"].rpartition("/")[2]]
        schema = described.get("content", {}).get("application/json", {}).get("schema")
        if schema is None:
            unexpected = response.status < 400 and response.encoded()
            return [f"{where}: GitHub describes no body"] if unexpected else []
        validator = self._validator((template, method, str(response.status)), schema)
        return _errors(where, validator, _loaded(response.encoded()))

    def _validator(self, key: tuple[str, ...], schema: Any) -> Draft4Validator:
        if key not in self._validators:
            rooted = {"allOf": [_json_schema(schema)], "components": self._components}
            self._validators[key] = Draft4Validator(rooted, format_checker=FormatChecker())
        validator = self._validators[key]
        assert validator is not None
        return validator


def _pattern(template: str) -> str:
    """References, paths and branches hold slashes. Of two addresses the last part may be left out."""
    template = re.sub(r"/(contents|tarball)/\{\w+\}$", r"/\1(?:/.*)?", template)
    long = re.sub(r"\{(ref|path|basehead|branch)\}", ".+", template)
    return re.sub(r"\{\w+\}", r"[^/]+", long)


def _loaded(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body.decode(errors="replace")


def _errors(where: str, validator: Draft4Validator, value: Any) -> list[str]:
    found = sorted(validator.iter_errors(value), key=lambda error: list(map(str, error.absolute_path)))
    return [f"{where}: {error.json_path}: {error.message[:300]}" for error in found[:5]]


def _json_schema(node: Any) -> Any:
    """OpenAPI 3.0 writes `nullable`; JSON Schema has a type for that."""
    if isinstance(node, list):
        return [_json_schema(item) for item in node]
    if not isinstance(node, dict):
        return node
    made = {key: _json_schema(value) for key, value in node.items() if key not in ("example", "examples")}
    if node.get("nullable") is True:
        made.pop("nullable")
        return {"anyOf": [made, {"type": "null"}]}
    return made


@functools.cache
def description() -> Description | None:
    """GitHub's description of REST, or None where it is not at hand."""
    path = DESCRIPTIONS / "rest-openapi.json"
    return Description(json.loads(path.read_bytes())) if path.exists() else None


@functools.cache
def schema() -> GraphQLSchema:
    """GitHub's public GraphQL schema, or our own of the part we use where that is not at hand."""
    path = DESCRIPTIONS / "schema.graphql"
    return own_schema() if not path.exists() else _built(path)


@functools.cache
def own_schema() -> GraphQLSchema:
    return _built(OWN_SCHEMA)


def _built(path: Path) -> GraphQLSchema:
    document = parse(path.read_text(encoding="utf-8"), no_location=True)
    return build_ast_schema(document, assume_valid=True, assume_valid_sdl=True)
