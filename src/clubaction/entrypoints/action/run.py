"""The Action's door: from the job's environment to a run, and back to outputs, summary and annotations.

Exit codes as on the command line: 0 done, 1 wrong in the club's files, 2 usage or configuration, 3 host.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from clubaction.club import configuration
from clubaction.club.configuration import Config
from clubaction.entrypoints import log_commands
from clubaction.entrypoints.action import summary
from clubaction.errors import ClubError, HostError, Problem, UsageError
from clubaction.model.host import Host
from clubaction.pipeline import plan_in_words, pull_request, reconcile, sync
from clubaction.pipeline.sync import Resolve, Run
from clubaction.text.messages import Message, say

_YES, _NO = ("true", "yes", "on", "1"), ("", "false", "no", "off", "0")
OFFLINE = "CLUBACTION_OFFLINE"
"""The variable that keeps a run from looking papers up."""
_MOST_ANNOTATIONS = 50
_LARGEST_EVENT = 30_000_000
"""Bytes; GitHub's own limit for a payload is 25 MB."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the job says: the Action's inputs and where it runs."""

    repository: str
    token: str
    api_url: str
    server_url: str
    config: str = configuration.PATH
    dry_run: bool = False
    event_issue: int | None = None
    """The issue whose event woke the run; nothing else is taken from the event."""


def main(
    environ: Mapping[str, str],
    out: TextIO,
    now: dt.datetime,
    *,
    host: Callable[[Inputs], Host] | None = None,
    resolve: Resolve | None = None,
) -> int:
    """Runs once as the environment says and returns the exit code.

    `environ` is that of a step (GITHUB_*, INPUT_*), `out` the step's log, `now`
    the time in UTC. `host` and `resolve` default to GitHub and the network.
    """
    try:
        inputs = read_inputs(environ)
        run = sync.sync((host or _github)(inputs), resolve or _resolver(environ), now, dry_run=inputs.dry_run)
        _report(environ, out, inputs, run)
    except ClubError as error:
        _say_failure(environ, out, str(error), getattr(error, "problems", ()))
        return error.exit_code
    except Exception as error:  # noqa: BLE001 (the log must stay harmless whatever went wrong)
        print(log_commands.harmless(traceback.format_exc()), file=out)
        _say_failure(environ, out, f"clubaction has a bug, please report it: {type(error).__name__}: {error}")
        return HostError.exit_code
    return 1 if run.plan.problems else 0


# --- from the environment --------------------------------------------------------------------


def read_inputs(environ: Mapping[str, str]) -> Inputs:
    """The inputs of the step. Raises `UsageError` for one that is missing or can't be used."""
    return Inputs(
        repository=_required(environ, "GITHUB_REPOSITORY", "the repository as owner/name"),
        token=_required(environ, "INPUT_TOKEN", "the input `token`").strip(),
        api_url=_required(environ, "GITHUB_API_URL", "the address of the REST API"),
        server_url=_required(environ, "GITHUB_SERVER_URL", "the address of the server").rstrip("/"),
        config=_config_path(environ.get("INPUT_CONFIG", "")),
        dry_run=_flag(environ.get("INPUT_DRY_RUN", ""), "dry-run"),
        event_issue=_event_issue(environ),
    )


def _required(environ: Mapping[str, str], name: str, meaning: str) -> str:
    value = environ.get(name, "")
    if not value.strip():
        raise UsageError(f"{name} is empty: {meaning} is needed")
    return value


def _config_path(text: str) -> str:
    path = text.strip().removeprefix("./") or configuration.PATH
    strange = "\\" in path or not path.isprintable()
    if strange or {"", ".", ".."} & set(path.split("/")):
        raise UsageError(f"the input `config` must be a path inside the repository, not {path!r}")
    return path


def _flag(text: str, name: str) -> bool:
    value = text.strip().lower()
    if value not in (*_YES, *_NO):
        raise UsageError(f"`{name}` must be true or false, not {text!r}")
    return value in _YES


def _event_issue(environ: Mapping[str, str]) -> int | None:
    """The number of the event's issue; None where it has none or can't be read: the event only wakes."""
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


def _github(inputs: Inputs) -> Host:
    from clubaction.hosts.github import GitHubHost  # its libraries take a while to import

    return GitHubHost(
        inputs.repository,
        inputs.token,
        api_url=inputs.api_url,
        server_url=inputs.server_url,
        config=inputs.config,
        event_issue=inputs.event_issue,
    )


def _resolver(environ: Mapping[str, str]) -> Resolve:
    """Where papers are looked up: nowhere on a runner without a way out, which says so in its environment."""
    if _flag(environ.get(OFFLINE, ""), OFFLINE):
        return sync.no_papers
    from clubaction.papers.fetch.online_lookup import OnlineLookup

    return OnlineLookup()


# --- what is said ----------------------------------------------------------------------------


def _report(environ: Mapping[str, str], out: TextIO, inputs: Inputs, run: Run) -> None:
    config = reconcile.read_config(run.snapshot.files, run.snapshot.config)
    notes = _notes(config, run)
    for line in plan_in_words.operations(run.plan):
        print(log_commands.harmless(f"{'would ' if inputs.dry_run and run.plan else ''}{line}"), file=out)
    for note in notes:
        print(log_commands.warning(note.plain()), file=out)
    for notice in run.plan.notices[:_MOST_ANNOTATIONS]:
        print(log_commands.notice(notice), file=out)
    _annotate(out, run.plan.problems)
    _append(environ.get("GITHUB_OUTPUT", ""), _outputs(inputs, run))
    text = summary.of_run(run.plan, run.snapshot.files, config.readme, dry_run=inputs.dry_run, notes=notes)
    _append(environ.get("GITHUB_STEP_SUMMARY", ""), text)


def _notes(config: Config, run: Run) -> list[Message]:
    """What a person should do next: the host had to leave the pull request to them."""
    if run.snapshot.pull_requests_allowed:
        return []
    return [say("pending-branch", branch=config.branch, compare=pull_request.compare_link(run.snapshot, config))]


def _outputs(inputs: Inputs, run: Run) -> str:
    number, url = run.applied.pull_request, run.applied.url
    pull = run.snapshot.pull_request
    if number is None and pull and pull.state == "open":
        number, url = pull.number, f"{inputs.server_url}/{inputs.repository}/pull/{pull.number}"
    values = {
        "operation": run.applied.operation,
        "pull-request-number": str(number or ""),
        "pull-request-url": url,
        "changed-files": "\n".join(sorted(run.plan.files)),
    }
    return "".join(_output(name, value) for name, value in values.items())


def _output(name: str, value: str) -> str:
    """A value in the form that holds any text: its end is a line that nobody can foresee."""
    end = f"end-{secrets.token_hex(16)}"
    return f"{name}<<{end}\n{value}\n{end}\n"


def _say_failure(environ: Mapping[str, str], out: TextIO, message: str, problems: tuple[Problem, ...] = ()) -> None:
    print(log_commands.harmless(message), file=out)
    if problems:
        _annotate(out, problems)
    else:
        print(log_commands.failure(message), file=out)
    _append(environ.get("GITHUB_STEP_SUMMARY", ""), summary.of_failure(message, problems))


def _annotate(out: TextIO, problems: tuple[Problem, ...]) -> None:
    for problem in problems[:_MOST_ANNOTATIONS]:
        print(log_commands.error(problem), file=out)


def _append(path: str, text: str) -> None:
    """Adds to one of the runner's files; without one the log has said it already."""
    if path:
        with Path(path).open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)


if __name__ == "__main__":
    sys.exit(main(os.environ, sys.stdout, dt.datetime.now(dt.UTC)))
