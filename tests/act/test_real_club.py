"""Ten weeks of the real club on the real runner: the script that a folder is played, against a GitHub on loopback.

Where nobody opens an issue, each event between two merges wakes the shipped workflow. Where somebody does, the last one
alone does, as when Actions drops the runs that wait for one at work: that run has to do what all of them asked for. It
is those versions, too, in which an earlier pull request would take an issue's number.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from clubaction import importing
from clubaction.importing.new_club import new_club
from clubaction.pipeline import check
from tests.act.runner import Runner
from tests.clubs.on_github import GitHubClub
from tests.standin import Event, GitHub
from tests.standin.plugin import github
from tests.stories.real_club import ORGANISER, SCRIPT, START, Script, schedule, told_on, version, wrong_links

__all__ = ["github"]

SEEN = re.compile(rb"^seen: (\d+)$", re.MULTILINE)
"""A session's remembered position: the one thing in its file that a host numbers in its own way."""


class ScriptOnGitHub(Script):
    """The script on GitHub, whose workflow runs on this machine."""

    club: GitHubClub

    def __init__(self, github: GitHub, folder: Path) -> None:
        self.github = github
        github.add_user(ORGANISER, "write")
        github.add_user("olga", "write")
        club = GitHubClub(github, github.job_token())
        club.now = START
        text = version(SCRIPT["start"])
        found = importing.read_schedule(text)
        files = new_club(found, text, {}, START.date()).files
        github.push(ORGANISER, files, message="Import the club's schedule")
        super().__init__(club, found)
        self.runner = Runner(folder, {**github.environment(club.token), "CLUBACTION_OFFLINE": "true"})
        self.seen = len(github.events)

    def news(self) -> list[Event]:
        """What has happened since the last look and would wake the workflow; a start by hand where nothing has."""
        found = [event for event in self.github.events[self.seen :] if event.name != "pull_request"]
        found = found or [self.github.dispatch(ORGANISER)]
        self.seen = len(self.github.events)
        return found

    def wake(self, event: Event) -> str:
        """Lets an event wake the workflow; returns what became of the pull request."""
        self.runner.set_clock(self.club.now)
        job = self.runner.run(event.name, event.payload)
        assert job.ok, job.log
        return job.output["operation"]

    def merge(self) -> None:
        (pull,) = [one for one in self.github.pull_requests if one.state == "open"]
        assert len(self.github.commits("clubaction/update")) == 1
        self.github.merge(pull.number, ORGANISER)
        self.seen = len(self.github.events)

    def live(self, events: Iterable[Mapping[str, Any]]) -> list[str]:
        """Plays what happens between two merges; returns what became of the pull request, run by run."""
        events = list(events)
        did: list[str] = []
        for event in events:
            self.play(event)
            if not any({"propose", "claim"} & one.keys() for one in events):
                did += map(self.wake, self.news())
        return did or [self.wake(self.news()[-1])]


def with_words(files: Mapping[str, bytes], comments: Mapping[int, str]) -> dict[str, str]:
    """The files with what was said where a session remembers a position."""
    return {
        path: SEEN.sub(lambda found: f"seen: {comments[int(found[1])]!r}".encode(), data).decode()
        for path, data in files.items()
    }


def test_the_club_ends_on_github_as_it_ends_on_a_folder(github: GitHub, tmp_path: Path) -> None:
    script = ScriptOnGitHub(github, tmp_path / "runner")
    club = script.club
    for step in SCRIPT["versions"]:
        if club.now.date() < step["date"]:
            club.now = dt.datetime.combine(step["date"], dt.time(7), dt.UTC)
            if script.wake(github.schedule()) == "created":  # two weeks without a word: what was held is past
                script.merge()
            script.seen = len(github.events)
        first, *others = script.live(step["events"])
        assert (first, {*others} - {"updated"}) == ("created", set())
        script.merge()
        assert schedule(club.sessions()) == schedule(importing.read_schedule(version(step["version"])).sessions)
    assert script.wake(github.schedule()) == "none"

    folder, _ = told_on(tmp_path / "folder")
    issues = folder.club.host.snapshot().issues
    assert script.threads == folder.threads
    ours = with_words(club.files, {c.id: c.body for issue in github.issues for c in issue.comments})
    theirs = with_words(folder.club.files, {c.id: c.body for issue in issues for c in issue.comments})
    assert [path for path in {*ours, *theirs} if ours.get(path) != theirs.get(path)] == []
    assert sum("seen: " in text for text in ours.values()) == 11
    assert {issue.number: issue.state for issue in github.issues} == {issue.number: issue.state for issue in issues}

    assert check.problems(club.files, club.now.date()) == []
    assert wrong_links(ours["README.md"]) == []
