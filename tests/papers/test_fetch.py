"""The network's hostile side: whatever a host does, it ends in time, in memory, and in words."""

from __future__ import annotations

import gzip
import itertools
import socket
import ssl
import time
from collections.abc import Iterator

import pytest

from clubaction.papers.fetch.addresses import is_public, resolve_host
from clubaction.papers.fetch.allowed_hosts import ALLOWED_HOSTS, PUBLISHERS, SERVICES
from clubaction.papers.fetch.fetcher import Fetcher, Limits
from clubaction.papers.request import Answer, Request
from tests.papers.services import PUBLIC, Handler, Reply, Services, serving

HOST = "api.example.org"
ASK = Request(f"https://{HOST}/x", "application/json", ("application/json",))
SHORT = Limits(run=5, request=0.4)


def ask(services: Services, request: Request = ASK, limits: Limits | None = None) -> Answer:
    (answer,) = services.fetcher(**({"limits": limits} if limits else {}))([request])
    return answer


def test_a_good_answer_comes_back_and_knows_who_asked() -> None:
    with serving({HOST: Reply(b'{"a": 1}')}) as services:
        assert ask(services) == Answer(ASK.url, 200, b'{"a": 1}')
        (headers,) = services.headers
        assert "https://github.com/clubaction/clubaction" in headers["User-Agent"]
        assert headers["Accept"] == "application/json"
        assert services.dialled == [PUBLIC]


def test_answers_come_in_the_order_of_the_questions() -> None:
    hosts = [f"h{number}.example.org" for number in range(6)]
    with serving({host: Reply(host.encode(), kind="text/plain") for host in hosts}) as services:
        requests = [Request(f"https://{host}/{turn}") for turn in range(3) for host in hosts]
        answers = services.fetcher()(requests)
        assert [answer.url for answer in answers] == [request.url for request in requests]
        assert [answer.body.decode() for answer in answers] == hosts * 3
        assert services.fetcher()([]) == []


@pytest.mark.parametrize(
    "location, reason",
    [
        ("https://127.0.0.1/", "not among the sites"),
        ("http://169.254.169.254/latest/meta-data/", "not plain https"),
        ("https://169.254.169.254/latest/meta-data/", "not among the sites"),
        ("file:///etc/passwd", "not plain https"),
        (f"http://{HOST}/", "not plain https"),
        (f"https://{HOST}:8443/", "not plain https"),
        (f"https://user:word@{HOST}/", "not plain https"),
        (f"https://{HOST}.evil.example/", "not among the sites"),
        (f"https://evil{HOST}/", "not among the sites"),
        ("//localhost/", "not among the sites"),
        ("https://[::1]/", "not among the sites"),
        ("https://[", "can't be used"),
        (f"https://{HOST}/x", "more than 3 times"),
    ],
)
def test_a_redirect_leads_only_where_one_may_go(location: str, reason: str) -> None:
    with serving({HOST: Reply(status=302, headers={"Location": location})}) as services:
        answer = ask(services)
        assert (answer.status, answer.body) == (0, b"")
        assert reason in answer.problem
        assert set(services.dialled) == {PUBLIC}


def test_a_redirect_to_an_allowed_host_is_followed() -> None:
    hosts: dict[str, Handler | Reply] = {
        "doi.org": Reply(status=303, headers={"Location": f"https://{HOST}/works/é?q=1 2#top"}),
        HOST: Reply(b"{}"),
    }
    with serving(hosts) as services:
        answer = ask(services, Request("https://doi.org/10.1000/x"))
        assert (answer.status, answer.body) == (200, b"{}")
        assert services.asked[1].startswith(f"{HOST}/works/")


INSIDE = (
    "127.0.0.1",
    "127.8.8.8",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104 - nothing is bound to it
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "192.0.2.1",
    "198.18.0.1",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2001:0:7f00:1::",
    "fec0::1",
    "2001:db8::1",
    "",
    "localhost",
    "1",
    "0x7f.1",
)


@pytest.mark.parametrize("address", INSIDE)
def test_no_address_inside_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "151.101.1.140", "2606:4700::6810:84e5"])
def test_the_internets_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["169.254.169.254"], ["::1"], [PUBLIC, "10.0.0.1"]])
def test_a_name_that_leads_inside_is_not_dialled(addresses: list[str]) -> None:
    with serving({HOST: Reply(b"{}")}) as services:
        services.addresses[HOST] = addresses
        assert "public internet" in ask(services).problem
        assert services.dialled == []


def test_a_name_that_leads_inside_after_a_redirect_is_not_dialled() -> None:
    hosts: dict[str, Handler | Reply] = {
        HOST: Reply(status=301, headers={"Location": "https://rebound.example.org/"}),
        "rebound.example.org": Reply(b"{}"),
    }
    with serving(hosts) as services:
        services.addresses["rebound.example.org"] = ["169.254.169.254"]
        assert "public internet" in ask(services).problem
        assert services.dialled == [PUBLIC]


def test_a_name_that_changes_its_mind_is_dialled_where_it_was_checked() -> None:
    with serving({HOST: Reply(b"{}")}) as services:
        answers = itertools.chain([[PUBLIC]], itertools.repeat(["127.0.0.1"]))
        fetcher = Fetcher(
            hosts=[HOST],
            resolver=lambda host, seconds: next(answers),
            dial=services.dial,
            context=services.trust,
        )
        first, second = fetcher([ASK, ASK])
        assert first.status == 200
        assert "public internet" in second.problem
        assert services.dialled == [PUBLIC]


def test_a_certificate_nobody_vouches_for_is_refused() -> None:
    with serving({HOST: Reply(b"{}")}) as services:
        services.trust = ssl.create_default_context()
        assert "safely" in ask(services).problem
        assert services.asked == []


def test_a_host_that_is_not_allowed_is_not_even_looked_up() -> None:
    def resolver(host: str, seconds: float) -> list[str]:
        raise AssertionError(host)

    (answer,) = Fetcher(hosts=["example.org"], resolver=resolver)([Request("https://example.com/")])
    assert "not among the sites" in answer.problem
    assert not answer.temporary


@pytest.mark.parametrize("url", ["http://api.example.org/", "", "https://", "file:///etc/passwd", "https://[::", "x"])
def test_an_address_that_is_none_is_answered_in_words(url: str) -> None:
    (answer,) = Fetcher()([Request(url)])
    assert answer.problem


def forever(piece: bytes, pause: float = 0.0) -> Iterator[bytes]:
    for _ in range(100_000):
        time.sleep(pause)
        yield piece


def test_an_endless_body_is_cut_off() -> None:
    with serving({HOST: Reply(stream=lambda: forever(b"x" * 65_536))}) as services:
        assert "more than 2,000,000 bytes" in ask(services).problem
        assert services.sent < 20_000_000


@pytest.mark.parametrize(
    "reply",
    [
        Reply(stream=lambda: forever(b" ", 0.05)),
        Reply(raw=True, stream=lambda: forever(b"H", 0.05)),
        Reply(raw=True, stream=lambda: itertools.chain([b"HTTP/1.1 200 OK\r\n"], forever(b"X-A: b\r\n", 0.05))),
        Reply(raw=True, stream=lambda: forever(b"HTTP/1.1 100 Continue\r\n\r\n", 0.01)),
        Reply(raw=True, stream=lambda: forever(b"", 0.05)),
    ],
    ids=["body", "status line", "headers", "continue", "silence"],
)
def test_a_slow_drip_runs_out_of_time(reply: Reply) -> None:
    with serving({HOST: reply}) as services:
        assert ask(services, limits=SHORT).problem == "took too long"


def test_a_host_that_never_greets_runs_out_of_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        fetcher = Fetcher(
            hosts=[HOST],
            limits=SHORT,
            resolver=lambda host, seconds: [PUBLIC],
            dial=lambda address, seconds: socket.create_connection(silent.getsockname(), seconds),
        )
        (answer,) = fetcher([ASK])
    assert answer.problem == "took too long"
    assert answer.temporary


def test_a_host_that_lets_nobody_in_may_do_so_later() -> None:
    def dial(address: tuple[str, int], seconds: float) -> socket.socket:
        raise ConnectionRefusedError

    (answer,) = Fetcher(hosts=[HOST], resolver=lambda host, seconds: [PUBLIC], dial=dial)([ASK])
    assert answer.problem == "could not be reached, or broke off"
    assert answer.temporary


@pytest.mark.parametrize(
    "reply, reason",
    [
        (Reply(b"<html>", kind="text/html"), "sent text/html instead of application/json"),
        (Reply(b"%PDF-", kind="application/pdf; x=\x1b[31m"), "sent application/pdf instead"),
        (Reply(gzip.compress(b"{}"), headers={"Content-Encoding": "gzip"}), "packed"),
        (Reply(b"{}", headers={"Content-Length": "400"}), "broke off"),
        (Reply(headers={"Transfer-Encoding": "chunked"}, body=b"5\r\nab"), "broke off"),
        (Reply(raw=True, body=b"\x00\xff\r\n\r\n"), "broke off"),
        (Reply(raw=True, body=b""), "broke off"),
        (Reply(raw=True, body=b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 5_000 + b"\r\n"), "broke off"),
    ],
)
def test_a_wrong_answer_is_refused_in_words(reply: Reply, reason: str) -> None:
    with serving({HOST: reply}) as services:
        answer = ask(services)
        assert (answer.status, answer.body) == (0, b"")
        assert reason in answer.problem


def test_a_type_that_nobody_names_is_left_to_the_parser() -> None:
    with serving({HOST: Reply(b"{}", kind="")}) as services:
        assert ask(services).body == b"{}"


def test_a_busy_host_is_asked_again_when_it_says() -> None:
    replies = iter([Reply(status=429, headers={"Retry-After": "0"}), Reply(b"{}")])
    with serving({HOST: lambda path: next(replies)}) as services:
        assert ask(services).status == 200
        assert len(services.asked) == 2


def test_a_busy_host_may_name_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 1792567678.0)
    replies = iter([Reply(status=503, headers={"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}), Reply(b"{}")])
    slept: list[float] = []
    with serving({HOST: lambda path: next(replies)}) as services:
        (answer,) = services.fetcher(sleep=slept.append)([ASK])
        assert answer.status == 200
        assert slept == [2.0]


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "3600"}, {"Retry-After": "soon"}, {"Retry-After": "9" * 400}])
def test_a_busy_host_is_left_alone_for_the_rest_of_the_run(headers: dict[str, str]) -> None:
    with serving({HOST: Reply(b"Rate exceeded.", 429, "text/plain", headers)}) as services:
        fetcher = services.fetcher()
        assert [answer.status for answer in fetcher([ASK, ASK])] == [429, 429]
        assert fetcher([ASK])[0].status == 429
        assert len(services.asked) == 1


def test_a_host_that_stays_busy_is_asked_twice_at_most() -> None:
    with serving({HOST: Reply(status=429, headers={"Retry-After": "0"})}) as services:
        assert [answer.status for answer in services.fetcher()([ASK, ASK])] == [429, 429]
        assert len(services.asked) == 2


def test_arxiv_is_given_three_seconds_between_requests() -> None:
    moment, slept = [100.0], []

    def sleep(seconds: float) -> None:
        slept.append(round(seconds, 6))
        moment[0] += seconds

    with serving({"export.arxiv.org": Reply(b"{}")}) as services:
        fetcher = services.fetcher(limits=Limits(), clock=lambda: moment[0], sleep=sleep)
        fetcher([Request("https://export.arxiv.org/1"), Request("https://export.arxiv.org/2")])
        moment[0] += 1.0
        fetcher([Request("https://export.arxiv.org/3")])
    assert slept == [3.0, 2.0]


def test_when_the_runs_time_is_up_nothing_more_is_asked() -> None:
    moment = [100.0]
    with serving({HOST: Reply(b"{}")}) as services:
        fetcher = services.fetcher(limits=Limits(run=30), clock=lambda: moment[0])
        assert fetcher([ASK])[0].status == 200
        moment[0] += 31
        (late,) = fetcher([ASK])
        assert "was over" in late.problem
        assert late.temporary
        assert len(services.asked) == 1


def test_the_allowed_hosts_are_names_and_nothing_else() -> None:
    assert ALLOWED_HOSTS == SERVICES | PUBLISHERS
    assert all("." in host and host == host.lower().strip(".") for host in ALLOWED_HOSTS)
    assert not any(is_public(host) for host in ALLOWED_HOSTS)


def test_the_systems_resolver_knows_this_machine() -> None:
    assert set(resolve_host("localhost", 5.0)) <= {"127.0.0.1", "::1"}


@pytest.mark.parametrize("host", ["a" * 70 + ".example", "..", "\0"])
def test_a_name_that_cannot_be_one_is_an_ordinary_failure(host: str) -> None:
    with pytest.raises(OSError, match=r".+"):
        resolve_host(host, 5.0)
