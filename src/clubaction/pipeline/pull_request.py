"""The one rolling pull request: what must be done so that it stands as it should."""

from __future__ import annotations

from clubaction.club.configuration import Config
from clubaction.model.plan import (
    AddComment,
    ClosePullRequest,
    Commit,
    DeleteBranch,
    EditPullRequest,
    OpenPullRequest,
    Operation,
)
from clubaction.model.snapshot import Branch, PullRequest, Snapshot
from clubaction.pipeline import pull_request_marks
from clubaction.pipeline.pull_request_text import Wanted
from clubaction.text.messages import say


def operations(snapshot: Snapshot, config: Config, wanted: Wanted) -> list[Operation]:
    """What must be done to the branch and the pull request, in order. Empty where they stand as they should."""
    branch, pull = snapshot.branch, snapshot.pull_request
    left = _left_behind(snapshot, config)
    if not wanted.files:
        done: list[Operation] = []
        if pull and pull.state == "open" and (branch is None or branch.ours):
            text = say("pull-request-done").markdown()
            done.append(ClosePullRequest(pull.number, f"{pull_request_marks.DONE}\n{text}"))
        if branch and branch.ours and config.branch not in snapshot.branches_in_use:
            done.append(DeleteBranch(config.branch, branch.head))
        return [*left, *done]
    if stays_closed(snapshot, wanted):
        return left
    if is_foreign(snapshot, wanted):
        return [*left, *_leave_alone(config, pull)]
    return [*left, *_commit(snapshot, config, wanted), *_pull_request(snapshot, config, wanted)]


def _left_behind(snapshot: Snapshot, config: Config) -> list[Operation]:
    """Ends the pull requests from a branch that the configuration named before.

    People's commits there stay, and so does a branch from which they have a pull request of their own.
    """
    found: list[Operation] = []
    for pull in snapshot.left_behind:
        head = snapshot.left_heads.get(pull.branch) if pull.branch not in snapshot.branches_in_use else None
        text = say("pull-request-left", branch=config.branch, kept=head is None, old=pull.branch).markdown()
        found.append(ClosePullRequest(pull.number, f"{pull_request_marks.LEFT}\n{text}"))
        if head:
            found.append(DeleteBranch(pull.branch, head))
    return found


def stays_closed(snapshot: Snapshot, wanted: Wanted) -> bool:
    """Whether somebody else closed a pull request that said just this, without merging it.

    It was not closed for what it says where its branch was deleted to let us go on, as we had asked.
    """
    pull = snapshot.pull_request
    if pull is None or pull.state != "closed":
        return False
    marks = [comment.body.lstrip() for comment in pull.comments if comment.ours]
    asked = snapshot.branch is None and any(body.startswith(pull_request_marks.FOREIGN) for body in marks)
    if asked or any(body.startswith(pull_request_marks.DONE) for body in marks):
        return False
    return pull_request_marks.said_changes(pull) == wanted.digest()


def is_foreign(snapshot: Snapshot, wanted: Wanted) -> bool:
    """Whether the branch has somebody else's commits that are not merged, and is not as it should be already."""
    branch = snapshot.branch
    if branch is None or branch.ours or _is_merged(snapshot, branch):
        return False
    return not _is_there(snapshot, wanted)


def _is_merged(snapshot: Snapshot, branch: Branch) -> bool:
    """Whether a branch is left over from a merged pull request and brings nothing more."""
    merged = snapshot.pull_request is not None and snapshot.pull_request.state == "merged"
    return merged and not branch.files and not branch.deleted


def _is_there(snapshot: Snapshot, wanted: Wanted) -> bool:
    branch = snapshot.branch
    if branch is None or branch.parent != snapshot.base:
        return False
    there: dict[str, bytes | None] = {**branch.files, **dict.fromkeys(branch.deleted)}
    return there == dict(wanted.files)


def _commit(snapshot: Snapshot, config: Config, wanted: Wanted) -> list[Operation]:
    if _is_there(snapshot, wanted):
        return []
    expected = snapshot.branch.head if snapshot.branch else ""
    message = wanted.message(snapshot.server, snapshot.base)
    return [Commit(config.branch, snapshot.base, expected, message, dict(wanted.files))]


def _pull_request(snapshot: Snapshot, config: Config, wanted: Wanted) -> list[Operation]:
    pull = snapshot.pull_request
    title, body = wanted.title(), wanted.body()
    if pull is None or pull.state != "open":
        if not snapshot.pull_requests_allowed:
            return []
        return [OpenPullRequest(config.branch, snapshot.default_branch, title, body)]
    title = pull.title if pull_request_marks.is_retitled(pull) else title
    base = snapshot.default_branch if pull.base not in ("", snapshot.default_branch) else ""
    if (pull.title, pull_request_marks.trimmed(pull.body), base) == (title, pull_request_marks.trimmed(body), ""):
        return []
    return [EditPullRequest(pull.number, title, body, base)]


def _leave_alone(config: Config, pull: PullRequest | None) -> list[Operation]:
    if pull is None or pull.state != "open":
        return []
    if any(comment.ours and pull_request_marks.FOREIGN in comment.body for comment in pull.comments):
        return []
    text = say("pull-request-foreign", branch=config.branch).markdown()
    return [AddComment(pull.number, f"{pull_request_marks.FOREIGN}\n{text}")]
