"""Connections are kept for the next request, never longer than is good, and lead nowhere that was not checked."""

from __future__ import annotations

import gc
import itertools
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from clubaction.papers.fetch.fetcher import Fetcher, Limits
from clubaction.papers.request import Request
from tests.papers.proxy import internet
from tests.papers.services import PUBLIC, Handler, Reply, serving

HOST, OTHER = "api.example.org", "other.example.org"
ASK = Request(f"https://{HOST}/x")
SHORT = Limits(run=5, request=0.4)


def drip(piece: bytes = b" ", pause: float = 0.05) -> Iterator[bytes]:
    for _ in range(10_000):
        time.sleep(pause)
        yield piece


def test_one_connection_serves_all_requests_to_a_host() -> None:
    replies = itertools.cycle([Reply(b"{}"), Reply(b"no", 404), Reply(b"{}", kind="text/html")])
    with serving({HOST: lambda path: next(replies)}, keeps=True) as services:
        wanted = Request(ASK.url, media_types=("application/json",))
        answers = services.fetcher()([wanted] * 6)
        assert [answer.status for answer in answers] == [200, 404, 0, 200, 404, 0]
        assert services.dialled == [PUBLIC]


def test_a_redirect_leaves_the_connection_to_the_next_request() -> None:
    hosts: dict[str, Handler | Reply] = {
        HOST: Reply(b"elsewhere", 302, headers={"Location": f"https://{OTHER}/"}),
        OTHER: Reply(b"{}"),
    }
    with serving(hosts, keeps=True) as services:
        assert [answer.body for answer in services.fetcher()([ASK, ASK])] == [b"{}", b"{}"]
        assert len(services.asked) == 4
        assert len(services.dialled) == 2


def test_a_kept_connection_gives_each_request_its_own_time() -> None:
    slow = itertools.cycle([Reply(b"{}"), Reply(stream=drip, headers={"Content-Length": "9999"})])
    with serving({HOST: lambda path: next(slow)}, keeps=True) as services:
        fetcher = services.fetcher(limits=SHORT)
        begun = time.monotonic()
        assert [answer.problem for answer in fetcher([ASK, ASK])] == ["", "took too long"]
        assert time.monotonic() - begun < 2


def test_the_time_of_one_request_is_not_taken_from_the_next() -> None:
    with serving({HOST: Reply(b"{}")}, keeps=True) as services:
        fetcher = services.fetcher(limits=SHORT)
        assert fetcher([ASK])[0].status == 200
        time.sleep(0.5)
        assert fetcher([ASK])[0].status == 200
        assert services.dialled == [PUBLIC]


def test_a_connection_with_too_much_left_to_read_is_not_kept() -> None:
    more = {"Content-Length": "100000000"}
    replies = iter([Reply(b"x", 404, headers=more, stream=lambda: drip(b"x" * 65_536, 0)), Reply(b"{}")])
    with serving({HOST: lambda path: next(replies)}, keeps=True) as services:
        assert [answer.status for answer in services.fetcher()([ASK, ASK])] == [404, 200]
        assert len(services.dialled) == 2
        assert services.sent < 10_000_000


def test_what_comes_with_a_redirect_is_not_read_for_ever() -> None:
    hosts: dict[str, Handler | Reply] = {
        HOST: Reply(status=302, headers={"Location": f"https://{OTHER}/"}, stream=lambda: drip(b"x" * 65_536, 0)),
        OTHER: Reply(b"{}"),
    }
    with serving(hosts) as services:
        assert services.fetcher()([ASK])[0].body == b"{}"
        assert services.sent < 10_000_000


def test_a_host_that_moves_inside_keeps_nobody_waiting_and_is_not_dialled() -> None:
    replies = iter([Reply(b"{}", headers={"Connection": "close"}), Reply(b"{}")])
    with serving({HOST: lambda path: next(replies)}, keeps=True) as services:
        fetcher = services.fetcher()
        assert fetcher([ASK])[0].status == 200
        services.addresses[HOST] = ["127.0.0.1"]
        assert "public internet" in fetcher([ASK])[0].problem
        assert services.dialled == [PUBLIC]


def test_the_size_of_a_piece_may_not_go_on_for_ever() -> None:
    reply = Reply(headers={"Transfer-Encoding": "chunked"}, stream=lambda: drip(b"0" * 65_536, 0))
    with serving({HOST: reply}) as services:
        (answer,) = services.fetcher()([ASK])
        assert "broke off" in answer.problem
        assert services.sent < 10_000_000


def test_a_host_that_drips_through_a_proxy_runs_out_of_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with internet({HOST: Reply(stream=drip)}, tmp_path) as net:
        for name, text in net.environment.items():
            monkeypatch.setenv(name, text)
        begun = time.monotonic()
        fetcher = Fetcher(hosts=[HOST], limits=Limits(run=5, request=0.6), resolver=lambda host, seconds: [host])
        assert fetcher([ASK])[0].problem == "took too long"
        assert time.monotonic() - begun < 1.2


@pytest.mark.parametrize(
    "url",
    [
        rf"https://{HOST}\@evil.example/",
        rf"https://evil.example\@{HOST}/",
        f"https://evil.example#@{HOST}/",
        f"https://evil.example?@{HOST}/",
        f"https://evil.example/@{HOST}/",
        f"https://{HOST}%2F@evil.example/",
        f"https://{HOST}%2Eevil.example/",
        f"https://{HOST}%00.evil.example/",
        f"https://{HOST}\t.evil.example/",
        f"https://{HOST}\n@evil.example/",
        f"https:/\\{HOST}@evil.example/",
        f"https://evil.example:443@{HOST}:443/",
        f"https://{HOST}@evil.example@{HOST}/",
        f"https://{HOST};evil.example/",
        f"https://[{HOST}]/",
        f"https://{HOST}:443:80/",
    ],
)
def test_whoever_reads_an_address_no_other_host_is_asked(url: str) -> None:
    """A host that one parser finds in an address, and another does not, is how such checks are passed by."""
    looked_up: list[str] = []

    def resolver(host: str, seconds: float) -> list[str]:
        looked_up.append(host)
        return [PUBLIC]

    with serving({HOST: Reply(b"{}")}) as services:
        fetcher = Fetcher(
            hosts=[HOST], resolver=resolver, dial=services.dial, context=services.trust, find_proxy=lambda host: None
        )
        fetcher([Request(url)])
        redirect = Reply(status=302, headers={"Location": url.replace("\n", "")})
        services.hosts[HOST] = redirect
        fetcher([ASK])
        assert set(looked_up) == {HOST}
        assert {asked.partition("/")[0] for asked in services.asked} == {HOST}


def test_no_connection_outlives_what_made_it() -> None:
    with serving({HOST: Reply(b"{}")}, keeps=True) as services:
        fetcher = services.fetcher()
        assert fetcher([ASK])[0].status == 200
        del fetcher
        gc.collect()  # a socket that nobody closes is a warning, and warnings are errors
        assert services.dialled == [PUBLIC]
