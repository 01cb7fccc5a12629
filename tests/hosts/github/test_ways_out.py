"""Ways out that only GitHub has: another default branch, pull requests into other branches, an archived repository."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest

from clubaction.entrypoints.action import run
from clubaction.pipeline import sync
from tests.clubs import CONFIG, paper_form
from tests.clubs.club import BRANCH
from tests.clubs.on_github import PAPER, GitHubClub
from tests.standin import GitHub

CONFIG_PATH = ".github/clubaction.yml"


@pytest.fixture
def proposed(club: GitHubClub) -> int:
    """A club with a proposal and our pull request, both as they should be."""
    number = club.propose("ada", paper_form(PAPER, "Score matching", "2024-10-23"))
    club.run(number)
    return number


def further(club: GitHubClub) -> int:
    """A run with one proposal more."""
    number = club.propose("bob", paper_form("https://example.org/another", "Another paper", "2024-11-06"))
    club.run(number)
    return number


def settled(club: GitHubClub) -> None:
    """Asserts that a further run writes nothing."""
    before = len(club.github.log.writes)
    assert not club.run().plan
    assert len(club.github.log.writes) == before


def parents(club: GitHubClub, branch: str = BRANCH) -> list[tuple[str, ...]]:
    """The parents of each commit that the default branch lacks."""
    commits = [club.github.repository.git.commit(oid) for oid in club.github.commits(branch)]
    return [tuple(commit.parents) for commit in commits if commit]


# --- the default branch


def test_when_the_default_branch_changes_ours_follows_with_branch_and_pull_request(
    club: GitHubClub, proposed: int
) -> None:
    github = club.github
    number = club.open_pull().number
    github.push("olga", {"notes.md": "Of the trunk.\n"}, branch="trunk")
    github.change_default_branch("trunk")
    club.run()
    assert (club.open_pull().number, club.open_pull().base) == (number, "trunk")
    assert parents(club) == [(github.head("trunk"),)]
    assert github.files(BRANCH)["notes.md"] == b"Of the trunk.\n"
    assert f"#{number}" in club.status(proposed)
    settled(club)
    github.merge(number, "olga", delete_branch=True)
    club.run()
    assert "sessions/score-matching.md" in github.files("trunk")
    assert "sessions/score-matching.md" not in github.files("main")
    settled(club)


def test_one_that_was_closed_by_hand_stays_closed_when_the_default_branch_changes(
    club: GitHubClub, proposed: int
) -> None:
    github = club.github
    github.close_pull_request(club.open_pull().number, "olga")
    github.push("olga", {"notes.md": "Of the trunk.\n"}, branch="trunk")
    github.change_default_branch("trunk")
    club.run(proposed)
    assert club.open_pull() is None
    settled(club)


# --- other pull requests from our branch


def test_a_pull_request_of_our_branch_into_another_is_its_opener_s(club: GitHubClub, proposed: int) -> None:
    github = club.github
    github.push("olga", {"x": "y"}, branch="release")
    ours = club.open_pull()
    theirs = github.open_pull_request("olga", "Backport", head=BRANCH, base="release", body="For the old page.")
    second = further(club)
    assert (theirs.title, theirs.body, theirs.state, theirs.comments) == ("Backport", "For the old page.", "open", [])
    assert "Another paper" in ours.body
    assert f"#{ours.number}" in club.status(second)
    settled(club)
    github.close_pull_request(ours.number, "olga")
    github.comment(second, "bob", "/claim recap")
    club.run(second)
    assert (theirs.title, theirs.body, theirs.state, theirs.base) == (
        "Backport",
        "For the old page.",
        "open",
        "release",
    )
    (again,) = [p for p in github.pull_requests if p.state == "open" and p is not theirs]
    assert again.base == "main"
    assert again is not ours
    settled(club)


def test_where_only_somebody_elses_is_there_ours_is_opened_beside_it(club: GitHubClub) -> None:
    github = club.github
    github.forbid_pull_requests_by_actions()
    number = club.propose("ada", paper_form(PAPER, "Score matching", "2024-10-23"))
    club.run(number)
    github.push("olga", {"x": "y"}, branch="release")
    theirs = github.open_pull_request("olga", "Backport", head=BRANCH, base="release")
    github.allow_pull_requests_by_actions()
    club.run()
    assert [(pull.base, pull.title == "Backport") for pull in github.pull_requests] == [
        ("release", True),
        ("main", False),
    ]
    assert f"#{github.pull_requests[-1].number}" in club.status(number)
    assert theirs.body == ""
    settled(club)


def test_when_ours_is_done_somebody_elses_from_our_branch_is_not_closed_with_it(
    club: GitHubClub, proposed: int
) -> None:
    github = club.github
    github.push("olga", {"x": "y"}, branch="release")
    ours = club.open_pull()
    theirs = github.open_pull_request("olga", "Backport", head=BRANCH, base="release")
    github.merge(ours.number, "olga")
    club.run(proposed)
    assert theirs.state == "open"
    settled(club)
    github.close_pull_request(theirs.number, "olga")
    club.run()
    assert github.head(BRANCH) is None
    settled(club)


def test_nor_with_another_name_for_our_branch(club: GitHubClub, proposed: int) -> None:
    github = club.github
    github.push("olga", {"x": "y"}, branch="release")
    ours = club.open_pull()
    theirs = github.open_pull_request("olga", "Backport", head=BRANCH, base="release")
    github.push("olga", {CONFIG_PATH: f"{CONFIG}branch: bot/schedule\n"})
    club.run(proposed)
    assert (ours.state, theirs.state) == ("closed", "open")
    assert "or a pull request from it, so that branch stays" in ours.comments[-1].body
    settled(club)


# --- the branch


def test_with_the_branch_deleted_as_we_asked_a_fresh_pull_request_says_the_same(
    club: GitHubClub, proposed: int
) -> None:
    github = club.github
    first = club.open_pull()
    github.push("olga", {"notes.md": "Mine\n"}, branch=BRANCH)
    before = first.body
    club.run(proposed)
    assert "and I go on with a fresh one" in first.comments[-1].body
    github.delete_branch(BRANCH, "olga")
    club.run()
    assert club.open_pull().number != first.number
    assert "notes.md" not in github.files(BRANCH)
    assert club.open_pull().body == before, "nothing new is needed for it"
    assert "sessions/score-matching.md" in github.files(BRANCH)
    settled(club)


@pytest.mark.parametrize("pushed", [False, True], ids=["only ours", "with somebody's commit"])
def test_another_name_for_the_branch_moves_the_pull_request_there(
    club: GitHubClub, proposed: int, *, pushed: bool
) -> None:
    github = club.github
    old = club.open_pull()
    if pushed:
        github.push("olga", {"notes.md": "Mine\n"}, branch=BRANCH)
    head = github.head(BRANCH)
    github.push("olga", {CONFIG_PATH: f"{CONFIG}branch: bot/schedule\n"})
    club.run()
    assert (old.state, not old.merged, len(old.comments)) == ("closed", True, 1)
    assert github.head(BRANCH) == (head if pushed else None)
    (new,) = [pull for pull in github.pull_requests if pull.state == "open"]
    assert (new.head, new.base) == ("bot/schedule", "main")
    assert parents(club, "bot/schedule") == [(github.head(),)]
    assert f"#{new.number}" in club.status(proposed)
    settled(club)


# --- what people write on the pull request


def test_a_title_by_a_person_stays_and_a_text_without_our_mark_is_made_anew(club: GitHubClub, proposed: int) -> None:
    github = club.github
    pull = club.open_pull()
    first = pull.title
    github.edit_pull_request(pull.number, "olga", title="October: please merge by Friday")
    settled(club)
    second = further(club)
    assert pull.title == "October: please merge by Friday"
    assert "Another paper" in pull.body
    github.edit_pull_request(pull.number, "olga", body="I have rewritten this.")
    github.close_issue(second, "bob")
    club.run(second)
    assert pull.title == first
    assert "Score matching" in pull.body
    settled(club)


def test_a_comment_edited_to_say_nothing_loses_our_reaction(club: GitHubClub, proposed: int) -> None:
    said = club.github.comment(proposed, "bob", "/claim recap")
    club.run(proposed)
    assert [reaction.content for reaction in said.reactions] == ["+1"]
    club.github.react(said, "ada", "+1")
    club.github.edit_comment(said, "bob", "I had better not.")
    club.run(proposed)
    assert [reaction.user.login for reaction in said.reactions] == ["ada"], "ours goes, and only ours"
    assert "@bob" not in club.proposed("sessions/score-matching.md")
    settled(club)


# --- the repository


@pytest.mark.parametrize(
    "state, said",
    [
        ("archived", "this repository is archived, so nothing can be changed in it: unarchive it under Settings"),
        ("locked", "locked this repository, for it is being moved"),
    ],
)
def test_a_repository_that_can_not_be_changed_is_called_so_where_people_look(
    club: GitHubClub, github: GitHub, tmp_path: Path, state: str, said: str
) -> None:
    club.propose("ada", paper_form(PAPER, "Score matching", "2024-10-23"))
    getattr(github, {"archived": "archive", "locked": "lock"}[state])()
    page, log = tmp_path / "summary", io.StringIO()
    environ = {
        **github.environment(club.token),
        "INPUT_TOKEN": club.token.value,
        "GITHUB_STEP_SUMMARY": str(page),
    }
    code = run.main(environ, log, dt.datetime.now(dt.UTC), resolve=sync.no_papers)
    assert code == 3
    assert said in page.read_text()
    assert said in log.getvalue()
    assert "bug" not in log.getvalue()
    assert not github.log.writes
