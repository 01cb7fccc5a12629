"""REST: which handler answers which address, pages, conditional requests and errors."""

from __future__ import annotations

import hashlib
import json
import re
import urllib.parse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from .access import require
from .exchange import Request, Response
from .objects import ZERO
from .state import Issue, PullRequest, Refusal, Repository, Store, Token, User, not_found
from .views import Json, Views

_T = TypeVar("_T")
DOCUMENTATION = "https://docs.github.com/rest"
Handler = Callable[..., Response]
ROUTES: list[tuple[str, re.Pattern[str], Handler]] = []


def route(method: str, template: str) -> Callable[[Handler], Handler]:
    """Register a handler; `{name}` stands for one segment of the path, `{name+}` for any number of them."""

    def register(handler: Handler) -> Handler:
        pattern = re.sub(r"\{(\w+)\+\}", r"(?P<\1>.+)", template)
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", pattern)
        ROUTES.append((method, re.compile(pattern), handler))
        return handler

    return register


@dataclass(slots=True)
class Call:
    """One REST request with everything a handler needs."""

    store: Store
    views: Views
    request: Request
    token: Token

    def repository(self, owner: str, repo: str, *scopes: str) -> Repository:
        """The repository, if this token may read that part of it."""
        found = self.store.repository(f"{owner}/{repo}")
        if found is None:
            raise not_found()
        if scopes:
            require(self.token, found, "read", *scopes)
        return found

    def issue(self, repository: Repository, number: str) -> Issue:
        found = repository.threads.get(int(number)) if number.isdigit() else None
        if number.isdigit() and int(number) in repository.deleted:
            raise Refusal(410, "This issue was deleted", "NOT_FOUND")
        if found is None:
            raise not_found()
        return found

    def pull(self, repository: Repository, number: str) -> PullRequest:
        found = self.issue(repository, number)
        if not isinstance(found, PullRequest):
            raise not_found()
        return found

    def user(self, login: str) -> User:
        found = self.store.users.get(login.lower())
        if found is None:
            raise not_found()
        return found

    def page(self, things: Sequence[_T], view: Callable[[_T], Json]) -> Response:
        """One page of a list, with a `Link` header to the others."""
        size = max(1, min(100, _integer(self.request.query.get("per_page"), 30)))
        page = max(1, _integer(self.request.query.get("page"), 1))
        last = max(1, -(-len(things) // size))
        chosen = things[(page - 1) * size : page * size]
        relations = {"prev": page - 1, "next": page + 1, "last": last, "first": 1}
        if page == 1:
            del relations["prev"], relations["first"]
        if page >= last:
            del relations["next"], relations["last"]
        links = ", ".join(f'<{self._page_url(number)}>; rel="{name}"' for name, number in relations.items())
        return Response(200, [view(thing) for thing in chosen], {"Link": links} if links else {})

    def _page_url(self, number: int) -> str:
        query = urllib.parse.urlencode({**self.request.query, "page": number})
        return f"{self.views.api}{urllib.parse.quote(self.request.path)}?{query}"


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and text.isdigit() else default


def answer(store: Store, views: Views, request: Request, token: Token) -> Response:
    """Answer a REST request."""
    call = Call(store, views, request, token)
    try:
        handler, parts = _find(request)
        _refuse_empty(call, parts)
        response = handler(call, **parts)
    except Refusal as refusal:
        return refused(refusal)
    if request.method in ("GET", "HEAD") and response.status == 200:
        response = _conditional(request, response)
    return response


def _find(request: Request) -> tuple[Handler, dict[str, str]]:
    wanted = "GET" if request.method == "HEAD" else request.method
    for method, pattern, handler in ROUTES:
        match = pattern.fullmatch(request.path)
        if match and method == wanted:
            return handler, match.groupdict()
    raise not_found()


def _refuse_empty(call: Call, parts: dict[str, str]) -> None:
    """Git's objects can neither be read nor written before the first commit."""
    if "/git/" in call.request.path and not call.repository(parts["owner"], parts["repo"]).git.refs():
        raise Refusal(409, "Git Repository is empty.")


def refused(refusal: Refusal) -> Response:
    """An error as REST words it. The status stands in the body as a string, too."""
    body: Json = {
        "message": refusal.message,
        "documentation_url": DOCUMENTATION,
        "status": str(refusal.status),
    }
    if refusal.errors is not None:
        body |= {"message": "Validation Failed", "errors": refusal.errors}
    return Response(refusal.status, body)


def _conditional(request: Request, response: Response) -> Response:
    """Give the answer an ETag, and shrink it to 304 for a client that has it."""
    digest = hashlib.sha256(response.encoded()).hexdigest()
    etag = f'W/"{digest}"'
    asked = [tag.strip().removeprefix("W/").strip('"') for tag in request.headers.get("if-none-match", "").split(",")]
    if digest in asked:
        return Response(304, None, {"ETag": etag})
    response.headers["ETag"] = etag
    return response


def text(body: Json, name: str, default: Any = None) -> Any:
    """A field of a request's body that must be text, or null."""
    value = body.get(name, default)
    if value is not None and not isinstance(value, str):
        shown = json.dumps(value)
        raise Refusal(422, f"Invalid request.\n\nFor 'properties/{name}', {shown} is not a string.")
    return value


def needed(body: Json, *names: str) -> None:
    """Refuse a body that lacks one of these fields."""
    lacking = [f'"{name}" wasn\'t supplied.' for name in names if body.get(name) is None]
    if lacking:
        raise Refusal(422, "Invalid request.\n\n" + " ".join(lacking))


def object_id(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9a-f]{40}", value) or value == ZERO:
        raise Refusal(422, "The sha parameter must be exactly 40 characters and contain only [0-9a-f].")
    return value
