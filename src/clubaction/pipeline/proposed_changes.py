"""What the pull request that should exist brings, closes, and whose doing it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from clubaction.club.changes import Change
from clubaction.issues.closings import is_fulfilled
from clubaction.issues.run_state import RunState
from clubaction.model.plan import PULL_REQUEST, OpenPullRequest, Operation
from clubaction.pipeline import host_links, pull_request, pull_request_text
from clubaction.pipeline.pull_request_text import Wanted
from clubaction.text.messages import Message, say


def wanted(state: RunState, found: Sequence[Change], files: Mapping[str, bytes | None]) -> Wanted:
    """The pull request that should exist for these changes of the club and its files."""
    return Wanted(
        files,
        _messages(state, found, files),
        _closes(state, found),
        _people(state, found),
        [str(problem) for problem in (*state.problems, *state.hints)],
    )


def _messages(state: RunState, found: Sequence[Change], files: Mapping[str, bytes | None]) -> list[Message]:
    said = [change.message for change in found if not change.quiet]
    if state.snapshot.config in files:
        said.append(say("change-notme", names=", ".join(sorted(state.club.notme))))
    return said or [say("change-readme", readme=state.config.readme)]


def _closes(state: RunState, found: Sequence[Change]) -> list[int]:
    """The claim issues that are fulfilled by the merge."""
    changed = {change.session for change in found}
    return sorted(n for n, s in state.history.claims.items() if s in changed and is_fulfilled(state, n))


def _people(state: RunState, found: Sequence[Change]) -> list[tuple[str, int]]:
    """Those whose proposals, claims and commands make the changes."""
    changed = {change.session for change in found}
    people: list[tuple[str, int]] = []
    for key, event in state.history.events.items():
        session = state.club.by_issue(event.issue.number)
        session_id = session.id if session else state.history.claims.get(event.issue.number, "")
        outcome = state.history.outcomes.get(key)
        if session_id in changed and (event.kind == "proposed" or (outcome and outcome.done and outcome.changed)):
            author = (event.statement.comment if event.statement else None) or event.issue
            people.append((author.author, author.author_id))
    return pull_request_text.credited(people)


def pending(state: RunState, wanted: Wanted, operations: Iterable[Operation]) -> Message:
    """What has to happen until the changes count."""
    branch, pull = state.config.branch, state.snapshot.pull_request
    if not wanted.files:
        return say("merged")
    if pull_request.stays_closed(state.snapshot, wanted):
        return say("pending-closed")
    if pull_request.is_foreign(state.snapshot, wanted):
        return say("pending-foreign", branch=branch)
    if any(isinstance(operation, OpenPullRequest) for operation in operations):
        return say("pending", pull_request=f"#{PULL_REQUEST}")
    if pull and pull.state == "open":
        return say("pending", pull_request=f"#{pull.number}")
    return say("pending-branch", branch=branch, compare=host_links.compare_link(state.snapshot, state.config))
