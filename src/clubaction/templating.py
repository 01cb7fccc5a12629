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
from jinja2.sandbox import ImmutableSandboxedEnvironment

from clubaction import gfm
from clubaction.errors import ConfigError, Problem
from clubaction.gfm import Markdown


def shipped(name: str) -> str:
    """The text of a file that comes with clubaction, from its folder of templates."""
    return (resources.files("clubaction") / "templates" / name).read_text(encoding="utf-8")


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
    kind = jinja2.Environment if trusted else ImmutableSandboxedEnvironment
    env = kind(
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
        finalize=_as_markdown if markdown else _as_plain,
    )
    env.filters["raw"] = Markdown
    env.filters["link"] = lambda url, label="": gfm.link(label or gfm.link_label(url), url)
    env.filters["short"] = short_day
    return env


def short_day(day: dt.date) -> str:
    """A day in a sentence: `13 Nov`."""
    return f"{day.day} {day:%b}"


@lru_cache(maxsize=64)
def template(env: jinja2.Environment, path: str, source: str) -> Callable[[Mapping[str, Any]], str]:
    """A function that renders the template. Raises `ConfigError` with the line where it can't, then or now."""
    try:
        compiled = env.from_string(source)
    except jinja2.TemplateSyntaxError as error:
        raise ConfigError([Problem(path, error.lineno, f"not a template: {error.message}")]) from None

    def render(values: Mapping[str, Any]) -> str:
        try:
            return compiled.render(values)
        except (
            jinja2.TemplateError,
            TypeError,
            ValueError,
            ArithmeticError,
            LookupError,
            AttributeError,
        ) as error:
            raise ConfigError([Problem(path, _line(error), f"the template failed: {error}")]) from None

    return render


def _line(error: Exception) -> int:
    line = 0
    trace = error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
