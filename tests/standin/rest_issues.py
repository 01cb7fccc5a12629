"""REST of issues, comments, reactions and labels."""

from __future__ import annotations

from typing import Any

from . import pulls, threads
from .access import require, require_participation
from .exchange import Response
from .rest import Call, needed, route, text
from .state import Comment, Issue, Label, PullRequest, Reaction, Refusal, Repository, not_found

_ISSUE = "/repos/{owner}/{repo}/issues/{number}"
_COMMENT = "/repos/{owner}/{repo}/issues/comments/{comment}"


@route("GET", "/repos/{owner}/{repo}/issues")
def issues(call: Call, owner: str, repo: str) -> Response:
    found, query = call.repository(owner, repo, "issues"), call.request.query
    state = query.get("state", "open")
    names = {name.lower() for name in query.get("labels", "").split(",") if name}
    rows = [
        issue
        for issue in found.threads.values()
        if state in ("all", issue.state)
        and names <= {label.name.lower() for label in issue.labels}
        and query.get("creator", issue.author.login).lower() == issue.author.login.lower()
        and query.get("since", "") <= issue.updated
    ]
    keys = {"created": "created", "updated": "updated"}
    key = keys.get(query.get("sort", "created"), "created")
    rows.sort(
        key=lambda issue: (getattr(issue, key), issue.number),
        reverse=query.get("direction", "desc") == "desc",
    )
    return call.page(rows, call.views.issue)


@route("POST", "/repos/{owner}/{repo}/issues")
def new_issue(call: Call, owner: str, repo: str) -> Response:
    found, body = call.repository(owner, repo, "issues"), call.request.json()
    require_participation(call.token, found, "issues")
    needed(body, "title")
    issue = threads.open_issue(call.store, found, call.token, text(body, "title"), text(body, "body") or "")
    if body.get("labels"):
        threads.add_labels(call.store, issue, call.token, map(_label_name, body["labels"]))
    shape = call.views.issue(issue)
    return Response(201, shape, {"Location": shape["url"]})


def _label_name(given: Any) -> str:
    return str(given["name"] if isinstance(given, dict) else given)


@route("GET", "/repos/{owner}/{repo}/issues/comments")
def all_comments(call: Call, owner: str, repo: str) -> Response:
    found, query = call.repository(owner, repo, "issues"), call.request.query
    rows = [one for issue in found.threads.values() for one in issue.comments if query.get("since", "") <= one.updated]
    rows.sort(key=lambda one: one.id, reverse=query.get("direction") == "desc")
    return call.page(rows, call.views.comment)


@route("GET", _ISSUE)
def issue(call: Call, owner: str, repo: str, number: str) -> Response:
    return Response(200, call.views.issue(call.issue(call.repository(owner, repo, "issues"), number)))


@route("PATCH", _ISSUE)
def edit_issue(call: Call, owner: str, repo: str, number: str) -> Response:
    found, body = call.repository(owner, repo, "issues"), call.request.json()
    issue = call.issue(found, number)
    threads.edit(call.store, issue, call.token, title=text(body, "title"), body=text(body, "body"))
    if "labels" in body:
        _set_labels(call, issue, [_label_name(label) for label in body["labels"]])
    if body.get("state") == "closed":
        threads.close(call.store, issue, call.token, body.get("state_reason") or "completed")
    elif body.get("state") == "open" and isinstance(issue, PullRequest):
        pulls.reopen(call.store, issue, call.token)
    elif body.get("state") == "open":
        threads.reopen(call.store, issue, call.token)
    return Response(200, call.views.issue(issue))


def _set_labels(call: Call, issue: Issue, names: list[str]) -> None:
    wanted = {name.lower() for name in names}
    for label in list(issue.labels):
        if label.name.lower() not in wanted:
            threads.remove_label(call.store, issue, call.token, label.name)
    threads.add_labels(call.store, issue, call.token, names)


# -- labels ------------------------------------------------------------------------------------------------


@route("GET", f"{_ISSUE}/labels")
def issue_labels(call: Call, owner: str, repo: str, number: str) -> Response:
    return call.page(call.issue(call.repository(owner, repo, "issues"), number).labels, call.views.label)


@route("POST", f"{_ISSUE}/labels")
def add_issue_labels(call: Call, owner: str, repo: str, number: str) -> Response:
    issue = call.issue(call.repository(owner, repo, "issues"), number)
    threads.add_labels(call.store, issue, call.token, map(_label_name, call.request.json().get("labels", [])))
    return Response(200, [call.views.label(label) for label in issue.labels])


@route("PUT", f"{_ISSUE}/labels")
def set_issue_labels(call: Call, owner: str, repo: str, number: str) -> Response:
    issue = call.issue(call.repository(owner, repo, "issues"), number)
    _set_labels(call, issue, [_label_name(label) for label in call.request.json().get("labels", [])])
    return Response(200, [call.views.label(label) for label in issue.labels])


@route("DELETE", f"{_ISSUE}/labels/{{name}}")
def remove_issue_label(call: Call, owner: str, repo: str, number: str, name: str) -> Response:
    issue = call.issue(call.repository(owner, repo, "issues"), number)
    threads.remove_label(call.store, issue, call.token, name)
    return Response(200, [call.views.label(label) for label in issue.labels])


@route("GET", "/repos/{owner}/{repo}/labels")
def labels(call: Call, owner: str, repo: str) -> Response:
    return call.page(list(call.repository(owner, repo, "issues").labels.values()), call.views.label)


@route("POST", "/repos/{owner}/{repo}/labels")
def new_label(call: Call, owner: str, repo: str) -> Response:
    found, body = call.repository(owner, repo, "issues"), call.request.json()
    require(call.token, found, "write", "issues", "pull_requests")
    needed(body, "name")
    description = text(body, "description") or ""
    color = text(body, "color") or threads.GREY
    label = threads.create_label(call.store, found, call.token, text(body, "name"), color, description)
    shape = call.views.label(label)
    return Response(201, shape, {"Location": shape["url"]})


@route("GET", "/repos/{owner}/{repo}/labels/{name}")
def label(call: Call, owner: str, repo: str, name: str) -> Response:
    return Response(200, call.views.label(_label(call.repository(owner, repo, "issues"), name)))


def _label(repository: Repository, name: str) -> Label:
    label = repository.labels.get(name.lower())
    if label is None:
        raise not_found()
    return label


# -- comments and reactions --------------------------------------------------------------------------------


@route("GET", f"{_ISSUE}/comments")
def comments(call: Call, owner: str, repo: str, number: str) -> Response:
    issue = call.issue(call.repository(owner, repo, "issues"), number)
    since = call.request.query.get("since", "")
    return call.page([one for one in issue.comments if since <= one.updated], call.views.comment)


@route("POST", f"{_ISSUE}/comments")
def new_comment(call: Call, owner: str, repo: str, number: str) -> Response:
    issue, body = call.issue(call.repository(owner, repo, "issues"), number), call.request.json()
    require_participation(call.token, issue.repository, *threads.scopes(issue))
    needed(body, "body")
    shape = call.views.comment(threads.comment(call.store, issue, call.token, text(body, "body")))
    return Response(201, shape, {"Location": shape["url"]})


def _comment(call: Call, owner: str, repo: str, comment: str) -> Comment:
    for issue in call.repository(owner, repo, "issues").threads.values():
        for one in issue.comments:
            if str(one.id) == comment:
                return one
    raise not_found()


@route("GET", _COMMENT)
def comment(call: Call, owner: str, repo: str, comment: str) -> Response:
    return Response(200, call.views.comment(_comment(call, owner, repo, comment)))


@route("PATCH", _COMMENT)
def edit_comment(call: Call, owner: str, repo: str, comment: str) -> Response:
    found, body = _comment(call, owner, repo, comment), call.request.json()
    needed(body, "body")
    threads.edit_comment(call.store, found, call.token, text(body, "body"))
    return Response(200, call.views.comment(found))


@route("DELETE", _COMMENT)
def delete_comment(call: Call, owner: str, repo: str, comment: str) -> Response:
    threads.delete_comment(call.store, _comment(call, owner, repo, comment), call.token)
    return Response(204)


def _reactions(call: Call, subject: Issue | Comment) -> Response:
    wanted = call.request.query.get("content")
    return call.page([one for one in subject.reactions if wanted in (None, one.content)], call.views.reaction)


def _react(call: Call, subject: Issue | Comment) -> Response:
    body = call.request.json()
    needed(body, "content")
    reaction, new = threads.react(call.store, subject, call.token, text(body, "content"))
    return Response(201 if new else 200, call.views.reaction(reaction))


def _unreact(call: Call, subject: Issue | Comment, reaction: str) -> Response:
    found: list[Reaction] = [one for one in subject.reactions if str(one.id) == reaction]
    if not found:
        raise not_found()
    if found[0].user is not call.token.user:
        raise Refusal(403, "You can only delete your own reactions", "FORBIDDEN")
    threads.unreact(call.store, subject, call.token, found[0].content)
    return Response(204)


@route("GET", f"{_ISSUE}/reactions")
def issue_reactions(call: Call, owner: str, repo: str, number: str) -> Response:
    return _reactions(call, call.issue(call.repository(owner, repo, "issues"), number))


@route("POST", f"{_ISSUE}/reactions")
def react_to_issue(call: Call, owner: str, repo: str, number: str) -> Response:
    return _react(call, call.issue(call.repository(owner, repo, "issues"), number))


@route("GET", f"{_COMMENT}/reactions")
def comment_reactions(call: Call, owner: str, repo: str, comment: str) -> Response:
    return _reactions(call, _comment(call, owner, repo, comment))


@route("POST", f"{_COMMENT}/reactions")
def react_to_comment(call: Call, owner: str, repo: str, comment: str) -> Response:
    return _react(call, _comment(call, owner, repo, comment))


@route("DELETE", f"{_COMMENT}/reactions/{{reaction}}")
def unreact_to_comment(call: Call, owner: str, repo: str, comment: str, reaction: str) -> Response:
    return _unreact(call, _comment(call, owner, repo, comment), reaction)
