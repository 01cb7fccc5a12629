"""What GraphQL changes: one function a mutation, each giving its payload as a dict."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any

from . import pulls, references, threads
from .access import require
from .fields import field
from .nodes import Context, Edge, GitNode, ReactionGroup, Ref, find
from .objects import BLOB, ZERO, Signature
from .references import HEADS, Move
from .state import REACTIONS, Comment, Issue, Label, PullRequest, Refusal, Repository, node_id, not_found

Payload = dict[str, Any]
Mutation = Callable[[Context, Payload], Payload]
_REST_NAMES = {graphql: rest for rest, graphql in REACTIONS.items()}


def mutation(name: str) -> Callable[[Mutation], Mutation]:
    """Register a function of the context and the mutation's input."""

    def register(change: Mutation) -> Mutation:
        field("Mutation", name)(lambda _, context, **arguments: change(context, arguments["input"]))
        return change

    return register


def _found(context: Context, text: str, *kinds: type) -> Any:
    thing = find(context.store, text)
    if not isinstance(thing, kinds):
        raise not_found(f"Could not resolve to {kinds[0].__name__} node with the global id of '{text}'.")
    return thing


def _repository(context: Context, text: str) -> Repository:
    return _found(context, text, Repository)  # type: ignore[no-any-return]


@mutation("addComment")
def add_comment(context: Context, given: Payload) -> Payload:
    issue = _found(context, given["subjectId"], Issue)
    comment = threads.comment(context.store, issue, context.token, given["body"])
    return {"commentEdge": Edge(node_id(comment), comment), "subject": issue}


@mutation("updateIssueComment")
def update_comment(context: Context, given: Payload) -> Payload:
    comment = _found(context, given["id"], Comment)
    threads.edit_comment(context.store, comment, context.token, given["body"])
    return {"issueComment": comment}


@mutation("deleteIssueComment")
def delete_comment(context: Context, given: Payload) -> Payload:
    threads.delete_comment(context.store, _found(context, given["id"], Comment), context.token)
    return {}


def _groups(subject: Issue | Comment) -> list[ReactionGroup]:
    return [ReactionGroup(subject, content) for content in REACTIONS]


@mutation("addReaction")
def add_reaction(context: Context, given: Payload) -> Payload:
    subject = _found(context, given["subjectId"], Issue, Comment)
    reaction, _new = threads.react(context.store, subject, context.token, _REST_NAMES[given["content"]])
    return {"reaction": reaction, "subject": subject, "reactionGroups": _groups(subject)}


@mutation("removeReaction")
def remove_reaction(context: Context, given: Payload) -> Payload:
    subject = _found(context, given["subjectId"], Issue, Comment)
    reaction = threads.unreact(context.store, subject, context.token, _REST_NAMES[given["content"]])
    return {"reaction": reaction, "subject": subject, "reactionGroups": _groups(subject)}


@mutation("closeIssue")
def close_issue(context: Context, given: Payload) -> Payload:
    issue = _issue(context, given["issueId"])
    threads.close(context.store, issue, context.token, (given.get("stateReason") or "COMPLETED").lower())
    return {"issue": issue}


def _issue(context: Context, text: str) -> Issue:
    issue = _found(context, text, Issue)
    if isinstance(issue, PullRequest):
        raise not_found(f"Could not resolve to Issue node with the global id of '{text}'.")
    return issue  # type: ignore[no-any-return]


@mutation("reopenIssue")
def reopen_issue(context: Context, given: Payload) -> Payload:
    issue = _issue(context, given["issueId"])
    threads.reopen(context.store, issue, context.token)
    return {"issue": issue}


@mutation("createLabel")
def create_label(context: Context, given: Payload) -> Payload:
    repository = _repository(context, given["repositoryId"])
    description = given.get("description") or ""
    color = given["color"]
    return {"label": threads.create_label(context.store, repository, context.token, given["name"], color, description)}


@mutation("addLabelsToLabelable")
def add_labels(context: Context, given: Payload) -> Payload:
    issue = _found(context, given["labelableId"], Issue)
    names = [_found(context, one, Label).name for one in given["labelIds"]]
    threads.add_labels(context.store, issue, context.token, names)
    return {"labelable": issue}


@mutation("removeLabelsFromLabelable")
def remove_labels(context: Context, given: Payload) -> Payload:
    issue = _found(context, given["labelableId"], Issue)
    for one in given["labelIds"]:
        threads.remove_label(context.store, issue, context.token, _found(context, one, Label).name)
    return {"labelable": issue}


# -- pull requests -----------------------------------------------------------------------------------------


@mutation("createPullRequest")
def create_pull(context: Context, given: Payload) -> Payload:
    repository = _repository(context, given["repositoryId"])
    pull = pulls.create(
        context.store,
        repository,
        context.token,
        title=given["title"],
        body=given.get("body") or "",
        head=given["headRefName"].removeprefix(HEADS),
        base=given["baseRefName"].removeprefix(HEADS),
    )
    return {"pullRequest": pull}


@mutation("updatePullRequest")
def update_pull(context: Context, given: Payload) -> Payload:
    pull = _found(context, given["pullRequestId"], PullRequest)
    threads.edit(context.store, pull, context.token, title=given.get("title"), body=given.get("body"))
    if given.get("baseRefName"):
        pulls.change_base(context.store, pull, context.token, given["baseRefName"])
    if given.get("state") == "CLOSED":
        pulls.close(context.store, pull, context.token)
    elif given.get("state") == "OPEN":
        pulls.reopen(context.store, pull, context.token)
    return {"pullRequest": pull, "actor": context.token.user}


@mutation("closePullRequest")
def close_pull(context: Context, given: Payload) -> Payload:
    pull = _found(context, given["pullRequestId"], PullRequest)
    pulls.close(context.store, pull, context.token)
    return {"pullRequest": pull}


@mutation("reopenPullRequest")
def reopen_pull(context: Context, given: Payload) -> Payload:
    pull = _found(context, given["pullRequestId"], PullRequest)
    pulls.reopen(context.store, pull, context.token)
    return {"pullRequest": pull}


# -- git ---------------------------------------------------------------------------------------------------


@mutation("createRef")
def create_ref(context: Context, given: Payload) -> Payload:
    repository, name = _repository(context, given["repositoryId"]), given["name"]
    require(context.token, repository, "write", "contents")
    if name in repository.git.refs():
        raise Refusal(422, f'A ref named "{name}" already exists in the repository.')
    references.move(context.store, repository, context.token, [Move(name, given["oid"])])
    return {"ref": Ref(repository, name, given["oid"])}


@mutation("updateRef")
def update_ref(context: Context, given: Payload) -> Payload:
    ref = _found(context, given["refId"], Ref)
    moves = [Move(ref.name, given["oid"], force=bool(given.get("force")))]
    references.move(context.store, ref.repository, context.token, moves)
    return {"ref": Ref(ref.repository, ref.name, given["oid"])}


@mutation("deleteRef")
def delete_ref(context: Context, given: Payload) -> Payload:
    ref = _found(context, given["refId"], Ref)
    references.move(context.store, ref.repository, context.token, [Move(ref.name, None)])
    return {}


@mutation("updateRefs")
def update_refs(context: Context, given: Payload) -> Payload:
    repository = _repository(context, given["repositoryId"])
    moves = [
        Move(
            one["name"],
            None if one["afterOid"] == ZERO else one["afterOid"],
            one.get("beforeOid"),
            bool(one.get("force")),
        )
        for one in given["refUpdates"]
    ]
    references.move(context.store, repository, context.token, moves)
    return {}


@mutation("createCommitOnBranch")
def create_commit(context: Context, given: Payload) -> Payload:
    repository, name = _branch(context, given["branch"])
    require(context.token, repository, "write", "contents")
    git, expected = repository.git, given["expectedHeadOid"]
    if git.branch(name) is None:
        raise not_found(f'No branch named "{name}" in the repository.')
    if git.branch(name) != expected:
        message = f'Expected branch to point to "{git.branch(name)}" but it did not. Pull and try again.'
        raise Refusal(422, message, "STALE_DATA")
    tree = git.write_tree(expected, _changes(repository, given.get("fileChanges") or {}))
    message = given["message"]["headline"]
    if given["message"].get("body"):
        message += "\n\n" + given["message"]["body"]
    when = context.store.tick()
    author, committer = context.token.user.signature(when), Signature("GitHub", "noreply@github.com", when)
    oid = git.write_commit(tree, [expected], message, author, committer)
    references.move(context.store, repository, context.token, [Move(HEADS + name, oid)])
    return {"commit": GitNode(repository, oid, "commit"), "ref": Ref(repository, HEADS + name, oid)}


def _branch(context: Context, given: dict[str, Any]) -> tuple[Repository, str]:
    if given.get("id"):
        ref = _found(context, given["id"], Ref)
        return ref.repository, ref.name.removeprefix(HEADS)
    repository = context.store.repository(given["repositoryNameWithOwner"])
    if repository is None:
        raise not_found(f"Could not resolve to a Repository with the name '{given['repositoryNameWithOwner']}'.")
    return repository, given["branchName"].removeprefix(HEADS)


def _changes(repository: Repository, given: dict[str, Any]) -> list[tuple[str, str | None, str]]:
    additions, deletions = given.get("additions") or [], given.get("deletions") or []
    try:
        contents = [base64.b64decode(one["contents"], validate=True) for one in additions]
    except binascii.Error as error:
        raise Refusal(422, "contents is not valid Base64") from error
    oids = repository.git.write_blobs(contents)
    gone: list[tuple[str, str | None, str]] = [(BLOB, None, one["path"]) for one in deletions]
    return gone + [(BLOB, oid, one["path"]) for one, oid in zip(additions, oids, strict=True)]
