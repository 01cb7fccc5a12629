"""The club's files as they should be, where that differs from the default branch."""

from __future__ import annotations

from collections.abc import Mapping

from clubaction.issues.run_state import RunState
from clubaction.pipeline import notme_list, readme_file


def changed_files(state: RunState, *, sessions: bool) -> Mapping[str, bytes | None]:
    """Path → new content (None deletes); with `sessions`, the session files that differ are among them.

    The README waits while a session's file can't be read.
    """
    files = dict(state.files) if sessions else {}
    files |= notme_list.changed_config_file(state.snapshot, state.club)
    if not state.problems:
        files |= readme_file.changed_readme(state.snapshot, state.club, along=bool(files))
    return files
