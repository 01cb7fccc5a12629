"""All session files of a club: those that can be read, and those that can't."""

from __future__ import annotations

import re
from collections.abc import Mapping

from clubaction.club.session_file import read_session
from clubaction.club.session_ids import is_session_path
from clubaction.errors import ClubFileError, Problem
from clubaction.model.session import Session
from clubaction.model.session_problem import UnreadableFile

_LONGEST_SEARCHED = 20_000
"""Characters of a file that can't be read which are searched for what it is about."""


def read_files(files: Mapping[str, bytes], folder: str) -> tuple[dict[str, Session], list[UnreadableFile]]:
    """All sessions by id, and the files that can't be read."""
    found: dict[str, Session] = {}
    unreadable: list[UnreadableFile] = []
    for path in sorted(files):
        if not is_session_path(path, folder):
            continue
        try:
            session = _read_named(path, files[path])
        except ClubFileError as error:
            unreadable.append(_unreadable(path, files[path], tuple(error.problems)))
        else:
            found[session.id] = session
    return found, unreadable


def _read_named(path: str, data: bytes) -> Session:
    shown = path.encode(errors="replace").decode()
    if shown != path or "\N{REPLACEMENT CHARACTER}" in path:
        raise ClubFileError([Problem(shown, 0, "the file's name is not UTF-8 text; give it another")])
    return read_session(path, data)


_SEARCHED = {
    key: re.compile(rf"""^["']?{key}["']?[ \t]*:[ \t]*["']?([^\r\n]{{1,200}})""", re.MULTILINE)
    for key in ("issue", "date", "proposer", "seen")
}


def _unreadable(path: str, data: bytes, problems: tuple[Problem, ...]) -> UnreadableFile:
    text = data[:_LONGEST_SEARCHED].decode("utf-8", "replace")
    values = {key: match[1].strip() if (match := pattern.search(text)) else "" for key, pattern in _SEARCHED.items()}
    number = re.match(r"#?(\d{1,9})\b", values["issue"])
    session_id = path.rpartition("/")[2].removesuffix(".md")
    issue = int(number[1]) if number else None
    date, proposer = (re.split(r"[\"'#]", values[key], maxsplit=1)[0].strip() for key in ("date", "proposer"))
    seen = re.match(r"\d{1,18}", values["seen"])
    return UnreadableFile(path, session_id, problems, issue, date, proposer, int(seen[0]) if seen else 0)


def read_all(files: Mapping[str, bytes], folder: str) -> tuple[dict[str, Session], list[Problem]]:
    """All sessions by id, and the problems of the files that could not be read."""
    found, unreadable = read_files(files, folder)
    return found, [problem for one in unreadable for problem in one.problems]
