"""Moving references, and everything that GitHub does because one moved."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from . import threads, webhooks
from .access import require
from .objects import ZERO, GitFailure
from .state import PullRequest, Refusal, Repository, Store, Token

HEADS = "refs/heads/"
_KEYWORD = re.compile(r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?:[\w.-]+/[\w.-]+)?#(\d+)\b", re.IGNORECASE)
_NO_TEXT = re.compile(r"```.*?```|~~~.*?~~~|`[^`\n]*`|<!--.*?-->", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Move:
    """One reference to move. `new` None deletes; `before` is what it must point at now (None: anything)."""

    name: str
    new: str | None
    before: str | None = None
    force: bool = False


def closing_numbers(text: str) -> list[int]:
    """The issues that a pull request's text or a commit message closes; each needs a keyword of its own."""
    return [int(number) for number in _KEYWORD.findall(_NO_TEXT.sub(" ", text))]


def move(store: Store, repository: Repository, by: Token, moves: Sequence[Move]) -> None:
    """Carry out all moves or none."""
    require(by, repository, "write", "contents")
    now = repository.git.refs()
    for one in moves:
        _check(repository, by, one, now.get(one.name))
    try:
        repository.git.move([(one.name, one.new, now.get(one.name)) for one in moves])
    except GitFailure as failure:
        raise Refusal(422, "Reference cannot be updated") from failure
    store.tick()
    for one in moves:
        if one.name.startswith(HEADS):
            follow(store, repository, by, one.name.removeprefix(HEADS), now.get(one.name), one.new)


def _check(repository: Repository, by: Token, one: Move, now: str | None) -> None:
    git = repository.git
    branch = one.name.removeprefix(HEADS)
    if one.before is not None and one.before != (now or ZERO):
        raise Refusal(422, f'Expected ref "{one.name}" to point to "{one.before}" but it did not', "STALE_DATA")
    if one.new is None:
        if now is None:
            raise Refusal(422, "Reference does not exist")
        if branch == repository.default_branch:
            raise Refusal(422, "Cannot delete the default branch")
    elif git.kind(one.new) != "commit":
        raise Refusal(422, "Object does not exist")
    elif now is not None and not one.force and not git.is_ancestor(now, one.new):
        raise Refusal(422, "Update is not a fast forward")
    if branch in repository.protected and repository.permission(by.user) != "admin":
        raise Refusal(422, "Changes must be made through a pull request.")


def follow(store: Store, repository: Repository, by: Token, branch: str, old: str | None, new: str | None) -> None:
    """What follows once a branch has moved: pull requests follow, close or count as merged."""
    if old == new:
        return
    webhooks.emit_push(store, by, repository, branch, old, new)
    for pull in repository.pull_requests:
        if pull.head == branch and not pull.fork:
            _follow_head(store, pull, by, new)
        elif pull.base == branch and pull.state == "open":
            _follow_base(store, pull, by, new)
    if branch == repository.default_branch and new is not None and old is not None:
        for oid in reversed(repository.git.log(new, f"^{old}")):
            commit = repository.git.commit(oid)
            close_named(store, repository, by, commit.message if commit else "")


def _follow_head(store: Store, pull: PullRequest, by: Token, new: str | None) -> None:
    git = pull.repository.git
    if pull.state == "closed":
        forced = new is None or not git.is_ancestor(pull.head_oid, new)
        pull.branch_rewritten = pull.branch_rewritten or forced
        return
    base = git.branch(pull.base)
    if new is None:
        pull.branch_rewritten = True
        threads.shut(store, pull, by, None)
        return
    pull.head_oid, pull.updated = new, store.stamp
    if base is not None and git.is_ancestor(new, base):
        threads.shut(store, pull, by, None)


def _follow_base(store: Store, pull: PullRequest, by: Token, new: str | None) -> None:
    if new is None:
        threads.shut(store, pull, by, None)
    elif pull.repository.git.is_ancestor(pull.head_oid, new):
        mark_merged(store, pull, by, pull.head_oid)


def mark_merged(store: Store, pull: PullRequest, by: Token, commit: str) -> None:
    """Record the merge; into the default branch it closes the issues that the text names."""
    pull.merged, pull.merged_by, pull.merge_commit = store.stamp, by.user, commit
    threads.shut(store, pull, by, None)
    if pull.base == pull.repository.default_branch:
        close_named(store, pull.repository, by, pull.body)


def close_named(store: Store, repository: Repository, by: Token, text: str) -> None:
    for number in closing_numbers(text):
        issue = repository.threads.get(number)
        if issue is not None and not isinstance(issue, PullRequest) and issue.state == "open":
            threads.shut(store, issue, by, "completed")
