"""The ids of sessions, which are the names of their files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

_LONGEST_ID = 60
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d|readme|index|template)\Z", re.IGNORECASE)


def make_id(title: str, taken: Collection[str], fallback: str = "session") -> str:
    """A new id from a title (see `stem_of`) that is not in `taken`, whatever its case."""
    stem = stem_of(title, fallback)
    used = {name.casefold() for name in taken}
    candidate, number = stem, 2
    while candidate.casefold() in used:
        candidate, number = f"{stem}-{number}", number + 1
    return candidate


def stem_of(title: str, fallback: str = "session") -> str:
    """What an id is made from: a title in lower case, words joined by hyphens, at most 60 characters.

    Accents are dropped; a title in a script without Latin letters keeps its own letters.
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


def path_of(session_id: str, folder: str) -> str:
    """Where the session's file is, relative to the repository's root."""
    return f"{folder}/{session_id}.md" if folder else f"{session_id}.md"


def is_session_path(path: str, folder: str) -> bool:
    """Whether a file of the repository is a session file: a `.md` right in the folder, but no README."""
    parent, _, name = path.rpartition("/")
    return parent == folder and name.endswith(".md") and name[:-3].lower() not in ("", "readme")
