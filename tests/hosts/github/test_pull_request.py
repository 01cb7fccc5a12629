"""The rolling pull request, in every case that it can be in."""

from __future__ import annotations

from pathlib import Path

import pytest

from clubaction.hosts.github.host import GitHubHost
from clubaction.pipeline import sync
from tests.clubs import paper_form
from tests.clubs.club import BRANCH
from tests.clubs.on_github import PAPER, GitHubClub, settle
from tests.standin import GitHub, Issue, PullRequest

LATER = paper_form("https://example.org/another", "Another paper", "2024-11-06")


def propose(club: GitHubClub) -> int:
    number = club.propose("ada", paper_form(PAPER, "Score matching", "2024-10-23"))
    club.run(number)
    return number


def settled(club: GitHubClub) -> None:
    """Asserts that a further run writes nothing."""
    before = len(club.github.log.writes)
    assert not club.run().plan
    assert len(club.github.log.writes) == before


def test_without_proposals_there_is_none_and_nothing_is_written_but_the_readme_block(club: GitHubClub) -> None:
    club.run()
    assert club.open_pull().title == "the schedule in README.md"
    assert list(club.github.files(BRANCH)) == list(club.github.files())
    club.github.merge(club.open_pull().number, "olga", delete_branch=True)
    assert club.requests() == ["graphql Read 200"]


def test_a_proposal_opens_one_with_a_single_commit_on_the_default_branch(club: GitHubClub) -> None:
    number = propose(club)
    pull = club.open_pull()
    assert pull.base == "main"
    assert [club.github.repository.git.commit(oid).parents for oid in club.github.commits(BRANCH)] == [  # type: ignore[union-attr]
        (club.github.head(),)
    ]
    assert f"#{number}" in pull.title
    assert f"#{pull.number}" in club.status(number)
    assert "title: Score matching" in club.proposed("sessions/score-matching.md")
    settled(club)


def test_a_further_proposal_updates_it_in_place(club: GitHubClub) -> None:
    propose(club)
    first = club.open_pull().number
    club.run(club.propose("bob", LATER))
    assert club.open_pull().number == first
    assert len(club.github.commits(BRANCH)) == 1
    assert "Another paper" in club.open_pull().body
    assert "sessions/another-paper.md" in club.github.files(BRANCH)
    settled(club)


def test_it_is_closed_with_a_note_and_its_branch_deleted_once_nothing_is_left_to_do(club: GitHubClub) -> None:
    club.run()
    club.github.merge(club.open_pull().number, "olga", delete_branch=True)
    number = propose(club)
    pull = club.open_pull()
    club.github.close_issue(number, "ada")
    club.run(number)
    assert club.open_pull() is None
    assert not pull.merged
    assert len(pull.comments) == 1
    assert club.github.head(BRANCH) is None
    settled(club)


def test_closed_by_hand_it_stays_closed_until_it_would_say_something_else(club: GitHubClub) -> None:
    number = propose(club)
    first = club.open_pull().number
    club.github.close_pull_request(first, "olga")
    club.run(number)
    assert club.open_pull() is None
    settled(club)
    club.run(club.propose("bob", LATER))
    assert club.open_pull().number != first
    settled(club)


def test_commits_of_others_on_the_branch_are_never_overwritten_and_that_is_said_once(club: GitHubClub) -> None:
    propose(club)
    head = club.github.push("olga", {"sessions/score-matching.md": "---\ntitle: By hand\n---\n"}, branch=BRANCH)
    number = club.propose("bob", LATER)
    club.run(number)
    club.run(number)
    assert club.github.head(BRANCH) == head
    assert len(club.open_pull().comments) == 1
    assert BRANCH in club.open_pull().comments[0].body
    settled(club)


def test_when_the_default_branch_moves_on_it_is_rebuilt_on_the_new_head(club: GitHubClub) -> None:
    propose(club)
    first = club.open_pull().number
    head = club.github.push("olga", {"notes.md": "Something else.\n"})
    club.run()
    assert club.open_pull().number == first
    assert [club.github.repository.git.commit(oid).parents for oid in club.github.commits(BRANCH)] == [(head,)]  # type: ignore[union-attr]
    assert club.github.files(BRANCH)["notes.md"] == b"Something else.\n"
    settled(club)


def test_a_branch_deleted_by_hand_closes_it_for_good_until_something_changes(club: GitHubClub) -> None:
    propose(club)
    club.github.delete_branch(BRANCH, "olga")
    club.run()
    assert club.open_pull() is None
    settled(club)
    club.run(club.propose("bob", LATER))
    assert len(club.github.commits(BRANCH)) == 1
    assert club.open_pull()
    settled(club)


@pytest.mark.parametrize("method", ["merge", "squash", "rebase"])
@pytest.mark.parametrize("delete", [True, False])
def test_merged_by_any_button_it_is_over_and_its_branch_goes(club: GitHubClub, method: str, *, delete: bool) -> None:
    number = propose(club)
    pull = club.open_pull()
    club.github.merge(pull.number, "olga", method, delete_branch=delete)  # type: ignore[arg-type]
    club.run()
    assert pull.merged
    assert club.open_pull() is None
    assert club.github.head(BRANCH) is None
    assert "pull request" not in club.status(number)
    settled(club)


def test_a_default_branch_of_another_name_and_its_own_places_work(github: GitHub) -> None:
    config = "sessions: talks\nreadme: docs/README.md\nbranch: bot/next\ncadence: {weekday: wednesday}\n"
    readme = {"docs/README.md": b"<!-- clubaction:overview -->\n<!-- /clubaction:overview -->\n"}
    club = settle(github, config=config, files=readme, default_branch="trunk")
    number = club.propose("ada", paper_form(PAPER, "Score matching", "2024-10-23"))
    assert len(club.requests(number)) <= 7
    pull = next(one for one in github.pull_requests if one.state == "open")
    assert (pull.base, pull.head) == ("trunk", "bot/next")
    changed = {path for path, data in github.files("bot/next").items() if github.files().get(path) != data}
    assert changed == {"talks/score-matching.md", "docs/README.md"}
    settled(club)


def test_where_actions_may_open_none_the_branch_is_pushed_and_the_way_out_is_named(club: GitHubClub) -> None:
    club.github.forbid_pull_requests_by_actions()
    number = club.propose("ada", paper_form(PAPER, "Score matching", "2024-10-23"))
    run = club.run(number)
    assert not run.snapshot.pull_requests_allowed
    assert len(club.github.commits(BRANCH)) == 1
    assert f"/club/journal/compare/main...{BRANCH}?expand=1" in club.status(number)
    before = len(club.github.events), club.status(number)
    club.run(number)
    assert (len(club.github.events), club.status(number)) == before
    club.github.allow_pull_requests_by_actions()
    club.run(number)
    assert f"#{club.open_pull().number}" in club.status(number)
    settled(club)


def test_a_protected_branch_is_an_error_that_says_so_and_nothing_is_announced(club: GitHubClub) -> None:
    club.github.protect(BRANCH)
    number = club.propose("ada", paper_form(PAPER, "Score matching", "2024-10-23"))
    said = club.try_run(number)
    assert "protection" in said
    assert BRANCH in said
    assert club.status(number) == ""
    assert club.open_pull() is None


def test_labels_that_are_missing_are_made_with_their_colours_and_put_on(github: GitHub) -> None:
    club = settle(github, labels=())
    number = club.propose("ada", paper_form(PAPER, "Score matching", "2024-10-23"))
    other = club.propose("bob", LATER)
    club.run(number)
    assert {name: label.color for name, label in github.repository.labels.items()} == {
        "paper": "1d76db",
        "claim": "0e8a16",
    }
    for one in (number, other):
        assert [label.name for label in github.thread(one).labels] == ["paper"]
        assert club.status(one)
    settled(club)


def test_a_run_killed_between_making_labels_and_putting_them_on_loses_no_proposal(github: GitHub) -> None:
    club = settle(github, labels=())
    numbers = [club.propose("ada", paper_form(PAPER, "Score matching")), club.propose("bob", LATER)]
    github.faults.unreachable(after=3)
    assert club.try_run(numbers[0])
    assert sorted(github.repository.labels) == ["claim", "paper"]
    github.faults.clear()
    club.run()
    assert all(club.status(number) for number in numbers)
    settled(club)


def test_somebody_who_moves_the_branch_in_the_middle_of_a_run_wins(club: GitHubClub) -> None:
    propose(club)
    number = club.propose("bob", LATER)
    done: list[str] = []

    def meddle(entry: object) -> None:
        if "git/commits" in str(entry) and not done:
            done.append(club.github.push("olga", {"sessions/mine.md": "---\ntitle: Mine\n---\n"}, branch=BRANCH))

    club.github.after_request(meddle)
    club.run(number)
    assert club.github.head(BRANCH) == done[0]
    settled(club)


def test_a_pull_request_merged_in_the_middle_of_a_run_is_no_trouble(club: GitHubClub) -> None:
    propose(club)
    number = club.propose("bob", LATER)
    done: list[str] = []

    def meddle(entry: object) -> None:
        if "git/trees" in str(entry) and not done:
            done.append(club.github.merge(club.open_pull().number, "olga", delete_branch=True))

    club.github.after_request(meddle)
    club.run(number)
    club.run(number)
    assert "sessions/another-paper.md" in club.github.files(BRANCH)
    assert "sessions/score-matching.md" in club.github.files()
    assert club.open_pull()
    settled(club)


def test_the_branch_never_points_at_a_commit_of_the_default_branch(club: GitHubClub) -> None:
    seen: list[bool] = []

    def look(entry: object) -> None:
        head = club.github.head(BRANCH)
        seen.append(head is not None and head in club.github.commits())

    club.github.after_request(look)
    propose(club)
    club.github.push("olga", {"notes.md": "x\n"})
    club.run()
    club.run(club.propose("bob", LATER))
    assert seen
    assert not any(seen)


def test_what_goes_away_while_a_run_answers_it_is_left_out(club: GitHubClub) -> None:
    club.github.add_user("admin", "admin")
    kept, gone = propose(club), club.propose("bob", LATER)
    comment = club.github.comment(kept, "bob", "/claim recap")

    def delete(entry: object) -> None:
        if "/pulls" in str(entry) and gone in club.github.repository.threads:
            club.github.delete_issue(gone, "admin")
            club.github.delete_comment(comment, "bob")

    club.github.after_request(delete)
    club.run(gone)
    assert club.status(kept)
    club.run()
    assert "sessions/another-paper.md" not in club.github.files(BRANCH)
    assert 'recap: ""' in club.proposed("sessions/score-matching.md") or "@bob" not in club.proposed(
        "sessions/score-matching.md"
    )
    settled(club)


def test_on_github_enterprise_server_the_addresses_of_the_environment_are_used(tmp_path: Path) -> None:
    github = GitHub(tmp_path, enterprise=True)
    try:
        club = settle(github)
        run = club.run(propose(club))
        assert run.snapshot.server == github.server_url
        assert github.api_url.endswith("/api/v3")
        assert club.open_pull()
        assert all(entry.status < 400 for entry in github.log)
    finally:
        github.close()


def test_a_proxy_that_the_environment_names_is_used(club: GitHubClub, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stand-in plays the proxy, too: it is asked for addresses of a server that is not there."""
    monkeypatch.setenv("http_proxy", club.github.api_url)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    host = GitHubHost(
        "club/journal",
        club.token.value,
        api_url="http://github.example/api/v3",
        server_url="http://github.example",
        now=lambda: club.now,
    )
    propose_only = club.propose("ada", paper_form(PAPER, "Score matching", "2024-10-23"))
    assert sync.sync(host, sync.no_papers, club.now).applied.operation == "created"
    assert club.status(propose_only)


def test_merging_closes_the_claim_issues_that_it_fulfils(club: GitHubClub) -> None:
    from tests.clubs import claim_form

    claim = club.github.open_issue("cleo", "[claim]", claim_form("coming-up", "questions"), ["claim"]).number
    club.run(claim)
    club.github.merge(club.open_pull().number, "olga")
    assert (club.github.thread(claim).state, club.github.thread(claim).reason) == ("closed", "completed")
    club.run()
    settled(club)
    assert isinstance(club.github.thread(claim), Issue)
    assert not isinstance(club.github.thread(claim), PullRequest)


def test_a_proposal_whose_label_is_taken_off_is_taken_out_and_says_so(club: GitHubClub) -> None:
    number = propose(club)
    club.github.unlabel(number, "olga", "paper")
    club.run(number)
    assert "sessions/score-matching.md" not in club.github.files(BRANCH)
    assert "lost its label" in club.status(number)
    assert not club.github.thread(number).labels
    settled(club)
    club.github.label(number, "olga", "paper")
    club.run(number)
    assert "sessions/score-matching.md" in club.github.files(BRANCH)
    assert "pull request" in club.status(number)
    settled(club)
