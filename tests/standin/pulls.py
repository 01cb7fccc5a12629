"""Opening, editing, closing, reopening and merging pull requests."""

from __future__ import annotations

from typing import Literal

from . import references, threads, webhooks
from .access import require
from .objects import MergeConflict, Signature
from .state import PullRequest, Refusal, Repository, Store, Token, forbidden, invalid

Method = Literal["merge", "squash", "rebase"]
NOT_PERMITTED = "GitHub Actions is not permitted to create or approve pull requests."


def create(
    store: Store, repository: Repository, by: Token, *, title: str, body: str, head: str, base: str
) -> PullRequest:
    """Open a pull request between two branches of the repository."""
    require(by, repository, "write", "pull_requests")
    if by.kind == "job" and not repository.pull_requests_by_actions:
        raise forbidden(NOT_PERMITTED)
    threads.check_text("PullRequest", title=title, body=body)
    head = head.removeprefix(f"{repository.owner.login}:")
    head_oid, base_oid = _branch(repository, head, "head"), _branch(repository, base, "base")
    if repository.git.is_ancestor(head_oid, base_oid):
        raise _custom(f"No commits between {base} and {head}")
    own = [pull for pull in repository.pull_requests if not pull.fork]
    if any(pull.head == head and pull.base == base and pull.state == "open" for pull in own):
        raise _custom(f"A pull request already exists for {repository.owner.login}:{head}.")
    when = store.tick()
    number = repository.next_number
    pull = PullRequest(store.number("pull"), repository, number, title, body, by.user, when, when)
    pull.head, pull.base, pull.head_oid, pull.base_oid = head, base, head_oid, base_oid
    repository.threads[number] = store.remember(pull)
    webhooks.emit_issue(store, by, pull, "opened")
    return pull


def _branch(repository: Repository, name: str, field: str) -> str:
    oid = repository.git.branch(name)
    if oid is None:
        error = {"resource": "PullRequest", "field": field, "code": "invalid"}
        raise Refusal(422, f"{field.title()} sha can't be blank, {field.title()} ref must be a branch", errors=[error])
    return oid


def _custom(message: str) -> Refusal:
    return Refusal(422, message, errors=[{"resource": "PullRequest", "code": "custom", "message": message}])


def change_base(store: Store, pull: PullRequest, by: Token, base: str) -> None:
    require(by, pull.repository, "write", "pull_requests")
    if base != pull.base:
        pull.base_oid = _branch(pull.repository, base, "base")
        pull.base, pull.updated = base, store.tick()


def update_branch(store: Store, pull: PullRequest, by: Token) -> str:
    """The button "Update branch": the base merged into the pull request's branch. The new commit of that branch."""
    require(by, pull.repository, "write", "contents")
    git, base = pull.repository.git, _branch(pull.repository, pull.base, "base")
    try:
        tree = git.merge_trees(git.merge_base(base, pull.head_oid) or base, pull.head_oid, base)
    except MergeConflict as conflict:
        raise Refusal(422, "merge conflict between base and head") from conflict
    when = store.tick()
    message = f"Merge branch '{pull.base}' into {pull.head}"
    author, committer = by.user.signature(when), Signature("GitHub", "noreply@github.com", when)
    oid = git.write_commit(tree, [pull.head_oid, base], message, author, committer)
    references.move(store, pull.repository, by, [references.Move(references.HEADS + pull.head, oid)])
    return oid


def close(store: Store, pull: PullRequest, by: Token) -> None:
    threads.close(store, pull, by, None)


def reopen(store: Store, pull: PullRequest, by: Token) -> None:
    require(by, pull.repository, "write", "pull_requests")
    if pull.state == "open":
        return
    if pull.merged:
        raise invalid("PullRequest", "state", "state cannot be changed. The pull request has been merged.")
    if pull.branch_rewritten:
        raise invalid("PullRequest", "state", "state cannot be changed. The branch was force-pushed or recreated.")
    pull.head_oid = _branch(pull.repository, pull.head, "head")
    if pull.repository.git.is_ancestor(pull.head_oid, _branch(pull.repository, pull.base, "base")):
        raise invalid("PullRequest", "state", "state cannot be changed. There are no new commits on the branch.")
    threads.reopen(store, pull, by)


def merge(store: Store, pull: PullRequest, by: Token, method: Method = "merge") -> str:
    """Merge and return the new commit of the base branch; a conflict is refused with 405."""
    require(by, pull.repository, "write", "contents")
    if pull.state != "open":
        raise Refusal(405, "Pull Request is not mergeable")
    base = _branch(pull.repository, pull.base, "base")
    store.tick()
    try:
        oid = {"merge": _merge_commit, "squash": _squash, "rebase": _rebase}[method](store, pull, by, base)
    except MergeConflict as conflict:
        raise Refusal(405, "Pull Request is not mergeable") from conflict
    pull.base_oid = base
    pull.repository.git.move([(references.HEADS + pull.base, oid, base)])
    references.mark_merged(store, pull, by, oid)
    references.follow(store, pull.repository, by, pull.base, base, oid)
    return oid


def _merge_commit(store: Store, pull: PullRequest, by: Token, base: str) -> str:
    message = f"Merge pull request #{pull.number} from {pull.repository.owner.login}/{pull.head}\n\n{pull.title}"
    who = by.user.signature(store.stamp)
    return pull.repository.git.write_commit(pull.merged_tree(), [base, pull.head_oid], message, who, who)


def _squash(store: Store, pull: PullRequest, by: Token, base: str) -> str:
    git = pull.repository.git
    oids = git.log(pull.head_oid, f"^{base}")
    only = git.commit(oids[0]) if len(oids) == 1 else None
    headline, _, rest = only.message.partition("\n") if only else (pull.title, "", "")
    message = f"{headline} (#{pull.number})\n{rest}".rstrip("\n")
    who = by.user.signature(store.stamp)
    author = only.author if only else who
    return git.write_commit(pull.merged_tree(), [base], message, author, who)


def _rebase(store: Store, pull: PullRequest, by: Token, base: str) -> str:
    git = pull.repository.git
    tip = base
    for oid in reversed(git.log(pull.head_oid, f"^{base}")):
        commit = git.commit(oid)
        assert commit is not None
        if len(commit.parents) == 1:
            tree = git.merge_trees(commit.parents[0], tip, oid)
            tip = git.write_commit(tree, [tip], commit.message, commit.author, by.user.signature(store.stamp))
    return tip
