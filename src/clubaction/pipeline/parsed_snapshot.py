"""A snapshot with everything in it parsed, once a run: the configuration, the session files and the issues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clubaction.club import session_folder, session_ids
from clubaction.club.config_file import parse_config
from clubaction.club.configuration import Config
from clubaction.errors import ConfigError, Problem
from clubaction.issues import threads
from clubaction.model.session import Session
from clubaction.model.snapshot import Snapshot
from clubaction.model.thread import Thread
from clubaction.model.unreadable_file import UnreadableFile
from clubaction.pipeline import obstacles


@dataclass(frozen=True, slots=True)
class ParsedSnapshot:
    """What a host has read, parsed; all steps of a run look at this one value."""

    snapshot: Snapshot
    config: Config
    sessions: Mapping[str, Session]
    """Id → session, as the default branch has it."""
    unreadable: tuple[UnreadableFile, ...]
    """The session files that can't be read, those behind a link included."""
    threads: Mapping[int, Thread]
    """Number → the issue with its session and its comments, in the order of the issues."""


def parse_snapshot(snapshot: Snapshot) -> ParsedSnapshot:
    """Parses what a host has read. Raises `ConfigError`; a session file that can't be read is no reason to stop."""
    config = parse_config(snapshot.files.get(snapshot.config), snapshot.config)
    obstacles.require(config, snapshot.config, snapshot.obstacles)
    if config.branch == snapshot.default_branch:
        where = f"`branch`: {config.branch} is the default branch; the pull request needs one of its own"
        raise ConfigError([Problem(snapshot.config, 0, where)])
    sessions, unreadable = session_folder.read_files(snapshot.files, config.sessions)
    unreadable += _obstructed(snapshot, config)
    known = threads.read_threads(snapshot.issues, sessions, unreadable, config)
    return ParsedSnapshot(snapshot, config, sessions, tuple(unreadable), known)


def _obstructed(snapshot: Snapshot, config: Config) -> list[UnreadableFile]:
    """The places of session files where a link or something else stands: they are taken, too."""
    found = []
    for path in sorted(snapshot.obstacles):
        if session_ids.is_session_path(path, config.sessions):
            problem = Problem(path, 0, obstacles.sentence(snapshot.obstacles[path], "file"))
            found.append(UnreadableFile(path, session_ids.id_of(path), (problem,)))
    return found
