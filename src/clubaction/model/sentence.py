"""Something to say to people. What it says is for them alone: no code can ask which words were chosen."""

from __future__ import annotations

from typing import Protocol


class Sentence(Protocol):
    """A sentence with its values, put into words when it is needed."""

    def markdown(self) -> str:
        """As Markdown, for issues and pull requests."""

    def plain(self) -> str:
        """As plain text on one line, for titles, commits and terminals."""
