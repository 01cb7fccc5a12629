"""GitHub's refusals of requests as errors, whose messages say on one line what a person can do about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clubaction.errors import HostError
from clubaction.text.shortening import shortened

_LONGEST_MESSAGE = 300
_STATUSES = {"FORBIDDEN": 403, "NOT_FOUND": 404, "INSUFFICIENT_SCOPES": 403}
"""GraphQL's type of an error → the HTTP status of the same error in REST."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """One of the errors in a GraphQL answer."""

    kind: str
    """GraphQL's type of the error, such as `NOT_FOUND`; empty without one."""
    path: tuple[str, ...]
    """The field that failed, from the outermost; empty if the whole request failed."""
    message: str


class Refused(HostError):
    """GitHub refused a request.

    `status` is the HTTP status, or 0 for an error in a GraphQL answer; `message` is GitHub's own.
    """

    def __init__(self, status: int, message: str, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.message = message


def refused(status: int, body: Any, doing: str, needs: str) -> Refused:
    """The error for an answer with this HTTP status and JSON body.

    `doing` completes "GitHub refused to …"; `needs` is the permission that the request takes, or empty.
    """
    message = _message(status, body)
    return Refused(status, message, _sentence(status, message, doing, needs))


def refused_field(error: FieldError, doing: str, needs: str) -> Refused:
    """The error for one error of a GraphQL answer; the other parameters are those of `refused`."""
    status = _STATUSES.get(error.kind)
    if status is None:
        return Refused(0, error.message, f"GitHub refused to {doing}: {error.message}")
    return Refused(0, error.message, _sentence(status, error.message, doing, needs))


def field_errors(body: Any) -> tuple[FieldError, ...]:
    """The errors in a JSON body of GraphQL's; none for a body of REST's, which has a `message`."""
    errors = body.get("errors") if isinstance(body, dict) and "message" not in body else None
    return tuple(
        FieldError(str(error.get("type") or ""), _path(error.get("path")), one_line(str(error.get("message") or "")))
        for error in (errors if isinstance(errors, list) else [])
        if isinstance(error, dict)
    )


def one_line(text: str) -> str:
    """A server's text on one line of at most 300 characters; white space and control characters become one space."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return shortened(line, _LONGEST_MESSAGE)


def _path(given: Any) -> tuple[str, ...]:
    return tuple(map(str, given)) if isinstance(given, list) else ()


def _message(status: int, body: Any) -> str:
    """GitHub's message and the details below it, on one line; the status if it sent none."""
    body = body if isinstance(body, dict) else {}
    errors = body.get("errors")
    parts = [body.get("message"), *map(_detail, errors if isinstance(errors, list) else [])]
    return one_line(": ".join(str(part) for part in parts if part)) or f"status {status}"


def _detail(error: Any) -> Any:
    return error.get("message") or error.get("code") if isinstance(error, dict) else error


def _sentence(status: int, message: str, doing: str, needs: str) -> str:
    if status == 401:
        return (
            f"GitHub does not accept the token ({message}): it has expired or was revoked. "
            "Give the action a valid one as its input `token`"
        )
    if status == 403 and needs:
        return f"the token may not {doing}: it needs `{needs}`. GitHub said: {message}"
    if status == 404:
        wants = f" with `{needs}`" if needs else ""
        return f"GitHub could not {doing}: there is no such thing, or the token{wants} does not reach it ({message})"
    return f"GitHub refused to {doing} ({status}): {message}"
