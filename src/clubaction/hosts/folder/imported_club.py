"""Writes the files of an imported club into a folder, and makes the first commit."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from clubaction.club import session_ids
from clubaction.errors import HostError, UsageError
from clubaction.hosts.folder import worktree
from clubaction.hosts.folder.git import Git
from clubaction.importing.imported import Imported
from clubaction.importing.new_club import new_club


def write(imported: Imported, source: str, into: Path, today: date) -> list[str]:
    """Writes the club imported from the text `source` into the folder `into`; returns what it did, a line each.

    A README that is not the imported text stays as it is. Raises `UsageError`,
    before anything is written, for a folder that has session files already.
    """
    into.mkdir(parents=True, exist_ok=True)
    into = into.resolve()
    # Hidden files, such as the mark of a demo, don't count.
    is_new = all(place.name.startswith(".") and place.name != ".git" for place in into.iterdir())
    before, config = worktree.read_club(into)
    sessions = [path for path in before if session_ids.is_session_path(path, config.sessions)]
    if sessions:
        raise UsageError(f"{into} has session files already, such as {sessions[0]}; import into an empty folder")
    club = new_club(imported, source, before, today)
    worktree.write(into, club.files)
    written = f"wrote {len(imported.sessions)} session files into {into / config.sessions}"
    return [written, *club.remarks, *_commit(into, is_new=is_new)]


def _commit(into: Path, *, is_new: bool) -> list[str]:
    """Commits everything, in a new repository, because `clubaction sync` needs one.

    Does nothing where the folder was part of a repository before.
    """
    git = Git(into)
    try:
        if git.is_repository() or (git.line("rev-parse", "--show-toplevel") and not is_new):
            return []
        git.create()
        git.commit_all("Import the club's schedule\n")
    except HostError as error:
        return [f"not committed: {error}"]
    return ["made it a git repository and committed the import"]
