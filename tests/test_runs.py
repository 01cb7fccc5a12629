"""Cases of whole runs that are short enough to need no story."""

from __future__ import annotations

import datetime as dt

import pytest

from clubaction import sessions
from clubaction.errors import Conflict
from clubaction.model import Paper
from clubaction.plan import PULL_REQUEST, Commit
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
    assert sessions.abstract(session.body) == "> We *show* $x_1$.\n>\n> \\# And"
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
