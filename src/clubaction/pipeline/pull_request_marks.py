"""The hidden lines by which we know our pull requests, and our own words on them, again."""

from __future__ import annotations

import hashlib
import re

from clubaction.model.snapshot import PullRequest
from clubaction.text.line_endings import with_unix_newlines

FOREIGN = "<!-- clubaction:foreign -->"
"""Starts our word on a pull request whose branch has somebody else's commits."""
DONE = "<!-- clubaction:done -->"
"""Starts our word on a pull request that we close ourselves, which tells it from one closed by hand."""
LEFT = "<!-- clubaction:left -->"
"""Starts our word on a pull request from a branch that the configuration named before."""

_DIGESTS = re.compile(r"^<!-- clubaction:digest ([0-9a-f]{16})(?: ([0-9a-f]{16}))? -->$", re.MULTILINE)


def digest(text: str) -> str:
    """A short mark that is the same for the same text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def digests_line(changes: str, title: str) -> str:
    """The hidden line of a pull request's text: the digests of its changes and of the title that we gave it."""
    return f"<!-- clubaction:digest {changes} {digest(title)} -->"


def is_ours(pull: PullRequest) -> bool:
    """Whether a pull request's text has the line that we put into each."""
    return bool(_DIGESTS.search(trimmed(pull.body)))


def said_changes(pull: PullRequest) -> str:
    """The digest of the changes that a pull request tells of; empty if its text has none."""
    return _said(pull)[0]


def is_retitled(pull: PullRequest) -> bool:
    """Whether a person has given the pull request a title of their own."""
    said = _said(pull)[1]
    return bool(said) and said != digest(pull.title)


def _said(pull: PullRequest) -> tuple[str, str]:
    found = _DIGESTS.findall(trimmed(pull.body))
    return (found[-1][0], found[-1][1]) if found else ("", "")


def trimmed(body: str) -> str:
    """A text as it is compared: GitHub gives it back with other line ends than it got."""
    return with_unix_newlines(body).strip()
