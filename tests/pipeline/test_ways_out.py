"""Whole runs on real git where something is in the way: it is said where people look, and every way out is one."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from clubaction.entrypoints.action import run as action_run
from clubaction.hosts.folder.git import IDENTITY
from clubaction.hosts.folder.issue_files import IssueFile
from clubaction.pipeline import sync
from tests.clubs import BRANCH, CONFIG, README, FolderClub, claim_form, paper_form, session_file

CONFIG_PATH = ".github/clubaction.yml"
LINK, SUBMODULE = "120000", "160000"
VARIABLES = {
    "GITHUB_REPOSITORY": "club/papers",
    "GITHUB_API_URL": "https://api.example.org",
    "GITHUB_GRAPHQL_URL": "https://api.example.org/graphql",
    "GITHUB_SERVER_URL": "https://example.org",
    "INPUT_TOKEN": "token",
}


class OddClub(FolderClub):
    """A club in a folder in which something is in the way; each run goes through the Action's door."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, {CONFIG_PATH: CONFIG.encode(), "README.md": README.encode()})
        self.code = -1
        self.summary = ""

    # --- people

    def commit(self, files: dict[str, str | None], entries: dict[str, tuple[str, str]] | None = None) -> None:
        """Files by hand (None deletes); `entries` are links with what they point at, and submodules with a commit."""
        for path, text in files.items():
            if text is None:
                self.git.run("update-index", "--force-remove", "--", path)
            else:
                self._add("100644", path, text)
        for path, (mode, target) in (entries or {}).items():
            if mode == LINK:
                self._add(mode, path, target)
            else:
                self.git.run("update-index", "--add", "--cacheinfo", f"{mode},{target},{path}")
        self.git.run("commit", "--quiet", "--allow-empty", "-m", "By hand", env=IDENTITY)
        self.git.run("checkout", "--quiet", "--force", "HEAD")

    def _add(self, mode: str, path: str, text: str) -> None:
        blob = self.git.run("hash-object", "-w", "--stdin", data=text.encode()).decode().strip()
        self.git.run("update-index", "--add", "--cacheinfo", f"{mode},{blob},{path}")

    def propose(self, number: int, title: str, author: str = "pia") -> None:
        self.issue(author, f"[paper]: {title}", paper_form(f"https://example.org/{number}", title), number=number)

    def says(self, number: int, author: str, text: str) -> int:
        self.later(hours=1)
        return self.comment(number, author, text)

    def edits(self, number: int, comment: int, text: str) -> None:
        self.later(hours=1)
        self.edit_comment(number, comment, text)

    # --- runs

    def act(self) -> None:
        """A run by the Action; whatever came of it, the one after it has nothing to do."""
        self.later(hours=1)
        page = self.folder.parent / f"summary-{self.now:%m%d%H%M}"
        environ = {**VARIABLES, "GITHUB_STEP_SUMMARY": str(page)}
        resolve = sync.no_papers
        self.code = action_run.main(environ, io.StringIO(), self.now, host=lambda _: self.host, resolve=resolve)
        self.summary = re.sub(r"\\(?=[!-/:-@\[-`{-~])", "", page.read_text(encoding="utf-8"))
        if self.code < 2:
            assert not sync.sync(self.host, resolve, self.now, dry_run=True).plan

    # --- what there is to see

    def open_pull(self) -> IssueFile:
        (found,) = self.pulls("open")
        return found

    def read_status(self, number: int) -> str:
        return self.status(number).replace("\\", "")

    def entries(self) -> dict[str, str]:
        """Path → mode and id of all that our branch has; the default branch's where there is none."""
        ref = BRANCH if self.git.commit_id(f"refs/heads/{BRANCH}") else "HEAD"
        rows = self.git.run("ls-tree", "-r", "-z", ref).decode().split("\0")
        return {row.partition("\t")[2]: row.partition("\t")[0] for row in rows if row}


@pytest.fixture
def club(tmp_path: Path) -> OddClub:
    made = OddClub(tmp_path / "club")
    made.propose(1, "Flows")
    return made


# --- the README


@dataclass(frozen=True)
class Odd:
    """What an organiser left in the place of a file, and what a person reads of it."""

    files: dict[str, str | None]
    entries: dict[str, tuple[str, str]]
    says: str
    way_out: dict[str, str | None]
    """The files with which an organiser does what is said."""


ODD_READMES = {
    "none": Odd({"README.md": None}, {}, "README.md: there is no such file for the schedule", {"README.md": README}),
    "spelled small": Odd(
        {"README.md": None, "readme.md": README},
        {},
        f"there is no such file, but readme.md: say `readme: readme.md` in {CONFIG_PATH}, or rename it",
        {CONFIG_PATH: f"{CONFIG}readme: readme.md\n"},
    ),
    "a link": Odd(
        {"README.md": None, "docs/page.md": README},
        {"README.md": (LINK, "docs/page.md")},
        "README.md: this is a link, or lies behind one; clubaction follows none: put the file itself there",
        {"README.md": README},
    ),
    "a submodule": Odd(
        {"README.md": None},
        {"README.md": (SUBMODULE, "1" * 40)},
        "README.md: there is a submodule where a file is needed; it is left as it is",
        {CONFIG_PATH: f"{CONFIG}readme: docs.md\n", "docs.md": README},
    ),
    "without a block": Odd(
        {"README.md": "# Our club\n\nCome!\n"},
        {},
        "README.md: there is no block for the schedule in it",
        {"README.md": "# Our club\n\nCome!\n\n<!-- clubaction:overview -->\n<!-- /clubaction:overview -->\n"},
    ),
    "elsewhere, where nothing is": Odd(
        {CONFIG_PATH: f"{CONFIG}readme: docs/schedule.md\n"},
        {},
        "docs/schedule.md: there is no such file for the schedule",
        {"docs/schedule.md": README},
    ),
}


@pytest.mark.parametrize("name", ODD_READMES)
def test_where_the_schedule_can_not_be_shown_it_is_said_and_the_proposal_goes_on(club: OddClub, name: str) -> None:
    odd = ODD_READMES[name]
    club.commit(odd.files, odd.entries)
    before = club.entries()
    club.act()
    assert club.code == 0
    assert odd.says in club.summary
    assert odd.says.replace("`", "") in club.open_pull().body.replace("\\", "").replace("`", "").replace("&lt;", "<")
    after = club.entries()
    assert after.keys() - before.keys() == {"sessions/flows.md"}
    assert {path: after[path] for path in before} == before, "nothing is replaced"
    assert "is planned for" in club.read_status(1)
    club.commit(odd.way_out)
    club.act()
    assert odd.says not in club.summary
    assert "To be mended by hand" not in club.open_pull().body
    page = next(p for p in ("docs/schedule.md", "docs.md", "readme.md", "README.md") if p in {**odd.way_out, **after})
    assert b"Flows" in club.git.files(BRANCH, [page])[page], "the way out is one"


# --- the configuration and the sessions

ODD_PLACES = {
    "the configuration is a link": Odd(
        {CONFIG_PATH: None, "club.yml": CONFIG},
        {CONFIG_PATH: (LINK, "../club.yml")},
        f"{CONFIG_PATH}: this is a link, or lies behind one; clubaction follows none: put the file itself there",
        {CONFIG_PATH: CONFIG},
    ),
    "the sessions are a file": Odd(
        {"sessions": "Our sessions: none yet.\n"},
        {},
        "sessions: there is a file where a folder is needed; it is left as it is, or name another",
        {CONFIG_PATH: f"{CONFIG}sessions: talks\n"},
    ),
    "the sessions are a link": Odd(
        {"talks/old.md": session_file(title="Old").decode()},
        {"sessions": (LINK, "talks")},
        "sessions: this is a link, or lies behind one; clubaction follows none: put the folder itself there",
        {CONFIG_PATH: f"{CONFIG}sessions: talks\n"},
    ),
    "the sessions are a submodule": Odd(
        {},
        {"sessions": (SUBMODULE, "1" * 40)},
        "sessions: there is a submodule where a folder is needed; it is left as it is, or name another",
        {CONFIG_PATH: f"{CONFIG}sessions: talks\n"},
    ),
}


@pytest.mark.parametrize("name", ODD_PLACES)
def test_where_nothing_can_be_written_the_run_says_so_and_leaves_everything_as_it_is(club: OddClub, name: str) -> None:
    odd = ODD_PLACES[name]
    club.commit(odd.files, odd.entries)
    before, head = club.entries(), club.git.commit_id("HEAD")
    club.act()
    assert club.code == 2
    assert odd.says in club.summary
    assert club.entries() == before
    assert club.git.commit_id("HEAD") == head
    assert not club.pulls("open")
    club.commit(odd.way_out)
    club.act()
    assert club.code == 0, club.summary
    assert "/flows.md" in " ".join(club.entries())
    assert "is planned for" in club.read_status(1)


def test_with_a_pull_request_open_such_a_slip_loses_nothing_of_it(club: OddClub) -> None:
    club.act()
    before, body = club.entries(), club.open_pull().body
    club.commit({"sessions": "A slip.\n"})
    club.says(1, "ann", "/claim recap")
    club.act()
    assert club.code == 2
    assert (club.entries(), club.open_pull().body) == (before, body)
    club.commit({"sessions": None})
    club.act()
    assert "ann" in club.open_pull().body
    assert club.git.files(BRANCH, ["sessions"]).keys() == {"sessions/flows.md"}


# --- the branch


def test_deleting_the_branch_with_somebodys_commits_lets_us_go_on_with_a_fresh_one(club: OddClub) -> None:
    club.act()
    first = club.open_pull().values["number"]
    theirs = club.push_to_branch({"NOTES.md": b"Mine\n"})
    club.act()
    said = club.file(first).comments[-1]["body"]
    assert "delete the branch, and I go on" in re.sub(r"\s+", " ", said)
    assert club.git.commit_id(f"refs/heads/{BRANCH}") == theirs
    club.git.delete(BRANCH, theirs)
    club.change(first, state="closed")  # as GitHub does where the branch is deleted
    club.act()
    assert club.open_pull().values["number"] != first
    assert "NOTES.md" not in club.entries()
    assert "sessions/flows.md" in club.entries()
    assert f"#{club.open_pull().values['number']}" in club.read_status(1)


def test_a_branch_of_that_name_that_was_somebodys_before_us_is_said_and_left_alone(club: OddClub) -> None:
    head = club.git.commit("HEAD", {"NOTES.md": b"Mine\n"}, "Mine\n")
    club.git.move(BRANCH, head, "")
    said = f"Somebody else's commits on the branch `{BRANCH}` keep me from proposing this. Merge them, or"
    for _ in range(2):
        club.act()
        assert said.replace("`", "") in club.summary.replace("`", "")
        assert said in re.sub(r"\s+", " ", club.read_status(1))
        assert club.git.commit_id(f"refs/heads/{BRANCH}") == head
        assert not club.pulls("open")
    club.git.delete(BRANCH, head)
    club.act()
    assert club.open_pull().values["head"] == BRANCH
    assert "Somebody else" not in club.summary


@pytest.mark.parametrize("pushed", [{}, {"NOTES.md": b"Mine\n"}], ids=["only ours", "with somebody's commit"])
def test_another_name_for_the_branch_closes_the_old_pull_request_and_goes_on_in_a_new_one(
    club: OddClub, pushed: dict[str, bytes]
) -> None:
    club.act()
    old = club.open_pull().values["number"]
    head = club.push_to_branch(pushed) if pushed else ""
    club.commit({CONFIG_PATH: f"{CONFIG}branch: bot/schedule\n"})
    club.act()
    assert [pull.values["number"] for pull in club.pulls("closed")] == [old]
    (said,) = [comment["body"] for comment in club.file(old).comments]
    assert "bot/schedule" in said
    assert ("so that branch stays" in said) == bool(pushed)
    assert club.git.commit_id(f"refs/heads/{BRANCH}") == head
    assert club.open_pull().values["head"] == "bot/schedule"
    assert "sessions/flows.md" in club.git.files("bot/schedule", ["sessions"])
    assert f"#{club.open_pull().values['number']}" in club.read_status(1)


def test_our_branch_stays_while_somebody_has_a_pull_request_of_it_into_another(club: OddClub) -> None:
    club.act()
    ours = club.open_pull().values["number"]
    club.git.move("release", club.git.commit_id("HEAD"), "")
    values = {"number": 50, "title": "Backport", "state": "open", "head": BRANCH, "base": "release"}
    IssueFile(club.folder / "pulls" / "50.md", values, "For the old page.").save()
    club.host.merge(ours)
    club.act()
    assert club.git.commit_id(f"refs/heads/{BRANCH}")
    assert club.file(ours).values["state"] == "merged"
    assert (club.file(50).values["state"], club.file(50).body) == ("open", "For the old page.")
    club.change(50, state="closed")
    club.act()
    assert not club.git.commit_id(f"refs/heads/{BRANCH}")


# --- the pull request


def test_a_persons_title_stays_as_long_as_the_pull_request_is_the_same_one(club: OddClub) -> None:
    club.act()
    number = club.open_pull().values["number"]
    club.change(number, title="October, please look at Flows")
    club.propose(20, "Trees")
    club.act()
    assert club.open_pull().values["title"] == "October, please look at Flows"
    assert "Trees" in club.open_pull().body
    club.host.merge(number)
    club.propose(21, "Forests")
    club.act()
    assert club.open_pull().values["number"] != number
    assert "Forests" in club.open_pull().values["title"]


def test_a_title_that_we_gave_ourselves_is_kept_up(club: OddClub) -> None:
    club.act()
    before = club.open_pull().values["title"]
    club.propose(20, "Trees")
    club.act()
    assert club.open_pull().values["title"] != before
    assert club.open_pull().values["title"].endswith("1 more")


# --- the issues


def test_a_comment_edited_to_say_nothing_loses_our_sign_before_the_merge_and_after_it(club: OddClub) -> None:
    def signs(comment: int) -> list[str]:
        return next(c.get("reactions") or [] for c in club.file(1).comments if c["id"] == comment)

    club.act()
    kept, taken_back = club.says(1, "ann", "/claim recap"), club.says(1, "bob", "/claim questions")
    refused = club.says(1, "eve", "/cancel")
    club.act()
    assert [signs(one) for one in (kept, taken_back, refused)] == [["+1"], ["+1"], ["confused"]]
    for one in (taken_back, refused):
        club.edits(1, one, "Sorry, never mind.")
    club.act()
    assert [signs(one) for one in (kept, taken_back, refused)] == [["+1"], [], []]
    assert "@bob" not in club.git.files(BRANCH, ["sessions"])["sessions/flows.md"].decode()
    club.host.merge(club.open_pull().values["number"])
    club.act()
    club.edits(1, kept, "I am looking forward to it.")
    club.act()
    assert signs(kept) == []
    assert "@ann" in club.git.files("HEAD", ["sessions"])["sessions/flows.md"].decode(), "the role is merged, and stays"
    assert not club.pulls("open")


CLAIM_ENDS = {
    "merged": "All of this is merged.",
    "closed before": "This claim is not in the plan, since this issue is closed.",
    "too late": "The session is over, and this claim is not in the plan.",
}


@pytest.mark.parametrize("end", CLAIM_ENDS)
def test_the_status_of_a_claim_issue_tells_its_end(club: OddClub, end: str) -> None:
    club.act()
    club.host.merge(club.open_pull().values["number"])
    club.act()
    if end == "too late":
        club.later(days=14)
    club.issue("bob", "[claim]", claim_form("#1", "questions"), labels=("claim",), number=30)
    club.act()
    if end == "merged":
        assert "It counts once an organiser merges" in club.read_status(30)
        club.host.merge(club.open_pull().values["number"])
    elif end == "closed before":
        club.change(30, state="closed", reason="completed", closed=club.now.isoformat())
    club.act()
    assert CLAIM_ENDS[end] in club.read_status(30)
    assert club.file(30).values["state"] == "closed"
    holder = club.git.files("HEAD", ["sessions"])["sessions/flows.md"].decode()
    assert ("@bob" in holder) == (end == "merged")
