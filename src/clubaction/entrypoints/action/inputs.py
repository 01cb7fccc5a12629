"""The Action's inputs, read from the environment variables of its step."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from clubaction.club import configuration, repository_paths
from clubaction.errors import UsageError

_YES, _NO = ("true", "yes", "on", "1"), ("", "false", "no", "off", "0")
_OFFLINE = "CLUBACTION_OFFLINE"
_LARGEST_EVENT = 30_000_000
"""Bytes; GitHub's own limit for a payload is 25 MB."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """The Action's inputs, and the repository and server that the job runs for."""

    repository: str
    """`owner/name`."""
    token: str
    api_url: str
    """Address of GitHub's REST API."""
    server_url: str
    """Address of GitHub's pages, without a slash at its end."""
    config: str = configuration.PATH
    dry_run: bool = False
    event_issue: int | None = None
    """The number of the issue whose event started the run; nothing else is taken from the event."""


def read_inputs(environ: Mapping[str, str]) -> Inputs:
    """The inputs in a step's environment variables. Raises `UsageError` for one that is missing or can't be used."""
    return Inputs(
        repository=_required(environ, "GITHUB_REPOSITORY", "the repository as owner/name"),
        token=_required(environ, "INPUT_TOKEN", "the input `token`").strip(),
        api_url=_required(environ, "GITHUB_API_URL", "the address of the REST API"),
        server_url=_required(environ, "GITHUB_SERVER_URL", "the address of the server").rstrip("/"),
        config=_config_path(environ.get("INPUT_CONFIG", "")),
        dry_run=_flag(environ.get("INPUT_DRY_RUN", ""), "dry-run"),
        event_issue=_event_issue(environ),
    )


def _required(environ: Mapping[str, str], name: str, needed: str) -> str:
    value = environ.get(name, "")
    if not value.strip():
        raise UsageError(f"{name} is empty: {needed} is needed")
    return value


def _config_path(text: str) -> str:
    path = text.strip().removeprefix("./") or configuration.PATH
    if not path.isprintable() or not repository_paths.is_inside(path):
        raise UsageError(f"the input `config` must be a path inside the repository, not {path!r}")
    return path


def _flag(text: str, name: str) -> bool:
    value = text.strip().lower()
    if value not in (*_YES, *_NO):
        raise UsageError(f"`{name}` must be true or false, not {text!r}")
    return value in _YES


def _event_issue(environ: Mapping[str, str]) -> int | None:
    """The number of the event's issue; None where there is none, or the event can't be read.

    That is no error, since a run reads all issues: the number only tells which one has just changed.
    """
    path = Path(environ.get("GITHUB_EVENT_PATH", ""))
    if environ.get("GITHUB_EVENT_NAME") not in ("issues", "issue_comment"):
        return None
    try:
        payload = json.loads(path.read_bytes()) if path.stat().st_size <= _LARGEST_EVENT else {}
        issue = payload["issue"]
        number = issue["number"]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None
    return number if type(number) is int and number > 0 and not issue.get("pull_request") else None


def is_offline(environ: Mapping[str, str]) -> bool:
    """Whether the variable CLUBACTION_OFFLINE says that the runner has no internet. Raises `UsageError`."""
    return _flag(environ.get(_OFFLINE, ""), _OFFLINE)
