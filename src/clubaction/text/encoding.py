"""UTF-8, the encoding of all files of a club."""

from __future__ import annotations

from clubaction.errors import ClubFileError, Problem


def decode(path: str, data: bytes) -> str:
    """The text of the file at `path` with these bytes. Raises `ClubFileError`, with the line, where it is not UTF-8."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ClubFileError([Problem(path, line, "this is not UTF-8 text: save it again in that encoding")]) from None
