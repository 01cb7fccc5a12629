"""The exceptions that stop a run, with their exit codes.

A mistake that a member makes in an issue raises none of these: it is an outcome
(see `clubaction.model.outcome`), which is answered on the issue.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class ClubError(Exception):
    """Stops a run; the text says what a person can do about it.

    `exit_code` is that of the command line: 1 for the club's files, 2 for wrong
    arguments or configuration, 3 for a host (GitHub, git or the disk).
    """

    exit_code = 3


class UsageError(ClubError):
    """An argument of the command line or an input of the Action can't be used."""

    exit_code = 2


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong with a file of the club, on one line of it (counted from 1; 0 means the whole file)."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.message}"


class _FileError(ClubError):
    """One or more problems in files."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


class ConfigError(_FileError):
    """The configuration, or a template with which a club replaces ours, can't be used."""

    exit_code = 2


class ClubFileError(_FileError):
    """A file of the club (README, session file, issue file) can't be used as it is."""

    exit_code = 1


class HostError(ClubError):
    """GitHub, git or the disk failed or refused."""


class Conflict(HostError):
    """Somebody else moved a branch that we were about to move; a new run has to read and plan again."""


class PullRequestsForbidden(HostError):
    """The branch was pushed, but the repository does not let us open a pull request."""
