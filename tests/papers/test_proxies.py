"""Behind a proxy: it is asked as the environment says, and what holds without one holds with it."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from clubaction.papers.fetch import proxies
from clubaction.papers.fetch.failure import Failure
from clubaction.papers.fetch.fetcher import Fetcher, Limits
from clubaction.papers.fetch.proxies import Proxy
from clubaction.papers.request import Answer, Request
from tests.papers.proxy import Internet, internet, proxying
from tests.papers.services import Handler, Reply

HOST, OTHER = "api.example.org", "other.example.org"
ASK = Request(f"https://{HOST}/x?y=1", "application/json", ("application/json",))
LIMITS = Limits(run=5, request=2)


def nobody(host: str, seconds: float) -> list[str]:
    raise AssertionError(f"{host} was looked up, which is the proxy's business")


def fetcher(net: Internet, *, hosts: tuple[str, ...] = (HOST, OTHER), limits: Limits = LIMITS) -> Fetcher:
    """As a run makes it: proxy and certificates are the environment's."""

    def resolver(host: str, seconds: float) -> list[str]:
        return [host] if host == "127.0.0.1" else nobody(host, seconds)

    return Fetcher(hosts=hosts, limits=limits, resolver=resolver)


@pytest.fixture
def net(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Internet]:
    """An internet on which `HOST` answers, and the environment that leads there."""
    hosts: dict[str, Handler | Reply] = {HOST: Reply(b'{"a": 1}'), OTHER: Reply(b'{"b": 2}')}
    with internet(hosts, tmp_path) as made:
        for name, text in made.environment.items():
            monkeypatch.setenv(name, text)
        yield made


def test_a_host_is_reached_through_the_proxy_by_its_name(net: Internet) -> None:
    assert fetcher(net)([ASK]) == [Answer(ASK.url, 200, b'{"a": 1}')]
    assert net.proxy.asked == [f"{HOST}:443"]
    assert net.services.asked == [f"{HOST}/x?y=1"]
    assert "proxy-authorization" not in net.proxy.headers[0]


def test_the_proxy_is_told_who_asks_and_the_host_is_not(net: Internet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", net.proxy.url.replace("//", "//club:a%20word%3A@"))
    (answer,) = fetcher(net)([ASK])
    assert answer.status == 200
    assert net.proxy.headers[0]["proxy-authorization"] == "Basic " + base64.b64encode(b"club:a word:").decode()
    assert not any("authorization" in name.lower() for name in net.services.headers[0])


def test_the_hosts_own_certificate_counts(net: Internet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    assert fetcher(net)([ASK]) == [Answer(ASK.url, problem="could not be reached safely")]
    assert net.services.asked == []


def test_a_certificate_of_another_host_is_refused(net: Internet) -> None:
    wrong = Request("https://wrong.example.org/")
    assert fetcher(net, hosts=("wrong.example.org",))([wrong])[0].problem == "could not be reached safely"
    assert net.services.asked == []


def test_a_host_that_is_not_allowed_is_not_asked_for(net: Internet) -> None:
    (answer,) = fetcher(net, hosts=(OTHER,))([ASK])
    assert "not among the sites" in answer.problem
    assert net.proxy.asked == []


@pytest.mark.parametrize(
    "location",
    [
        "https://169.254.169.254/latest/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "http://10.0.0.1/",
        "https://localhost/",
    ],
)
def test_a_redirect_inside_is_not_asked_for(net: Internet, location: str) -> None:
    net.services.hosts[HOST] = Reply(status=302, headers={"Location": location})
    (answer,) = fetcher(net)([ASK])
    assert (answer.status, answer.body) == (0, b"")
    assert answer.problem
    assert net.proxy.asked == [f"{HOST}:443"]


def test_an_address_inside_is_not_asked_for_even_where_it_is_allowed(net: Internet) -> None:
    inside = [Request("https://10.0.0.1/"), Request("https://[fd00::1]/")]
    answers = fetcher(net, hosts=("10.0.0.1", "fd00::1"))(inside)
    assert ["public internet" in answer.problem for answer in answers] == [True, True]
    assert net.proxy.asked == []


def test_a_redirect_to_an_allowed_host_goes_through_the_proxy_too(net: Internet) -> None:
    net.services.hosts[HOST] = Reply(status=302, headers={"Location": f"https://{OTHER}/"})
    assert fetcher(net)([ASK])[0].body == b'{"b": 2}'
    assert net.proxy.asked == [f"{HOST}:443", f"{OTHER}:443"]


def test_too_much_is_too_much_through_a_proxy(net: Internet) -> None:
    net.services.hosts[HOST] = Reply(b"x" * 2_000_001)
    assert "more than 2,000,000 bytes" in fetcher(net)([ASK])[0].problem


@pytest.mark.parametrize(
    "answer, reason",
    [
        (b"HTTP/1.1 407 Who are you\r\n\r\n", "could not be reached: the proxy answered with HTTP 407"),
        (b"HTTP/1.1 502 Bad Gateway\r\nA: b\r\n\r\n<html>", "could not be reached: the proxy answered with HTTP 502"),
        (b"SSH-2.0-x\r\n\r\n", "could not be reached: the proxy's answer makes no sense"),
        (b"HTTP/1.1 200", "could not be reached: the proxy broke off, or talked without end"),
        (b"HTTP/1.1 250 OK\r\n" + b"A: b\r\n" * 5_000 + b"\r\n", "could not be reached: the proxy broke off"),
        (
            b"HTTP/1.1 200 OK\r\n\r\nnot TLS at all, but something else that is long enough",
            "could not be reached safely",
        ),
    ],
)
def test_a_proxy_that_does_not_open_a_way_is_answered_in_words(net: Internet, answer: bytes, reason: str) -> None:
    net.proxy.answer = answer
    (given,) = fetcher(net)([ASK])
    assert given.problem.startswith(reason)
    # What forbids us this time, or can't be trusted, will be no better the next.
    assert given.temporary != (answer.startswith(b"HTTP/1.1 4") or "safely" in reason)


def test_a_silent_proxy_runs_out_of_time(net: Internet) -> None:
    net.proxy.answer = b"HTTP/1.1 100 Continue\r\n"
    net.proxy.answer += b" 200 "  # keeps the line open, and says nothing more
    assert fetcher(net, limits=Limits(run=5, request=0.3))([ASK])[0].problem == "took too long"


def test_a_proxy_that_drips_runs_out_of_time(net: Internet) -> None:
    net.proxy.pause = 0.05
    begun = time.monotonic()
    assert fetcher(net, limits=Limits(run=5, request=0.5))([ASK])[0].problem == "took too long"
    assert time.monotonic() - begun < 1.5


def test_a_connection_through_a_proxy_is_kept_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with internet({HOST: Reply(b"{}"), OTHER: Reply(b"[]")}, tmp_path, keeps=True) as net:
        for name, text in net.environment.items():
            monkeypatch.setenv(name, text)
        ask = [ASK, Request(f"https://{OTHER}/"), ASK, Request(f"https://{OTHER}/")]
        assert [answer.body for answer in fetcher(net)(ask)] == [b"{}", b"[]"] * 2
        assert sorted(net.proxy.asked) == [f"{HOST}:443", f"{OTHER}:443"]


def test_a_proxy_that_is_not_there_is_answered_in_words(net: Internet, monkeypatch: pytest.MonkeyPatch) -> None:
    with proxying(net.services.address) as gone:
        pass
    monkeypatch.setenv("HTTPS_PROXY", gone.url)
    assert fetcher(net)([ASK])[0].problem == "could not be reached: the proxy does not answer"


@pytest.mark.parametrize(
    "text", ["socks5://127.0.0.1:1080", "https://127.0.0.1:3128", "http://", "http://a:b", "http://[::1"]
)
def test_a_proxy_of_another_kind_is_said_to_be_none(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    with pytest.raises(Failure, match="no http address"):
        proxies.parse_proxy(text)
    monkeypatch.setenv("HTTPS_PROXY", text.replace("//", "//me:secret@") if "[" not in text else text)
    (answer,) = Fetcher(hosts=[HOST], resolver=nobody)([ASK])
    assert "no http address" in answer.problem
    assert "secret" not in answer.problem


@pytest.mark.parametrize(
    "environment, expected",
    [
        ({}, None),
        ({"HTTPS_PROXY": "http://proxy.example:3128"}, ("proxy.example", 3128)),
        ({"HTTPS_PROXY": "proxy.example:3128"}, ("proxy.example", 3128)),
        ({"https_proxy": "http://small.example", "HTTPS_PROXY": "http://large.example"}, ("small.example", 80)),
        ({"https_proxy": "", "HTTPS_PROXY": "http://large.example"}, None),
        ({"ALL_PROXY": "http://all.example:1"}, ("all.example", 1)),
        ({"HTTP_PROXY": "http://plain.example"}, None),
        ({"HTTPS_PROXY": "http://p", "NO_PROXY": "example.org"}, None),
        ({"HTTPS_PROXY": "http://p", "NO_PROXY": "a.b, .example.org"}, None),
        ({"HTTPS_PROXY": "http://p", "NO_PROXY": "*"}, None),
        ({"HTTPS_PROXY": "http://p", "NO_PROXY": "ample.org,i.example.org"}, ("p", 80)),
    ],
)
def test_the_environment_says_which_hosts_go_through_which_proxy(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], expected: tuple[str, int] | None
) -> None:
    for name, text in environment.items():
        monkeypatch.setenv(name, text)
    found = proxies.from_environment(HOST)
    assert found == (Proxy(*expected) if expected else None)


def test_a_host_that_needs_no_proxy_is_reached_directly(net: Internet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", OTHER)
    directly = Fetcher(hosts=[OTHER], resolver=lambda host, seconds: ["8.8.8.8"], dial=net.services.dial)
    assert directly([Request(f"https://{OTHER}/")])[0].body == b'{"b": 2}'
    assert net.proxy.asked == []
    assert net.services.dialled == ["8.8.8.8"]
