"""Random clubs and random histories: whatever happened, a run repairs everything, and then there is nothing to do."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clubaction.club import session_file as session_files
from clubaction.club import session_folder
from clubaction.errors import ClubFileError
from tests.clubs import README, Repository, claim_form, club_files, paper_form, session_file

PEOPLE = ("olga", "ada", "bob", "Cleo")
TITLES = ("Score matching", "Score matching", "A | pipe", "Flow `code`", "日本語の論文", "***")
COMMANDS = (
    "/claim recap",
    "/claim questions",
    "/unclaim recap",
    "/unclaim questions",
    "/claim recap @dora",
    "/claim recap for Fritz",
    "/unclaim recap @ada",
    "/schedule next",
    "/schedule 2024-10-16",
    "/schedule 2024-10-23",
    "/schedule 2024-10-17",
    "/schedule 2024-09-04",
    "/schedule soon",
    "/unschedule",
    "/swap #10",
    "/swap #20",
    "/swap old",
    "/cancel",
    "/restore",
    "/set theme Flows",
    "/set theme -",
    "/set slides https://example.org/s.pdf",
    "/set title Another: title",
    "/set nothing x",
    "/refresh",
    "/notme",
    "/help",
    "/clam recap",
    "claim recap",
    "hello\n/claim recap\n/schedule next",
    "/claim recap\n/unclaim recap",
    "> /claim recap",
    "/set link https://arxiv.org/abs/2206.00364",
    "/claim singer",
)
DATES = ("", "", "next", "2024-10-16", "2024-10-17", "2024-11-06", "2024-09-01", "13/11/2024", "pool")


@dataclass(frozen=True)
class Deed:
    """Something that happens: its kind, and three choices whose meaning depends on it."""

    kind: str
    a: int = 0
    b: int = 0
    c: int = 0


def deeds(*kinds: str) -> st.SearchStrategy[Deed]:
    small = st.integers(0, 39)
    return st.builds(Deed, st.sampled_from(kinds), small, small, small)


TALK = (
    "propose",
    "comment",
    "comment",
    "comment",
    "comment",
    "edit comment",
    "delete comment",
    "claim",
    "close",
    "not planned",
    "reopen",
    "unlabel",
    "label",
    "edit issue",
    "vote",
)
STEADY = tuple(kind for kind in TALK if kind != "unlabel")
"""Whether a lost label is put back depends on whether we have answered yet, and so on the runs."""
HAND = ("hand edit", "hand edit", "new file", "delete file", "edit readme", "merge", "merge", "day")
GIT = (
    "close pull",
    "delete branch",
    "foreign commit",
    "break file",
    "break file",
    "mend file",
    "delete account",
    "rename account",
    "edit as another",
    "stale bot",
)
BROKEN = (
    b"---\ntitle: [\n---\n",
    b"",
    b"---\ntitle: A: b\nissue: 10\n---\n\nNotes that took two hours.\n",
    b"---\ntitle: Moved\ndate: 09.10.2024\nroles: {recap: Zoe}\nissue: 20\nseen: 300\n---\n",
    b"title: no fence\n",
    b"---\ntitle: never closed\n",
    b"\xff\xfe---",
)
"""What slips of the pen make of a session's file."""


class Player:
    """Plays deeds on a repository. Numbers and ids follow the deeds, not the runs in between."""

    def __init__(self) -> None:
        old = session_file(title="An old one", date=dt.date(2024, 9, 25), link="https://example.org/old", issue=None)
        slot = session_file(date=dt.date(2024, 10, 9), theme="Bonus 1, TBD")
        coming = session_file(title="Coming up", date=dt.date(2024, 10, 16), roles={"recap": ("@ada",)}, issue=10)
        self.club = Repository(club_files(old=old, bonus=slot, coming_up=coming))
        self.whole: dict[str, bytes] = {}
        """Files as they were before somebody broke them."""
        self.step = 0

    def play(self, deed: Deed) -> None:
        self.step += 1
        self.club.later(hours=1)
        action: Callable[[Deed], None] = getattr(self, f"_{deed.kind.replace(' ', '_')}")
        action(deed)

    def _issues(self) -> list[int]:
        return sorted(self.club.issues)

    def _pick(self, deed: Deed) -> int:
        issues = self._issues()
        return issues[deed.a % len(issues)] if issues else 0

    def _propose(self, deed: Deed) -> None:
        roles = (("Responsible for Recap",), ("Responsible for Recap", "Responsible for Questions"), (), ())[deed.c % 4]
        link = f"https://example.org/{deed.b % 3}" if deed.c % 3 else "arxiv.org/abs/2206.0036" + str(deed.b % 10)
        body = paper_form(link, TITLES[deed.b % 6], DATES[deed.a % 9], "A theme" if deed.c % 5 else "", roles=roles)
        number = 10 * (1 + len(self.club.issues))
        self.club.issue(PEOPLE[deed.a % 4], f"[paper]: {TITLES[deed.c % 6]}", body, number=number)

    def _claim(self, deed: Deed) -> None:
        where = ("#10", "coming-up", "2024-10-16", "Score matching", "nowhere", "#20")[deed.a % 6]
        body = claim_form(
            where,
            ("recap", "questions", "Responsible for Recap", "cook")[deed.b % 4],
            "Fritz" if deed.c % 3 == 0 else "",
        )
        number = 10 * (1 + len(self.club.issues))
        self.club.issue(PEOPLE[deed.c % 4], "[claim]", body, number=number, labels=("claim",))

    def _comment(self, deed: Deed) -> None:
        if issue := self._pick(deed):
            text = COMMANDS[deed.b % len(COMMANDS)]
            self.club.comment(issue, PEOPLE[deed.c % 4], text, comment_id=100 * self.step, bot=deed.c == 39)

    def _persons_comment(self, deed: Deed) -> int:
        said = [c.id for c in self.club.issues[self._pick(deed)].comments if not c.ours] if self._issues() else []
        return said[deed.b % len(said)] if said else 0

    def _edit_comment(self, deed: Deed) -> None:
        if comment := self._persons_comment(deed):
            self.club.edit_comment(self._pick(deed), comment, COMMANDS[deed.c % len(COMMANDS)])

    def _delete_comment(self, deed: Deed) -> None:
        if comment := self._persons_comment(deed):
            self.club.delete_comment(self._pick(deed), comment)

    def _close(self, deed: Deed) -> None:
        if issue := self._pick(deed):
            self.club.close(issue)

    def _not_planned(self, deed: Deed) -> None:
        if issue := self._pick(deed):
            self.club.close(issue, "not_planned")

    def _reopen(self, deed: Deed) -> None:
        if issue := self._pick(deed):
            self.club.reopen(issue)

    def _unlabel(self, deed: Deed) -> None:
        if issue := self._pick(deed):
            self.club.label(issue)

    def _label(self, deed: Deed) -> None:
        if issue := self._pick(deed):
            self.club.label(issue, "paper" if "### Paper" in self.club.issues[issue].body else "claim")

    def _edit_issue(self, deed: Deed) -> None:
        issue = self._pick(deed)
        if issue and "### Paper" in self.club.issues[issue].body:
            roles = (("Responsible for Recap",), ())[deed.b % 2]
            body = paper_form("https://example.org/edited", TITLES[deed.b % 6], DATES[deed.c % 9], roles=roles)
            self.club.edit_issue(issue, body)

    def _vote(self, deed: Deed) -> None:
        if issue := self._pick(deed):
            self.club.issues[issue] = replace(self.club.issues[issue], votes=deed.b % 4)

    def _paths(self) -> list[str]:
        return sorted(path for path in self.club.files if path.startswith("sessions/"))

    def _hand_edit(self, deed: Deed) -> None:
        paths = [path for path in self._paths() if not is_broken(path, self.club.files[path])]
        changes = (
            {"date": dt.date(2024, 10, 2 + deed.c % 28)},
            {"date": None},
            {"roles": {"recap": "By hand"}},
            {"roles": {"questions": ["@ada", "@bob"]}},
            {"theme": "By: hand"},
            {"status": "cancelled"},
            {"status": None},
            {"title": "By hand"},
            {"custom": "kept"},
            {"votes": 3},
            {"time": "19:30"},
            {"roles": {"recap": None}},
        )
        if paths:
            name = paths[deed.a % len(paths)].removeprefix("sessions/").removesuffix(".md")
            try:
                self.club.edit_session(name, **changes[deed.b % len(changes)])
            except ClubFileError:
                return

    def _new_file(self, deed: Deed) -> None:
        date = dt.date(2024, 10, 2) + dt.timedelta(weeks=deed.b % 8)
        text = f"---\n# by hand\ndate: {date}\ntitle: 'By hand {deed.a}'\n---\r\nText.\r\n"
        self.club.edit_files({f"sessions/hand-{deed.a % 3}.md": text.encode()})

    def _delete_file(self, deed: Deed) -> None:
        paths = self._paths()
        if len(paths) > 1:
            self.club.edit_files({paths[deed.a % len(paths)]: None})

    def _break_file(self, deed: Deed) -> None:
        paths = self._paths()
        if paths:
            path = paths[deed.a % len(paths)]
            if not is_broken(path, self.club.files[path]):
                self.whole[path] = self.club.files[path]
            self.club.edit_files({path: BROKEN[deed.b % len(BROKEN)]})

    def _mend_file(self, deed: Deed) -> None:
        for path in sorted(self.whole):
            if is_broken(path, self.club.files.get(path, b"---\n---\n")):
                self.club.edit_files({path: self.whole[path]})

    def _delete_account(self, deed: Deed) -> None:
        """The host does not say any more who wrote what the account wrote."""
        self._rename(PEOPLE[1 + deed.a % 3], "")

    def _rename_account(self, deed: Deed) -> None:
        self._rename(PEOPLE[1 + deed.a % 3], f"new-{PEOPLE[1 + deed.a % 3].lower()}")

    def _rename(self, before: str, after: str) -> None:
        for number, issue in self.club.issues.items():
            comments = tuple(replace(c, author=after) if c.author == before else c for c in issue.comments)
            author = after if issue.author == before else issue.author
            self.club.issues[number] = replace(issue, author=author, comments=comments)

    def _edit_as_another(self, deed: Deed) -> None:
        if comment := self._persons_comment(deed):
            self.club.edit_comment(self._pick(deed), comment, COMMANDS[deed.c % len(COMMANDS)], editor="olga")

    def _stale_bot(self, deed: Deed) -> None:
        if issue := self._pick(deed):
            self.club.close(issue, "not_planned", by="stale[bot]")

    def _edit_readme(self, deed: Deed) -> None:
        text = self.club.files["README.md"].decode()
        self.club.edit_files({"README.md": text.replace("After the blocks", f"After {deed.a} the blocks").encode()})

    def _day(self, deed: Deed) -> None:
        self.club.later(days=1 + deed.a % 9)

    def _merge(self, deed: Deed) -> None:
        self.club.run()
        self.club.merge(delete_branch=bool(deed.a % 2))
        self.club.run()

    def _close_pull(self, deed: Deed) -> None:
        if self.club.pulls and max(self.club.pulls.items())[1].state == "open":
            self.club.close_pull()

    def _delete_branch(self, deed: Deed) -> None:
        self.club.delete_branch()

    def _foreign_commit(self, deed: Deed) -> None:
        if self.club.branch:
            self.club.push_to_branch({"README.md": README.encode()})


def is_broken(path: str, data: bytes) -> bool:
    try:
        session_files.read_session(path, data)
    except ClubFileError:
        return True
    return False


def unfair(club: Repository) -> list[str]:
    """Roles of the default branch that a plan takes from somebody without their own or an organiser's word for it."""
    there, _ = session_folder.read_all(club.files, "sessions")
    wanted, _ = session_folder.read_all(club.proposed_files(), "sessions")
    found = []
    for session in there.values():
        issue = club.issues.get(session.issue or 0)
        said = [(c.author, c.body) for c in issue.comments if not c.ours] if issue else []
        words = [(author.lower(), body) for author, body in [*said, *([(issue.author, issue.body)] if issue else [])]]
        left = wanted.get(session.id)
        for role, holders in session.roles.items():
            for holder in holders:
                kept = left and holder in left.roles.get(role, ())
                own = {holder.lower().removeprefix("@"), f"new-{holder.lower().removeprefix('@')}", "olga"}
                given = any(author in own and "unclaim" in body for author, body in words)
                closed = bool(issue and issue.state == "closed" and issue.closer == "olga" and session.date is None)
                if not kept and not given and not closed:
                    found.append(f"{session.id}: {role}: {holder}")
    return found


def outside(text: str) -> str:
    """A README without what stands in its blocks."""
    return re.sub(r"<!-- clubaction:(\w+)[^>]* -->\n.*?(<!-- /clubaction:\1 -->)", r"\1\2", text, flags=re.DOTALL)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(deeds(*TALK, *HAND, *GIT), st.booleans()), min_size=3, max_size=25))
def test_after_any_history_a_run_leaves_nothing_to_do_and_the_text_around_the_blocks_alone(
    history: list[tuple[Deed, bool]],
) -> None:
    player = Player()
    club = player.club
    for deed, run in history:
        player.play(deed)
        if run:
            before = outside(club.files["README.md"].decode())
            club.run()
            again = club.plan()
            assert not again, again.operations
            proposed = club.proposed_files()
            assert outside(proposed["README.md"].decode()) == before
            assert unfair(club) == []
            for path, data in club.files.items():
                if path.startswith("sessions/") and is_broken(path, data):
                    assert proposed.get(path) == data, path
            for path, data in proposed.items():
                if path.startswith("sessions/") and path not in club.files:
                    session_files.read_session(path, data)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(deeds(*STEADY, *HAND), st.sampled_from(["", "run", "run", "twice"]), st.integers(0, 12)),
        min_size=3,
        max_size=20,
    )
)
def test_lost_repeated_and_killed_runs_end_in_the_same_files(history: list[tuple[Deed, str, int]]) -> None:
    steady, shaky = Player(), Player()
    for deed, runs, killed in history:
        steady.play(deed)
        steady.club.run()
        shaky.play(deed)
        if runs:
            shaky.club.run_killed_after(killed)
        if runs == "twice":
            shaky.club.run()
            shaky.club.run()
    for player in (steady, shaky):
        player.club.run()
        assert not player.club.plan()
    assert shaky.club.proposed_files() == steady.club.proposed_files()
    for number in steady.club.open_issues():
        assert unnumbered(shaky.club.status(number)) == unnumbered(steady.club.status(number))


def unnumbered(status: str) -> str:
    """A status without the pull request's number, which depends on the runs."""
    return re.sub(r"#1\d\d\d", "#PR", status)
