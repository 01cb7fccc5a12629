"""When a request is sent again: what the rate limits ask for, and what must not be done twice."""

from __future__ import annotations

import time

import pytest

from clubaction.errors import Conflict, HostError
from clubaction.hosts.github import client, retries, time_limits
from clubaction.model.plan import OpenPullRequest, Plan
from tests.clubs.club import BRANCH
from tests.clubs.on_github import GitHubClub, made_as_if_by_us
from tests.standin import faults
from tests.standin.exchange import Request, Response
from tests.standin.faults import Fault

SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."


def opens(request: Request) -> bool:
    return request.method == "POST" and request.path.endswith("/pulls")


def open_pull_request(club: GitHubClub) -> None:
    """Opens a pull request from a branch that somebody else has pushed."""
    made_as_if_by_us(club, "x")
    host = club.host()
    host.snapshot()
    host.apply(Plan((OpenPullRequest(BRANCH, "main", "T", "B"),)))


@pytest.mark.parametrize(
    "fault, waits",
    [
        (faults.status(403, SECONDARY), [60]),
        (faults.status(429), [60]),
        (faults.status(429, headers={"Retry-After": "25"}), [25]),
        (faults.status(403, headers={"Retry-After": "soon"}), [60]),
        (faults.status(429, headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "0"}), [1]),
        (faults.status(503, headers={"Retry-After": "25"}), [1]),
    ],
    ids=["secondary", "429", "429 with a time", "no number", "renewed by now", "503"],
)
def test_a_limit_is_waited_out_as_long_as_it_says_or_a_minute(
    club: GitHubClub, fault: Fault, waits: list[float]
) -> None:
    club.github.faults.add(fault)
    assert club.host().snapshot().files
    assert club.waits == waits


def test_a_limit_that_is_renewed_soon_is_waited_for_until_then(club: GitHubClub) -> None:
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(time.time()) + 100)}
    club.github.faults.add(faults.status(429, headers=headers))
    club.host().snapshot()
    (waited,) = club.waits
    assert 90 <= waited <= 100


def test_troubles_of_several_kinds_after_each_other_are_all_waited_for(club: GitHubClub) -> None:
    for nth, fault in enumerate((faults.RESET_BEFORE, faults.body(b"<html>"), faults.status(502), faults.body(None))):
        club.github.faults.add(fault, nth=nth + 1)
    assert club.host().snapshot().files
    assert len(club.waits) == 4
    assert sum(club.waits) <= time_limits.MOST_WAITING


def test_what_a_limit_kept_from_being_done_is_sent_again(club: GitHubClub) -> None:
    club.github.faults.add(faults.secondary_limit(retry_after=7), where=opens)
    open_pull_request(club)
    assert club.waits == [7]
    assert len([entry for entry in club.github.log if entry.path.endswith("/pulls")]) == 2


@pytest.mark.parametrize(
    "fault", [faults.status(502, effect=True), faults.RESET_AFTER, faults.body(b"<", effect=True)], ids=str
)
def test_what_may_have_been_done_is_not_sent_again(club: GitHubClub, fault: Fault) -> None:
    club.github.faults.add(fault, times=99, where=opens)
    with pytest.raises(Conflict, match="may or may not have done what we asked, to open a pull request"):
        open_pull_request(club)
    assert len([entry for entry in club.github.log if entry.path.endswith("/pulls")]) == 1


def test_a_request_that_nobody_waits_for_any_more_is_not_sent_again(
    club: GitHubClub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time_limits, "ANSWER_TIME", 0.2)
    monkeypatch.setattr(retries, "DELAYS", ())
    club.github.faults.add(Fault(Response(502, b""), delay=0.5), times=99)
    assert "took more than" in club.try_run()
    sent = len(club.github.log)
    time.sleep(0.6)
    assert len(club.github.log) == sent


def test_an_address_that_leads_elsewhere_is_an_error_that_names_it(club: GitHubClub) -> None:
    moved = Response(301, {"message": "Moved Permanently"}, {"Location": "http://elsewhere.example/graphql"})
    club.github.faults.add(Fault(moved), times=99)
    said = club.try_run()
    assert "sends us elsewhere" in said
    assert "elsewhere.example" in said
    assert club.waits == []


@pytest.mark.parametrize("address", ["", "api.github.com", "ftp://api.github.com", "https://"])
def test_an_address_that_is_none_is_said_before_anything_is_sent(address: str) -> None:
    with pytest.raises(HostError, match="is no address of a GitHub API"):
        client.Client("t", address, "club/journal")
