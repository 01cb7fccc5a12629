"""What to change in a text that is not YAML, in words for somebody who has never heard of YAML."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import yaml

from clubaction.errors import Problem
from clubaction.text.shortening import shortened

_ENTRY = re.compile(r"\s*+(?:-\s++)*+([\"']?)([^\s:\"'#,\[\]{}][^:\"'#,\[\]{}]*+)\1\s*+:(?:\s++|$)(.*)", re.DOTALL)
_LONGEST_SHOWN = 60
_NAMED = ("title", "theme", "part", "section", "date", "time", "link", "place")
"""Keys that are plain English words."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in a text PyYAML stopped, and where the value that it was reading began; counted from 0."""

    lines: list[str]
    first: int
    """The number of the first of these lines in its file, counted from 1."""
    line: int
    column: int
    began: int
    began_column: int

    @property
    def text(self) -> str:
        return self.lines[self.line] if self.line < len(self.lines) else ""

    def entry(self, number: int | None = None) -> tuple[str, str]:
        """The key and the value on the line of this number (that where reading stopped); empty where it has no key."""
        number = self.line if number is None else number
        found = _ENTRY.match(self.lines[number]) if number < len(self.lines) else None
        return (found[2].strip(), found[3].strip()) if found else ("", "")


_Advice = tuple[int, str]
"""A line, counted from 0 at the start of the text, and what to change in it."""


def problem(path: str, source: str, error: Exception, first_line: int) -> Problem:
    """What to change in a file after `yaml_tree` has raised this error, and in which line.

    `source` is the YAML text, and `first_line` the line of the file at which it starts.
    """
    if isinstance(error, yaml.MarkedYAMLError):
        return Problem(path, *_advice(source, error, first_line))
    return Problem(path, *_unreadable(source, error, first_line))


def _advice(source: str, error: yaml.MarkedYAMLError, first_line: int) -> tuple[int, str]:
    problem = error.problem or error.context or ""
    stop = error.problem_mark or error.context_mark
    start = error.context_mark or stop
    if error.note:
        return first_line + (stop.line if stop else 0), error.note.format(short(problem))
    if stop is None or start is None:
        return first_line, f"this is not YAML: {problem}"
    place = _Place(_split(source), first_line, stop.line, stop.column, start.line, start.column)
    line, sentence = _find_advice(place, problem) or (stop.line, f"this is not YAML: {problem}")
    return first_line + line, sentence


def _find_advice(place: _Place, problem: str) -> _Advice | None:
    if found := _conflict(place) or _wide_space(place):
        return found
    fitting = (advise(place) for words, advise in _ADVICE_BY_ERROR.items() if words in problem)
    return next(filter(None, fitting), None)


def _conflict(place: _Place) -> _Advice | None:
    """For the marks of git around two versions of the same lines (a merge conflict)."""
    starts = [number for number, line in enumerate(place.lines) if line.startswith("<<<<<<< ")]
    if starts and any(line.startswith(">>>>>>> ") for line in place.lines):
        advice = (
            "two versions of these lines are here: keep one, and delete the other and the lines "
            "`<<<<<<<`, `=======` and `>>>>>>>`"
        )
        return starts[0], advice
    return None


def _wide_space(place: _Place) -> _Advice | None:
    """For a colon followed by a character that only looks like a space."""
    for number in (place.line, place.line - 1):
        text = place.lines[number] if 0 <= number < len(place.lines) else ""
        found = re.match(r"\s*+([\w-]++):(?=[\u00a0\u2000-\u200a\u202f\u3000])", text)
        if found:
            key = short(found[1])
            return number, f"the space after the colon of `{key}` is a special one: replace it by a plain space"
    return None


def _unreadable(source: str, error: Exception, first_line: int) -> tuple[int, str]:
    """The line of the file and the advice, for a text with a character that YAML does not allow."""
    found = re.search(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", source)
    if found is None:
        return first_line, f"this is not YAML: {str(error).partition(chr(10))[0]}"
    line = source.count("\n", 0, found.start())
    return first_line + line, f"take the invisible character U+{ord(found.group()):04X} out of this line"


def _split(source: str) -> list[str]:
    return re.split(r"\r\n|[\n\r\x85\u2028\u2029]", source)


def short(text: str) -> str:
    """A text from the file, cut if it is too long for a message."""
    return shortened(text, _LONGEST_SHOWN)


def _quoted(key: str, why: str, value: str = "") -> str:
    """The advice to put a value in quotes, with an example where it is short."""
    name = f"the {key}" if key in _NAMED else f"the value of `{short(key)}`"
    advice = f"put {name} in quotes: {why}"
    plain = value and len(value) <= _LONGEST_SHOWN and '"' not in value and "\\" not in value
    return f'{advice}, as in `{short(key)}: "{value}"`' if plain else advice


def _colon(place: _Place) -> _Advice | None:
    key, value = place.entry()
    if key and re.search(r":(?:\s|$)", value):
        return place.line, _quoted(key, "it holds a colon", value)
    above, value_above = place.entry(place.line - 1) if place.line else ("", "")
    if above and value_above:
        return place.line, f"start this line below `{short(above)}`, or put the value of `{short(above)}` in quotes"
    if place.line and place.lines[place.line - 1].strip():
        return _no_colon(place, place.line - 1)
    return None


def _no_colon(place: _Place, number: int) -> _Advice:
    joined = re.match(r"\s*+([\w-]++):(?=\S)", place.lines[number])
    if joined:
        return number, f"put a space after the colon of `{short(joined[1])}`"
    return number, "this line has no colon after its key: write `key: value`"


def _missing_colon(place: _Place) -> _Advice:
    return _no_colon(place, place.began)


def _no_start(place: _Place) -> _Advice | None:
    """For a tab at the start of a line, or `@`, `%` or a backtick at the start of a value."""
    character = place.text[place.column : place.column + 1]
    if character == "\t" or not place.text[: place.column + 1].strip():
        return _tab(place)
    if not character:
        return None
    word = re.split(r"[\s,\]}]", place.text[place.column :], maxsplit=1)[0]
    return place.line, f"put `{short(word)}` in quotes: nothing starts with `{character}` here without them"


def _tab(place: _Place) -> _Advice | None:
    if "\t" in place.text[: place.column + 1]:
        return place.line, "use spaces, not a tab, at the start of the line"
    return None


def _marker(place: _Place) -> _Advice | None:
    """For a value that starts with `*`, `&`, `!`, `>`, `|` or `- `, which mean something in YAML."""
    text = place.lines[place.began] if place.began < len(place.lines) else ""
    key, value = place.entry(place.began)
    if not key or not value or value[0] not in "*&!>|-?":
        inner = re.split(r"[,\]}]", text[place.began_column :], maxsplit=1)[0].strip()
        if inner[:1] not in ("*", "&", "!"):
            return None
        return place.began, f"put `{short(inner)}` in quotes: it starts with `{inner[0]}`"
    return place.began, _quoted(key, f"it starts with `{value[0]}`", value)


def _open_quote(place: _Place) -> _Advice:
    return place.began, f"close the quote that opens on line {place.first + place.began}"


def _open_bracket(place: _Place) -> _Advice | None:
    text = place.lines[place.began] if place.began < len(place.lines) else ""
    bracket = text[place.began_column : place.began_column + 1]
    if bracket not in ("[", "{"):
        return None
    end = {"[": "]", "{": "}"}[bracket]
    number = place.first + place.began
    return place.began, f"close the bracket `{bracket}` that opens on line {number} with `{end}`"


def _after_value(place: _Place) -> _Advice | None:
    """For text after the end of a value, and for a line that starts in another column than the other keys."""
    if earlier := _left_open(place):
        return earlier
    key, value = place.entry()
    if key and value[:1] in ("'", '"', "[", "{") and place.column > place.text.index(value[0]):
        why = "there is text after its closing quote" if value[0] in "'\"" else f"it starts with `{value[0]}`"
        return place.line, _quoted(key, why, "" if "'" in value and value[0] == "'" else value)
    if place.text[: place.column].strip() == "":
        return place.line, "start this line in the same column as the other keys"
    return None


def _left_open(place: _Place) -> _Advice | None:
    """For a quote that was opened on a line above, never closed, and ended by the next quote on this line."""
    for number in range(place.line - 1, -1, -1):
        _, value = place.entry(number)
        if value[:1] in ("'", '"') and value.count(value[0]) % 2:
            return number, f"close the quote that opens on line {place.first + number}"
        if value:
            return None
    return None


def _content(place: _Place) -> _Advice | None:
    character = place.text[place.column : place.column + 1]
    if not character:
        return _open_bracket(place)
    key, _ = place.entry()
    name = f"the value of `{short(key)}`" if key else "this text"
    return place.line, f"put {name} in quotes: nothing starts with `{character}` here without them"


def _escape(place: _Place) -> _Advice:
    return place.line, "use single quotes here, or write the backslash twice: between double quotes it means more"


def _after_the_end(place: _Place) -> _Advice | None:
    if any(line.rstrip() in ("...", "---") for line in place.lines[1 : place.line + 1]):
        return _second(place)
    return _after_value(place)


def _second(place: _Place) -> _Advice:
    return place.line, "a line `---` or `...` stands in the middle of the keys: take it out"


_ADVICE_BY_ERROR: Mapping[str, Callable[[_Place], _Advice | None]] = {
    "mapping values are not allowed": _colon,
    "could not find expected ':'": _missing_colon,
    "cannot start any token": _no_start,
    "tab character": _tab,
    "undefined alias": _marker,
    "expected alphabetic or numeric character": _marker,
    "expected comment or line break": _marker,
    "expected tag URI": _marker,
    "the expected '>'": _marker,
    "sequence entries are not allowed": _marker,
    "mapping keys are not allowed": _marker,
    "unexpected end of stream": _open_quote,
    "unexpected document indicator": _open_quote,
    "expected ',' or": _open_bracket,
    "did not find expected key": _after_value,
    "expected node content": _content,
    "unknown escape character": _escape,
    "expected hexdecimal number": _escape,
    "<document start>": _after_the_end,
    "another document": _second,
}
