"""Everything that clubaction says to people on GitHub: one catalogue, `messages.yml`.

Code decides what is to be said and with which values; the words are there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import yaml

from clubaction.text import gfm, templates
from clubaction.text.gfm import Markdown

CATALOGUE = "text/messages.yml"


@dataclass(frozen=True, slots=True)
class Message:
    """Something to say: the name of a sentence in the catalogue, and the values it is said with."""

    name: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def markdown(self) -> Markdown:
        """The sentence as Markdown; values show as the text that they are."""
        return Markdown(_sentence(self.name, markdown=True)(self._spoken(Message.markdown)).strip())

    def plain(self) -> str:
        """The sentence as plain text on one line, for titles, commits and terminals."""
        return gfm.one_line(_sentence(self.name, markdown=False)(self._spoken(Message.plain)))

    def _spoken(self, how: Callable[[Message], str]) -> dict[str, Any]:
        """The values, messages among them said first."""
        return {
            key: how(value)
            if isinstance(value, Message)
            else [how(v) if isinstance(v, Message) else v for v in value]
            if isinstance(value, list | tuple)
            else value
            for key, value in self.values.items()
        }


def say(name: str, **values: Any) -> Message:
    """A message of the catalogue with its values."""
    return Message(name, values)


def names() -> tuple[str, ...]:
    """The names of all sentences."""
    return tuple(_catalogue())


@cache
def _catalogue() -> Mapping[str, str]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: Mapping[str, str] = yaml.load(templates.shipped(CATALOGUE), Loader=loader)  # noqa: S506 (a safe loader)
    return found


@cache
def _sentence(name: str, *, markdown: bool) -> Callable[[Mapping[str, Any]], str]:
    return templates.template(_environment(markdown=markdown), CATALOGUE, _catalogue()[name])


@cache
def _environment(*, markdown: bool) -> Any:
    return templates.environment(markdown=markdown)
