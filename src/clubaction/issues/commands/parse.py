"""Commands in comments: which lines are commands, and which nearly are."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from clubaction.club.people import LOGIN_PATTERN
from clubaction.model.statement import Call
from clubaction.text import markdown, markdown_lines
from clubaction.text.code_spans import code_spans
from clubaction.text.line_endings import with_unix_newlines
from clubaction.text.nearest_word import nearest_word

MOST = 25
"""How many commands of one comment are read."""

LONGEST_LINE = 4_000
"""Characters of a line that are looked at; every field that a command sets is shorter."""

_COMMAND = re.compile(r"/ ?([a-z][a-z-]{0,30})(?:(?=\s)|:|\Z)\s*(.*)\Z", re.IGNORECASE | re.DOTALL)
_BARE = re.compile(r"([a-z]{3,12})\s*(.*)\Z", re.IGNORECASE | re.DOTALL)
_LONGEST_BARE = 6
_MARKS = re.compile(rf"[-*+•‣–—](?: \[[ xX]\])? |\d{{1,3}}[.)] |@{LOGIN_PATTERN}(?:\[bot\])?[,:]? (?=/)")
_BOLD = ("**", "__", "*", "_")


def find_calls(body: str, known: Mapping[str, Collection[str]]) -> tuple[Call, ...]:
    """The commands of a comment in order, up to the first that is one too many.

    `known` maps the commands to the first words that may follow each (none:
    any). Lines in code, quotes and HTML comments are no commands.
    """
    if not ("/" in body or "\N{FULLWIDTH SOLIDUS}" in body) and not _may_be_bare(body, known):
        return ()
    calls: list[Call] = []
    lines = [line for line in _outside_code(body).split("\n") if line.strip()]
    for line in lines:
        call = _call(line[:LONGEST_LINE], known, alone=len(lines) == 1)
        if call and len(calls) == MOST:
            return (*calls, replace(call, beyond=True))
        if call:
            calls.append(call)
    return tuple(calls)


def without_commands(text: str) -> str:
    """A text for others to read: without the lines that are commands."""
    lines = with_unix_newlines(text).split("\n")
    pairs = zip(lines, _outside_code(text).split("\n"), strict=True)
    return "\n".join(line for line, outside in pairs if not _is_command_line(outside[:LONGEST_LINE])).strip()


def _is_command_line(line: str) -> bool:
    if line.startswith(("    ", "\t")):
        return False
    return _COMMAND.match(_unmarked(markdown.one_line(line.replace("\N{FULLWIDTH SOLIDUS}", "/")))) is not None


def _may_be_bare(body: str, known: Mapping[str, Collection[str]]) -> bool:
    text = body.casefold()
    return any(name in text for name in known)


def _call(line: str, known: Mapping[str, Collection[str]], *, alone: bool) -> Call | None:
    if line.startswith(("    ", "\t")):
        return None
    text = markdown.one_line(line.replace("\N{FULLWIDTH SOLIDUS}", "/"))
    bare = _unmarked(text)
    if not bare.startswith("/"):
        return _bare(bare, known, alone=alone)
    match = _COMMAND.match(bare)
    return _slash(match[1].lower(), match[2], text, known) if match else None


def _unmarked(text: str) -> str:
    """A line without the bullet, the number, the emphasis and the address that it starts with."""
    for _ in range(3):
        text = _MARKS.sub("", text, count=1) if _MARKS.match(text) else text
    for mark in _BOLD:
        if text.startswith(f"{mark}/") and text.endswith(mark):
            return text[len(mark) : -len(mark)].strip()
        if text.startswith(f"{mark}/"):
            return text[len(mark) :].replace(mark, "", 1)
    return text


def _slash(name: str, argument: str, text: str, known: Mapping[str, Collection[str]]) -> Call | None:
    if name in known:
        return Call(name, argument, text)
    close = nearest_word(name, known, 0.7)
    return Call(close, argument, text, meant=f"/{close} {argument}".strip()) if close else None


def _bare(line: str, known: Mapping[str, Collection[str]], *, alone: bool) -> Call | None:
    """A line that misses only its slash: short, a command's name first, and a word that may follow it."""
    match = _BARE.match(line)
    if not match or match[1].lower() not in known or len(line.split()) > _LONGEST_BARE:
        return None
    name, argument = match[1].lower(), match[2]
    following = [word.casefold() for word in known[name]]
    first = argument.split(" ")[0].rstrip(".,!").casefold()
    if (following and first in following) or (not following and not argument and alone):
        return Call(name, argument, line, meant=f"/{name} {argument}".strip())
    return None


def _outside_code(body: str) -> str:
    """The text with code, quotes and HTML comments blanked; it has the same number of lines."""
    text = with_unix_newlines(body)
    fenced = "\n".join("" if _is_fenced(line) else line.text for line in markdown_lines.lines(text))
    out = re.sub(r"<!--.*?(?:-->|\Z)", _blank, _without_code_spans(fenced), flags=re.DOTALL)
    return "\n".join("" if line.lstrip().startswith(">") else line for line in out.split("\n"))


def _is_fenced(line: markdown_lines.Line) -> bool:
    return line.code and not line.text.lstrip().startswith("<!--")


def _blank(match: re.Match[str]) -> str:
    return "\n" * match.group().count("\n")


def _without_code_spans(text: str) -> str:
    """The text with code spans of several lines blanked; a `<!--` in another code span starts no comment any more."""
    return re.sub(r"(?:[^\n]+\n?)+", lambda paragraph: _blank_spans(paragraph.group()), text)


def _blank_span(span: str) -> str:
    """What stands for a code span: nothing if it has several lines; else itself, as it may be part of an argument."""
    if "\n" in span:
        return "\N{NO-BREAK SPACE}" + "\n" * span.count("\n")
    return span.replace("<!--", "<\N{ZERO WIDTH SPACE}!--")


def _blank_spans(paragraph: str) -> str:
    out: list[str] = []
    position = 0
    for start, end in code_spans(paragraph)[0]:
        out += [paragraph[position:start], _blank_span(paragraph[start:end])]
        position = end
    return "".join([*out, paragraph[position:]])
