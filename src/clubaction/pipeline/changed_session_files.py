"""The session files as they should be, where that differs from the default branch."""

from __future__ import annotations

from collections.abc import Mapping

from clubaction.club import session_file, session_ids
from clubaction.club.state import Club
from clubaction.errors import ClubFileError, Problem

Files = dict[str, bytes | None]
"""Path → new content; None deletes."""


def changed_session_files(files: Mapping[str, bytes], club: Club) -> tuple[Files, dict[str, tuple[Problem, ...]]]:
    """The session files that differ, and why those of some sessions (by id) can't be changed.

    In the club, such a session is then again as its file says.
    """
    folder, roles = club.config.sessions, [role.key for role in club.config.roles]
    found: Files = {}
    unwritable: dict[str, tuple[Problem, ...]] = {}
    for session in club.changed():
        path = session_ids.path_of(session, folder)
        before = club.base.get(session.id)
        if before is None:
            found[path] = session_file.new_file(session, roles)
            continue
        try:
            found[path] = session_file.edit_file(path, files[path], before, session)
        except ClubFileError as error:
            unwritable[session.id] = tuple(error.problems)
            club.put(before)
    gone = (session for session_id, session in club.base.items() if session_id not in club.sessions)
    found |= {session_ids.path_of(session, folder): None for session in gone}
    return {path: data for path, data in found.items() if data is None or data != files.get(path)}, unwritable
