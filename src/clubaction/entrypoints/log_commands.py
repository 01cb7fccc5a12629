"""Workflow commands, which tell the Actions runner something, and log text without any such command.

The runner executes each line of the output that starts with `::command`, also after
white space, and each line with `##[command]` anywhere in it
(https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands).
The escapes are those of GitHub's toolkit (`escapeData`, `escapeProperty`).
"""

from __future__ import annotations

import re

from clubaction.errors import Problem
from clubaction.text import terminal

_LONGEST = 4000
"""Characters of one message."""
_OLD_STYLE = re.compile(r"##(?=\[)")
_NEW_STYLE = re.compile(r"\s*::")


def error(problem: Problem) -> str:
    """The workflow command that shows a problem at its line of a file."""
    place = {"file": problem.path, **({"line": str(problem.line)} if problem.line else {})}
    return _command("error", problem.message, place)


def failure(message: str, title: str = "clubaction") -> str:
    """The workflow command that shows an error of the whole run."""
    return _command("error", message, {"title": title})


def warning(message: str, title: str = "clubaction") -> str:
    """The workflow command that shows a warning about the whole run."""
    return _command("warning", message, {"title": title})


def notice(message: str, title: str = "clubaction") -> str:
    """The workflow command that shows a notice about the whole run."""
    return _command("notice", message, {"title": title})


def harmless(text: str) -> str:
    """The text with every line changed that the runner would execute; lines may end in any way that Unicode knows."""
    return "\n".join(_line(line) for line in re.split(r"[\n\v\f\x1c-\x1e\x85\u2028\u2029]|\r\n?", text))


def _line(line: str) -> str:
    shown = _OLD_STYLE.sub("## ", terminal.safe(line))
    return f"| {shown}" if _NEW_STYLE.match(shown) else shown


def _command(name: str, message: str, properties: dict[str, str]) -> str:
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {listed}::{_data(terminal.safe(message[:_LONGEST]))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
