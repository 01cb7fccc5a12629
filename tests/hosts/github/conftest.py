"""The stand-in, with a club in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.clubs.on_github import GitHubClub, settle
from tests.hosts.github.checkpoints import Checkpoint, described
from tests.hosts.github.stories import STORY
from tests.standin import GitHub


@pytest.fixture
def github(tmp_path: Path) -> Iterator[GitHub]:
    """A GitHub with nothing in it."""
    made = GitHub(tmp_path / "github")
    yield made
    made.close()


@pytest.fixture
def club(github: GitHub) -> GitHubClub:
    return settle(github)


@dataclass(frozen=True)
class Told:
    """The story, told once without faults: the state before each run, what there is to see after it, its requests."""

    club: GitHubClub
    before: list[Checkpoint]
    after: list[dict[str, object]]
    requests: list[list[str]]
    events: list[int | None]


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    folder = tmp_path_factory.mktemp("told")
    github = GitHub(folder / "github")
    club = settle(github)
    told = Told(club, [], [], [], [])
    for number, (_, deed, _, _) in enumerate(STORY):
        event = deed(club)
        told.events.append(event)
        told.before.append(Checkpoint.of(club, folder / str(number)))
        told.requests.append(club.requests(event))
        told.after.append(described(github))
    yield told
    github.close()
