"""What is asked over the network and what comes back; `clubaction.papers.fetch` is the one that asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Request:
    """One GET."""

    url: str
    """`https://…`"""
    accept: str = "*/*"
    """The Accept header."""
    media_types: tuple[str, ...] = ()
    """What a good answer may be, such as `application/json`; empty: anything."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a request: a status and, where that is 200, a body; or else a problem."""

    url: str
    """The address that answered, after redirects."""
    status: int = 0
    """The HTTP status; 0 when there was no usable answer."""
    body: bytes = b""
    problem: str = ""
    """Why there is no usable answer, in words that fit after the service's name."""
    passing: bool = False
    """Whether the problem may be over soon: nobody answered, or not in time."""


Fetch = Callable[[Sequence[Request]], Sequence[Answer]]
"""Asks all of them and gives their answers in the same order. Never raises for what the other side does."""
