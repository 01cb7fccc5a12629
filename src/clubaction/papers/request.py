"""The requests to metadata services and their answers, as values; `clubaction.papers.fetch` sends them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP GET."""

    url: str
    """An https address."""
    accept: str = "*/*"
    """The value of the header Accept."""
    media_types: tuple[str, ...] = ()
    """The media types that a good answer may have, such as `application/json`; empty for any."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a request: a status with, if that is 200, a body; or else a problem."""

    url: str
    """The address that answered, after redirects."""
    status: int = 0
    """The HTTP status; 0 when there was no usable answer."""
    body: bytes = b""
    problem: str = ""
    """Why there is no usable answer: a clause that fits after the service's name."""
    temporary: bool = False
    """Whether a retry may help soon, as the host did not answer, or not in time."""


Fetch = Callable[[Sequence[Request]], Sequence[Answer]]
"""Sends all requests and returns their answers in the same order; a failure is an answer, never an exception."""
