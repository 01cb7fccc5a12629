"""Five people at once, and runs that are dropped as a concurrency group drops them: nothing is lost."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.clubs import claim_form, paper_form
from tests.clubs.on_github import PAPER, GitHubClub, settle
from tests.hosts.github.checkpoints import Checkpoint, described
from tests.standin import GitHub

PEOPLE = ("ada", "bob", "cleo", "dora", "olga")
ORDERS, PATTERNS = 10, 5
_SECRET = re.compile(r"<!-- clubaction:memory \S+ -->")
Event = Callable[[GitHubClub], int | None]


@dataclass(frozen=True)
class Crowd:
    """A club with one proposal and its pull request, and the state to begin from."""

    club: GitHubClub
    begin: Checkpoint


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    folder = tmp_path_factory.mktemp("crowd")
    github = GitHub(folder / "github")
    club = settle(github)
    club.run(club.propose("ada", paper_form(PAPER, "Score matching", "2024-10-23")))
    yield Crowd(club, Checkpoint.of(club, folder / "begin"))
    github.close()


def events(chance: random.Random) -> list[Event]:
    """Nine things that the five do, each on a thread that is there by then."""
    made: list[Event] = []
    for step in range(9):
        by = PEOPLE[step % 5]
        kind = chance.choice(("comment", "comment", "comment", "propose", "claim", "edit", "close"))
        made.append(_event(kind, by, step, chance.randrange(10**6)))
    chance.shuffle(made)
    return made


COMMANDS = (
    "/claim recap", "/claim questions", "/unclaim recap", "/schedule next", "/set theme Flows", "/swap #1", "/help",
    "/notme", "/clam recap", "/claim recap @eve", "/unschedule",
)  # fmt: skip


def _event(kind: str, by: str, step: int, roll: int) -> Event:
    def happen(club: GitHubClub) -> int | None:
        github = club.github
        papers = [issue.number for issue in github.issues if issue.title.startswith("[paper]")]
        number = papers[roll % len(papers)]
        if kind == "propose":
            return club.propose(by, paper_form(f"https://example.org/{step}", f"Paper {step}", "next"))
        if kind == "claim":
            return github.open_issue(by, "[claim]", claim_form("coming-up", "questions"), ["claim"]).number
        if kind == "edit":
            said = [c for c in github.thread(number).comments if c.author is not club.token.user]
            if said:
                # An edit that says the same is no news to a run that has heard it, and is to one that has not.
                comment = said[roll % len(said)]
                text = "/claim questions" if "questions" not in comment.body else "/help"
                github.edit_comment(comment, comment.author.login, text)
        elif kind == "close":
            change = github.close_issue if github.thread(number).state == "open" else github.reopen_issue
            change(number, "olga")
        else:
            github.comment(number, by, COMMANDS[roll % len(COMMANDS)])
        return number

    return happen


def seen(club: GitHubClub) -> dict[str, object]:
    """What there is to see, with the ids of comments as their places: they count up with our own comments, too."""
    spoken = [c.id for issue in club.github.issues for c in issue.comments if c.author is not club.token.user]
    places = {str(number): f"comment {place}" for place, number in enumerate(sorted(spoken))}
    found = described(club.github)
    text = re.sub(r"\b24\d{8}\b", lambda match: places.get(match[0], match[0]), repr(found["branches"]))
    # An edit that is taken back by a second one was never there for a run that has missed both.
    text = re.sub(r"(seen: comment \d+) \S+Z", r"\1", text)
    return {**found, "branches": text, "threads": {n: _unordered(t) for n, t in found["threads"].items()}}  # type: ignore[attr-defined]


def _unordered(thread: Any) -> object:
    """A thread whose comments may stand in another order: when we first answered depends on when a run was.

    A proposal that is closed is not answered, so what was said on it may have
    got its reaction before or not. What a comment of ours remembers, hidden,
    has ids and times in it.
    """
    *facts, comments = thread
    told = [(author, _SECRET.sub("", body), given if "open" in facts else "") for author, body, given in comments]
    return facts, sorted(map(repr, told))


@pytest.fixture(scope="module")
def one_at_a_time(crowd: Crowd, tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], dict[str, object]]:
    """The end of each order of events with a run after every single one; each is played once."""
    ends: dict[int, dict[str, object]] = {}

    def play(order: int) -> dict[str, object]:
        if order not in ends:
            crowd.begin.restore(crowd.club, tmp_path_factory.mktemp("order") / "state")
            for event in events(random.Random(order)):
                crowd.club.run(event(crowd.club))
            crowd.club.run()
            ends[order] = seen(crowd.club)
        return ends[order]

    return play


@pytest.mark.parametrize("pattern", range(PATTERNS))
@pytest.mark.parametrize("order", range(ORDERS))
def test_any_runs_may_be_dropped(
    crowd: Crowd, one_at_a_time: Callable[[int], dict[str, object]], tmp_path: Path, order: int, pattern: int
) -> None:
    expected, club = one_at_a_time(order), crowd.club
    crowd.begin.restore(club, tmp_path / "state")
    chance = random.Random(f"{order} {pattern}")
    waiting = events(random.Random(order))

    def more(entry: object) -> None:
        """While a run is under way, people go on; the runs of these events are the ones that are dropped."""
        if waiting and chance.random() < 0.3:
            waiting.pop(0)(club)

    while waiting:
        event = waiting.pop(0)(club)
        for _ in range(min(chance.randrange(3), len(waiting))):
            waiting.pop(0)(club)
        club.github.after_request(more)
        club.try_run(event if chance.random() < 0.5 else None)
        club.github.after_request(lambda entry: None)
    club.run()
    assert seen(club) == expected
