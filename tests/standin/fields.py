"""What GraphQL reads from each type: one function a field."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from . import access
from .nodes import (
    PREFIX_OF,
    Author,
    Collaborator,
    Context,
    GitNode,
    Page,
    PullCommit,
    ReactionGroup,
    Ref,
    TreeRow,
    Unsupported,
    find,
    page,
)
from .objects import GitFailure
from .state import (
    REACTIONS,
    Comment,
    Issue,
    Label,
    PullRequest,
    Reaction,
    Repository,
    User,
    encode_id,
    forbidden,
    node_id,
    not_found,
)
from .views import account, association, base_oid

Resolver = Callable[..., Any]
FIELDS: dict[tuple[str, str], Resolver] = {}
"""(type, field) → function of the thing, the context and the arguments by name."""
TEXT_LIMIT = 512_000
"""A blob's text above this many bytes is cut."""


def field(types: str, name: str) -> Callable[[Resolver], Resolver]:
    """Register the resolver of a field, for one type or several (with spaces between)."""

    def register(resolver: Resolver) -> Resolver:
        for one in types.split():
            FIELDS[one, name] = resolver
        return resolver

    return register


def _plain(types: str, **resolvers: Callable[[Any], Any]) -> None:
    """Register fields that need neither context nor arguments."""
    for name, read in resolvers.items():
        field(types, name)(lambda thing, context, read=read, **arguments: read(thing))


def _readable(context: Context, repository: Repository, *scopes: str) -> None:
    access.require(context.token, repository, "read", *scopes)


def type_name(thing: Any) -> str:
    """The GraphQL type of a thing behind an interface or a union."""
    if isinstance(thing, User):
        return thing.kind
    if isinstance(thing, GitNode):
        return thing.kind.title()
    return {"Comment": "IssueComment"}.get(type(thing).__name__, type(thing).__name__)


def _small(number: int) -> int | None:
    """An id for GraphQL's 32-bit `Int`, which does not hold the larger ones."""
    return number if number < 2**31 else None


def _upper(text: str | None) -> str | None:
    return text.upper() if text else None


# -- queries and people ------------------------------------------------------------------------------------


@field("Query", "viewer")
def viewer(_: None, context: Context) -> User:
    return context.token.user


@field("Query", "repository")
def repository(_: None, context: Context, *, owner: str, name: str, **__: Any) -> Repository:
    found = context.store.repository(f"{owner}/{name}")
    if found is None:
        raise not_found(f"Could not resolve to a Repository with the name '{owner}/{name}'.")
    _readable(context, found, "contents", "issues", "pull_requests")
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


_plain("User Bot Repository Issue PullRequest IssueComment Label Reaction", id=node_id)
_plain("User", login=lambda user: user.login, name=lambda user: user.name, email=lambda user: "")
_plain("Bot", login=lambda user: user.actor_login)
_plain("User Bot", databaseId=lambda user: user.id)


@field("User Bot", "url")
def user_url(user: User, context: Context) -> str:
    return str(context.views.user(user)["html_url"])


# -- the repository ----------------------------------------------------------------------------------------

_plain(
    "Repository",
    databaseId=lambda repository: repository.id,
    name=lambda repository: repository.name,
    nameWithOwner=lambda repository: repository.full_name,
    owner=lambda repository: repository.owner,
    isPrivate=lambda repository: repository.private,
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
        if (login is None or login.lower() == user.login.lower())
        and (query or "").lower() in user.login.lower()
    ]
    return page(chosen, arguments, key=lambda one: one.user.id)


@field("Repository", "label")
def label(repository: Repository, context: Context, *, name: str) -> Label | None:
    return repository.labels.get(name.lower())


@field("Repository", "labels")
def labels(repository: Repository, context: Context, *, query: str | None = None, **arguments: Any) -> Page:
    rows = [one for name, one in repository.labels.items() if (query or "").lower() in name]
    return page(rows, arguments)


_plain(
    "Label",
    name=lambda label: label.name,
    color=lambda label: label.color,
    description=lambda label: label.description,
    isDefault=lambda label: False,
)


@field("Repository", "defaultBranchRef")
def default_branch(repository: Repository, context: Context) -> Ref | None:
    return _branch(repository, context, repository.default_branch)


def _branch(repository: Repository, context: Context, name: str) -> Ref | None:
    _readable(context, repository, "contents")
    oid = repository.git.branch(name)
    return Ref(repository, f"refs/heads/{name}", oid) if oid else None


@field("Repository", "ref")
def ref(repository: Repository, context: Context, *, qualified_name: str) -> Ref | None:
    _readable(context, repository, "contents")
    refs = repository.git.refs()
    for name in (qualified_name, f"refs/{qualified_name}", f"refs/heads/{qualified_name}"):
        if name in refs:
            return Ref(repository, name, refs[name])
    return None


@field("Repository", "object")
def git_object(
    repository: Repository, context: Context, *, expression: str | None = None, oid: str | None = None
) -> GitNode | None:
    _readable(context, repository, "contents")
    found = repository.git.resolve(expression or oid or "")
    path = (expression or "").partition(":")[2].strip("/")
    return _git_node(repository, found, path) if found else None


def _git_node(repository: Repository, oid: str, path: str = "") -> GitNode | None:
    kind = repository.git.kind(oid)
    return GitNode(repository, oid, kind, path) if kind else None


@field("Repository", "issue")
def issue(repository: Repository, context: Context, *, number: int) -> Issue:
    found = repository.threads.get(number)
    if found is None or isinstance(found, PullRequest):
        raise not_found(f"Could not resolve to an Issue with the number of {number}.")
    _readable(context, repository, "issues")
    return found


@field("Repository", "pullRequest")
def pull_request(repository: Repository, context: Context, *, number: int) -> PullRequest:
    found = repository.threads.get(number)
    if not isinstance(found, PullRequest):
        raise not_found(f"Could not resolve to a PullRequest with the number of {number}.")
    _readable(context, repository, "pull_requests")
    return found


@field("Repository", "issueOrPullRequest")
def either(repository: Repository, context: Context, *, number: int) -> Issue:
    if number not in repository.threads:
        raise not_found(f"Could not resolve to an issue or pull request with the number of {number}.")
    return repository.threads[number]


def _ordered(things: Iterable[Any], order: dict[str, str] | None) -> list[Any]:
    order = order or {"field": "CREATED_AT", "direction": "ASC"}
    keys: dict[str, Callable[[Any], Any]] = {
        "CREATED_AT": lambda one: (one.created, one.id),
        "UPDATED_AT": lambda one: (one.updated, one.id),
        "COMMENTS": lambda one: (len(one.comments), one.id),
    }
    return sorted(things, key=keys[order["field"]], reverse=order["direction"] == "DESC")


def _labelled(thing: Issue, names: list[str] | None) -> bool:
    """GraphQL asks for any of the labels, where REST asks for all."""
    wanted = {name.lower() for name in names or ()}
    return not wanted or bool(wanted & {label.name.lower() for label in thing.labels})


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
    _readable(context, repository, "issues")
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
    return page(_ordered(rows, order_by), arguments)


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
    _readable(context, repository, "pull_requests")
    rows = [
        one
        for one in repository.pull_requests
        if (not states or _pull_state(one) in states)
        and head_ref_name in (None, one.head)
        and base_ref_name in (None, one.base)
        and _labelled(one, labels)
    ]
    return page(_ordered(rows, order_by), arguments)


# -- issues, pull requests, comments -----------------------------------------------------------------------

_plain(
    "Issue PullRequest",
    number=lambda one: one.number,
    title=lambda one: one.title,
    closed=lambda one: one.state == "closed",
    closedAt=lambda one: one.closed,
    fullDatabaseId=lambda one: str(one.id),
)
_plain(
    "Issue PullRequest IssueComment",
    body=lambda one: one.body,
    author=lambda one: one.author,
    createdAt=lambda one: one.created,
    updatedAt=lambda one: one.updated,
)
_plain("Issue", state=lambda one: one.state.upper(), stateReason=lambda one: _upper(one.reason))
_plain("Issue PullRequest", databaseId=lambda one: _small(one.id))
_plain(
    "IssueComment",
    databaseId=lambda one: _small(one.id),
    fullDatabaseId=lambda one: str(one.id),
    isMinimized=lambda one: one.minimized,
    issue=lambda one: one.issue,
    pullRequest=lambda one: one.issue if isinstance(one.issue, PullRequest) else None,
)
_plain("Issue PullRequest", repository=lambda one: one.repository)
_plain("IssueComment", repository=lambda one: one.issue.repository)


@field("Issue PullRequest IssueComment", "viewerDidAuthor")
def viewer_did_author(thing: Issue | Comment, context: Context) -> bool:
    return thing.author is context.token.user


@field("Issue PullRequest IssueComment", "authorAssociation")
def author_association(thing: Issue | Comment, context: Context) -> str:
    thread = thing.issue if isinstance(thing, Comment) else thing
    return association(thread.repository, thing.author)


@field("Issue PullRequest", "labels")
def thread_labels(thing: Issue, context: Context, **arguments: Any) -> Page:
    return page(thing.labels, arguments)


@field("Issue PullRequest", "comments")
def comments(thing: Issue, context: Context, *, order_by: Any = None, **arguments: Any) -> Page:
    return page(_ordered(thing.comments, order_by), arguments)


def _pull_state(pull: PullRequest) -> str:
    return "MERGED" if pull.merged else pull.state.upper()


_plain(
    "PullRequest",
    state=_pull_state,
    merged=lambda pull: pull.merged is not None,
    mergedAt=lambda pull: pull.merged,
    mergedBy=lambda pull: pull.merged_by,
    mergeCommit=lambda pull: _git_node(pull.repository, pull.merge_commit) if pull.merge_commit else None,
    headRefName=lambda pull: pull.head,
    headRefOid=lambda pull: pull.head_oid,
    baseRefName=lambda pull: pull.base,
    baseRefOid=base_oid,
    isDraft=lambda pull: False,
    isCrossRepository=lambda pull: False,
    headRepository=lambda pull: pull.repository,
)


@field("PullRequest", "headRef")
def head_ref(pull: PullRequest, context: Context) -> Ref | None:
    return _branch(pull.repository, context, pull.head)


@field("PullRequest", "baseRef")
def base_ref(pull: PullRequest, context: Context) -> Ref | None:
    return _branch(pull.repository, context, pull.base)


@field("PullRequest", "commits")
def pull_commits(pull: PullRequest, context: Context, **arguments: Any) -> Page:
    oids = reversed(pull.repository.git.log(pull.head_oid, f"^{base_oid(pull)}"))
    rows = [PullCommit(pull, GitNode(pull.repository, oid, "commit")) for oid in oids]
    return page(rows, arguments, key=lambda one: one.commit.oid)


_plain("PullRequestCommit", commit=lambda one: one.commit, pullRequest=lambda one: one.pull)

# -- reactions ---------------------------------------------------------------------------------------------


@field("Issue PullRequest IssueComment", "reactionGroups")
def reaction_groups(thing: Issue | Comment, context: Context) -> list[ReactionGroup]:
    return [ReactionGroup(thing, content) for content in REACTIONS]


@field("ReactionGroup", "viewerHasReacted")
def viewer_has_reacted(group: ReactionGroup, context: Context) -> bool:
    return any(one.user is context.token.user for one in group.reactions)


@field("ReactionGroup", "reactors")
def reactors(group: ReactionGroup, context: Context, **arguments: Any) -> Page:
    return page([one.user for one in group.reactions], arguments)


@field("ReactionGroup", "users")
def reacting_users(group: ReactionGroup, context: Context, **arguments: Any) -> Page:
    return page([one.user for one in group.reactions if one.user.kind == "User"], arguments)


@field("Issue PullRequest IssueComment", "reactions")
def reactions(
    thing: Issue | Comment,
    context: Context,
    *,
    content: str | None = None,
    order_by: Any = None,
    **arguments: Any,
) -> Page:
    rows = [one for one in thing.reactions if content in (None, REACTIONS[one.content])]
    return page(rows, arguments)


_plain("ReactionGroup", content=lambda group: REACTIONS[group.content])


def _reactor(reaction: Reaction) -> User | None:
    return reaction.user


_plain(
    "Reaction",
    content=lambda one: REACTIONS[one.content],
    createdAt=lambda one: one.created,
    databaseId=lambda one: _small(one.id),
    user=_reactor,
)

# -- git ---------------------------------------------------------------------------------------------------


def _git_id(thing: GitNode | Ref) -> str:
    if isinstance(thing, Ref):
        return encode_id("REF", thing.repository.id, thing.name)
    return encode_id(PREFIX_OF[thing.kind.title()], thing.repository.id, thing.oid)


_plain("Ref Commit Tree Blob", id=_git_id, repository=lambda thing: thing.repository)
_plain("Commit Tree Blob", oid=lambda thing: thing.oid, abbreviatedOid=lambda thing: thing.oid[:7])
_plain(
    "Ref",
    name=lambda ref: ref.name.split("/", 2)[2],
    prefix=lambda ref: "/".join(ref.name.split("/", 2)[:2]) + "/",
    target=lambda ref: _git_node(ref.repository, ref.oid),
)
_plain(
    "Commit",
    message=lambda node: node.commit().message,
    messageHeadline=lambda node: node.commit().message.partition("\n")[0],
    messageBody=lambda node: node.commit().message.partition("\n\n")[2],
    committedDate=lambda node: node.commit().committer.when,
    authoredDate=lambda node: node.commit().author.when,
    tree=lambda node: GitNode(node.repository, node.commit().tree, "tree"),
)


@field("Commit", "url")
def commit_url(node: GitNode, context: Context) -> str:
    return f"{context.views.page(node.repository)}/commit/{node.oid}"


@field("Commit", "author")
def commit_author(node: GitNode, context: Context) -> Author:
    who = node.commit().author
    return Author(who, account(context.store.users, who.email))


@field("Commit", "committer")
def committer(node: GitNode, context: Context) -> Author:
    who = node.commit().committer
    return Author(who, account(context.store.users, who.email))


_plain(
    "GitActor",
    name=lambda author: author.signature.name,
    email=lambda author: author.signature.email,
    date=lambda author: author.signature.when,
    user=lambda author: author.user,
)


def _commits(node: GitNode, oids: Iterable[str], arguments: dict[str, Any]) -> Page:
    return page([GitNode(node.repository, oid, "commit") for oid in oids], arguments, key=lambda one: one.oid)


@field("Commit", "parents")
def parents(node: GitNode, context: Context, **arguments: Any) -> Page:
    return _commits(node, node.commit().parents, arguments)


@field("Commit", "history")
def history(node: GitNode, context: Context, *, path: str | None = None, **arguments: Any) -> Page:
    return _commits(node, node.repository.git.log(node.oid, path=path or ""), arguments)


@field("Commit", "file")
def commit_file(node: GitNode, context: Context, *, path: str) -> TreeRow | None:
    folder, _, name = path.rpartition("/")
    try:
        entries = node.repository.git.entries(f"{node.oid}:{folder}")
    except GitFailure:
        return None
    return next((TreeRow(node.repository, one, path) for one in entries if one.path == name), None)


@field("Tree", "entries")
def entries(node: GitNode, context: Context) -> list[TreeRow]:
    prefix = f"{node.path}/" if node.path else ""
    return [TreeRow(node.repository, one, prefix + one.path) for one in node.repository.git.entries(node.oid)]


_plain(
    "TreeEntry",
    name=lambda row: row.entry.name,
    oid=lambda row: row.entry.oid,
    type=lambda row: row.entry.type,
    mode=lambda row: int(row.entry.mode, 8),
    size=lambda row: row.entry.size or 0,
    path=lambda row: row.path,
    object=lambda row: _git_node(row.repository, row.entry.oid, row.path),
)


def _is_binary(content: bytes) -> bool:
    return b"\0" in content[:8000]


def _text(node: GitNode) -> str | None:
    """A blob as text: cut when long, and read as Latin-1 where it is no UTF-8, which loses the bytes."""
    content = node.content()
    if _is_binary(content):
        return None
    try:
        return content[:TEXT_LIMIT].decode()
    except UnicodeDecodeError:
        return content[:TEXT_LIMIT].decode("latin-1")


_plain(
    "Blob",
    text=_text,
    byteSize=lambda node: len(node.content()),
    isBinary=lambda node: _is_binary(node.content()),
    isTruncated=lambda node: len(node.content()) > TEXT_LIMIT,
)

# -- pages -------------------------------------------------------------------------------------------------


def page_field(thing: Page, name: str) -> Any:
    """A field of any connection."""
    edges = thing.edges
    if name == "nodes":
        return [edge.node.user if isinstance(edge.node, Collaborator) else edge.node for edge in edges]
    info = {
        "hasNextPage": thing.after,
        "hasPreviousPage": thing.before,
        "startCursor": edges[0].cursor if edges else None,
        "endCursor": edges[-1].cursor if edges else None,
    }
    return {"edges": edges, "totalCount": thing.total, "pageInfo": info}[name]


def edge_field(cursor: str, node: Any, name: str) -> Any:
    """A field of any edge."""
    if isinstance(node, Collaborator):
        known = {
            "node": node.user,
            "permission": node.repository.permission(node.user).upper(),
            "cursor": cursor,
        }
        return known[name]
    return {"node": node, "cursor": cursor}[name]
