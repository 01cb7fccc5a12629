"""Slips of the pen and bad intentions, one by one: what is done about them, and what people read.

They are grouped as the promises are: files that can't be read, whose words count, held sessions, whose an issue is, the
list of those who are not suggested, what organisers do by hand, closing, labels, characters that nobody sees, open
slots, refusals, and configurations.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from clubaction.errors import ConfigError
from clubaction.issues.forms import is_no_answer
from clubaction.pipeline import check
from clubaction.text.invisible import without_invisible
from tests.clubs import CONFIG, Repository, claim_form, club_files, paper_form, session_file

DAY, OTHER_DAY = dt.date(2024, 10, 16), dt.date(2024, 10, 23)
SLOT_DAY = dt.date(2024, 10, 9)
BROKEN = b'---\ntitle: A: b\ndate: 2024-10-23\nissue: 11\nproposer: "@pia"\n---\n'
SLOTS = "cadence: {weekday: wednesday, slots: 3}\norganisers: [olga]\n"


def flows(**values: object) -> bytes:
    roles = {"recap": ("@ann",)}
    return session_file(**{"title": "Flows", "date": DAY, "issue": 10, "proposer": "@pia", "roles": roles, **values})


def trees() -> bytes:
    return session_file(title="Trees", date=OTHER_DAY, issue=11, proposer="@pia")


def club_of(*, config: str = CONFIG, **files: bytes) -> Repository:
    """A club with the session Flows merged, whose thread is issue 10, and with Trees if it has that file."""
    named = {f"sessions/{name}.md": data for name, data in {"flows": flows(), **files}.items()}
    club = Repository(club_files(config=config) | named)
    club.issue("pia", "[paper]: Flows", paper_form("https://example.org/flows", "Flows"), number=10)
    if "trees" in files:
        club.issue("pia", "[paper]: Trees", paper_form("https://example.org/trees", "Trees"), number=11)
    run(club)
    return club


def run(club: Repository) -> None:
    club.run()
    assert not club.plan()


def merge(club: Repository) -> None:
    run(club)
    assert club.merge()
    run(club)


def says(club: Repository, who: str, text: str, issue: int = 10) -> int:
    club.later(hours=1)
    return club.comment(issue, who, text)


def reads(club: Repository, issue: int = 10) -> str:
    text = club.status(issue).replace("\\", "").replace("`", "").replace("&#8203;", "")
    return re.sub(r"\s+", " ", text)


def date_of(club: Repository, issue: int = 10) -> dt.date | None:
    session = club.session_of(issue)
    assert session
    return session.date


def holders(club: Repository, role: str, issue: int = 10) -> tuple[str, ...]:
    session = club.session_of(issue)
    assert session
    return session.roles.get(role, ())


# --- a file that can't be read ---------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b'---\ntitle: "A: b" c\nissue: "10"\n---\n', id="the number in quotes"),
        pytest.param(b"---\ntitle: A: b\nissue: #10\n---\n", id="the number with a #"),
        pytest.param(b"---\ntitle: A: b\n'issue': '#10'\n---\n", id="the key in quotes"),
        pytest.param(b"\xef\xbb\xbf---\ntitle: A: b\nissue: 10\n---\n", id="a byte order mark"),
        pytest.param(b"---\r\ntitle: A: b\r\nissue: 10\r\n---\r\n", id="CRLF"),
        pytest.param("---\ntitle: Größe\nissue: 10\n---\n".encode("latin-1"), id="Latin-1"),
        pytest.param("---\ntitle: Flows\nissue: 10\n---\n".encode("utf-16"), id="UTF-16"),
        pytest.param(b"---\n<<<<<<< HEAD\ndate: 2024-10-16\n=======\n>>>>>>> x\nissue: 10\n---\n", id="a conflict"),
        pytest.param(b"---\ntitle: Flows\ntitle: Flows\nissue: 10\n---\n", id="a key twice"),
        pytest.param(b"---\ntitle: Flows\nissue: 10\nissue: 12\n---\n", id="the number twice"),
        pytest.param(b"---\ntitle: Flows\nissue: 10\n", id="no end"),
        pytest.param(b"title: Flows\nissue: 10\n---\n", id="no start"),
        pytest.param(b"---\ntitle: Flows\nissue: ten\n---\n", id="a word for the number"),
        pytest.param(b"---\ntitle: Flows\ndate: 16.10.2024\nissue: 10\n---\n", id="another date format"),
        pytest.param(b"---\ntitle: Flows\nroles:\n  recap: @ann\nissue: 10\n---\n", id="a login without quotes"),
        pytest.param(b"---\n- issue: 10\n---\n", id="a list"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"\n\n", id="blank lines"),
    ],
)
def test_a_broken_file_stays_to_the_byte_and_what_is_said_meanwhile_counts_later(data: bytes) -> None:
    club = club_of()
    club.edit_files({"sessions/flows.md": data})
    comment = says(club, "bob", "/claim questions")
    says(club, "pia", "/schedule 2024-10-30")
    says(club, "pia", "/refresh")
    run(club)
    assert club.proposed_files()["sessions/flows.md"] == data
    assert [path for path in club.proposed_files() if path.startswith("sessions/")] == ["sessions/flows.md"]
    assert "can't be read" in reads(club)
    assert club.reactions(10, comment) == {"confused"}
    club.edit_files({"sessions/flows.md": flows()})
    run(club)
    assert (date_of(club), holders(club, "questions")) == (dt.date(2024, 10, 30), ("@bob",))


@pytest.mark.parametrize(
    "text, line, told",
    [
        ("---\na: b\n<<<<<<< HEAD\nc: d\n=======\nc: e\n>>>>>>> x\n---\n", 3, "two versions of these lines are here"),
        ("---\ntitle:\N{NO-BREAK SPACE}Flows\ndate: 2024-10-16\n---\n", 2, "the space after the colon of `title`"),
        ("\N{ZERO WIDTH NO-BREAK SPACE}\n \n", 1, "the file is empty"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_where_it_is(text: str, line: int, told: str) -> None:
    (problem,) = check.problems({"sessions/flows.md": text.encode()}, DAY)[-1:]
    assert (problem.line, told in problem.message) == (line, True), problem


def test_a_file_in_another_encoding_says_what_to_do() -> None:
    problems = check.problems({"sessions/flows.md": "---\ntitle: Größe\n---\n".encode("latin-1")}, DAY)
    assert "in that encoding" in str(problems[-1])


@pytest.mark.parametrize("words", ["#11", "11", "2024-10-23", "trees"])
def test_a_swap_with_a_broken_files_session_waits_until_it_is_mended(words: str) -> None:
    club = club_of(trees=trees())
    club.edit_files({"sessions/trees.md": BROKEN})
    says(club, "olga", f"/swap {words}")
    run(club)
    assert "The session's file can't be read at the moment" in reads(club)
    assert "I can't tell which session" not in reads(club)
    assert date_of(club) == DAY
    club.edit_files({"sessions/trees.md": trees()})
    run(club)
    assert (date_of(club), date_of(club, 11)) == (OTHER_DAY, DAY)


def test_nothing_is_put_on_the_day_of_a_broken_file() -> None:
    club = club_of(trees=trees())
    club.edit_files({"sessions/trees.md": BROKEN})
    comment = says(club, "olga", "/schedule 2024-10-23")
    club.issue("zoe", "[paper]: Z", paper_form("https://example.org/z", "Z", "2024-10-23"), number=12)
    run(club)
    assert date_of(club) == DAY
    assert club.reactions(10, comment) == {"confused"}
    for issue in (10, 12):
        assert "23 Oct belongs to a session whose file can't be read at the moment (sessions/trees.md)." in reads(
            club, issue
        )
    assert date_of(club, 12) == dt.date(2024, 10, 2)


def test_a_claim_issue_on_a_broken_files_session_waits() -> None:
    club = club_of(trees=trees())
    club.edit_files({"sessions/trees.md": BROKEN})
    number = club.issue("bob", "[claim]", claim_form("2024-10-23", "questions"), labels=("claim",), number=12)
    run(club)
    assert "can't be read at the moment" in reads(club, number)
    club.edit_files({"sessions/trees.md": trees()})
    run(club)
    assert holders(club, "questions", 11) == ("@bob",)


def test_a_file_copied_to_be_the_next_session_takes_no_thread_from_the_first() -> None:
    club = club_of()
    copy = club.files["sessions/flows.md"].replace(b"title: Flows", b"title: Next").replace(b"10-16", b"10-23")
    club.edit_files({"sessions/a-copy.md": copy})
    says(club, "bob", "/claim questions")
    run(club)
    assert club.session("flows").roles["questions"] == ("@bob",)
    assert club.proposed_files()["sessions/a-copy.md"] == copy
    body = club.pulls[max(club.pulls)].body.replace("\\", "")
    assert "the issue 10 is that of sessions/a-copy.md too" in body


# --- whose words count, and who keeps a role ------------------------------------------------


def slot_club() -> Repository:
    slot = session_file(date=SLOT_DAY, theme="Bonus", roles={"recap": ("@ann",)})
    return Repository(club_files(bonus=slot))


@pytest.mark.parametrize("merged", [False, True])
def test_who_waits_by_a_ticked_box_waits_on_after_the_merge(*, merged: bool) -> None:
    club = slot_club()
    form = paper_form("https://example.org/x", "X", "2024-10-09", roles=("Responsible for Recap",))
    club.issue("pia", "[paper]: X", form, number=10)
    run(club)
    assert "pia is number 1 on its waiting list" in reads(club)
    if merged:
        merge(club)
        assert "ann (waiting: pia)" in reads(club)
    says(club, "ann", "/unclaim recap")
    merge(club)
    assert holders(club, "recap") == ("@pia",)
    news = [comment for comment in club.issues[10].comments if "@pia the role" in comment.body]
    assert len(news) == merged
    says(club, "pia", "/unclaim recap")
    merge(club)
    assert holders(club, "recap") == ()
    assert "waiting" not in reads(club)


def test_who_waited_by_a_ticked_box_and_gave_back_waits_no_more() -> None:
    club = slot_club()
    form = paper_form("https://example.org/x", "X", "2024-10-09", roles=("Responsible for Recap",))
    club.issue("pia", "[paper]: X", form, number=10)
    merge(club)
    says(club, "pia", "/unclaim recap\n/set theme Party")
    run(club)
    assert "waiting" not in reads(club)
    merge(club)
    says(club, "ann", "/unclaim recap")
    run(club)
    assert holders(club, "recap") == ()


@pytest.mark.parametrize("merged", [False, True])
def test_a_claim_that_a_slots_holder_displaces_waits_and_is_told(*, merged: bool) -> None:
    club = slot_club()
    club.issue("pia", "[paper]: X", paper_form("https://example.org/x", "X", "pool"), number=10)
    comment = says(club, "bob", "/claim recap")
    run(club)
    assert club.reactions(10, comment) == {"+1"}
    says(club, "pia", "/schedule 2024-10-09")
    run(club)
    assert club.reactions(10, comment) == {"eyes"}
    assert reads(club).count("bob is number 1 on its waiting list") == 1
    if merged:
        merge(club)
        assert "ann (waiting: bob)" in reads(club)
    says(club, "ann", "/unclaim recap")
    run(club)
    assert holders(club, "recap") == ("@bob",)


def test_nobody_waits_for_a_role_that_a_slot_gives_them() -> None:
    club = slot_club()
    form = paper_form("https://example.org/x", "X", "pool", roles=("Responsible for Recap",))
    club.issue("pia", "[paper]: X", form, number=10)
    says(club, "ann", "/claim recap")
    says(club, "pia", "/schedule 2024-10-09")
    run(club)
    assert holders(club, "recap") == ("@ann",)
    assert "ann (waiting: pia)" in reads(club)


@pytest.mark.parametrize("merged", [False, True])
def test_an_organiser_who_waits_gives_up_her_place_and_takes_nobodys_role(*, merged: bool) -> None:
    club = club_of()
    says(club, "olga", "/claim recap\n/set theme One")
    if merged:
        merge(club)
    says(club, "olga", "/unclaim recap")
    run(club)
    assert holders(club, "recap") == ("@ann",)
    assert "waiting" not in reads(club)
    says(club, "olga", "/unclaim recap")
    run(club)
    assert holders(club, "recap") == ()


def test_a_claim_issue_that_a_slots_holder_displaces_is_not_closed_as_done() -> None:
    club = slot_club()
    club.issue("pia", "[paper]: X", paper_form("https://example.org/x", "X", "pool"), number=10)
    club.later(hours=1)
    number = club.issue("bob", "[claim]", claim_form("#10", "recap"), labels=("claim",), number=11)
    says(club, "pia", "/schedule 2024-10-09")
    merge(club)
    assert club.issues[number].state == "open"
    assert "bob is number 1 on its waiting list" in reads(club, number)


def test_nobody_is_said_to_wait_for_a_role_that_they_have_by_now() -> None:
    club = slot_club()
    form = paper_form("https://example.org/x", "X", "2024-10-09", roles=("Responsible for Recap",))
    club.issue("pia", "[paper]: X", form, number=10)
    run(club)
    says(club, "pia", "/unschedule")
    run(club)
    assert holders(club, "recap") == ("@pia",)
    assert "waiting list" not in reads(club)


def test_a_slot_with_room_for_two_keeps_its_holder_and_takes_the_proposer() -> None:
    config = CONFIG + "roles:\n  recap: {label: Responsible for Recap, capacity: 2}\n  questions: {label: Questions}\n"
    slot = session_file(date=SLOT_DAY, roles={"recap": ("Fritz",)})
    club = Repository(club_files(config=config, bonus=slot))
    form = paper_form("https://example.org/x", "X", "2024-10-09", roles=("Responsible for Recap",))
    club.issue("pia", "[paper]: X", form, number=10)
    run(club)
    assert holders(club, "recap") == ("Fritz", "@pia")


def test_a_ticked_box_that_is_no_role_any_more_is_answered() -> None:
    club = Repository(club_files(config=CONFIG + "roles: {speaker: Speaker}\n"))
    form = paper_form("https://example.org/x", "X", roles=("Responsible for Recap",))
    club.issue("pia", "[paper]: X", form, number=10)
    run(club)
    assert "There is no role Responsible for Recap here" in reads(club)


def test_commands_in_a_proposals_text_are_heard_and_not_shown_to_readers() -> None:
    club = Repository(club_files())
    body = paper_form("https://example.org/x", "X") + "\n\n/claim recap\n- /schedule 2024-10-23\n"
    club.issue("pia", "[paper]: X", body, number=10)
    run(club)
    assert (date_of(club), holders(club, "recap")) == (OTHER_DAY, ("@pia",))
    session = club.session_of(10)
    assert session
    assert session.body == ""


def test_a_path_in_a_proposals_notes_is_no_command() -> None:
    club = Repository(club_files())
    notes = "See\n/data/papers.txt\n\nand `/claim`:\n\n    /claim recap\n"
    club.issue("pia", "[paper]: X", paper_form("https://example.org/x", "X", notes=notes), number=10)
    run(club)
    session = club.session_of(10)
    assert session
    assert "/data/papers.txt" in session.body
    assert "/claim recap" in session.body


@pytest.mark.parametrize("text", ["/unclaim questions", "/claim questions @zoe", "/claim questions, thanks"])
def test_what_another_writes_into_a_merged_claim_changes_nothing(text: str) -> None:
    club = club_of()
    comment = says(club, "bob", "/claim questions")
    merge(club)
    club.later(hours=1)
    club.edit_comment(10, comment, text, editor="mallory")
    run(club)
    assert holders(club, "questions") == ("@bob",)
    assert "mallory wrote this into what bob had said" in reads(club)


def test_a_merged_claim_whose_comment_is_deleted_stays_and_a_pending_one_goes() -> None:
    club = club_of()
    first = says(club, "bob", "/claim questions")
    merge(club)
    second = says(club, "cat", "/claim recap")
    run(club)
    club.delete_comment(10, first)
    club.delete_comment(10, second)
    run(club)
    assert holders(club, "questions") == ("@bob",)
    assert "waiting" not in reads(club)


# --- held sessions ---------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["pia", "ann", "zoe"])
@pytest.mark.parametrize(
    "command",
    [
        *("/cancel", "/unschedule", "/swap #11", "/set title New", "/schedule 2024-10-30", "/schedule next"),
        *("/claim questions", "/unclaim recap", "/refresh", "/set theme New", "/restore"),
    ],
)
def test_nobody_but_organisers_changes_what_was_held(who: str, command: str) -> None:
    club = club_of(trees=trees())
    club.later(days=17)
    comment = says(club, who, command)
    run(club)
    assert club.reactions(10, comment) == {"confused"}
    assert "sessions/flows.md" not in club.plan().files
    assert club.proposed_files()["sessions/flows.md"] == club.files["sessions/flows.md"]


@pytest.mark.parametrize("days, sign", [(20, "+1"), (26, "confused")])
@pytest.mark.parametrize("command", ["/cancel", "/unschedule", "/schedule 2024-10-30", "/schedule next"])
def test_organisers_have_a_week_for_what_did_not_take_place(command: str, days: int, sign: str) -> None:
    club = club_of()
    club.later(days=days)
    comment = says(club, "olga", command)
    run(club)
    assert club.reactions(10, comment) == {sign}
    assert ("Edit its file sessions/flows.md instead." in reads(club)) == (sign == "confused")


@pytest.mark.parametrize("on, named", [(10, "#11"), (11, "#10")])
def test_a_swap_with_a_held_session_tells_the_way_out(on: int, named: str) -> None:
    club = club_of(trees=trees())
    club.later(days=17)
    says(club, "olga", f"/swap {named}", on)
    run(club)
    assert "Flows has been held, and dates are exchanged between sessions to come." in reads(club, on)
    assert "/schedule, within a week" in reads(club, on)


def test_a_swap_counts_as_of_the_day_on_which_it_was_asked_for() -> None:
    """The end does not depend on whether there was a merge before the day."""
    club = club_of(trees=trees())
    says(club, "olga", "/swap #11")
    run(club)
    club.later(days=17)
    run(club)
    assert (date_of(club), date_of(club, 11)) == (OTHER_DAY, DAY)


def test_an_edit_of_the_issue_after_the_day_changes_nothing() -> None:
    club = club_of()
    club.later(days=17)
    club.edit_issue(10, paper_form("https://example.org/other", "Another", "2024-11-06"))
    run(club)
    assert club.proposed_files()["sessions/flows.md"] == club.files["sessions/flows.md"]


# --- whose an issue is -----------------------------------------------------------------------


@pytest.mark.parametrize("known", [False, True])
def test_the_issue_of_a_deleted_account_stays_its_sessions_thread(*, known: bool) -> None:
    club = Repository(club_files(flows=flows()))
    author = "pia" if known else ""
    club.issue(author, "[paper]: Flows", paper_form("https://example.org/flows", "Flows"), number=10)
    run(club)
    club.issues[10] = replace(club.issues[10], author="")
    says(club, "bob", "/claim questions")
    run(club)
    assert club.session("flows").roles["questions"] == ("@bob",)
    assert "sessions/flows-2.md" not in club.proposed_files()


def test_a_deleted_accounts_pending_claim_loses_our_thumb() -> None:
    club = club_of()
    comment = says(club, "bob", "/claim questions")
    run(club)
    club.change_comment(10, comment, author="")
    run(club)
    assert holders(club, "questions") == ()
    assert club.reactions(10, comment) == set()


def test_a_deleted_accounts_merged_claim_stays_with_its_thumb() -> None:
    club = club_of()
    comment = says(club, "bob", "/claim questions")
    merge(club)
    club.change_comment(10, comment, author="")
    run(club)
    run(club)
    assert holders(club, "questions") == ("@bob",)
    assert club.reactions(10, comment) == {"+1"}


def test_a_deleted_accounts_claim_issue_says_that_it_counts_no_more() -> None:
    club = club_of()
    club.later(hours=1)
    number = club.issue("bob", "[claim]", claim_form("#10", "questions"), labels=("claim",), number=12)
    run(club)
    club.issues[number] = replace(club.issues[number], author="")
    run(club)
    assert holders(club, "questions") == ()
    assert "The account that made this claim was deleted" in reads(club, number)


def test_the_number_of_anothers_issue_in_a_copied_repository_is_no_session() -> None:
    club = Repository(club_files(flows=flows(), trees=trees()))
    club.issue("mallory", "A question", "How do I join?", number=10, labels=())
    club.issue("pia", "[paper]: Trees", paper_form("https://example.org/trees", "Trees"), number=11)
    says(club, "mallory", "/cancel\n/set title Mine\n/unclaim recap")
    club.close(10, "not_planned", by="mallory")
    run(club)
    assert club.proposed_files()["sessions/flows.md"] == club.files["sessions/flows.md"]
    assert club.status(10) == ""


# --- the list of those who are not suggested -------------------------------------------------


@pytest.mark.parametrize(
    "config, listed, undone",
    [
        pytest.param(
            "{cadence: {weekday: wednesday}, organisers: [olga]}\n",
            "{cadence: {weekday: wednesday}, organisers: [olga], notme: [zoe]}\n",
            "{cadence: {weekday: wednesday}, organisers: [olga], notme: []}\n",
            id="all on one line",
        ),
        pytest.param(
            "organisers: [olga]\r\nnotme:\r\n  # on leave\r\n  - zed # until May\r\n",
            "organisers: [olga]\r\nnotme:\r\n  # on leave\r\n  - zed # until May\r\n  - zoe\r\n",
            "organisers: [olga]\r\nnotme:\r\n  # on leave\r\n  - zed # until May\r\n",
            id="comments in the list, and CRLF",
        ),
        pytest.param(
            "notme:\n- zed # one\n- yan # two",
            "notme:\n- zed # one\n- yan # two\n- zoe\n",
            "notme:\n- zed # one\n- yan # two\n",
            id="no end of the last line",
        ),
        pytest.param(
            "organisers:\t[olga]\n", "organisers:\t[olga]\nnotme: [zoe]\n", "organisers:\t[olga]\n", id="tabs"
        ),
        pytest.param("", "notme: [zoe]\n", "", id="nothing"),
    ],
)
def test_notme_keeps_the_rest_of_the_configuration(config: str, listed: str, undone: str) -> None:
    club = club_of(config=config)
    says(club, "zoe", "/notme")
    merge(club)
    assert club.files[".github/clubaction.yml"].decode() == listed
    says(club, "zoe", "/notme")
    merge(club)
    assert club.files[".github/clubaction.yml"].decode() == undone


@pytest.mark.parametrize(
    "config", ["notme: &x [zed]\norganisers: *x\n", "organisers: &o [olga]\nnotme: *o\n", "null\n"]
)
def test_notme_says_so_where_only_a_person_can_change_the_configuration(config: str) -> None:
    club = club_of(config=config)
    comment = says(club, "zoe", "/notme")
    plan = club.run()
    assert not club.plan()
    done = ".github/clubaction.yml" in plan.files
    assert club.reactions(10, comment) == ({"+1"} if done else {"confused"})
    assert done or "can't be changed by me" in reads(club)


# --- what organisers do by hand --------------------------------------------------------------


@pytest.mark.parametrize("how", ["open", "closed", "reopened", "unlabelled", "labelled again"])
def test_a_deleted_file_is_said_however_the_issue_stands(how: str) -> None:
    club = club_of()
    club.edit_files({"sessions/flows.md": None})
    run(club)
    if how in ("closed", "reopened"):
        club.close(10)
        run(club)
    if how == "reopened":
        club.reopen(10)
    if how in ("unlabelled", "labelled again"):
        club.label(10)
        run(club)
    if how == "labelled again":
        club.label(10, "paper")
    run(club)
    assert "its file sessions/flows.md was deleted from the repository" in reads(club)
    assert "brings it back." not in reads(club)
    assert "sessions/flows.md" not in club.proposed_files()


def test_a_renamed_file_keeps_its_thread() -> None:
    club = club_of()
    says(club, "bob", "/claim questions")
    run(club)
    club.edit_files({"sessions/flows.md": None, "sessions/better.md": club.files["sessions/flows.md"]})
    run(club)
    assert club.session("better").roles["questions"] == ("@bob",)
    assert "sessions/flows.md" not in club.proposed_files()


# --- closing and labels ----------------------------------------------------------------------


@pytest.mark.parametrize("who", ["stale[bot]", "pia", "mallory", "ghost"])
def test_who_may_not_cancel_closes_no_merged_session_and_reads_how(who: str) -> None:
    club = club_of()
    club.close(10, "not_planned", by=who)
    run(club)
    assert club.proposed_files()["sessions/flows.md"] == club.files["sessions/flows.md"]
    assert "closed as not planned; the session stays in the plan. An organiser calls it off with /cancel." in reads(
        club
    )
    club.reopen(10)
    run(club)
    assert "closed as not planned" not in reads(club)


@pytest.mark.parametrize("merged", [False, True])
def test_an_organisers_closing_is_undone_by_reopening(*, merged: bool) -> None:
    club = club_of()
    club.close(10, "not_planned", by="olga")
    run(club)
    assert club.session("flows").cancelled
    if merged:
        assert club.merge()
        run(club)
    club.later(hours=1)
    club.reopen(10)
    run(club)
    assert not club.session("flows").cancelled


@pytest.mark.parametrize("labels", [("Paper",), ("PAPER", "Claim"), ("claim", "paper"), ("pApEr", "bug")])
def test_labels_are_the_same_in_any_case_and_the_paper_wins(labels: tuple[str, ...]) -> None:
    club = Repository(club_files())
    club.issue("pia", "[paper]: X", paper_form("https://example.org/x", "X"), number=10, labels=labels)
    run(club)
    assert club.session_of(10)
    assert club.issues[10].labels == frozenset(labels)


# --- words that say nothing, and characters that nobody sees ---------------------------------


@pytest.mark.parametrize(
    "text",
    [
        *("n/a", "N.A.", "TBD", "t.b.d.", "?", "-", "—", "...", "none", "*n/a*", "`-`", "“n/a”", "'TBA'", "(none)"),
        *("to be decided", "To be announced.", "No response", "_No response_", "\N{ZERO WIDTH SPACE}"),
    ],
)
def test_words_that_mean_nothing_are_no_title_and_no_theme(text: str) -> None:
    assert is_no_answer(without_invisible(text))
    club = Repository(club_files())
    club.issue("pia", f"[paper]: {text}", paper_form("https://example.org/x", text, theme=text, part=text), number=10)
    run(club)
    session = club.session_of(10)
    assert session
    assert (session.title, session.theme, session.part) == ("https://example.org/x", "", "")


@pytest.mark.parametrize(
    "name", ["n/a", "TBD", "?", "-", "None", "nobody", "somebody", "Zoe!", "https://x.org", "a@b.org"]
)
def test_what_is_no_name_takes_no_role_and_is_asked_about(name: str) -> None:
    club = club_of()
    comment = says(club, "olga", f"/claim questions for {name}")
    run(club)
    assert holders(club, "questions") == ()
    assert club.reactions(10, comment) == {"confused"}
    assert "I can't tell who" in reads(club)
    assert "who for" not in reads(club)
    assert "who is" not in reads(club)


@pytest.mark.parametrize("name", ["Dr. A. Smith", "A. Smith Jr.", "O’Neil", "李雷", "Zo\N{ZERO WIDTH SPACE}e"])
def test_a_name_is_a_name(name: str) -> None:
    club = club_of()
    says(club, "olga", f"/claim questions for {name}")
    run(club)
    assert holders(club, "questions") == (without_invisible(name),)


@pytest.mark.parametrize(
    "text, shown",
    [
        ("F\ufe0fl\ufe0eo\ufe0fws", "Flows"),
        ("❤\ufe0f 1\ufe0f\u20e3 ℹ\ufe0f", "❤\ufe0f 1\ufe0f\u20e3 ℹ\ufe0f"),
    ],
)
def test_a_selector_behind_a_letter_selects_nothing(text: str, shown: str) -> None:
    assert without_invisible(text) == shown


# --- open slots after a change of the cadence ------------------------------------------------


def slots_club() -> Repository:
    club = Repository(club_files(config=SLOTS))
    club.run()
    club.merge()
    run(club)
    return club


def test_slots_that_nobody_touched_go_and_the_others_are_named_in_the_pull_request() -> None:
    club = slots_club()
    club.edit_session("open-2024-10-09", theme="Party")
    config = SLOTS.replace("wednesday", "thursday")
    club.edit_files({".github/clubaction.yml": config.encode()})
    run(club)
    left = [path for path in club.proposed_files() if path.startswith("sessions/")]
    assert sorted(left) == [f"sessions/open-2024-10-{day:02}.md" for day in (3, 9, 10, 17)]
    body = club.pulls[max(club.pulls)].body.replace("\\", "")
    assert "sessions/open-2024-10-09.md:2: an open slot on 2024-10-09 (a Wednesday)" in body
    assert "open-2024-10-02.md" not in body


def test_a_newly_skipped_day_loses_its_slot_and_keeps_its_paper() -> None:
    club = slots_club()
    club.issue("pia", "[paper]: X", paper_form("https://example.org/x", "X", "2024-10-09"), number=10)
    merge(club)
    config = SLOTS.replace("slots: 3", "slots: 3, skip: [2024-10-09, 2024-10-16]")
    club.edit_files({".github/clubaction.yml": config.encode()})
    run(club)
    assert date_of(club) == SLOT_DAY
    assert "sessions/open-2024-10-16.md" not in club.proposed_files()
    found = [str(problem) for problem in check.problems(club.files, club.now.date())]
    assert any("x.md:3: the club does not meet on 2024-10-09" in problem for problem in found)
    assert sum("open-2024-10-16.md" in problem for problem in found) == 1


# --- refused stays refused -------------------------------------------------------------------

_REFUSED = {
    "a vain unclaim": ("bob", "/unclaim questions"),
    "a stranger's cancel": ("mallory", "/cancel"),
    "a stranger's title": ("mallory", "/set title Bad"),
    "a stranger's date": ("mallory", "/schedule 2024-10-30"),
    "a stranger's unschedule": ("mallory", "/unschedule"),
    "a stranger's swap": ("mallory", "/swap #11"),
    "a stranger's claim for another": ("mallory", "/claim questions @zoe"),
    "a role that there is not yet": ("bob", "/claim snacks"),
    "a date that is taken": ("pia", "/schedule 2024-10-23"),
    "a date that is skipped": ("pia", "/schedule 2024-10-09"),
    "a date that is over": ("pia", "/schedule 2024-09-04"),
}


@pytest.mark.parametrize("merges", [(), (1,), (2,), (1, 2)])
@pytest.mark.parametrize("what", _REFUSED)
def test_refused_stays_refused_wherever_merges_fall(what: str, merges: tuple[int, ...]) -> None:
    club = club_of(config=CONFIG.replace("wednesday\n", "wednesday\n  skip: [2024-10-09]\n"), trees=trees())
    who, text = _REFUSED[what]
    comment = says(club, who, text)
    run(club)
    assert club.reactions(10, comment) == {"confused"}
    says(club, "pia", "/set theme One")
    if 1 in merges:
        merge(club)
    # Now everything would be allowed.
    club.writers = frozenset({"mallory", "bob"})
    club.edit_files({".github/clubaction.yml": f"{CONFIG}roles: {{recap: R, questions: Q, snacks: S}}\n".encode()})
    club.edit_session("flows", roles={"questions": "@bob"})
    club.edit_session("trees", date="2024-11-13")
    run(club)
    says(club, "pia", "/set theme Two")
    if 2 in merges:
        merge(club)
    run(club)
    session = club.session_of(10)
    assert session
    assert (session.title, session.date, session.cancelled, session.theme) == ("Flows", DAY, False, "Two")
    assert {role: names for role, names in session.roles.items() if names} == {
        "recap": ("@ann",),
        "questions": ("@bob",),
    }
    assert club.reactions(10, comment) == {"confused"}


# --- configurations --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line, told",
    [
        ("sessions: README.md", "`sessions`: README.md is no folder for sessions alone"),
        ("sessions: ../x", "`sessions`: expected a path inside the repository"),
        ("sessions: .github", "is no folder for sessions alone"),
        ("sessions: .github/workflows", "is no folder for sessions alone"),
        ("sessions: .github/ISSUE_TEMPLATE", "is no folder for sessions alone"),
        ("sessions: .git", "`sessions`: expected a path inside the repository"),
        ("readme: .github/clubaction.yml", "is no page for the schedule"),
        ("date_format: '%Y-%Y'", "each once"),
        ("date_format: '%d %d %b %Y'", "each once"),
        ("date_format: ''", "each once"),
        ("date_format: [x]", "each once"),
        ("branch: HEAD", "git allows no branch of the name"),
        ("branch: refs/heads/club", "git allows no branch of the name"),
        ("branch: main", "the pull request needs one of its own"),
        ("people: [zoe]", "`people`: expected one line for each person"),
        ("notme: {a: b}", "`notme`"),
    ],
)
def test_a_configuration_that_can_not_be_is_refused_in_a_sentence_and_nothing_is_written(line: str, told: str) -> None:
    club = Repository(club_files(config=f"{CONFIG}{line}\n", flows=flows()))
    with pytest.raises(ConfigError, match=re.escape(told)):
        club.run()
    assert (club.pulls, club.branch) == ({}, "")


@pytest.mark.parametrize("name", ["overview", "next", "details"])
@pytest.mark.parametrize(
    "text", ["<!-- clubaction:overview -->", "x <!-- /clubaction:next -->", "{# #}<!-- /clubaction:pool -->"]
)
def test_a_template_that_writes_our_markers_is_refused_before_anything_is_written(name: str, text: str) -> None:
    club = Repository(club_files(flows=flows()))
    club.edit_files({f".github/clubaction/{name}.md.j2": text.encode()})
    club.issue("pia", "[paper]: X", paper_form("https://example.org/x", "X"), number=12)
    with pytest.raises(ConfigError, match="it writes a marker"):
        club.run()
    assert (club.pulls, club.branch, club.status(12)) == ({}, "", "")
