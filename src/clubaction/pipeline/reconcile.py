"""From a snapshot to a plan: the only place that decides, and a pure function.

No network, disk, clock or environment: the same snapshot, papers and day give
the same plan, and a plan carried out leaves nothing to plan.
"""

from __future__ import annotations

import datetime as dt

from clubaction.club import alerts, changes
from clubaction.club.changes import Change
from clubaction.errors import Problem
from clubaction.issues.answers import answers
from clubaction.issues.closings import closings
from clubaction.issues.labels import labels
from clubaction.issues.replay import replay
from clubaction.issues.run_state import RunState
from clubaction.issues.unmerged import Unmerged
from clubaction.model.paper import Papers
from clubaction.model.plan import Plan
from clubaction.model.snapshot import Snapshot
from clubaction.pipeline import notme_list, proposed_changes, pull_request
from clubaction.pipeline.changed_files import changed_files
from clubaction.pipeline.changed_session_files import changed_session_files
from clubaction.pipeline.hints import hints
from clubaction.pipeline.kept_slots import keep_slots
from clubaction.pipeline.merged_club import merged_club
from clubaction.pipeline.parsed_snapshot import ParsedSnapshot, parse_snapshot


def reconcile(snapshot: Snapshot, papers: Papers, today: dt.date) -> Plan:
    """The plan that brings everything to how it should be.

    `today` is the day in the club's time zone (`config.timezone`). Raises
    `ConfigError` and, for the README's markers, `ClubFileError`; nothing is
    planned then.
    """
    return plan_for(parse_snapshot(snapshot), papers, today)


def plan_for(parsed: ParsedSnapshot, papers: Papers, today: dt.date) -> Plan:
    """The plan for a snapshot that is parsed already."""
    state = _with_what_was_said(parsed, papers, today)
    found = _worth_telling(state)
    wanted = proposed_changes.wanted(state, found, changed_files(state, sessions=bool(found)))
    operations = pull_request.operations(state.snapshot, state.config, wanted)
    pending = proposed_changes.pending(state, wanted, operations)
    unmerged = Unmerged(pending, frozenset(change.session for change in found))
    to_close = closings(state, unmerged)
    said = answers(state, unmerged, {step.issue for step in to_close})
    worries = tuple(message.plain() for message in alerts.worries(state.club, state.snapshot.committed))
    blocked = (pending.plain(),) if wanted.files and pull_request.is_foreign(state.snapshot, wanted) else ()
    return Plan(
        (*labels(state), *operations, *to_close, *said),
        tuple(message.plain() for message in wanted.changes) if wanted.files else (),
        state.problems,
        (*map(str, state.hints), *blocked, *worries),
        wanted.files,
    )


def _with_what_was_said(parsed: ParsedSnapshot, papers: Papers, today: dt.date) -> RunState:
    """The club as it should be after all that people said on its issues.

    A file that turns out to be written so that it can't be changed is left alone, and all is judged anew with that
    known: what people ask of its session is refused with the reason, and never answered as if it were done.
    """
    snapshot, threads = parsed.snapshot, parsed.threads
    frozen: dict[str, str] = {}
    keeps_notme = True
    problems: dict[Problem, None] = dict.fromkeys(p for file in parsed.unreadable for p in file.problems)
    while True:
        club = merged_club(parsed, today)
        club.keeps_notme = keeps_notme
        history = replay(club, snapshot, threads, papers, frozen)
        keep_slots(snapshot.files, club)
        files, unwritable = changed_session_files(snapshot.files, club)
        listed = notme_list.problems(snapshot, club)
        if not unwritable.keys() - frozen.keys() and not (listed and keeps_notme):
            noted = hints(snapshot, club)
            return RunState(snapshot, parsed.config, club, threads, history, tuple(problems), noted, files)
        frozen |= {session_id: found[0].message for session_id, found in unwritable.items()}
        problems |= dict.fromkeys((*(p for found in unwritable.values() for p in found), *listed))
        keeps_notme = keeps_notme and not listed


def _worth_telling(state: RunState) -> list[Change]:
    """What changes; nothing where all of it is quiet, and the sessions are then again as the default branch has them.

    A vote more, or a newer comment that changed nothing else, is no reason for a pull request; it goes along with the
    next.
    """
    found = changes.compare(state.club)
    if not all(change.quiet for change in found) or state.club.notme != state.config.notme:
        return found
    for session_id, session in state.club.base.items():
        if state.club.sessions.get(session_id) is not session:
            state.club.put(session)
    return []
