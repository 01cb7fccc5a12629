"""From a snapshot to a plan: the only place that decides, and a pure function.

No network, disk, clock or environment: the same snapshot, papers and day give
the same plan, and a plan carried out leaves nothing to plan.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from clubaction.club import (
    alerts,
    changes,
    configuration,
    open_slots,
    session_file,
    session_folder,
    session_ids,
    written_dates,
)
from clubaction.club.changes import Change
from clubaction.club.configuration import Config
from clubaction.club.state import Club
from clubaction.errors import ClubFileError, ConfigError, Problem
from clubaction.issues import answers, history, memory_update, threads
from clubaction.issues.history import Papers
from clubaction.issues.status_comment import Standing
from clubaction.issues.work import Work
from clubaction.model.plan import PULL_REQUEST, OpenPullRequest, Operation, Plan
from clubaction.model.session import Session
from clubaction.model.session_problem import UnreadableFile
from clubaction.model.snapshot import Snapshot
from clubaction.model.thread import Thread
from clubaction.pipeline import check, obstacles, pull_request
from clubaction.pipeline.pull_request import Wanted
from clubaction.readme import page
from clubaction.text import yaml_text
from clubaction.text.messages import Message, say


def reconcile(snapshot: Snapshot, papers: Papers, today: dt.date) -> Plan:
    """The plan that brings everything to how it should be.

    `today` is the day in the club's time zone (`config.timezone`). Raises
    `ConfigError` and, for the README's markers, `ClubFileError`; nothing is
    planned then.
    """
    config = read_config(snapshot.files, snapshot.config)
    obstacles.require(config, snapshot.config, snapshot.obstacles)
    if config.branch == snapshot.default_branch:
        where = f"`branch`: {config.branch} is the default branch; the pull request needs one of its own"
        raise ConfigError([Problem(snapshot.config, 0, where)])
    work = _told(snapshot, config, papers, today)
    found = changes.compare(work.club)
    files = dict(work.files)
    if all(change.quiet for change in found) and work.club.notme == config.notme:
        # A vote more, or how far a thread is told, is no reason for a pull request; it goes along with the next.
        found, files = [], {}
        for session in work.club.base.values():
            work.club.put(session)
    files |= _config_file(work)
    files |= _readme(work, along=bool(files))
    wanted = Wanted(
        files,
        _messages(work, found, files),
        _closes(work, found),
        _people(work, found),
        [str(problem) for problem in (*work.problems, *work.hints)],
    )
    operations = pull_request.operations(snapshot, config, wanted)
    standing = Standing(_pending(work, wanted, operations), frozenset(change.session for change in found))
    closings = answers.closings(work, standing)
    closed = {step.issue for step in closings}
    every = (*answers.labels(work), *operations, *closings, *answers.answers(work, standing, closed))
    worries = tuple(message.plain() for message in alerts.worries(work.club, snapshot.committed))
    blocked = (standing.pending.plain(),) if files and pull_request.is_foreign(snapshot, wanted) else ()
    changed = tuple(message.plain() for message in wanted.changes) if files else ()
    return Plan(every, changed, work.problems, (*map(str, work.hints), *blocked, *worries), files)


def read_config(files: Mapping[str, bytes], path: str = configuration.PATH) -> Config:
    """The club's configuration as its files have it. Raises `ConfigError`."""
    return configuration.parse_config(files.get(path), path)


# --- what happened ---------------------------------------------------------------------------


def _told(snapshot: Snapshot, config: Config, papers: Papers, today: dt.date) -> Work:
    """The club with everything told to it that is not in its files yet.

    A file that turns out to be written so that it can't be changed is left alone, and all is told anew with that
    known: what people ask of its session is refused with the reason, and never answered as if it were done.
    """
    base, unreadable = session_folder.read_files(snapshot.files, config.sessions)
    unreadable += _obstructed(snapshot, config)
    known = threads.read_threads(snapshot.issues, base, unreadable, config)
    frozen: dict[str, str] = {}
    keeps_notme = True
    problems: dict[Problem, None] = dict.fromkeys(problem for file in unreadable for problem in file.problems)
    while True:
        club = _club(snapshot, config, today, base, unreadable, known)
        club.keeps_notme = keeps_notme
        story = history.replay(club, snapshot, known, papers, frozen)
        _keep_slots(snapshot, club)
        files, unwritable = _session_files(snapshot, club)
        work = Work(snapshot, config, club, known, story, tuple(problems), _hints(snapshot, config, base, today), files)
        listed = _notme_problems(work)
        if not unwritable.keys() - frozen.keys() and not (listed and keeps_notme):
            return work
        frozen |= {session_id: found[0].message for session_id, found in unwritable.items()}
        problems |= dict.fromkeys((*(p for found in unwritable.values() for p in found), *listed))
        keeps_notme = keeps_notme and not listed


def _club(  # noqa: PLR0913, PLR0917 (everything that a club starts from)
    snapshot: Snapshot,
    config: Config,
    today: dt.date,
    base: Mapping[str, Session],
    unreadable: Iterable[UnreadableFile],
    known: Mapping[int, Thread],
) -> Club:
    blocked: dict[str, dt.date | None] = {}
    for file in unreadable:
        day = written_dates.read_date(file.date, config.date_format) if file.date else None
        blocked[file.id] = day if isinstance(day, dt.date) else None
    return Club(
        config,
        today,
        dict(base),
        base,
        notme=set(config.notme),
        files_at=pull_request.files_link(snapshot),
        issues={number: thread.session.id if thread.session else "" for number, thread in known.items()},
        blocked=blocked,
        unreadable=frozenset(number for number, thread in known.items() if thread.unreadable),
        aliases=memory_update.aliases(known.values()),
    )


def _obstructed(snapshot: Snapshot, config: Config) -> list[UnreadableFile]:
    """The places of session files where a link or something else stands: they are taken, too."""
    found = []
    for path in sorted(snapshot.obstacles):
        if session_ids.is_session_path(path, config.sessions):
            problem = Problem(path, 0, obstacles.sentence(snapshot.obstacles[path], "file"))
            found.append(UnreadableFile(path, path.rpartition("/")[2].removesuffix(".md"), (problem,)))
    return found


def _hints(snapshot: Snapshot, config: Config, base: Mapping[str, Session], today: dt.date) -> tuple[Problem, ...]:
    found = obstacles.problems(config, snapshot.files, snapshot.obstacles, snapshot.names_at_root, snapshot.config)
    stay = [slot for slot in base.values() if not open_slots.is_untouched(slot, _data(snapshot, config, slot))]
    twice = check.named_twice(config, snapshot.files, base.values())
    return (*found, *twice, *check.off_cadence(config, snapshot.files, stay, today))


def _data(snapshot: Snapshot, config: Config, session: Session) -> bytes:
    return snapshot.files[session_ids.path_of(session.id, config.sessions)]


def _keep_slots(snapshot: Snapshot, club: Club) -> None:
    """Lets slots go that nobody touched and that can't be filled any more, and makes those that are to be kept."""
    for session_id, slot in club.base.items():
        path = session_ids.path_of(session_id, club.config.sessions)
        current = club.sessions.get(session_id)
        useless = club.held(slot) or not open_slots.is_on_cadence(slot, club.config.cadence)
        if useless and current == slot and slot.is_open and open_slots.is_untouched(slot, snapshot.files[path]):
            club.drop(session_id)
    if club.config.cadence.slots:
        club.fill_slots(club.today + dt.timedelta(weeks=club.config.cadence.slots))


# --- files -----------------------------------------------------------------------------------


def _session_files(snapshot: Snapshot, club: Club) -> tuple[dict[str, bytes | None], dict[str, tuple[Problem, ...]]]:
    """The session files that differ from the default branch, and why those of some sessions can't be changed."""
    folder, roles = club.config.sessions, [role.key for role in club.config.roles]
    files: dict[str, bytes | None] = {}
    unwritable: dict[str, tuple[Problem, ...]] = {}
    for session_id, session in list(club.sessions.items()):
        path = session_ids.path_of(session_id, folder)
        before = club.base.get(session_id)
        if before is None:
            files[path] = session_file.new_file(session, roles)
        elif before != session:
            try:
                files[path] = session_file.edit_file(path, snapshot.files[path], before, session)
            except ClubFileError as error:
                unwritable[session_id] = tuple(error.problems)
                club.put(before)
    gone = (session_id for session_id in club.base if session_id not in club.sessions)
    files |= {session_ids.path_of(session_id, folder): None for session_id in gone}
    return {p: data for p, data in files.items() if data is None or data != snapshot.files.get(p)}, unwritable


def _config_file(work: Work) -> dict[str, bytes | None]:
    """The configuration with the list of those who don't want to be asked, where that has changed."""
    if work.club.notme == work.config.notme:
        return {}
    path = work.snapshot.config
    text = yaml_text.decode(path, work.snapshot.files.get(path, b""))
    return {path: _with_notme(path, text, work.club.notme).encode()}


def _with_notme(path: str, text: str, logins: Collection[str]) -> str:
    """The configuration with this list; an empty one goes, or stays empty where it can't be taken out."""
    listed = yaml_text.read_yaml(path, text).get("notme")
    written = [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []
    kept = {name.removeprefix("@").lower(): name for name in written}
    wanted = [name for login, name in kept.items() if login in logins]
    wanted += sorted(login for login in logins if login not in kept)
    try:
        return yaml_text.edit(path, text, {"notme": wanted or None}, ())
    except ClubFileError:
        if wanted:
            raise
        return yaml_text.edit(path, text, {"notme": []}, ())


def _notme_problems(work: Work) -> list[Problem]:
    """Why the configuration can't be changed for those who don't want to be asked; empty where it can."""
    try:
        _config_file(work)
    except ClubFileError as error:
        names = ", ".join(sorted(work.club.notme ^ work.config.notme))
        return [replace(p, message=f"{p.message}; change `notme` there by hand: {names}") for p in error.problems]
    return []


def _readme(work: Work, *, along: bool) -> dict[str, bytes | None]:
    """The README, where it differs; left as it is while a session's file can't be read.

    `along` tells that other files change with it.
    """
    path = work.config.readme
    before = work.snapshot.files.get(path)
    if before is None or work.problems or path in work.snapshot.obstacles:
        return {}
    text = yaml_text.decode(path, before)
    ages: page.Ages = "now" if along else "weekly"
    after = page.page(text, work.club.sessions, work.config, work.club.today, work.snapshot.files, ages=ages)
    return {path: after.encode()} if after != text else {}


# --- the pull request ------------------------------------------------------------------------


def _messages(work: Work, found: list[Change], files: Mapping[str, bytes | None]) -> list[Message]:
    said = [change.message for change in found if not change.quiet]
    if work.snapshot.config in files:
        said.append(say("change-notme", names=", ".join(sorted(work.club.notme))))
    return said or [say("change-readme", readme=work.config.readme)]


def _closes(work: Work, found: list[Change]) -> list[int]:
    """The claim issues that are fulfilled by the merge."""
    changed = {change.session for change in found}
    return sorted(n for n, s in work.story.claims.items() if s in changed and answers.fulfilled(work, n))


def _people(work: Work, found: list[Change]) -> list[tuple[str, int]]:
    """Those whose proposals, claims and commands make the changes."""
    changed = {change.session for change in found}
    people: list[tuple[str, int]] = []
    for key, event in work.story.events.items():
        session = work.club.by_issue(event.issue.number)
        session_id = session.id if session else work.story.claims.get(event.issue.number, "")
        outcome = work.story.outcomes.get(key)
        if session_id in changed and (event.kind == "proposed" or (outcome and outcome.done and outcome.changed)):
            author = (event.words.comment if event.words else None) or event.issue
            people.append((author.author, author.author_id))
    return pull_request.credited(people)


def _pending(work: Work, wanted: Wanted, operations: Iterable[Operation]) -> Message:
    """What has to happen until the changes count."""
    branch, pull = work.config.branch, work.snapshot.pull_request
    if not wanted.files:
        return say("merged")
    if pull_request.stays_closed(work.snapshot, wanted):
        return say("pending-closed")
    if pull_request.is_foreign(work.snapshot, wanted):
        return say("pending-foreign", branch=branch)
    if any(isinstance(operation, OpenPullRequest) for operation in operations):
        return say("pending", pull_request=f"#{PULL_REQUEST}")
    if pull and pull.state == "open":
        return say("pending", pull_request=f"#{pull.number}")
    return say("pending-branch", branch=branch, compare=pull_request.compare_link(work.snapshot, work.config))
