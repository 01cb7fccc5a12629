"""Ten weeks of a real club, whose README was kept by hand, told as issues, comments and hand edits on a folder.

After each version that changed the schedule, ours says the same as the club's own README did then. The script of events
is `real_club.yml`; what the club wrote is read from the shared folder.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from clubaction import importing
from clubaction.club.state import GRACE
from clubaction.pipeline import check
from tests import golden
from tests.stories.real_club import SCRIPT, Row, ScriptOnFolder, schedule, told_on, version, wrong_links

HERE = Path(__file__).parent
Told = tuple[ScriptOnFolder, dict[str, dict[dt.date, Row]]]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    return told_on(tmp_path_factory.mktemp("club"))


@pytest.mark.parametrize("number", [step["version"] for step in SCRIPT["versions"]])
def test_after_each_version_the_schedule_says_what_the_clubs_own_readme_said(told: Told, number: str) -> None:
    assert told[1][number] == schedule(importing.read_schedule(version(number)).sessions)


def test_the_script_tells_every_version_that_changed_the_schedule(told: Told) -> None:
    """What a version changed that is not in the script is layout: its schedule is that of the version before."""
    by_number = {step["version"] for step in SCRIPT["versions"]}
    before = schedule(importing.read_schedule(version("03")).sessions)
    for number in range(4, 23):
        now = schedule(importing.read_schedule(version(f"{number:02}")).sessions)
        assert now == before or f"{number:02}" in by_number, number
        before = now


def test_no_section_link_is_dead_or_crossed_as_the_clubs_own_were(told: Told) -> None:
    club = told[0].club
    ours = (club.folder / "README.md").read_text(encoding="utf-8")
    assert check.problems(club.files, club.now.date()) == []
    assert wrong_links(ours) == []
    assert wrong_links(version("22")) == [row[0] for _, row in sorted(schedule(club.sessions()).items())[-3:]]


def test_nothing_that_the_club_had_is_lost(told: Told) -> None:
    club = told[0].club
    there = club.sessions()
    replaced = there["on-the-generalization-properties-of-diffusion-models"]
    assert replaced.date is None
    assert replaced.body
    assert "2406.08929" in there["elucidating-the-design-space-of-diffusion-based-generative"].body
    assert "B8DN_93_oUc" in there["understanding-the-diffusion-objective-as-a-weighted-integral"].body
    assert not any(session.is_open for session in there.values())
    paths = {path for path in club.files if path.startswith("sessions/")}
    first = importing.read_schedule(version(SCRIPT["start"])).sessions
    assert {f"sessions/{session.id}.md" for session in first if not session.is_open} <= paths


def test_threads_of_sessions_that_are_over_are_closed_and_the_others_are_open(told: Told) -> None:
    club = told[0].club
    issues = {issue.number: issue for issue in club.host.snapshot().issues}
    for session in club.sessions().values():
        assert session.issue
        over = session.date is not None and session.date + GRACE < club.now.date()
        assert issues[session.issue].state == ("closed" if over else "open")
    assert issues[told[0].threads[8]].state == "closed"  # the claim made as an issue
    commands = [c for i in issues.values() for c in i.comments if not c.ours]
    assert len(commands) >= 14
    assert all(comment.reactions == {"+1"} for comment in commands)


def test_the_story_of_the_clubs_pull_requests_is_as_it_was_read(told: Told) -> None:
    head = ["# Ten weeks of a real club", "", "What each pull request said, made by `tests/stories/test_real_club.py`."]
    golden.compare(HERE / "real_club.md", "\n".join([*head, *told[0].told]) + "\n")
