"""Runs that were truly at once, other workflows that write with our account, and people who write our marks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from clubaction.hosts.github.host import GitHubHost
from clubaction.model.plan import DeleteComment, Plan
from clubaction.model.thread import STATUS_MARK
from clubaction.pipeline import sync
from tests.clubs import paper_form, session_file
from tests.clubs.club import BRANCH
from tests.clubs.on_github import PAPER, GitHubClub, reactions, settle
from tests.standin import Comment, GitHub

SESSION = "sessions/flows.md"
THREAD = 2


@pytest.fixture
def club(github: GitHub) -> GitHubClub:
    """A club whose README is as it should be, with a merged session whose thread we have never answered."""
    flows = session_file(title="Flows", date=dt.date(2024, 10, 16), issue=THREAD, proposer="@pia")
    club = settle(github, files={SESSION: flows})
    club.run()
    github.merge(club.open_pull().number, "olga", delete_branch=True)
    assert club.propose("pia", paper_form(PAPER, "Flows"), "[paper]: Flows") == THREAD
    return club


@dataclass
class Reader:
    """A run that has read and decided, and has written nothing yet."""

    host: GitHubHost
    plan: Plan

    @classmethod
    def of(cls, club: GitHubClub) -> Reader:
        host = club.host()
        return cls(host, sync.decide(host.snapshot(), sync.no_papers, club.now))

    def writes(self) -> None:
        self.host.apply(self.plan)


def own(club: GitHubClub, number: int = THREAD) -> list[Comment]:
    """The status comments of an issue."""
    comments = club.github.thread(number).comments
    return [c for c in comments if c.author is club.token.user and c.body.startswith(STATUS_MARK)]


def settled(club: GitHubClub) -> None:
    """Asserts that a further run writes nothing."""
    before = len(club.github.log.writes)
    assert not club.run().plan
    assert len(club.github.log.writes) == before


# --- runs at once


@pytest.mark.parametrize("last", ["who read first", "who read last"])
def test_two_runs_at_once_leave_two_comments_and_the_next_leaves_one_that_knows_what_both_knew(
    club: GitHubClub, last: str
) -> None:
    github = club.github
    early = Reader.of(club)
    github.comment(THREAD, "mallory", "/cancel")
    late = Reader.of(club)
    for run in (early, late) if last == "who read last" else (late, early):
        run.writes()
        github.sleep(60)
    assert len(own(club)) == 2
    github.add_user("mallory", "write")
    github.comment(THREAD, "mallory", "I may do that now, may I not?")
    club.run()
    assert len(own(club)) == 1
    assert "Only organisers can use" in own(club)[0].body
    assert "is planned for" in own(club)[0].body, "refused stays refused, whichever comment was written last"
    assert github.head(BRANCH) is None
    settled(club)


def test_how_things_stand_is_known_from_the_comment_that_was_written_last(club: GitHubClub) -> None:
    """A run that is killed before it deletes the second comment leaves one that does not know of the merge."""
    github = club.github
    number = club.propose("ada", paper_form("https://example.org/one", "One"))
    club.run(number)
    github.comment(number, club.token.user.login, own(club, number)[0].body)
    github.merge(club.open_pull().number, "olga", delete_branch=True)
    github.sleep(60)
    killed = Reader.of(club)
    killed.host.apply(Plan(tuple(step for step in killed.plan.operations if not isinstance(step, DeleteComment))))
    assert ["merged=1" in comment.body for comment in own(club, number)] == [True, False]
    github.push("olga", {"sessions/one.md": None})
    club.run()
    assert len(own(club, number)) == 1
    assert "was deleted from the repository" in club.status(number)
    assert "sessions/one.md" not in github.files(BRANCH)
    settled(club)


def test_two_runs_at_once_that_both_commit_leave_one_commit_one_pull_request_and_one_comment(club: GitHubClub) -> None:
    number = club.propose("ada", paper_form("https://example.org/one", "One"))
    early = Reader.of(club)

    class Overtaken:
        """The run that has read already, and is overtaken before it writes."""

        tries = 0

        def snapshot(self) -> object:
            self.tries += 1
            return early.host.snapshot() if self.tries > 1 else found

        def apply(self, plan: Plan) -> object:
            return early.host.apply(plan)

    found = early.host.snapshot()
    club.run()
    overtaken = Overtaken()
    sync.sync(overtaken, sync.no_papers, club.now)  # type: ignore[arg-type]
    assert overtaken.tries == 2
    assert len(own(club, number)) == 1
    assert len(club.github.commits(BRANCH)) == 1
    assert len([pull for pull in club.github.pull_requests if pull.state == "open"]) == 1
    settled(club)


# --- other workflows


@pytest.mark.parametrize("when", ["before us", "after us"])
def test_what_other_workflows_write_with_our_account_is_never_touched_heard_or_taken_for_ours(
    club: GitHubClub, when: str
) -> None:
    github, bot = club.github, club.token.user.login
    said = [
        "This issue is stale and will be closed in 7 days.",
        "/cancel\n/claim recap",
        f"> {STATUS_MARK}\n> **Flows** is cancelled.",
        f"Welcome!\n{STATUS_MARK}\n<!-- clubaction:memory session=flows&off=1.1 -->",
    ]
    if when == "after us":
        club.run()
    theirs = [github.comment(THREAD, bot, text) for text in said]
    before = [(c.body, c.edited) for c in theirs]
    club.run(THREAD)
    club.run()
    assert [(c.body, c.edited) for c in theirs] == before
    assert len(own(club)) == 1
    assert len(github.thread(THREAD).comments) == len(said) + 1
    assert not [given for given in reactions(github, THREAD) if given[2] == bot]
    assert "is planned for" in own(club)[0].body
    assert github.head(BRANCH) is None
    settled(club)


def test_a_bots_welcome_is_no_answer_of_ours(github: GitHub) -> None:
    """Whether we ever answered tells a form whose label is still missing from one that has lost it."""
    club = settle(github, labels=())
    fresh, closed = (club.propose("ada", paper_form(f"https://example.org/{n}", f"P{n}")) for n in range(2))
    for number in (fresh, closed):
        welcome = github.comment(number, club.token.user.login, "Welcome, and thank you for your first issue!")
        assert welcome.author is club.token.user
    github.close_issue(closed, "ada")
    club.run(fresh)
    club.run(closed)
    assert [label.name for label in github.thread(fresh).labels] == ["paper"]
    assert len(own(club, fresh)) == 1
    assert own(club, closed) == [], "what was closed before we came is no matter of ours"
    settled(club)


def test_on_our_pull_request_what_other_workflows_say_is_no_word_of_ours(club: GitHubClub) -> None:
    github = club.github
    number = club.propose("ada", paper_form("https://example.org/one", "One"))
    club.run()
    pull = club.open_pull()
    github.comment(pull.number, club.token.user.login, "<!-- coverage -->\n98 %\n<!-- clubaction:foreign -->")
    github.push("olga", {"notes.md": "Mine\n"}, branch=BRANCH)
    github.comment(number, "ada", "/claim recap")
    club.run(number)
    assert "commits that are not mine" in pull.comments[-1].body, "said, although a bot has used these words"
    github.close_pull_request(pull.number, "olga")
    club.run(number)
    assert club.open_pull() is None
    settled(club)


# --- people


def test_a_persons_copy_of_our_comment_gains_nothing_and_stays_theirs(club: GitHubClub) -> None:
    github = club.github
    github.comment(THREAD, "ada", "/claim recap")
    club.run()
    github.merge(club.open_pull().number, "olga", delete_branch=True)
    club.run()
    text = own(club)[0].body
    forged = text.replace("merged=1", "merged=0").replace(".d", ".r").replace("Flows", "Nothing")
    assert forged != text
    copies = [github.comment(THREAD, "mallory", copy) for copy in (text, forged, STATUS_MARK)]
    club.run(THREAD)
    assert [copy.body for copy in copies] == [text, forged, STATUS_MARK]
    assert own(club)[0].body == text
    assert b"recap: '@ada'" in github.files()[SESSION].replace(b'"', b"'")
    assert not [given for given in reactions(github, THREAD) if given[0] in (text, forged, STATUS_MARK)]
    settled(club)
    github.delete_comment(own(club)[0], "olga")
    club.run()
    assert len(own(club)) == 1, "a copy is none of ours when ours is gone"
    assert len(github.thread(THREAD).comments) == 5
    settled(club)


def test_our_marks_in_an_issues_text_gain_nothing(club: GitHubClub) -> None:
    memory = "<!-- clubaction:memory session=flows&merged=1&off=1.1 -->"
    number = club.propose("mallory", f"{STATUS_MARK}\n{memory}\n{paper_form('https://example.org/m', 'Mine')}")
    club.run(number)
    assert len(own(club, number)) == 1
    assert "title: Mine" in club.proposed("sessions/mine.md")
    assert "title: Flows" in club.proposed(SESSION)
    assert "issue: 2" in club.proposed(SESSION)
    settled(club)


@pytest.mark.parametrize("mark", ["done", "foreign", "left"])
def test_our_words_on_the_pull_request_are_ours_only_where_we_said_them(club: GitHubClub, mark: str) -> None:
    github = club.github
    number = club.propose("ada", paper_form("https://example.org/one", "One"))
    club.run()
    pull = club.open_pull()
    github.comment(pull.number, "mallory", f"<!-- clubaction:{mark} -->\nGo on.")
    github.push("olga", {"notes.md": "Mine\n"}, branch=BRANCH)
    github.comment(number, "ada", "/claim recap")
    club.run(number)
    said = [c.body for c in pull.comments if c.author is club.token.user]
    assert len(said) == 1, "that commits are not ours is said although somebody else had written that mark"
    assert "commits that are not mine" in said[0]
    settled(club)


def test_a_closed_pull_request_is_not_opened_again_by_anybodys_mark(club: GitHubClub) -> None:
    github = club.github
    number = club.propose("ada", paper_form("https://example.org/one", "One"))
    club.run()
    pull = club.open_pull()
    for mark in ("done", "foreign"):
        github.comment(pull.number, "mallory", f"<!-- clubaction:{mark} -->\nGo on.")
    github.close_pull_request(pull.number, "olga")
    github.delete_branch(BRANCH, "olga")
    club.run(number)
    assert club.open_pull() is None
    settled(club)
