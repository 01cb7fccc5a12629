"""Turns the text of a section into that of a session file: headings from level 2 on, complete block quotes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from clubaction.importing.field_names import FIELD_WORDS
from clubaction.importing.markup.blank_lines import trimmed
from clubaction.importing.markup.heading_levels import HEADING_MARK, moved_up
from clubaction.importing.vocabulary import fold, is_placeholder
from clubaction.text import containment, markdown_lines

_EMPHATIC = re.compile(r"\s{0,3}(\*\*|__|\*|_)(?=\S)([^*_]{1,80}?)(?<=\S)\1\s{0,2}[:：]?\s*$")
_ALERT = re.compile(r"\s{0,3}>\s?\[![A-Za-z]{1,20}\]\s{0,3}(.{0,80})$")


def section_body(before: Sequence[str], after: Sequence[str], depth: int) -> list[str]:
    """The Markdown before and after the facts of a section, with headings moved up by `depth` levels."""
    lines = trimmed([*trimmed(before), "", *trimmed(after)])
    shown = containment.contain("\n".join(lines), shift=0).split("\n")
    titled = _without_double_blanks(_with_quotes(outdented(shown, depth)))
    return trimmed(_without_empty_abstract(titled))


def outdented(lines: Sequence[str], depth: int) -> list[str]:
    """The lines with headings moved up by `depth` levels, but not above the second; code is left alone."""
    numbered = markdown_lines.lines("\n".join(lines))
    return [line.text if line.code else moved_up(line.text, depth) for line in numbered]


def _with_quotes(lines: Sequence[str]) -> list[str]:
    """The lines, where bold lines become headings, and lines that continue a block quote without `>` get one."""
    out: list[str] = []
    quoting = False
    for line in markdown_lines.lines("\n".join(lines)):
        if not line.code and (title := _emphatic_title(line.text)):
            gap = [""] if out and out[-1].strip() else []
            out += [*gap, f"## {title}", ""]
            quoting = False
            continue
        is_quote = not line.code and line.text.lstrip().startswith(">")
        goes_on = quoting and _is_paragraph(line)
        quoting = is_quote or goes_on
        out.append(f"> {line.text.strip()}" if goes_on and not is_quote else line.text)
    return out


def _is_paragraph(line: markdown_lines.Line) -> bool:
    return not line.code and bool(line.text.strip()) and not HEADING_MARK.match(line.text)


def _emphatic_title(text: str) -> str:
    """The title of a line that is all bold or italic, or that starts an alert (`> [!NOTE]`); empty for other lines."""
    if match := _ALERT.match(text):
        return match[1].strip() or "Note"
    match = _EMPHATIC.match(text)
    return match[2].strip().rstrip(":：").strip() if match else ""


def _without_double_blanks(lines: Sequence[str]) -> list[str]:
    """The lines with at most one blank line after a heading."""
    out: list[str] = []
    for line in lines:
        if not line.strip() and len(out) > 1 and not out[-1].strip() and out[-2].startswith("#"):
            continue
        out.append(line)
    return out


def _without_empty_abstract(lines: list[str]) -> list[str]:
    """The lines without an `Abstract` heading that has only a placeholder, or nothing, below it."""
    for index, line in enumerate(lines):
        mark = HEADING_MARK.match(line)
        if not mark or fold(line[mark.end() :]) not in FIELD_WORDS["abstract"]:
            continue
        end = next((number for number in range(index + 1, len(lines)) if HEADING_MARK.match(lines[number])), len(lines))
        if is_placeholder(" ".join(text.strip(" >") for text in lines[index + 1 : end]).strip()):
            return lines[:index] + lines[end:]
    return lines
