"""What GraphQL reads of a repository and of people, and where every query starts."""

from __future__ import annotations

from typing import Any

from . import access
from .fields import branch_ref, field, git_node, ordered, plain, pull_state, readable
from .nodes import (
    Collaborator,
    Context,
    GitNode,
    Page,
    Ref,
    Unsupported,
    find,
    page,
)
from .state import (
    Issue,
    Label,
    PullRequest,
    Repository,
    User,
    forbidden,
    node_id,
    not_found,
)


@field("Query", "viewer")
def viewer(_: None, context: Context) -> User:
    return context.token.user


@field("Query", "repository")
def repository(_: None, context: Context, *, owner: str, name: str, **__: Any) -> Repository:
    found = context.store.repository(f"{owner}/{name}")
    if found is None:
        raise not_found(f"Could not resolve to a Repository with the name '{owner}/{name}'.")
    readable(context, found, "contents", "issues", "pull_requests")
    return found


@field("Query", "node")
def node(_: None, context: Context, **given: str) -> Any:
    return find(context.store, given["id"])


@field("Query", "nodes")
def nodes(_: None, context: Context, *, ids: list[str]) -> list[Any]:
    return [find(context.store, one) for one in ids]


@field("Query", "rateLimit")
def rate_limit(_: None, context: Context, **__: Any) -> dict[str, Any]:
    rate, cost = context.store.rate, context.cost
    facts = {"limit": rate.limit, "remaining": rate.remaining, "used": rate.limit - rate.remaining}
    return facts | {"cost": cost.points, "nodeCount": cost.nodes, "resetAt": context.store.stamp}


plain(
    "User Bot Mannequin ClosedEvent ReopenedEvent Repository Issue PullRequest IssueComment Label Reaction", id=node_id
)
plain("User", login=lambda user: user.login, name=lambda user: user.name, email=lambda user: "")
plain("Bot", login=lambda user: user.actor_login)
plain("User Bot", databaseId=lambda user: user.id)
plain("Mannequin", login=lambda user: user.login, databaseId=lambda user: user.id)


@field("User Bot Mannequin", "url")
def user_url(user: User, context: Context) -> str:
    return str(context.views.user(user)["html_url"])


plain(
    "Repository",
    databaseId=lambda repository: repository.id,
    name=lambda repository: repository.name,
    nameWithOwner=lambda repository: repository.full_name,
    owner=lambda repository: repository.owner,
    isPrivate=lambda repository: repository.private,
    isArchived=lambda repository: repository.archived,
    isDisabled=lambda repository: repository.disabled,
    isLocked=lambda repository: repository.lock is not None,
    lockReason=lambda repository: repository.lock,
)


@field("Repository Issue PullRequest IssueComment", "url")
def url(thing: Any, context: Context) -> str:
    return context.views.page(thing)


@field("Repository", "viewerPermission")
def viewer_permission(repository: Repository, context: Context) -> str | None:
    level = access.level(context.token, repository, "contents")
    return None if level == "none" else level.upper()


@field("Repository", "collaborators")
def collaborators(
    repository: Repository,
    context: Context,
    *,
    query: str | None = None,
    login: str | None = None,
    **arguments: Any,
) -> Page:
    if not repository.collaborators_visible or not access.may(context.token, repository, "write", "contents"):
        raise forbidden("You do not have permission to view repository collaborators.")
    logins = [repository.owner.login, *repository.collaborators]
    users = [context.store.users[one.lower()] for one in logins]
    chosen = [
        Collaborator(repository, user)
        for user in users
        if (login is None or login.lower() == user.login.lower()) and (query or "").lower() in user.login.lower()
    ]
    return page(chosen, arguments, key=lambda one: one.user.id)


@field("Repository", "label")
def label(repository: Repository, context: Context, *, name: str) -> Label | None:
    return repository.labels.get(name.lower())


@field("Repository", "labels")
def labels(repository: Repository, context: Context, *, query: str | None = None, **arguments: Any) -> Page:
    rows = [one for name, one in repository.labels.items() if (query or "").lower() in name]
    return page(rows, arguments)


plain(
    "Label",
    name=lambda label: label.name,
    color=lambda label: label.color,
    description=lambda label: label.description,
    isDefault=lambda label: False,
)


@field("Repository", "defaultBranchRef")
def default_branch(repository: Repository, context: Context) -> Ref | None:
    return branch_ref(repository, context, repository.default_branch)


@field("Repository", "ref")
def ref(repository: Repository, context: Context, *, qualified_name: str) -> Ref | None:
    readable(context, repository, "contents")
    refs = repository.git.refs()
    for name in (qualified_name, f"refs/{qualified_name}", f"refs/heads/{qualified_name}"):
        if name in refs:
            return Ref(repository, name, refs[name])
    return None


@field("Repository", "object")
def git_object(
    repository: Repository, context: Context, *, expression: str | None = None, oid: str | None = None
) -> GitNode | None:
    readable(context, repository, "contents")
    found = repository.git.resolve(expression or oid or "")
    path = (expression or "").partition(":")[2].strip("/")
    return git_node(repository, found, path) if found else None


@field("Repository", "issue")
def issue(repository: Repository, context: Context, *, number: int) -> Issue:
    found = repository.threads.get(number)
    if found is None or isinstance(found, PullRequest):
        raise not_found(f"Could not resolve to an Issue with the number of {number}.")
    readable(context, repository, "issues")
    return found


@field("Repository", "pullRequest")
def pull_request(repository: Repository, context: Context, *, number: int) -> PullRequest:
    found = repository.threads.get(number)
    if not isinstance(found, PullRequest):
        raise not_found(f"Could not resolve to a PullRequest with the number of {number}.")
    readable(context, repository, "pull_requests")
    return found


@field("Repository", "issueOrPullRequest")
def either(repository: Repository, context: Context, *, number: int) -> Issue:
    if number not in repository.threads:
        raise not_found(f"Could not resolve to an issue or pull request with the number of {number}.")
    return repository.threads[number]


def _labelled(thing: Issue, names: list[str] | None) -> bool:
    """GraphQL asks for any of the labels, where REST asks for all, and takes their names to the letter.

    See https://github.com/cli/cli/issues/1819.
    """
    wanted = set(names or ())
    return not wanted or bool(wanted & {label.name for label in thing.labels})


@field("Repository", "issues")
def issues(
    repository: Repository,
    context: Context,
    *,
    states: list[str] | None = None,
    labels: list[str] | None = None,
    order_by: dict[str, str] | None = None,
    filter_by: dict[str, Any] | None = None,
    **arguments: Any,
) -> Page:
    readable(context, repository, "issues")
    extra = filter_by or {}
    if unknown := set(extra) - {"states", "labels", "createdBy", "since", "viewerSubscribed"}:
        raise Unsupported(f"IssueFilters.{', '.join(unknown)}")
    rows = [
        one
        for one in repository.issues
        if (not states or one.state.upper() in states)
        and (not extra.get("states") or one.state.upper() in extra["states"])
        and _labelled(one, labels)
        and _labelled(one, extra.get("labels"))
        and extra.get("createdBy", one.author.login) == one.author.login
        and extra.get("since", "") <= one.updated
    ]
    return page(ordered(rows, order_by), arguments)


@field("Repository", "pullRequests")
def pull_requests(
    repository: Repository,
    context: Context,
    *,
    states: list[str] | None = None,
    head_ref_name: str | None = None,
    base_ref_name: str | None = None,
    labels: list[str] | None = None,
    order_by: dict[str, str] | None = None,
    **arguments: Any,
) -> Page:
    readable(context, repository, "pull_requests")
    rows = [
        one
        for one in repository.pull_requests
        if (not states or pull_state(one) in states)
        and head_ref_name in (None, one.head)
        and base_ref_name in (None, one.base)
        and _labelled(one, labels)
    ]
    return page(ordered(rows, order_by), arguments)
