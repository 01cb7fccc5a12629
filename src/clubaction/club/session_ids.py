"""The ids of sessions, which are the names of their files without `.md`, and the paths of these files."""

from __future__ import annotations

import re
import unicodedata

from clubaction.model.session import Session

_LONGEST_ID = 60
"""Characters of an id, without the number that may follow."""
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d|readme|index|template)\Z", re.IGNORECASE)


def stem_of(title: str, fallback: str = "session") -> str:
    """The id for a title, or its start where another session has it: the words in lower case, joined by hyphens.

    It has at most 60 characters and no accents, unless the title has hardly any Latin letters. `fallback` is the id for
    a title without words. It also follows an id that Windows does not allow as a file's name (`con`) or that means
    something else here (`readme`).
    """
    latin = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", latin.replace("'", ""))
    if len("".join(words)) < 3:
        words = re.findall(r"\w+", unicodedata.normalize("NFC", title).lower()) or words
    stem = ""
    for word in words:
        longer = f"{stem}-{word}" if stem else word[:_LONGEST_ID]
        if len(longer) > _LONGEST_ID:
            break
        stem = longer
    stem = stem.replace("_", "-").strip("-") or fallback
    return f"{stem}-{fallback}" if _RESERVED.match(stem) else stem


def new_path(session_id: str, folder: str) -> str:
    """The path of a new session's file; `folder` is that of the session files."""
    return f"{folder}/{session_id}.md" if folder else f"{session_id}.md"


def path_of(session: Session, folder: str) -> str:
    """The path of a session's file: where it is (people may have moved it), or where it will be if it is new."""
    return session.path or new_path(session.id, folder)


def id_of(path: str) -> str:
    """The id of the session in the file at this path."""
    return path.rpartition("/")[2].removesuffix(".md")


def is_session_path(path: str, folder: str) -> bool:
    """Whether this path is that of a session file: a `.md` file in `folder` or a folder inside it, but not a README.

    Hidden folders (with a dot at the start of their name) don't count: programs keep files of their own there.
    """
    parent, _, name = path.rpartition("/")
    if not name.endswith(".md") or name[:-3].lower() in ("", "readme"):
        return False
    return parent == folder or (parent.startswith(f"{folder}/") and "/." not in parent[len(folder) :])
