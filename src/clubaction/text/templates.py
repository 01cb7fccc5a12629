"""Jinja2 as we use it: a club's templates in a sandbox, strict about names, every value escaped as Markdown.

`{{ value }}` shows a value as text. Only what is `Markdown` already, or passes
the filter `raw`, goes in as it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import jinja2

from clubaction.errors import ConfigError, Problem
from clubaction.text import gfm, template_sandbox
from clubaction.text.gfm import Markdown
from clubaction.text.template_sandbox import Sandbox
from clubaction.text.template_tree import Refused

_LONGEST_REASON = 300


def shipped(name: str) -> str:
    """The text of a file that comes with clubaction, by its path in the package."""
    return (resources.files("clubaction") / name).read_text(encoding="utf-8")


def _as_markdown(value: object) -> object:
    if isinstance(value, Markdown | jinja2.Undefined):
        return value
    return value if isinstance(value, int) else gfm.escape(str(value))


def _as_plain(value: object) -> object:
    return value if isinstance(value, jinja2.Undefined | int) else gfm.one_line(str(value))


@cache
def environment(*, markdown: bool = True, trusted: bool = True) -> jinja2.Environment:
    """The environment of README blocks and messages; with `markdown=False`, for text that is shown as it is.

    A template that is not our own (`trusted=False`) runs in a sandbox, which takes its time.
    """
    options = {
        "undefined": jinja2.StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "autoescape": False,
        "finalize": _as_markdown if markdown else _as_plain,
    }
    ours: dict[str, Callable[..., str]] = {"raw": Markdown, "link": _link, "short": short_day}
    if not trusted:
        bounded = Sandbox(**options)
        for name, function in ours.items():
            bounded.allow(name, function)
        return bounded
    env = jinja2.Environment(**options)  # type: ignore[arg-type]  # noqa: S701 (Markdown is escaped by `finalize`)
    env.filters |= ours
    return env


def _link(url: str, label: str = "") -> Markdown:
    return gfm.link(label or gfm.link_label(url), url)


def short_day(day: dt.date) -> str:
    """A day in a sentence: `13 Nov`."""
    return f"{day.day} {day:%b}"


@lru_cache(maxsize=64)
def template(env: jinja2.Environment, path: str, source: str) -> Callable[[Mapping[str, Any]], str]:
    """A function that renders the template. Raises `ConfigError` with the line where it can't, then or now."""
    try:
        run = template_sandbox.compiled(env, source) if isinstance(env, Sandbox) else env.from_string(source).render
    except _FAILURES as error:
        raise _failed(path, "not a template", error) from None

    def render(values: Mapping[str, Any]) -> str:
        try:
            return run(values)
        except _FAILURES as error:
            raise _failed(path, "the template failed", error) from None

    return render


_FAILURES = (
    jinja2.TemplateError,
    Refused,
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    AttributeError,
    RuntimeError,
    AssertionError,
    SyntaxError,
    MemoryError,
)


def _failed(path: str, what: str, error: Exception) -> ConfigError:
    if isinstance(error, jinja2.TemplateSyntaxError):
        return ConfigError([Problem(path, error.lineno, f"{what}: {_short(error.message or '')}")])
    line = _line(error) or (error.line if isinstance(error, Refused) else 0) or 1
    deep = isinstance(error, RecursionError | MemoryError | SyntaxError)
    return ConfigError([Problem(path, line, f"{what}: {'nested too deeply' if deep else _short(str(error))}")])


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_REASON else text[:_LONGEST_REASON] + "…"


def _line(error: Exception) -> int:
    line = 0
    trace = error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
