"""The shipped workflow on the real runner: which events start a job, and what a job leaves behind."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.act.runner import Runner


class Refusing(ThreadingHTTPServer):
    """A server on loopback that answers every request with 401, and remembers which there were."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        super().__init__(("127.0.0.1", 0), _Refusal)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Refusal(BaseHTTPRequestHandler):
    server: Refusing

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append((self.path, self.headers.get("Authorization", "")))
        body = json.dumps({"message": "Bad credentials"}).encode()
        self.send_response(401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST  # noqa: N815 (the name is http.server's)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name is http.server's)
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[Refusing]:
    with Refusing() as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield made
        made.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def runner(server: Refusing, tmp_path_factory: pytest.TempPathFactory) -> Runner:
    environment = {
        "GITHUB_API_URL": server.url,
        "GITHUB_GRAPHQL_URL": f"{server.url}/graphql",
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_REPOSITORY": "club/papers",
        "GITHUB_TOKEN": "expired",
    }
    return Runner(tmp_path_factory.mktemp("runner"), environment)


def issue_event(*labels: str, kind: str = "User", **more: Any) -> dict[str, Any]:
    issue = {"number": 1, "title": "x", "labels": [{"name": name} for name in labels]}
    repository = {"default_branch": "trunk", "full_name": "club/papers"}
    sender = {"login": "ann", "type": kind}
    return {"action": "opened", "issue": {**issue, **more}, "sender": sender, "repository": repository}


def test_a_job_asks_github_where_the_environment_says_and_fails_in_one_line(runner: Runner, server: Refusing) -> None:
    job = runner.run("issues", issue_event("paper"))
    assert job.ok is False
    assert "exit status 3" in job.log
    assert "Traceback" not in job.log
    assert {token.split()[-1] for _, token in server.asked} == {"expired"}
    assert "This run was stopped" in job.log


@pytest.mark.parametrize(
    "event,payload",
    [
        ("issues", issue_event("bug")),
        ("issues", issue_event()),
        ("issue_comment", issue_event("bug")),
        ("issue_comment", issue_event("paper", pull_request={"url": "x"})),
        ("issue_comment", issue_event("paper", kind="Bot")),
        ("push", {"ref": "refs/heads/other", "repository": {"default_branch": "trunk"}}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_event_that_concerns_no_club_starts_no_job(
    runner: Runner, server: Refusing, event: str, payload: dict[str, Any]
) -> None:
    before = len(server.asked)
    assert runner.run(event, payload).ok is None
    assert len(server.asked) == before


@pytest.mark.parametrize(
    "event,payload",
    [
        ("issues", issue_event() | {"label": {"name": "claim"}}),
        ("issues", issue_event("paper", kind="Bot")),
        ("issue_comment", issue_event("bug", "claim")),
        ("push", {"ref": "refs/heads/trunk", "repository": {"default_branch": "trunk"}}),
        ("schedule", {"repository": {"default_branch": "trunk"}}),
        ("workflow_dispatch", {"repository": {"default_branch": "trunk"}}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_event_that_may_concern_the_club_starts_its_job(
    runner: Runner, server: Refusing, event: str, payload: dict[str, Any]
) -> None:
    before = len(server.asked)
    assert runner.run(event, payload).ok is False
    assert len(server.asked) > before
