"""Issues, their comments, labels and reactions, and what may be done to them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from . import webhooks
from .access import require, require_participation
from .state import (
    REACTIONS,
    Comment,
    Happening,
    Issue,
    Label,
    PullRequest,
    Reaction,
    Refusal,
    Repository,
    Store,
    Token,
    invalid,
    not_found,
)

BODY_LIMIT = 65_536
TITLE_LIMIT = 256
GREY = "ededed"


def scopes(issue: Issue) -> tuple[str, ...]:
    """The permissions of which one is needed to write to this thread."""
    return ("issues", "pull_requests") if isinstance(issue, PullRequest) else ("issues",)


def check_text(resource: str, *, title: str | None = None, body: str | None = None) -> None:
    """Refuse a text that GitHub would refuse for its length."""
    if title is not None and not title.strip():
        error = {"resource": resource, "code": "missing_field", "field": "title"}
        raise Refusal(422, "Title can't be blank", errors=[error])
    if title is not None and len(title) > TITLE_LIMIT:
        raise invalid(resource, "title", f"title is too long (maximum is {TITLE_LIMIT} characters)")
    if body is not None and len(body) > BODY_LIMIT:
        raise invalid(resource, "body", f"body is too long (maximum is {BODY_LIMIT} characters)")


def open_issue(
    store: Store, repository: Repository, by: Token, title: str, body: str, labels: Iterable[str] = ()
) -> Issue:
    """Labels that the repository does not have are left out, as with an issue form."""
    require_participation(by, repository, "issues")
    check_text("Issue", title=title, body=body)
    when = store.tick()
    number = repository.next_number
    known = [repository.labels[name.lower()] for name in labels if name.lower() in repository.labels]
    issue = Issue(store.number("issue"), repository, number, title, body, by.user, when, when, labels=known)
    repository.threads[number] = store.remember(issue)
    webhooks.emit_issue(store, by, issue, "opened")
    for label in known:
        webhooks.emit_issue(store, by, issue, "labeled", label=label)
    return issue


def edit(store: Store, issue: Issue, by: Token, *, title: str | None = None, body: str | None = None) -> None:
    if by.kind != "person" or by.user is not issue.author:
        require(by, issue.repository, "write", *_own_scope(issue))
    check_text(type(issue).__name__, title=title, body=body)
    changes = {}
    if title is not None and title != issue.title:
        changes["title"], issue.title = {"from": issue.title}, title
    if body is not None and body != issue.body:
        changes["body"], issue.body = {"from": issue.body}, body
    if changes:
        issue.updated = store.tick()
        if "body" in changes:
            issue.edited, issue.editor = issue.updated, by.user
        webhooks.emit_issue(store, by, issue, "edited", changes=changes)


def _own_scope(issue: Issue) -> tuple[str, ...]:
    return ("pull_requests",) if isinstance(issue, PullRequest) else ("issues",)


def close(store: Store, issue: Issue, by: Token, reason: str | None = "completed") -> None:
    if by.kind != "person" or by.user is not issue.author:
        require(by, issue.repository, "write", *_own_scope(issue))
    shut(store, issue, by, reason)


def shut(store: Store, issue: Issue, by: Token, reason: str | None) -> None:
    """Close without asking whether one may: also what a merge and a push do."""
    changed = issue.state == "open" or issue.reason != reason
    if changed:
        issue.closed = issue.updated = store.tick()
        issue.state, issue.reason = "closed", None if isinstance(issue, PullRequest) else reason
        issue.timeline.append(Happening(store.number("event"), "ClosedEvent", by.user, issue.closed))
        webhooks.emit_issue(store, by, issue, "closed")


def reopen(store: Store, issue: Issue, by: Token) -> None:
    if by.kind != "person" or by.user is not issue.author:
        require(by, issue.repository, "write", *_own_scope(issue))
    if issue.state == "closed":
        issue.state, issue.closed, issue.updated = "open", None, store.tick()
        issue.reason = None if isinstance(issue, PullRequest) else "reopened"
        issue.timeline.append(Happening(store.number("event"), "ReopenedEvent", by.user, issue.updated))
        webhooks.emit_issue(store, by, issue, "reopened")


# -- labels ------------------------------------------------------------------------------------------------


def create_label(
    store: Store, repository: Repository, by: Token, name: str, color: str = GREY, description: str = ""
) -> Label:
    require(by, repository, "write", "issues", "pull_requests")
    if name.lower() in repository.labels:
        error = {"resource": "Label", "code": "already_exists", "field": "name"}
        raise Refusal(422, "Name has already been taken", errors=[error])
    if not name.strip() or len(name) > 50:
        raise invalid("Label", "name", "name is too long (maximum is 50 characters)")
    if len(description) > 100:
        raise invalid("Label", "description", "description is too long (maximum is 100 characters)")
    if len(color) != 6 or not set(color.lower()) <= set("0123456789abcdef"):
        raise Refusal(422, "Color is invalid", errors=[{"resource": "Label", "code": "invalid", "field": "color"}])
    label = Label(store.number("label"), name, color.lower(), description, repository)
    repository.labels[name.lower()] = store.remember(label)
    return label


def add_labels(store: Store, issue: Issue, by: Token, names: Iterable[str]) -> None:
    """Labels that the repository does not have are made, in grey, as REST does."""
    require(by, issue.repository, "write", *scopes(issue))
    for name in names:
        label = issue.repository.labels.get(name.lower())
        label = label or create_label(store, issue.repository, by, name)
        if label not in issue.labels:
            issue.labels.append(label)
            issue.updated = store.tick()
            webhooks.emit_issue(store, by, issue, "labeled", label=label)


def remove_label(store: Store, issue: Issue, by: Token, name: str) -> None:
    require(by, issue.repository, "write", *scopes(issue))
    label = issue.repository.labels.get(name.lower())
    if label is None or label not in issue.labels:
        raise not_found("Label does not exist")
    issue.labels.remove(label)
    issue.updated = store.tick()
    webhooks.emit_issue(store, by, issue, "unlabeled", label=label)


# -- comments and reactions --------------------------------------------------------------------------------


def comment(store: Store, issue: Issue, by: Token, body: str) -> Comment:
    require_participation(by, issue.repository, *scopes(issue))
    _check_comment(body)
    when = store.tick()
    new = store.remember(Comment(store.number("comment"), issue, by.user, body, when, when))
    issue.comments.append(new)
    issue.updated = when
    webhooks.emit_comment(store, by, new, "created")
    return new


def _check_comment(body: str) -> None:
    if not body.strip():
        error = {"resource": "IssueComment", "code": "missing_field", "field": "body"}
        raise Refusal(422, "Body cannot be blank", errors=[error])
    check_text("IssueComment", body=body)


def edit_comment(store: Store, which: Comment, by: Token, body: str) -> None:
    if by.user is not which.author or by.kind != "person":
        require(by, which.issue.repository, "write", *scopes(which.issue))
    _check_comment(body)
    before, which.body, which.updated = which.body, body, store.tick()
    which.edited, which.editor = which.updated, by.user
    webhooks.emit_comment(store, by, which, "edited", changes={"body": {"from": before}})


def delete_comment(store: Store, which: Comment, by: Token) -> None:
    if by.user is not which.author or by.kind != "person":
        require(by, which.issue.repository, "write", *scopes(which.issue))
    store.tick()
    which.issue.comments.remove(which)
    forget(store, which)
    webhooks.emit_comment(store, by, which, "deleted")


def forget(store: Store, which: Comment | Reaction) -> None:
    store.nodes = {name: thing for name, thing in store.nodes.items() if thing is not which}


def react(store: Store, subject: Issue | Comment, by: Token, content: str) -> tuple[Reaction, bool]:
    """The reaction, and whether it is new: a second one of a kind by the same user is the first."""
    thread = subject.issue if isinstance(subject, Comment) else subject
    require_participation(by, thread.repository, *scopes(thread))
    if content not in REACTIONS:
        raise invalid("Reaction", "content", "content is invalid")
    for there in subject.reactions:
        if there.user is by.user and there.content == content:
            return there, False
    new = store.remember(Reaction(store.number("reaction"), by.user, content, store.tick()))
    subject.reactions.append(new)
    return new, True


def unreact(store: Store, subject: Issue | Comment, by: Token, content: str) -> Reaction | None:
    """Take one's own reaction back; the reaction, or None where there was none."""
    thread = subject.issue if isinstance(subject, Comment) else subject
    require_participation(by, thread.repository, *scopes(thread))
    for there in subject.reactions:
        if there.user is by.user and there.content == content:
            subject.reactions.remove(there)
            forget(store, there)
            return dataclasses.replace(there)
    return None
