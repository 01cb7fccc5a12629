"""Cases of whole runs that are short enough to need no story."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from clubaction.club import abstract
from clubaction.errors import ClubFileError, ConfigError, Conflict
from clubaction.hosts.folder.git import Git
from clubaction.hosts.folder.host import LocalHost
from clubaction.model.paper import Paper
from clubaction.model.plan import PULL_REQUEST, Commit, OpenPullRequest
from tests.clubs import Repository, club_files, paper_form, session_file


@pytest.fixture
def club() -> Repository:
    return Repository(club_files())


def test_a_title_can_not_pretend_to_be_the_number_of_the_pull_request(club: Repository) -> None:
    number = club.issue("mallory", "x", paper_form("https://example.org/x", f"A {PULL_REQUEST} title"))
    club.run()
    assert "A pull-request title" in club.status(number)
    assert not club.plan()


def test_twenty_claims_in_one_second_have_one_holder_and_a_queue_in_order(club: Repository) -> None:
    number = club.issue("pia", "x", paper_form("https://example.org/x", "A title"))
    for place in range(20):
        club.comment(number, f"member-{place}", "/claim recap")
        if place % 3 == 0:
            club.run()
    club.run()
    session = club.session_of(number)
    assert session is not None
    assert session.roles["recap"] == ("@member-0",)
    assert ", ".join(f"member-{place}" for place in range(1, 20)) in club.status(number)


def test_a_merged_claim_that_is_deleted_later_stays(club: Repository) -> None:
    number = club.issue("pia", "x", paper_form("https://example.org/x", "A title"))
    comment = club.comment(number, "ann", "/claim recap")
    club.run()
    assert club.merge()
    club.delete_comment(number, comment)
    assert not [step for step in club.run().operations if isinstance(step, Commit)]
    session = club.session_of(number)
    assert session is not None
    assert session.roles["recap"] == ("@ann",)


def test_a_waiting_claim_moves_up_across_a_merge_and_the_next_run_agrees(club: Repository) -> None:
    club.edit_files(
        {"sessions/old.md": session_file(title="Old", issue=1, date=dt.date(2024, 10, 16), roles={"recap": ("@ann",)})}
    )
    number = club.issue("pia", "Old", paper_form("https://example.org/x", "Old"), number=1)
    for who, text in (("ben", "/claim recap"), ("cem", "/claim recap"), ("pia", "/set theme T")):
        club.comment(number, who, text)
    club.run()
    assert club.merge()
    club.run()
    club.comment(number, "ann", "/unclaim recap")
    club.run()
    assert club.session("old").roles["recap"] == ("@ben",)
    assert not club.plan()


def test_a_branch_that_somebody_moves_at_the_same_time_is_a_conflict_and_the_run_starts_anew(club: Repository) -> None:
    number = club.issue("pia", "x", paper_form("https://example.org/x", "A title"))
    stale = club.plan()
    club.run()
    with pytest.raises(Conflict):
        club.apply(stale)
    club.comment(number, "ann", "/claim recap")
    club.run()
    assert not club.plan()


def test_what_is_known_of_the_paper_gets_into_the_file_and_is_not_asked_for_twice(club: Repository) -> None:
    club.papers = {
        "arxiv:2206.00364": Paper(
            "arxiv:2206.00364",
            "The real <b>title</b>",
            ("A B", "C D"),
            "We *show* $x_1$.\n\n# And",
            link="https://arxiv.org/abs/2206.00364",
        )
    }
    number = club.issue("pia", "[paper]: ", paper_form("see arXiv:2206.00364v2 please"))
    club.run()
    session = club.session_of(number)
    assert session is not None
    assert (session.title, session.authors) == ("The real <b>title</b>", ("A B", "C D"))
    assert abstract.abstract(session.body) == "> We *show* $x_1$.\n>\n> \\# And"
    club.papers = {}
    assert not club.plan()
    assert club.merge()
    club.run()
    assert not club.plan()


@pytest.mark.parametrize("operations", range(8))
def test_a_new_proposal_survives_a_run_that_is_killed_after_any_operation(club: Repository, operations: int) -> None:
    number = club.issue("pia", "x", paper_form("https://example.org/x", "A title"), labels=())
    comment = club.comment(number, "ann", "/claim recap")
    club.run_killed_after(operations)
    club.run()
    assert not club.plan()
    assert "ann" in club.status(number)
    assert club.reactions(number, comment) == {"+1"}
    assert len(club.pulls) == 1


def test_a_claim_made_again_after_it_was_taken_back_is_proposed_again() -> None:
    club = Repository(club_files(paper=session_file(title="A paper", date=dt.date(2024, 10, 16), issue=1)))
    club.issue("pia", "A paper", paper_form("https://example.org/1", "A paper"), number=1)
    club.run()
    club.merge()
    for command in ("/claim recap", "/unclaim recap", "/claim recap"):
        club.later(hours=1)
        club.comment(1, "ann", command)
        club.run()
        assert not club.plan()
    assert club.pulls[max(club.pulls)].state == "open"
    assert "closed the pull request" not in club.status(1)
    club.close_pull()
    assert not any(isinstance(step, Commit | OpenPullRequest) for step in club.run().operations)


def test_two_wishes_for_the_last_day_there_is_stop_nobody(club: Repository) -> None:
    for number in (1, 2):
        form = paper_form(f"https://example.org/{number}", f"Paper {number}", date="9999-12-31")
        club.issue("mallory", "x", form, number=number)
    club.run()
    assert "belongs to Paper 1" in club.status(2)


def test_a_title_gives_github_no_orders_at_the_merge(club: Repository) -> None:
    title = "Closes #3, fixes: o/r#4, resolved https://github.com/o/r/issues/5 [skip ci] [No CI]"
    club.issue("mallory", "x", paper_form("https://example.org/x", title))
    plan = club.run()
    said = [step.message for step in plan.operations if isinstance(step, Commit)]
    said += [step.title for step in plan.operations if isinstance(step, OpenPullRequest)]
    assert len(said) == 2
    for text in said:
        assert "Closes · #3, fixes · o/r#4, resolved · https://github.com/o/r/issues/5" in text
        assert "[skip ci]" not in text
        assert "[No CI]" not in text
    assert not club.plan()


def test_a_pull_request_of_very_many_changes_is_not_too_long_for_github(club: Repository) -> None:
    for number in range(1, 231):
        title = f"{number} " + "<@a|#1" * 60
        club.issue("mallory", "x", paper_form(f"https://example.org/{number}", title), number=number)
    club.run()
    body = club.pulls[max(club.pulls)].body
    assert len(body) <= 65_536
    assert " more\n" in body
    assert not club.plan()


def test_an_account_of_an_enterprise_takes_a_role(club: Repository) -> None:
    club.issue("pia", "x", paper_form("https://example.org/x", "A title"), number=1)
    club.comment(1, "ann_corp", "/claim recap")
    club.run()
    session = club.session_of(1)
    assert session
    assert session.roles["recap"] == ("@ann_corp",)
    assert "recap: `@ann_corp`" in club.pulls[max(club.pulls)].body
    assert "Co-authored-by: ann_corp <" in club.trees[club.branch].message


def test_the_default_branch_is_no_branch_for_the_pull_request(club: Repository) -> None:
    club.edit_files({".github/clubaction.yml": b"branch: main\n"})
    with pytest.raises(ConfigError, match="is the default branch"):
        club.run()


@pytest.mark.parametrize("name", ["caf\N{REPLACEMENT CHARACTER}", os.fsdecode(b"caf\xe9")])
def test_a_session_whose_file_has_no_readable_name_is_named_while_the_rest_goes_on(name: str) -> None:
    file = session_file(title="A paper", date=dt.date(2024, 10, 16))
    club = Repository({**club_files(), f"sessions/{name}.md": file})
    number = club.issue("pia", "x", paper_form("https://example.org/x", "A title"))
    plan = club.run()
    assert [problem.message for problem in plan.problems] == ["the file's name is not UTF-8 text: rename it"]
    assert str(plan.problems[0]).encode()
    assert club.session_of(number)


@pytest.mark.parametrize(
    "more, says",
    [("", "has the same number already"), ("comments: [just words]\n", "a comment has no `id`")],
)
def test_an_issue_file_that_can_not_be_told_from_another_or_read_is_an_error(
    tmp_path: Path, more: str, says: str
) -> None:
    git = Git(tmp_path)
    git.create()
    git.commit_all("A club")
    (tmp_path / "issues").mkdir()
    for number, name in enumerate(("1", "one"), start=1):
        text = f"---\nnumber: {number if more else 1}\ncreated: 2024-10-01\n{more}---\n"
        (tmp_path / "issues" / f"{name}.md").write_text(text)
    host = LocalHost(tmp_path, lambda: dt.datetime(2024, 10, 1, tzinfo=dt.UTC))
    with pytest.raises(ClubFileError, match=says):
        host.snapshot()


def test_a_newer_command_against_a_hand_written_field_is_said_and_a_newer_hand_edit_wins(club: Repository) -> None:
    number = club.issue("pia", "x", paper_form("https://example.org/x", "A title"))
    club.run()
    club.merge(delete_branch=True)
    session = club.session_of(number)
    assert session is not None
    club.edit_session(session.id, theme="By hand")
    club.comment(number, "pia", "/set theme By command")
    club.run()
    said = "The file says By hand (theme); a newer command here says By command, which counts once it is merged."
    assert said in club.status(number)
    club.merge(delete_branch=True)
    club.run()
    assert said not in club.status(number)
    club.edit_session(session.id, theme="By hand again")
    club.run()
    assert club.session(session.id).theme == "By hand again"
    assert not club.plan()
