"""The lock `requirements.lock`: which projects this machine needs, and the hashes of the files that may be used."""

from __future__ import annotations

import ast
import operator
import os
import platform
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

ENTRY = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)==[^\s;]+(?: *;(?P<marker>(?:(?!--hash)[^\\\n])*))?[^\n]*(?:\n[ \t]+[^\n]*)*",
    re.MULTILINE,
)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
ORDER: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


@dataclass(frozen=True, slots=True)
class Requirement:
    """One project of the lock."""

    name: str
    text: str
    """Its lines of the lock."""
    hashes: frozenset[str]
    """SHA-256, in hexadecimal, of each file that may be installed."""


def read(lock: str) -> list[Requirement]:
    """The projects that a lock asks for on this machine: those whose marker is true here."""
    return [
        Requirement(entry["name"], entry[0], frozenset(HASH.findall(entry[0])))
        for entry in ENTRY.finditer(lock)
        if holds((entry["marker"] or "").strip())
    ]


def holds(marker: str) -> bool:
    """Whether a marker (PEP 508) is true here; one that we can't read counts as true."""
    if not marker:
        return True
    try:
        return _true(ast.parse(marker, mode="eval").body, _environment())
    except (SyntaxError, KeyError, ValueError, TypeError):
        return True


def _true(node: ast.expr, environment: dict[str, str]) -> bool:
    match node:
        case ast.BoolOp(op=ast.And(), values=values):
            return all(_true(value, environment) for value in values)
        case ast.BoolOp(op=ast.Or(), values=values):
            return any(_true(value, environment) for value in values)
        case ast.Compare(left=left, ops=[how], comparators=[right]):
            sides = _value(left, environment), _value(right, environment)
            versions = any(isinstance(side, ast.Name) and side.id.startswith("python_") for side in (left, right))
            return ORDER[type(how)](*(map(_version, sides) if versions else sides))
    raise ValueError(type(node).__name__)


def _value(node: ast.expr, environment: dict[str, str]) -> str:
    match node:
        case ast.Name(id=name):
            return environment[name]
        case ast.Constant(value=str(text)):
            return text
    raise ValueError(type(node).__name__)


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def _environment() -> dict[str, str]:
    return {
        "implementation_name": sys.implementation.name,
        "os_name": os.name,
        "platform_machine": platform.machine(),
        "platform_python_implementation": platform.python_implementation(),
        "platform_system": platform.system(),
        "python_full_version": platform.python_version(),
        "python_version": ".".join(platform.python_version_tuple()[:2]),
        "sys_platform": sys.platform,
    }
