"""The exceptions that stop a run, each with the exit code it ends with.

What a member gets wrong in an issue is never one of these: it is an outcome of
the plan, answered on that issue (see `clubaction.plan`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class ClubError(Exception):
    """Something that stops the run and that a person can mend; its text says how.

    `exit_code` is the status the command line ends with: 1 for the club's own
    files, 2 for usage or configuration, 3 for a host (GitHub, git, the disk).
    """

    exit_code = 3


class UsageError(ClubError):
    """The command line or the action's inputs were not understood."""

    exit_code = 2


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in one of the club's files, at a line counted from 1 (0: the whole file)."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.message}"


class _FileError(ClubError):
    """An error that consists of problems in files."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


class ConfigError(_FileError):
    """The configuration, or a template that overrides ours, can't be used."""

    exit_code = 2


class ClubFileError(_FileError):
    """A file of the club (README, session file, issue file) can't be used as it is."""

    exit_code = 1


class HostError(ClubError):
    """The host failed or refused; nothing was announced that has not happened."""


class Conflict(HostError):
    """Somebody else moved what we were about to move: read again, plan again."""


class PullRequestsForbidden(HostError):
    """The branch was pushed, but the repository does not let us open a pull request."""
