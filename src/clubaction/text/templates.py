"""Jinja2 environments: ours escape every value as Markdown, and a club's own templates run in a sandbox.

`{{ value }}` shows a value as text: characters that mean something in Markdown are
escaped, except in a value of the type `Markdown` and after the filter `raw`. A name
without a value is an error.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import jinja2

from clubaction.errors import ConfigError, Problem
from clubaction.text import link_labels, template_sandbox
from clubaction.text.markdown import Markdown, escape, link, one_line
from clubaction.text.shortening import shortened
from clubaction.text.template_sandbox import Sandbox
from clubaction.text.template_tree import Refused

_LONGEST_REASON = 300


def shipped(name: str) -> str:
    """The text of a file of the package `clubaction`, by its path in it."""
    return (resources.files("clubaction") / name).read_text(encoding="utf-8")


def _as_markdown(value: object) -> object:
    if isinstance(value, Markdown | jinja2.Undefined):
        return value
    return value if isinstance(value, int) else escape(str(value))


def _as_plain(value: object) -> object:
    return value if isinstance(value, jinja2.Undefined | int) else one_line(str(value))


@cache
def environment(*, markdown: bool = True, trusted: bool = True) -> jinja2.Environment:
    """The environment for README blocks and messages; with `markdown=False` values are not escaped, but on one line.

    A template that we have not written needs `trusted=False`: it runs in a sandbox, which is slower.
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


def file_environment(**filters: Callable[..., str]) -> jinja2.Environment:
    """An environment for files such as workflows: a value is `{= value =}`, and GitHub's own `${{ }}` stays.

    Nothing is escaped. `filters` are further filters for these templates, by their names.
    """
    env = jinja2.Environment(  # noqa: S701 (no HTML is made)
        variable_start_string="{=",
        variable_end_string="=}",
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.filters |= filters
    return env


def _link(url: str, label: str = "") -> Markdown:
    return link(label or link_labels.link_label(url), url)


def short_day(day: dt.date) -> str:
    """A day as sentences name it: `13 Nov`."""
    return f"{day.day} {day:%b}"


@lru_cache(maxsize=64)
def template(env: jinja2.Environment, path: str, source: str) -> Callable[[Mapping[str, Any]], str]:
    """A function that renders the template with some values. Both it and this raise `ConfigError` with the line.

    `path` is named in errors.
    """
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
    return shortened(text, _LONGEST_REASON)


def _line(error: Exception) -> int:
    line = 0
    trace = error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
