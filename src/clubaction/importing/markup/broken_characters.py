"""Repairs characters that were decoded with the wrong encoding (`Schr√∂dinger`)."""

from __future__ import annotations

import re

from clubaction.importing.markup.source_page import LINE_LIMIT
from clubaction.importing.report import Report
from clubaction.readme.blocks import MARKER

# What a character in UTF-8 looks like if it is decoded as Mac Roman, Latin-1 or Windows-1252.
_SUSPECT = re.compile(r"[\u221a\u0192\u00c3\u00c2\u00e2\u00c4\u00c5\u2248\u201a][\u0080-\u2fff\uf8ff]")
_RUN = re.compile(r"[\u221a\u0192\u2248\u201a][\u0080-\u2fff\uf8ff]{1,3}")


def mend_characters(text: str, report: Report) -> str:
    """The text with broken characters repaired, in the same lines; the report gets a note about each repaired line.

    Our own blocks are left alone, since they repeat what is in the session files.
    """
    if not _SUSPECT.search(text):
        return text
    lines = text.split("\n")
    ours = False
    for number, line in enumerate(lines, start=1):
        if marker := MARKER.match(line):
            ours = not marker[1]
        if ours or len(line) > LINE_LIMIT or not _SUSPECT.search(line):
            continue
        mended = _mended(line)
        if mended != line and "\n" not in mended and "\r" not in mended.removesuffix("\r"):
            lines[number - 1] = mended
            report.repaired(number, f"broken characters: {_differing(line, mended)}")
    return "\n".join(lines)


def _mended(line: str) -> str:
    from_mac = _RUN.sub(_from_mac_roman, line)
    if not _SUSPECT.search(from_mac):
        return from_mac
    import ftfy  # slow to import, and hardly ever needed

    return ftfy.fix_encoding(from_mac)


def _from_mac_roman(match: re.Match[str]) -> str:
    for end in range(len(match[0]), 1, -1):
        try:
            mended = match[0][:end].encode("mac_roman").decode()
        except UnicodeError:
            continue
        if len(mended) == 1 and (mended.isalpha() or mended in "\u2013\u2014\u2018\u2019\u201c\u201d\u2026"):
            return mended + match[0][end:]
    return match[0]


def _differing(before: str, after: str) -> str:
    old, new = before.split(), after.split()
    if len(old) != len(new):
        return "a line was mended"
    return ", ".join(f"{a} is {b}" for a, b in zip(old, new, strict=True) if a != b)[:300]
