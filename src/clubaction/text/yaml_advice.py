"""What to do about a text that is no YAML, in words for somebody who never heard of it."""

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
class _Trouble:
    """Where reading stopped and where what stopped there had begun."""

    lines: list[str]
    first: int
    """The number of the first of these lines in its file."""
    line: int
    column: int
    began: int
    began_column: int

    @property
    def text(self) -> str:
        return self.lines[self.line] if self.line < len(self.lines) else ""

    def entry(self, number: int | None = None) -> tuple[str, str]:
        """The key and the value of a line (from 0); empty where it has none."""
        number = self.line if number is None else number
        found = _ENTRY.match(self.lines[number]) if number < len(self.lines) else None
        return (found[2].strip(), found[3].strip()) if found else ("", "")


_Advice = tuple[int, str]
"""The line, from 0 where the text starts, and the sentence."""


def problem(path: str, source: str, error: Exception, first_line: int) -> Problem:
    """What to mend in a file because of an error of `yaml_tree`, and on which line; the text starts at `first_line`."""
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
        return first_line, f"this is no YAML: {problem}"
    trouble = _Trouble(_split(source), first_line, stop.line, stop.column, start.line, start.column)
    line, sentence = _told(trouble, problem) or (stop.line, f"this is no YAML: {problem}")
    return first_line + line, sentence


def _told(trouble: _Trouble, problem: str) -> _Advice | None:
    if found := _conflict(trouble) or _wide_space(trouble):
        return found
    told = (advise(trouble) for words, advise in _TOLD.items() if words in problem)
    return next(filter(None, told), None)


def _conflict(trouble: _Trouble) -> _Advice | None:
    """The marks that git leaves where two changes of one line were not made into one."""
    starts = [number for number, line in enumerate(trouble.lines) if line.startswith("<<<<<<< ")]
    if starts and any(line.startswith(">>>>>>> ") for line in trouble.lines):
        told = (
            "two changes meet here and nobody chose: keep one, and take out the lines `<<<<<<<`, `=======`, `>>>>>>>`"
        )
        return starts[0], told
    return None


def _wide_space(trouble: _Trouble) -> _Advice | None:
    """A space behind a colon that looks like one, and is another character."""
    for number in (trouble.line, trouble.line - 1):
        text = trouble.lines[number] if 0 <= number < len(trouble.lines) else ""
        found = re.match(r"\s*+([\w-]++):(?=[\u00a0\u2000-\u200a\u202f\u3000])", text)
        if found:
            return number, f"the space behind the colon of `{short(found[1])}` is not a plain one: write it anew"
    return None


def _unreadable(source: str, error: Exception, first_line: int) -> tuple[int, str]:
    """The same for a text with a character that can't stand in it."""
    found = re.search(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", source)
    if found is None:
        return first_line, f"this is no YAML: {str(error).partition(chr(10))[0]}"
    line = source.count("\n", 0, found.start())
    return first_line + line, f"take the invisible character U+{ord(found.group()):04X} out of this line"


def _split(source: str) -> list[str]:
    return re.split(r"\r\n|[\n\r\x85\u2028\u2029]", source)


def short(text: str) -> str:
    """The beginning of a text that may be long."""
    return shortened(text, _LONGEST_SHOWN)


def _quoted(key: str, why: str, value: str = "") -> str:
    """Put it in quotes, and how that looks."""
    name = f"the {key}" if key in _NAMED else f"the value of `{short(key)}`"
    told = f"put {name} in quotes: {why}"
    plain = value and len(value) <= _LONGEST_SHOWN and '"' not in value and "\\" not in value
    return f'{told}, as in `{short(key)}: "{value}"`' if plain else told


def _colon(trouble: _Trouble) -> _Advice | None:
    key, value = trouble.entry()
    if key and re.search(r":(?:\s|$)", value):
        return trouble.line, _quoted(key, "it holds a colon", value)
    above, held = trouble.entry(trouble.line - 1) if trouble.line else ("", "")
    if above and held:
        return trouble.line, f"start this line below `{short(above)}`, or put the value of `{short(above)}` in quotes"
    if trouble.line and trouble.lines[trouble.line - 1].strip():
        return _no_colon(trouble, trouble.line - 1)
    return None


def _no_colon(trouble: _Trouble, number: int) -> _Advice:
    joined = re.match(r"\s*+([\w-]++):(?=\S)", trouble.lines[number])
    if joined:
        return number, f"put a space behind the colon of `{short(joined[1])}`"
    return number, "this line has no colon behind its key: write `key: value`"


def _missing_colon(trouble: _Trouble) -> _Advice:
    return _no_colon(trouble, trouble.began)


def _no_start(trouble: _Trouble) -> _Advice | None:
    """A character that no value starts with: a tab in front, or `@`, `%` and a backtick."""
    character = trouble.text[trouble.column : trouble.column + 1]
    if character == "\t" or not trouble.text[: trouble.column + 1].strip():
        return _tab(trouble)
    if not character:
        return None
    word = re.split(r"[\s,\]}]", trouble.text[trouble.column :], maxsplit=1)[0]
    return trouble.line, f"put `{short(word)}` in quotes: nothing starts with `{character}` here without them"


def _tab(trouble: _Trouble) -> _Advice | None:
    if "\t" in trouble.text[: trouble.column + 1]:
        return trouble.line, "use spaces, not a tab, at the start of the line"
    return None


def _marker(trouble: _Trouble) -> _Advice | None:
    """A value that starts with `*`, `&`, `!`, `>`, `|` or `- `, which mean something else there."""
    text = trouble.lines[trouble.began] if trouble.began < len(trouble.lines) else ""
    key, value = trouble.entry(trouble.began)
    if not key or not value or value[0] not in "*&!>|-?":
        inner = re.split(r"[,\]}]", text[trouble.began_column :], maxsplit=1)[0].strip()
        if inner[:1] not in ("*", "&", "!"):
            return None
        return trouble.began, f"put `{short(inner)}` in quotes: it starts with `{inner[0]}`"
    return trouble.began, _quoted(key, f"it starts with `{value[0]}`", value)


def _open_quote(trouble: _Trouble) -> _Advice:
    return trouble.began, f"close the quote that opens on line {trouble.first + trouble.began}"


def _open_bracket(trouble: _Trouble) -> _Advice | None:
    text = trouble.lines[trouble.began] if trouble.began < len(trouble.lines) else ""
    bracket = text[trouble.began_column : trouble.began_column + 1]
    if bracket not in ("[", "{"):
        return None
    end = {"[": "]", "{": "}"}[bracket]
    number = trouble.first + trouble.began
    return trouble.began, f"close the bracket `{bracket}` that opens on line {number} with `{end}`"


def _behind(trouble: _Trouble) -> _Advice | None:
    """Something stands behind a value that was over, or a line starts in another column than its neighbours."""
    if earlier := _left_open(trouble):
        return earlier
    key, value = trouble.entry()
    if key and value[:1] in ("'", '"', "[", "{") and trouble.column > trouble.text.index(value[0]):
        why = "something stands behind its closing quote" if value[0] in "'\"" else f"it starts with `{value[0]}`"
        return trouble.line, _quoted(key, why, "" if "'" in value and value[0] == "'" else value)
    if trouble.text[: trouble.column].strip() == "":
        return trouble.line, "start this line in the same column as the other keys"
    return None


def _left_open(trouble: _Trouble) -> _Advice | None:
    """The line above at which a quote opens that the next quote, on this line, closed by mistake."""
    for number in range(trouble.line - 1, -1, -1):
        _, value = trouble.entry(number)
        if value[:1] in ("'", '"') and value.count(value[0]) % 2:
            return number, f"close the quote that opens on line {trouble.first + number}"
        if value:
            return None
    return None


def _content(trouble: _Trouble) -> _Advice | None:
    character = trouble.text[trouble.column : trouble.column + 1]
    if not character:
        return _open_bracket(trouble)
    key, _ = trouble.entry()
    name = f"the value of `{short(key)}`" if key else "this text"
    return trouble.line, f"put {name} in quotes: nothing starts with `{character}` here without them"


def _escape(trouble: _Trouble) -> _Advice:
    return trouble.line, "use single quotes here, or write the backslash twice: between double quotes it means more"


def _after_the_end(trouble: _Trouble) -> _Advice | None:
    if any(line.rstrip() in ("...", "---") for line in trouble.lines[1 : trouble.line + 1]):
        return _second(trouble)
    return _behind(trouble)


def _second(trouble: _Trouble) -> _Advice:
    return trouble.line, "a line `---` or `...` stands in the middle of the keys: take it out"


_TOLD: Mapping[str, Callable[[_Trouble], _Advice | None]] = {
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
    "did not find expected key": _behind,
    "expected node content": _content,
    "unknown escape character": _escape,
    "expected hexdecimal number": _escape,
    "<document start>": _after_the_end,
    "another document": _second,
}
