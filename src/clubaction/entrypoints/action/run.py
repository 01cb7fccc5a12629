"""Runs the Action: reads its inputs, does one run, and writes outputs, summary and annotations.

Exit codes as on the command line: 0 done, 1 something is wrong in the club's files, 2 in the inputs or the
configuration, 3 GitHub failed.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TextIO

from clubaction.entrypoints import log_commands
from clubaction.entrypoints.action import outputs, summary
from clubaction.entrypoints.action.inputs import Inputs, is_offline, read_inputs
from clubaction.errors import ClubError, HostError, Problem
from clubaction.model.host import Host
from clubaction.pipeline import host_links, plan_in_words, sync
from clubaction.pipeline.run_result import Run
from clubaction.pipeline.sync import Resolve
from clubaction.text.messages import Message, say

_MOST_ANNOTATIONS = 50
"""Of each kind."""


def main(
    environ: Mapping[str, str],
    out: TextIO,
    now: dt.datetime,
    *,
    host: Callable[[Inputs], Host] | None = None,
    resolve: Resolve | None = None,
) -> int:
    """Does one run and returns the exit code.

    `environ` holds the environment variables of a step (GITHUB_*, INPUT_*), `out` is
    the step's log, `now` the time in UTC. `host` and `resolve` (which looks papers
    up) are GitHub and the internet unless tests pass others.
    """
    try:
        inputs = read_inputs(environ)
        run = sync.sync((host or _github)(inputs), resolve or _resolver(environ), now, dry_run=inputs.dry_run)
        _report(environ, out, inputs, run)
    except ClubError as error:
        _report_failure(environ, out, str(error), getattr(error, "problems", ()))
        return error.exit_code
    except Exception as error:  # noqa: BLE001 (a traceback can hold text of members, which the runner must not obey)
        print(log_commands.harmless(traceback.format_exc()), file=out)
        _report_failure(environ, out, f"clubaction has a bug, please report it: {type(error).__name__}: {error}")
        return HostError.exit_code
    return 1 if run.plan.problems else 0


def _github(inputs: Inputs) -> Host:
    from clubaction.hosts.github.host import GitHubHost  # its libraries take a while to import

    return GitHubHost(
        inputs.repository,
        inputs.token,
        api_url=inputs.api_url,
        server_url=inputs.server_url,
        config=inputs.config,
        event_issue=inputs.event_issue,
    )


def _resolver(environ: Mapping[str, str]) -> Resolve:
    """What looks papers up: the internet, or nothing where the runner says that it is offline."""
    if is_offline(environ):
        return sync.no_papers
    from clubaction.papers.fetch.online_lookup import OnlineLookup

    return OnlineLookup()


# --- output ----------------------------------------------------------------------------------


def _report(environ: Mapping[str, str], out: TextIO, inputs: Inputs, run: Run) -> None:
    notes = _notes(run)
    for line in plan_in_words.operations(run.plan):
        print(log_commands.harmless(f"{'would ' if inputs.dry_run and run.plan else ''}{line}"), file=out)
    for note in notes:
        print(log_commands.warning(note.plain()), file=out)
    for notice in run.plan.notices[:_MOST_ANNOTATIONS]:
        print(log_commands.notice(notice), file=out)
    _annotate(out, run.plan.problems)
    _append(environ.get("GITHUB_OUTPUT", ""), outputs.of_run(inputs, run))
    text = summary.of_run(run.plan, run.snapshot.files, run.config.readme, dry_run=inputs.dry_run, notes=notes)
    _append(environ.get("GITHUB_STEP_SUMMARY", ""), text)


def _notes(run: Run) -> list[Message]:
    """What a person should do next: open the pull request themselves, where we are not allowed to."""
    if run.snapshot.pull_requests_allowed:
        return []
    return [say("pending-branch", branch=run.config.branch, compare=host_links.compare_link(run.snapshot, run.config))]


def _report_failure(environ: Mapping[str, str], out: TextIO, message: str, problems: tuple[Problem, ...] = ()) -> None:
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
    """Appends to one of the runner's files. Does nothing where the runner names none: the log has it all."""
    if path:
        with Path(path).open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)


if __name__ == "__main__":
    sys.exit(main(os.environ, sys.stdout, dt.datetime.now(dt.UTC)))
