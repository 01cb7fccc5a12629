"""The Action's outputs, which later steps of the job can read."""

from __future__ import annotations

import secrets

from clubaction.entrypoints.action.inputs import Inputs
from clubaction.pipeline.run_result import Run


def of_run(inputs: Inputs, run: Run) -> str:
    """The outputs of a run, as text to append to the file that GITHUB_OUTPUT names."""
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
    """One output in GitHub's format for several lines; nobody can guess the line that ends it and forge an output."""
    end = f"end-{secrets.token_hex(16)}"
    return f"{name}<<{end}\n{value}\n{end}\n"
