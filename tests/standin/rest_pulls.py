"""REST of pull requests."""

from __future__ import annotations

from . import pulls, threads
from .access import require
from .exchange import Response
from .rest import Call, needed, route, text
from .rest_repository import changed_files
from .state import PullRequest, Refusal, forbidden
from .views import Json, base_oid

_PULL = "/repos/{owner}/{repo}/pulls/{number}"


@route("GET", "/repos/{owner}/{repo}/pulls")
def all_pulls(call: Call, owner: str, repo: str) -> Response:
    found, query = call.repository(owner, repo, "pull_requests"), call.request.query
    state = query.get("state", "open")
    # A head without "owner:" in front is no filter on GitHub: all pull requests come back.
    head = query.get("head", "").partition(":")[2]
    rows = [
        pull
        for pull in found.pull_requests
        if state in ("all", pull.state)
        and (not head or (head == pull.head and not pull.fork))
        and query.get("base", pull.base) == pull.base
    ]
    key = "updated" if query.get("sort") == "updated" else "created"
    descending = query.get("direction", "desc" if key == "created" else "asc") == "desc"
    rows.sort(key=lambda pull: (getattr(pull, key), pull.number), reverse=descending)
    return call.page(rows, call.views.pull_simple)


@route("POST", "/repos/{owner}/{repo}/pulls")
def new_pull(call: Call, owner: str, repo: str) -> Response:
    found, body = call.repository(owner, repo, "pull_requests"), call.request.json()
    require(call.token, found, "write", "pull_requests")
    if call.token.kind == "job" and not found.pull_requests_by_actions:
        raise forbidden(pulls.NOT_PERMITTED)
    needed(body, "head", "base", "title")
    title, content = text(body, "title"), text(body, "body") or ""
    head, base = text(body, "head"), text(body, "base")
    pull = pulls.create(call.store, found, call.token, title=title, body=content, head=head, base=base)
    shape = call.views.pull(pull)
    return Response(201, shape, {"Location": shape["url"]})


@route("GET", _PULL)
def pull(call: Call, owner: str, repo: str, number: str) -> Response:
    return Response(200, call.views.pull(call.pull(call.repository(owner, repo, "pull_requests"), number)))


@route("PATCH", _PULL)
def edit_pull(call: Call, owner: str, repo: str, number: str) -> Response:
    found, body = call.repository(owner, repo, "pull_requests"), call.request.json()
    pull = call.pull(found, number)
    threads.edit(call.store, pull, call.token, title=text(body, "title"), body=text(body, "body"))
    if body.get("base"):
        pulls.change_base(call.store, pull, call.token, text(body, "base"))
    _set_state(call, pull, body)
    return Response(200, call.views.pull(pull))


def _set_state(call: Call, pull: PullRequest, body: Json) -> None:
    if body.get("state") == "closed":
        pulls.close(call.store, pull, call.token)
    elif body.get("state") == "open":
        pulls.reopen(call.store, pull, call.token)
    elif body.get("state") is not None:
        raise Refusal(422, "Invalid request.\n\n`state` must be one of: open, closed.")


@route("GET", f"{_PULL}/commits")
def pull_commits(call: Call, owner: str, repo: str, number: str) -> Response:
    found = call.pull(call.repository(owner, repo, "pull_requests"), number)
    git = found.repository.git
    oids = reversed(git.log(found.head_oid, f"^{base_oid(found)}"))
    commits = [commit for commit in map(git.commit, oids) if commit is not None]
    return call.page(commits, lambda commit: call.views.commit(found.repository, commit, call.store.users))


@route("GET", f"{_PULL}/files")
def pull_files(call: Call, owner: str, repo: str, number: str) -> Response:
    found = call.pull(call.repository(owner, repo, "pull_requests"), number)
    base = found.repository.git.merge_base(base_oid(found), found.head_oid) or base_oid(found)
    return call.page(changed_files(call, found.repository, base, found.head_oid), lambda row: row)
