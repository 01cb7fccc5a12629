"""All session files of a club, read together: the sessions, and the files that can't be read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from clubaction.club import session_ids
from clubaction.club.session_file import read_session
from clubaction.errors import ClubFileError, Problem
from clubaction.model.session import Session
from clubaction.model.unreadable_file import UnreadableFile

_LONGEST_SEARCHED = 20_000
"""Bytes of a file that can't be read in which a few of its keys are searched."""


def read_files(files: Mapping[str, bytes], folder: str) -> tuple[dict[str, Session], list[UnreadableFile]]:
    """Id → session, and the files that can't be read; `folder` is that of the session files."""
    found: dict[str, Session] = {}
    unreadable: list[UnreadableFile] = []
    paths = [path for path in sorted(files) if session_ids.is_session_path(path, folder)]
    by_id: dict[str, list[str]] = {}
    for path in paths:
        by_id.setdefault(session_ids.id_of(path), []).append(path)
    for path in paths:
        try:
            _require_own_name(path, by_id[session_ids.id_of(path)])
            session = _read_named(path, files[path])
        except ClubFileError as error:
            unreadable.append(_unreadable(path, files[path], tuple(error.problems)))
        else:
            found[session.id] = session
    return found, unreadable


def _require_own_name(path: str, same: Sequence[str]) -> None:
    """Raises `ClubFileError` where several files (`same`) have one name, in different folders."""
    if len(same) > 1:
        others = " and ".join(other for other in same if other != path)
        raise ClubFileError(
            [Problem(path, 0, f"{others} has the same name, and each session needs its own: rename one")]
        )


def _read_named(path: str, data: bytes) -> Session:
    shown = path.encode(errors="replace").decode()
    if shown != path or "\N{REPLACEMENT CHARACTER}" in path:
        raise ClubFileError([Problem(shown, 0, "the file's name is not UTF-8 text: rename it")])
    return read_session(path, data)


_SEARCHED = {
    key: re.compile(rf"""^["']?{key}["']?[ \t]*:[ \t]*["']?([^\r\n]{{1,200}})""", re.MULTILINE)
    for key in ("issue", "date", "proposer", "seen")
}


def _unreadable(path: str, data: bytes, problems: tuple[Problem, ...]) -> UnreadableFile:
    """A file that can't be read as YAML, with what its lines say that look like keys."""
    text = data[:_LONGEST_SEARCHED].decode("utf-8", "replace")
    values = {key: match[1].strip() if (match := pattern.search(text)) else "" for key, pattern in _SEARCHED.items()}
    number = re.match(r"#?(\d{1,9})\b", values["issue"])
    issue = int(number[1]) if number else None
    date, proposer = (re.split(r"[\"'#]", values[key], maxsplit=1)[0].strip() for key in ("date", "proposer"))
    seen = re.match(r"\d{1,18}", values["seen"])
    return UnreadableFile(path, session_ids.id_of(path), problems, issue, date, proposer, int(seen[0]) if seen else 0)


def require_all(files: Mapping[str, bytes], folder: str) -> dict[str, Session]:
    """Id → session. Raises `ClubFileError` with all problems where a file can't be read."""
    found, problems = read_all(files, folder)
    if problems:
        raise ClubFileError(problems)
    return found


def read_all(files: Mapping[str, bytes], folder: str) -> tuple[dict[str, Session], list[Problem]]:
    """Id → session, and the problems of the files that can't be read; `folder` is that of the session files."""
    found, unreadable = read_files(files, folder)
    return found, [problem for file in unreadable for problem in file.problems]
