"""What GitHub refuses, and what it can't do just now: one line that says what happened and what to do."""

from __future__ import annotations

import dataclasses
import time

import pytest

from clubaction.errors import HostError, UsageError
from clubaction.hosts.github.host import GitHubHost
from clubaction.hosts.github.time_limits import MOST_WAITING
from clubaction.model.plan import AddComment, Plan
from tests.clubs import paper_form
from tests.clubs.on_github import PAPER, GitHubClub, made_as_if_by_us
from tests.standin import WRITE, faults
from tests.standin.exchange import Response
from tests.standin.faults import Fault


def proposed(club: GitHubClub) -> int:
    return club.propose("ada", paper_form(PAPER, "Score matching", "2024-10-23"))


def test_an_expired_token_is_named_with_what_to_do(club: GitHubClub) -> None:
    club.github.expire(club.token)
    said = club.try_run(proposed(club))
    assert "expired" in said
    assert "`token`" in said


@pytest.mark.parametrize(
    "missing, named",
    [
        ("contents", "contents: write"),
        ("issues", "issues and pull-requests: write"),
        ("pull_requests", "pull-requests: write"),
    ],
)
def test_a_token_without_a_permission_is_told_which_one_it_needs(club: GitHubClub, missing: str, named: str) -> None:
    club.token = club.github.job_token({**WRITE, missing: "read"})
    number = proposed(club)
    said = club.try_run(number)
    assert named in said
    assert club.status(number) == "" or missing == "pull_requests"


def test_a_repository_that_the_token_can_not_see_is_an_error(club: GitHubClub) -> None:
    host = GitHubHost(
        "club/elsewhere",
        club.token.value,
        api_url=club.github.api_url,
        sleep=lambda seconds: None,
    )
    with pytest.raises(Exception, match="club/elsewhere"):
        host.snapshot()


def test_a_repository_must_be_named_by_owner_and_name() -> None:
    for name in ("", "club", "/x", "x/", "a/b/c"):
        with pytest.raises(UsageError, match="owner/name"):
            GitHubHost(name, "t")


def test_a_server_that_nobody_answers_at_is_an_error(club: GitHubClub) -> None:
    waits: list[float] = []
    host = GitHubHost("club/journal", "t", api_url="http://127.0.0.1:9", sleep=waits.append)
    with pytest.raises(Exception, match=r"127\.0\.0\.1:9"):
        host.snapshot()
    assert sum(waits) <= MOST_WAITING


@pytest.mark.parametrize(
    "fault",
    [
        faults.status(502),
        faults.status(503, headers={"Retry-After": "1"}),
        faults.secondary_limit(retry_after=30),
        faults.secondary_limit(retry_after=30, code=429),
        faults.primary_limit(reset_at=0),
        faults.graphql_error("", "Something went wrong while executing your query."),
        faults.graphql_error("RATE_LIMITED", "API rate limit exceeded"),
        faults.RESET_BEFORE,
        Fault(Response(200, b"<html>Please log in</html>", {"Content-Type": "text/html"})),
    ],
    ids=["502", "503", "403 limit", "429 limit", "hourly limit", "timeout", "graphql limit", "reset", "a log-in page"],
)
class TestTrouble:
    def test_that_passes_only_makes_the_run_wait(self, club: GitHubClub, fault: Fault) -> None:
        number = proposed(club)
        club.github.faults.add(fault)
        assert club.try_run(number) == ""
        assert club.open_pull()
        assert 0 < sum(club.waits) <= 60

    def test_that_stays_ends_in_one_line_after_a_bounded_time(self, club: GitHubClub, fault: Fault) -> None:
        number = proposed(club)
        club.github.faults.add(fault, times=1000)
        assert "next run" in club.try_run(number)
        assert sum(club.waits) <= MOST_WAITING
        assert not club.github.log.writes


def test_the_pause_that_github_asks_for_is_kept(club: GitHubClub) -> None:
    club.github.faults.add(faults.secondary_limit(retry_after=42))
    club.run(proposed(club))
    assert club.waits == [42]


def test_a_pause_that_is_too_long_is_not_waited_for(club: GitHubClub) -> None:
    reset_at = int(time.time()) + 2400
    club.github.faults.add(faults.primary_limit(reset_at=reset_at), times=9)
    said = club.try_run(proposed(club))
    assert "40 minutes" in said
    assert club.waits == []


def test_an_answer_that_is_refused_does_not_keep_the_others_back_and_is_said_at_the_end(club: GitHubClub) -> None:
    number = proposed(club)
    host = club.host()
    host.snapshot()
    with pytest.raises(HostError, match="answer on an issue"):
        host.apply(Plan((AddComment(number, ""), AddComment(number, "This one is fine"))))
    assert [comment.body for comment in club.github.thread(number).comments] == ["This one is fine"]


def test_many_answers_are_sent_in_portions_with_pauses(club: GitHubClub) -> None:
    for n in range(30):
        club.propose("ada", paper_form(f"https://example.org/{n}", f"Paper {n}"))
    requests = club.requests()
    assert len([line for line in requests if "Say" in line]) == 2
    assert club.waits == [1]
    assert all(club.status(n) for n in range(1, 31))
    assert not club.run().plan


def test_three_times_overtaken_the_run_gives_up_in_one_line(club: GitHubClub) -> None:
    number = proposed(club)
    count = iter(range(100))

    def meddle(entry: object) -> None:
        if "git/commits" in str(entry):
            made_as_if_by_us(club, f"Another run's, {next(count)}")

    club.github.after_request(meddle)
    assert "somebody else moved the branch" in club.try_run(number)
    assert next(count) == 3
    assert club.status(number) == ""


def test_a_token_never_stands_in_an_error(club: GitHubClub) -> None:
    club.token = dataclasses.replace(club.token, value="ghs_secret_value")
    assert "ghs_secret_value" not in club.try_run(proposed(club))
