"""Faults to order, and the record of what arrived."""

from __future__ import annotations

import pytest
import requests

from . import faults
from .conftest import Client
from .people import GitHub


def test_the_nth_request_fails_as_ordered(github: GitHub, client: Client) -> None:
    github.faults.add(faults.status(502), nth=2, times=2)
    assert [client("GET", "issues").status_code for _ in range(4)] == [200, 502, 502, 200]


def test_a_fault_may_be_meant_for_some_requests_only(github: GitHub, client: Client) -> None:
    github.open_issue("ann", "one")
    github.faults.add(faults.status(422), where=lambda request: request.writes)
    assert client("GET", "issues/1").status_code == 200
    assert client("POST", "issues/1/comments", {"body": "x"}).status_code == 422
    assert client("POST", "issues/1/comments", {"body": "x"}).status_code == 201
    assert len(github.thread(1).comments) == 1


@pytest.mark.parametrize("fault, comments", [(faults.RESET_BEFORE, 0), (faults.RESET_AFTER, 1)])
def test_a_connection_breaks_before_or_after_the_effect(
    github: GitHub, client: Client, fault: faults.Fault, comments: int
) -> None:
    github.open_issue("ann", "one")
    github.faults.add(fault)
    with pytest.raises(requests.ConnectionError):
        client("POST", "issues/1/comments", {"body": "x"})
    assert len(github.thread(1).comments) == comments
    assert github.log[-1].status == 0
    assert client("GET", "issues").status_code == 200


def test_an_error_may_hide_that_the_change_was_made(github: GitHub, client: Client) -> None:
    github.open_issue("ann", "one")
    github.faults.add(faults.status(502, effect=True))
    assert client("POST", "issues/1/comments", {"body": "x"}).status_code == 502
    assert len(github.thread(1).comments) == 1


def test_limits_say_when_to_come_back(github: GitHub, client: Client) -> None:
    github.faults.add(faults.secondary_limit(retry_after=7))
    github.faults.add(faults.secondary_limit(retry_after=8, code=429), nth=2)
    github.faults.add(faults.primary_limit(reset_at=1_800_000_000), nth=3)
    answers = [client("GET", "issues") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [403, 429, 403]
    assert [answer.headers.get("Retry-After") for answer in answers] == ["7", "8", None]
    assert answers[2].headers["X-RateLimit-Reset"] == "1800000000"


def test_graphql_fails_in_its_own_way(github: GitHub, client: Client) -> None:
    github.faults.add(faults.graphql_error("RATE_LIMITED", "API rate limit exceeded"))
    answer = client.graphql("{ viewer { login } }")
    assert (answer["data"], answer["errors"][0]["type"]) == (None, "RATE_LIMITED")


def test_a_dead_client_is_one_that_reaches_nothing_any_more(github: GitHub, client: Client) -> None:
    github.faults.unreachable(after=1)
    assert client("GET", "issues").status_code == 200
    for _ in range(2):
        with pytest.raises(requests.ConnectionError):
            client("GET", "issues")
    github.faults.clear()
    assert client("GET", "issues").status_code == 200


def test_a_slow_answer_is_a_true_one(github: GitHub, client: Client) -> None:
    github.faults.add(faults.slow(0.01))
    assert client("GET", "issues").json() == []


def test_requests_are_recorded_with_what_they_asked_for(github: GitHub, client: Client) -> None:
    seen: list[str] = []
    github.after_request(lambda entry: seen.append(str(entry)))
    github.open_issue("ann", "one")
    client("GET", "issues")
    client("POST", "issues/1/comments", {"body": "x"})
    client.graphql("query Everything { viewer { login } }")
    client.graphql('mutation Say { addComment(input: {subjectId: "x", body: "y"}) { clientMutationId } }')
    shown = [
        "GET /repos/club/papers/issues 200",
        "POST /repos/club/papers/issues/1/comments 201 (writes)",
        "graphql Everything 200",
        "graphql Say 200 (writes)",
    ]
    assert list(map(str, github.log)) == shown
    assert len(github.log.writes) == 2
    assert seen[:3] == shown[:3], "the hook hears of each request; the last may still be on its way"


def test_an_answer_may_be_another_one_or_be_changed_or_drip(github: GitHub, client: Client) -> None:
    github.open_issue("ann", "one")
    github.faults.add(faults.body(b""))
    github.faults.add(faults.body(None), nth=2)
    github.faults.add(faults.changed(lambda body: {**body, "title": "another"}), nth=3)
    github.faults.add(faults.dripping(0.00001), nth=4)
    answers = [client("GET", "issues/1") for _ in range(4)]
    assert [answer.text for answer in answers[:2]] == ["", "null"]
    assert [answer.json()["title"] for answer in answers[2:]] == ["another", "one"]
