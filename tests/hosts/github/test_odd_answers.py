"""Answers that are empty, of another shape, without a part or too slow: one line for people, never a traceback."""

from __future__ import annotations

import copy
import itertools
import random
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from clubaction.errors import ClubError
from clubaction.hosts.github import retries, time_limits
from clubaction.hosts.github.time_limits import within
from clubaction.model.plan import (
    TREE,
    AddComment,
    AddLabel,
    ClosePullRequest,
    Commit,
    CreateLabel,
    DeleteBranch,
    EditPullRequest,
    OpenPullRequest,
    Operation,
    Plan,
)
from tests.clubs import paper_form
from tests.clubs.club import BRANCH
from tests.clubs.on_github import PAPER, GitHubClub, settle
from tests.standin import GitHub, faults
from tests.standin.exchange import Request

SHAPES: dict[str, Any] = {
    "empty": b"",
    "null": None,
    "[]": [],
    "{}": {},
    "data null": {"data": None},
    "data {}": {"data": {}},
    "a number": 5,
    "errors of no kind": {"data": None, "errors": ["x", None, {"path": 5}]},
}
BIG = b"A line\n" * 100_000


@pytest.fixture
def club(github: GitHub) -> GitHubClub:
    """A club in which a run has a reason for every request that we know how to make."""
    made = settle(github, labels=("claim",), files={"sessions/big.md": b"---\ntitle: Big\n---\n" + BIG})
    github.hide_collaborators()
    made.propose("ada", paper_form(PAPER, "Score matching"))
    github.label(1, "olga", "claim")
    github.comment(1, "eve", "/schedule next")
    return made


def steps(base: str) -> list[tuple[Operation, ...]]:
    """Plans that need all kinds of requests, one after the other."""
    message = f"Update\n\nMade-by: clubaction {TREE} on {base}\n"
    changes: dict[str, bytes | None] = {"README.md": b"New\n", "sessions/binary.md": b"\xff\0"}
    return [
        (CreateLabel("paper", "ffffff", ""), AddLabel(1, "paper"), Commit(BRANCH, base, "", message, changes)),
        (OpenPullRequest(BRANCH, "main", "T", "B\n\n<!-- clubaction:digest 0123456789abcdef -->"), AddComment(1, "x")),
    ]


def live(club: GitHubClub) -> str:
    """What a run that reads and does it all says when it fails; empty where it goes well."""
    host = club.host()
    try:
        base = host.snapshot().base
        for plan in steps(base):
            host.apply(Plan(plan))
        found = host.snapshot()
        assert found.pull_request
        assert found.branch
        number, head = found.pull_request.number, found.branch.head
        host.apply(Plan((EditPullRequest(number, "U", "V"), ClosePullRequest(number, "z"), DeleteBranch(BRANCH, head))))
    except ClubError as error:
        return sentence(error)
    return ""


def sentence(error: ClubError) -> str:
    """What an error says, which is one line about the host."""
    assert error.exit_code == 3
    assert str(error)
    assert "\n" not in str(error)
    return str(error)


KINDS: dict[str, Callable[[Request], bool]] = {
    "the reading": lambda request: request.operation == "Read",
    "a blob": lambda request: request.method == "GET" and "/git/blobs/" in request.path,
    "a permission": lambda request: request.path.endswith("/permission"),
    "writing a blob": lambda request: request.method == "POST" and request.path.endswith("/git/blobs"),
    "a tree": lambda request: request.path.endswith("/git/trees"),
    "a commit": lambda request: request.path.endswith("/git/commits"),
    "moving": lambda request: request.operation == "Mutation",
    "opening": lambda request: request.method == "POST" and request.path.endswith("/pulls"),
    "answering": lambda request: request.operation == "Say",
    "editing": lambda request: request.method == "PATCH",
}


def test_such_a_life_makes_every_kind_of_request_and_goes_well(club: GitHubClub) -> None:
    assert live(club) == ""
    for name, matches in KINDS.items():
        seen = (Request(e.method, e.path, {}, {}, e.body) for e in club.github.log)
        assert any(map(matches, seen)), name


SHAPED = list(itertools.product(KINDS, SHAPES))


@pytest.mark.parametrize("kind, shape, times", [(*one, 99) for one in SHAPED] + [(*one, 1) for one in SHAPED[::3]])
def test_an_answer_of_another_shape_ends_in_a_sentence_or_well(
    club: GitHubClub, kind: str, shape: str, times: int
) -> None:
    club.github.faults.add(faults.body(SHAPES[shape]), times=times, where=KINDS[kind])
    said = live(club)
    if kind == "a permission":
        assert said == ""
    elif times > 1:
        assert said
    if kind == "the reading" and times > 1:
        assert not club.github.log.writes


def test_what_may_have_been_done_is_never_done_twice(club: GitHubClub) -> None:
    club.github.faults.add(faults.body(b"", effect=True), times=99, where=KINDS["answering"])
    assert "may or may not" in live(club)
    assert club.github.thread(1).comments[1:] == []
    assert sum(entry.operation == "Say" for entry in club.github.log) == 1


# --- parts of an answer


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths to everything in a JSON value."""
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from places(inner, (*path, key))


def spoilt(value: Any, path: tuple[Any, ...], other: Any) -> Any:
    made = copy.deepcopy(value)
    inner = made
    for key in path[:-1]:
        inner = inner[key]
    if other is KeyError:
        del inner[path[-1]]
    else:
        inner[path[-1]] = other
    return made


OTHERS: tuple[Any, ...] = (KeyError, None, [], {}, "x", 5, True, [None], {"x": 1})


@pytest.mark.parametrize("seed", range(8))
def test_an_answer_without_a_part_ends_in_a_sentence_or_well(club: GitHubClub, seed: int) -> None:
    """Every place in the first answer in turn holds something else."""
    thread = club.propose("ada", paper_form(PAPER, "Another"))
    club.github.comment(thread, "bob", "/claim recap")
    club.github.react(club.github.thread(thread), "bob")
    club.github.close_issue(thread, "ada")
    assert live(club) == ""
    answers: list[Any] = []

    def keep(body: Any) -> Any:
        answers.append(body)
        return body

    club.github.faults.add(faults.changed(keep))
    club.host().snapshot()
    everywhere = sorted(places(answers[0]), key=str)
    for nth, path in enumerate(everywhere):
        if nth % 8 != seed:
            continue
        other = random.Random(f"{seed} {nth}").choice(OTHERS)
        body = spoilt(answers[0], path, other)
        club.github.faults.clear()
        club.github.faults.add(faults.body(body), where=KINDS["the reading"], times=99)
        try:
            club.host().snapshot()
        except ClubError as error:
            sentence(error)


def test_nothing_is_taken_for_absent_because_its_answer_was_odd(club: GitHubClub) -> None:
    assert live(club) == ""
    found = club.host().snapshot()
    empties: tuple[Any, ...] = ({}, [], "", 0, False)
    for empty in empties:

        def spoil(body: Any, empty: Any = empty) -> Any:
            for name, value in body["data"].items():
                if value and "sessions" in str(value.get("defaultBranchRef")):
                    value["defaultBranchRef"]["target"]["sessions"]["object"] = empty
                    body["data"][name] = value
            return body

        club.github.faults.clear()
        club.github.faults.add(faults.changed(spoil), times=99, where=KINDS["the reading"])
        with pytest.raises(ClubError, match="left out a part"):
            club.host().snapshot()
    assert "sessions/coming-up.md" in found.files


# --- time


def test_an_answer_that_comes_byte_by_byte_is_not_waited_for_for_ever(
    club: GitHubClub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time_limits, "ANSWER_TIME", 0.2)
    monkeypatch.setattr(retries, "DELAYS", (0.1,))
    began = time.monotonic()
    club.github.faults.add(faults.dripping(0.001), times=99)
    said = club.try_run()
    assert "read club/journal" in said
    assert "took more than" in said
    assert time.monotonic() - began < 5


def test_one_slow_answer_is_asked_for_again(club: GitHubClub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_limits, "ANSWER_TIME", 0.4)
    club.github.faults.add(faults.slow(1.0))
    assert club.host().snapshot().files


def test_an_order_whose_answer_is_too_slow_may_have_been_carried_out(
    club: GitHubClub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time_limits, "ANSWER_TIME", 0.4)
    club.github.faults.add(faults.slow(1.0), where=KINDS["opening"])
    assert "may or may not have done what we asked, to open a pull request" in live(club)


def test_a_run_s_time_to_talk_is_bounded_and_what_is_missing_is_said(
    club: GitHubClub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time_limits, "RUN_TIME", 0.5)
    club.github.faults.add(faults.slow(0.2), times=99)
    assert "minutes, and they are over" in live(club)
    monkeypatch.setattr(time_limits, "RUN_TIME", 0)
    before = len(club.github.log)
    assert live(club).startswith("could not read club/journal: a run may talk to GitHub for")
    assert len(club.github.log) == before


def test_what_takes_too_long_is_left_to_itself() -> None:
    end = time.monotonic() + 5
    assert within(lambda: end - time.monotonic(), lambda: 1) == 1
    with pytest.raises(ZeroDivisionError):
        within(lambda: end - time.monotonic(), lambda: 1 // 0)
    soon = time.monotonic() + 0.05
    with pytest.raises(TimeoutError):
        within(lambda: soon - time.monotonic(), lambda: time.sleep(0.3))


def test_headers_of_another_kind_are_no_trouble_for_good(club: GitHubClub) -> None:
    odd = {"X-RateLimit-Remaining": "many", "X-RateLimit-Reset": "soon"}
    club.github.faults.add(faults.status(502, headers=odd))
    assert club.host().snapshot().files
