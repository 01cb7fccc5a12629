"""The workflow for pull requests on the real runner: it needs the files, no token and no network."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.act.runner import Runner

NOWHERE = {
    "GITHUB_API_URL": "http://127.0.0.1:1",
    "GITHUB_GRAPHQL_URL": "http://127.0.0.1:1/graphql",
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "club/papers",
    "GITHUB_TOKEN": "may-read",
}
README = """\
# A club

<!-- clubaction:pool -->

The pool is empty: [propose a paper](../../issues/new?template=paper.yml).

<!-- /clubaction:pool -->
"""


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    made = Runner(tmp_path, NOWHERE, workflow="check.yml")
    (made.workspace / "README.md").write_text(README, encoding="utf-8")
    (made.workspace / "sessions").mkdir()
    return made


def event() -> dict[str, object]:
    return {"pull_request": {"number": 1, "head": {"ref": "x"}, "base": {"ref": "main"}}}


def test_a_pull_request_that_breaks_a_session_is_marked_at_its_line(runner: Runner) -> None:
    broken = '---\ntitle: A\ndate: "##[add-path]/tmp"\n---\n'
    (runner.workspace / "sessions" / "a.md").write_text(broken, encoding="utf-8")
    job = runner.run("pull_request", event())
    assert job.ok is False
    assert "exit status 1" in job.log
    assert "::error file=sessions/a.md,line=3::" in job.log
    assert not any("##[" in line for line in job.said)


def test_a_pull_request_with_a_club_in_order_passes(runner: Runner) -> None:
    session = "---\ntitle: A\ndate: 2024-10-02\nroles:\n  recap:\n  questions:\n---\n"
    (runner.workspace / "sessions" / "a.md").write_text(session, encoding="utf-8")
    # What stands in the checkout is never run.
    (runner.workspace / "yaml.py").write_text("raise SystemExit('from the checkout')\n", encoding="utf-8")
    job = runner.run("pull_request", event())
    assert job.ok is True, job.log
    assert "Nothing wrong in 1 session files." in job.said
