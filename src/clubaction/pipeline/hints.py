"""What organisers should mend though a run can go on without it."""

from __future__ import annotations

from clubaction.club.session_ids import path_of
from clubaction.club.state import Club
from clubaction.club.untouched_slots import is_untouched
from clubaction.errors import Problem
from clubaction.model.snapshot import Snapshot
from clubaction.pipeline import obstacles, session_problems


def hints(snapshot: Snapshot, club: Club) -> tuple[Problem, ...]:
    """What keeps the schedule from being shown, and which files of the default branch say what can't be meant."""
    config, files, sessions = club.config, snapshot.files, club.base.values()
    found = obstacles.problems(config, files, snapshot.obstacles, snapshot.names_at_root, snapshot.config)
    slots = [session for session in sessions if session.is_open]
    stay = [slot for slot in slots if not is_untouched(slot, files[path_of(slot, config.sessions)])]
    twice = session_problems.named_twice(config, files, sessions)
    return (*found, *twice, *session_problems.off_cadence(config, files, stay, club.today))
