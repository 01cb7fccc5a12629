"""From a snapshot to a plan: the only place that decides, and a pure function.

No network, disk, clock or environment: the same snapshot, papers and day give
the same plan, and a plan carried out leaves nothing to plan.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from clubaction import (
    changes,
    documents,
    forms,
    notices,
    outlook,
    pulls,
    reminders,
    render,
    sessions,
    timeline,
)
from clubaction import (
    config as configuration,
)
from clubaction.changes import Change
from clubaction.club import Club
from clubaction.commands.turn import Outcome
from clubaction.config import Config
from clubaction.errors import ClubFileError, ConfigError, Problem
from clubaction.messages import Message, say
from clubaction.model import Session, Snapshot
from clubaction.notices import Standing
from clubaction.plan import (
    PULL_REQUEST,
    AddLabel,
    CloseIssue,
    CreateLabel,
    OpenPullRequest,
    Operation,
    Plan,
)
from clubaction.pulls import Wanted
from clubaction.timeline import Event, Papers, Story

LABELS = {
    forms.PAPER_LABEL: ("1d76db", "A paper proposed to the club"),
    forms.CLAIM_LABEL: ("0e8a16", "A role that somebody takes"),
}
"""Label → colour and description, made on first use."""


@dataclass(frozen=True, slots=True)
class _Work:
    """What the steps of one reconciliation share."""

    snapshot: Snapshot
    config: Config
    club: Club
    story: Story
    problems: tuple[Problem, ...]


def reconcile(snapshot: Snapshot, papers: Papers, today: dt.date) -> Plan:
    """The plan that brings everything to how it should be.

    `today` is the day in the club's time zone (`config.timezone`). Raises
    `ConfigError` and, for the README's markers, `ClubFileError`; nothing is
    planned then.
    """
    config = read_config(snapshot.files, snapshot.config)
    if config.branch == snapshot.default_branch:
        where = f"`branch`: {config.branch} is the default branch; the pull request needs one of its own"
        raise ConfigError([Problem(snapshot.config, 0, where)])
    base, problems = sessions.read_all(snapshot.files, config.sessions)
    club = Club(config, today, dict(base), base, notme=set(config.notme), files_at=pulls.files_link(snapshot))
    story = timeline.tell(club, snapshot, papers)
    if config.cadence.slots:
        club.fill_slots(today + dt.timedelta(weeks=config.cadence.slots))
    files, unwritable = _session_files(snapshot, club)
    work = _Work(snapshot, config, club, story, (*problems, *unwritable))
    found = changes.compare(club)
    if all(change.quiet for change in found) and club.notme == config.notme:
        found, files = [], {}
        club.sessions = {i: base.get(i, s) for i, s in club.sessions.items()}
    files |= _config_file(work)
    files |= _readme(work)
    wanted = Wanted(files, _messages(work, found, files), _closes(work, found), _people(work, found))
    operations = pulls.operations(snapshot, config, wanted)
    standing = Standing(_pending(work, wanted, operations), frozenset(change.session for change in found))
    every = (*_labels(work), *operations, *_answers(work, standing), *_closings(work, standing))
    worries = tuple(message.plain() for message in outlook.worries(club, snapshot.committed))
    return Plan(every, tuple(message.plain() for message in wanted.changes), work.problems, worries, files)


def read_config(files: Mapping[str, bytes], path: str = configuration.PATH) -> Config:
    """The club's configuration as its files have it. Raises `ConfigError`."""
    return configuration.read(files.get(path), path)


# --- files -----------------------------------------------------------------------------------


def _session_files(snapshot: Snapshot, club: Club) -> tuple[dict[str, bytes | None], list[Problem]]:
    """The session files that differ from the default branch; a session whose file can't be changed stays as it is."""
    folder, roles = club.config.sessions, [role.key for role in club.config.roles]
    files: dict[str, bytes | None] = {}
    problems: list[Problem] = []
    for session_id, session in list(club.sessions.items()):
        path = sessions.path_of(session_id, folder)
        before = club.base.get(session_id)
        if before is None:
            files[path] = sessions.new(session, roles)
        elif before != session:
            try:
                files[path] = sessions.edit(path, snapshot.files[path], before, session)
            except ClubFileError as error:
                problems += error.problems
                club.put(before)
    gone = (session_id for session_id in club.base if session_id not in club.sessions)
    files |= {sessions.path_of(session_id, folder): None for session_id in gone}
    return {p: data for p, data in files.items() if data is None or data != snapshot.files.get(p)}, problems


def _config_file(work: _Work) -> dict[str, bytes | None]:
    """The configuration with the list of those who don't want to be asked, where that has changed."""
    if work.club.notme == work.config.notme:
        return {}
    path = work.snapshot.config
    text = documents.decode(path, work.snapshot.files.get(path, b""))
    wanted = sorted(work.club.notme)
    return {path: documents.edit(path, text, {"notme": wanted or None}, ()).encode()}


def _readme(work: _Work) -> dict[str, bytes | None]:
    """The README, where it differs; left as it is while a session's file can't be read."""
    path = work.config.readme
    before = work.snapshot.files.get(path)
    if before is None or work.problems:
        return {}
    text = documents.decode(path, before)
    after = render.page(text, work.club.sessions, work.config, work.club.today, work.snapshot.files)
    return {path: after.encode()} if after != text else {}


# --- the pull request ------------------------------------------------------------------------


def _messages(work: _Work, found: list[Change], files: Mapping[str, bytes | None]) -> list[Message]:
    said = [change.message for change in found if not change.quiet]
    if work.snapshot.config in files:
        said.append(say("change-notme", names=", ".join(sorted(work.club.notme))))
    return said or [say("change-readme", readme=work.config.readme)]


def _closes(work: _Work, found: list[Change]) -> list[int]:
    """The claim issues that are fulfilled by the merge."""
    changed = {change.session for change in found}
    return sorted(n for n, s in work.story.claims.items() if s in changed and _fulfilled(work, n))


def _fulfilled(work: _Work, claim: int) -> bool:
    return all(outcome.done for _, outcome in work.story.on(claim))


def _people(work: _Work, found: list[Change]) -> list[tuple[str, int]]:
    """Those whose proposals, claims and commands make the changes."""
    changed = {change.session for change in found}
    people: list[tuple[str, int]] = []
    for key, event in work.story.events.items():
        session = work.club.by_issue(event.issue.number)
        session_id = session.id if session else work.story.claims.get(event.issue.number, "")
        outcome = work.story.outcomes.get(key)
        proposed = event.comment is None and outcome is None
        if session_id in changed and (proposed or (outcome and outcome.done and outcome.changed)):
            author = event.comment or event.issue
            people.append((author.author, author.author_id))
    return pulls.credited(people)


def _pending(work: _Work, wanted: Wanted, operations: Iterable[Operation]) -> Message:
    """What has to happen until the changes count."""
    branch, pull = work.config.branch, work.snapshot.pull_request
    if not wanted.files:
        return say("merged")
    if pulls.stays_closed(work.snapshot, wanted):
        return say("pending-closed")
    if pulls.is_foreign(work.snapshot, wanted):
        return say("pending-foreign", branch=branch)
    if any(isinstance(operation, OpenPullRequest) for operation in operations):
        return say("pending", pull_request=f"#{PULL_REQUEST}")
    if pull and pull.state == "open":
        return say("pending", pull_request=f"#{pull.number}")
    return say("pending-branch", branch=branch, compare=pulls.compare_link(work.snapshot, work.config))


# --- issues ----------------------------------------------------------------------------------


def _labels(work: _Work) -> list[Operation]:
    missing = [name for name in LABELS if name not in work.snapshot.labels]
    made: list[Operation] = [CreateLabel(name, *LABELS[name]) for name in missing]
    for issue in work.snapshot.issues:
        if issue.state == "open" and not issue.bot and not issue.labels & LABELS.keys():
            if timeline.is_claim(issue):
                made.append(AddLabel(issue.number, forms.CLAIM_LABEL))
            elif timeline.is_paper(issue):
                made.append(AddLabel(issue.number, forms.PAPER_LABEL))
    return made


def _answers(work: _Work, standing: Standing) -> list[Operation]:
    """Status comments and reactions."""
    found: list[Operation] = []
    for issue in work.snapshot.issues:
        session = work.club.by_issue(issue.number)
        events = work.story.on(issue.number)
        if issue.bot:
            continue
        if timeline.is_claim(issue):
            if issue.state == "open" and events:
                target = work.club.sessions.get(work.story.claims.get(issue.number, ""))
                text = notices.claim_text(work.club, issue, target, events[0][1], standing)
                found += notices.status(issue, text)
        elif not timeline.is_paper(issue):
            if not session and notices.answered(issue):
                found += notices.status(issue, notices.withdrawn_text(issue))
            continue
        elif session and (issue.state == "open" or events or notices.answered(issue)):
            text = notices.session_text(work.club, issue, session, work.story, standing)
            found += notices.status(issue, text)
            found += reminders.due(work.club, issue, session) if issue.state == "open" else []
        elif not session and issue.state == "closed" and any(c.ours for c in issue.comments):
            found += notices.status(issue, notices.withdrawn_text(issue))
        found += notices.reactions(issue, _unmerged(work, session, events))
        found += reminders.moved_up(issue, events)
    return found


def _unmerged(
    work: _Work, session: Session | None, events: Iterable[tuple[Event, Outcome]]
) -> list[tuple[Event, Outcome]]:
    """The events that the session's file does not have behind it.

    The reaction to an older claim stays: it is what tells, until the merge, that its author still waits.
    """
    base = work.club.base.get(session.id) if session else None
    seen = base.seen if base else 0
    return [(event, outcome) for event, outcome in events if event.comment is None or event.comment.id > seen]


def _closings(work: _Work, standing: Standing) -> list[Operation]:
    """Issues that are done: claims that are merged or came too late, and threads of sessions whose day is over."""
    found: list[Operation] = []
    for issue in work.snapshot.issues:
        if issue.state != "open" or issue.bot:
            continue
        session = work.club.by_issue(issue.number)
        if timeline.is_claim(issue):
            claimed = work.story.claims.get(issue.number, "")
            if claimed in standing.changed or claimed not in work.club.sessions:
                continue
            if _fulfilled(work, issue.number):
                found.append(CloseIssue(issue.number, "completed"))
            elif _over(work, work.club.sessions[claimed]):
                found.append(CloseIssue(issue.number, "not_planned"))
        elif session and session.id not in standing.changed and _over(work, session):
            found.append(CloseIssue(issue.number, "not_planned" if session.cancelled else "completed"))
    return found


def _over(work: _Work, session: Session) -> bool:
    """Whether the day of a merged session is over."""
    return session.id in work.club.base and work.club.held(session)
