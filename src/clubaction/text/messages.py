"""Messages to people on GitHub. Their sentences are templates in the catalogue `messages.yml`.

Code chooses a sentence by its name and gives the values for it; no sentence is written in code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import yaml

from clubaction.text import templates
from clubaction.text.markdown import Markdown, one_line
from clubaction.text.shortening import shortened

CATALOGUE = "text/messages.yml"
_LONGEST_VALUE = 120


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence of the catalogue, by its name, and the values for its template."""

    name: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def markdown(self) -> Markdown:
        """The sentence as Markdown, its values escaped so that they look on a page as they are written."""
        return Markdown(_sentence(self.name, markdown=True)(self._rendered(Message.markdown)).strip())

    def plain(self) -> str:
        """The sentence as plain text on one line, for titles, commit messages and terminals."""
        return one_line(_sentence(self.name, markdown=False)(self._rendered(Message.plain)))

    def _rendered(self, render: Callable[[Message], str]) -> dict[str, Any]:
        """The values, in which each message, also one in a list, has become text."""

        def text(value: Any) -> Any:
            return render(value) if isinstance(value, Message) else value

        return {
            key: [text(item) for item in value] if isinstance(value, list | tuple) else text(value)
            for key, value in self.values.items()
        }


def say(name: str, **values: Any) -> Message:
    """The message with this name and these values."""
    return Message(name, values)


def say_briefly(name: str, **values: Any) -> Message:
    """The same, but with long values cut: an answer need not repeat all that somebody wrote."""
    return Message(
        name,
        {key: shortened(value, _LONGEST_VALUE) if isinstance(value, str) else value for key, value in values.items()},
    )


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
