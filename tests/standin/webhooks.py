"""Webhook payloads, as GitHub sends them and as a workflow finds them at GITHUB_EVENT_PATH.

What a job's own token does triggers nothing, so no payload is made of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .objects import ZERO
from .state import Comment, Issue, Label, PullRequest, Repository, Store, Token, User
from .views import Json, Views, account


@dataclass(frozen=True, slots=True)
class Event:
    """One webhook: the event's name, and its payload, made when it happened."""

    name: str
    payload: Json

    @property
    def action(self) -> str:
        return str(self.payload.get("action", ""))


class Events(list[Event]):
    """All events so far, oldest first; `views` gives the shapes."""

    def __init__(self, views: Views) -> None:
        super().__init__()
        self.views = views

    def record(self, repository: Repository, sender: User, name: str, **parts: Any) -> Event:
        common = {"repository": self.views.repository(repository), "sender": self.views.user(sender)}
        event = Event(name, parts | common)
        self.append(event)
        return event


def emit_issue(
    store: Store,
    by: Token,
    issue: Issue,
    action: str,
    *,
    label: Label | None = None,
    changes: Json | None = None,
) -> None:
    if by.kind == "job":
        return
    views = store.events.views
    parts: Json = {"action": action}
    if isinstance(issue, PullRequest):
        parts |= {"number": issue.number, "pull_request": views.pull_simple(issue)}
    else:
        parts["issue"] = views.issue(issue)
    if label is not None:
        parts["label"] = views.label(label)
    if changes is not None:
        parts["changes"] = changes
    name = "pull_request" if isinstance(issue, PullRequest) else "issues"
    store.events.record(issue.repository, by.user, name, **parts)


def emit_comment(store: Store, by: Token, comment: Comment, action: str, *, changes: Json | None = None) -> None:
    if by.kind == "job":
        return
    views = store.events.views
    parts: Json = {"action": action, "issue": views.issue(comment.issue), "comment": views.comment(comment)}
    if changes is not None:
        parts["changes"] = changes
    store.events.record(comment.issue.repository, by.user, "issue_comment", **parts)


def emit_push(store: Store, by: Token, repository: Repository, branch: str, old: str | None, new: str | None) -> None:
    if by.kind == "job":
        return
    git, page = repository.git, store.events.views.page(repository)
    new_commits = git.log(new, *([f"^{old}"] if old else []), limit=20) if new else []
    commits = [_pushed_commit(store, repository, oid) for oid in reversed(new_commits)]
    store.events.record(
        repository,
        by.user,
        "push",
        ref=f"refs/heads/{branch}",
        before=old or ZERO,
        after=new or ZERO,
        created=old is None,
        deleted=new is None,
        forced=bool(old and new and not git.is_ancestor(old, new)),
        base_ref=None,
        compare=f"{page}/compare/{(old or ZERO)[:12]}...{(new or ZERO)[:12]}",
        commits=commits,
        head_commit=commits[-1] if commits else None,
        pusher={"name": by.user.login, "email": by.user.signature("").email},
    )


def _pushed_commit(store: Store, repository: Repository, oid: str) -> Json:
    git = repository.git
    commit = git.commit(oid)
    assert commit is not None
    if commit.parents:
        changed = [(kind, path) for kind, path, _, _ in git.changes(commit.parents[0], oid)]
    else:
        changed = [("A", path) for path in (entry.path for entry in git.entries(oid, recursive=True, trees=False))]
    people = {}
    for role, who in (("author", commit.author), ("committer", commit.committer)):
        user = account(store.users, who.email)
        people[role] = {"name": who.name, "email": who.email} | ({"username": user.login} if user else {})
    return {
        "id": oid,
        "tree_id": commit.tree,
        "distinct": True,
        "message": commit.message.rstrip("\n"),
        "timestamp": commit.committer.when,
        "url": f"{store.events.views.page(repository)}/commit/{oid}",
        **people,
        "added": [path for kind, path in changed if kind == "A"],
        "removed": [path for kind, path in changed if kind == "D"],
        "modified": [path for kind, path in changed if kind not in "AD"],
    }


def schedule(store: Store, repository: Repository, cron: str) -> Event:
    """What a workflow run started by its timetable gets."""
    return store.events.record(repository, repository.owner, "schedule", schedule=cron, workflow=_WORKFLOW)


def dispatch(store: Store, repository: Repository, by: User, inputs: dict[str, str]) -> Event:
    """What a run started by hand gets."""
    ref = f"refs/heads/{repository.default_branch}"
    return store.events.record(repository, by, "workflow_dispatch", ref=ref, inputs=inputs or None, workflow=_WORKFLOW)


_WORKFLOW = ".github/workflows/club.yml"
