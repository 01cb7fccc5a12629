"""What GraphQL reads of issues, pull requests, comments and reactions."""

from __future__ import annotations

from typing import Any

from .fields import branch_ref, field, git_node, ordered, plain, pull_state, small
from .nodes import (
    Context,
    GitNode,
    Page,
    PullCommit,
    ReactionGroup,
    Ref,
    Unsupported,
    page,
)
from .state import (
    REACTIONS,
    Comment,
    Issue,
    PullRequest,
    Reaction,
    User,
)
from .views import association, base_oid


def _there(user: User | None) -> User | None:
    """An account, unless it was deleted."""
    return None if user is None or user.deleted else user


def _upper(text: str | None) -> str | None:
    return text.upper() if text else None


plain(
    "Issue PullRequest",
    number=lambda one: one.number,
    title=lambda one: one.title,
    closed=lambda one: one.state == "closed",
    closedAt=lambda one: one.closed,
    fullDatabaseId=lambda one: str(one.id),
)
plain(
    "Issue PullRequest IssueComment",
    body=lambda one: one.body,
    author=lambda one: _there(one.author),
    lastEditedAt=lambda one: one.edited,
    editor=lambda one: _there(one.editor),
    createdAt=lambda one: one.created,
    updatedAt=lambda one: one.updated,
)
plain("Issue", state=lambda one: one.state.upper(), stateReason=lambda one: _upper(one.reason))
plain("Issue PullRequest", databaseId=lambda one: small(one.id))
plain(
    "IssueComment",
    databaseId=lambda one: small(one.id),
    fullDatabaseId=lambda one: str(one.id),
    isMinimized=lambda one: one.minimized,
    issue=lambda one: one.issue,
    pullRequest=lambda one: one.issue if isinstance(one.issue, PullRequest) else None,
)
plain("Issue PullRequest", repository=lambda one: one.repository)
plain("IssueComment", repository=lambda one: one.issue.repository)


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


plain("ClosedEvent ReopenedEvent", actor=lambda event: _there(event.actor), createdAt=lambda event: event.created)


@field("Issue", "timelineItems")
def timeline_items(thing: Issue, context: Context, *, item_types: list[str] | None = None, **arguments: Any) -> Page:
    """The stand-in knows of closings and reopenings only."""
    known = {"CLOSED_EVENT": "ClosedEvent", "REOPENED_EVENT": "ReopenedEvent"}
    if item_types is None or not known.keys() >= set(item_types):
        raise Unsupported("Issue.timelineItems of other kinds than closings and reopenings")
    wanted = {known[one] for one in item_types}
    return page([event for event in thing.timeline if event.kind in wanted], arguments)


@field("Issue PullRequest", "comments")
def comments(thing: Issue, context: Context, *, order_by: Any = None, **arguments: Any) -> Page:
    return page(ordered(thing.comments, order_by), arguments)


plain(
    "PullRequest",
    state=pull_state,
    merged=lambda pull: pull.merged is not None,
    mergedAt=lambda pull: pull.merged,
    mergedBy=lambda pull: pull.merged_by,
    mergeCommit=lambda pull: git_node(pull.repository, pull.merge_commit) if pull.merge_commit else None,
    headRefName=lambda pull: pull.head,
    headRefOid=lambda pull: pull.head_oid,
    baseRefName=lambda pull: pull.base,
    baseRefOid=base_oid,
    isDraft=lambda pull: False,
    isCrossRepository=lambda pull: pull.fork,
    headRepository=lambda pull: None if pull.fork else pull.repository,
)


@field("PullRequest", "headRef")
def head_ref(pull: PullRequest, context: Context) -> Ref | None:
    if pull.fork:
        return Ref(pull.repository, f"refs/heads/{pull.head}", pull.head_oid)
    return branch_ref(pull.repository, context, pull.head)


@field("PullRequest", "baseRef")
def base_ref(pull: PullRequest, context: Context) -> Ref | None:
    return branch_ref(pull.repository, context, pull.base)


@field("PullRequest", "commits")
def pull_commits(pull: PullRequest, context: Context, **arguments: Any) -> Page:
    oids = reversed(pull.repository.git.log(pull.head_oid, f"^{base_oid(pull)}"))
    rows = [PullCommit(pull, GitNode(pull.repository, oid, "commit")) for oid in oids]
    return page(rows, arguments, key=lambda one: one.commit.oid)


plain("PullRequestCommit", commit=lambda one: one.commit, pullRequest=lambda one: one.pull)

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


plain("ReactionGroup", content=lambda group: REACTIONS[group.content])


def _reactor(reaction: Reaction) -> User | None:
    return reaction.user


plain(
    "Reaction",
    content=lambda one: REACTIONS[one.content],
    createdAt=lambda one: one.created,
    databaseId=lambda one: small(one.id),
    user=_reactor,
)
