"""Which lines of a comment are commands."""

from __future__ import annotations

import csv
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clubaction.club.configuration import Config
from clubaction.issues.commands import parse, table
from clubaction.issues.statements import command_words
from clubaction.model.statement import Call
from tests.conftest import shared_path


def commands_in(body: str, config: Config) -> tuple[Call, ...]:
    return parse.find_calls(body, command_words(config))


def calls(body: str) -> list[tuple[str, str]]:
    return [(call.name, call.argument) for call in commands_in(body, Config()) if not call.meant and not call.beyond]


def meant(body: str) -> list[str]:
    return [call.meant for call in commands_in(body, Config()) if call.meant]


@pytest.mark.parametrize(
    "body, wanted",
    [
        ("/claim recap", [("claim", "recap")]),
        ("/CLAIM Recap", [("claim", "Recap")]),
        ("/claim recap\r\n/help\r\n", [("claim", "recap"), ("help", "")]),
        ("Hi!\n   /claim   recap  \nbye", [("claim", "recap")]),
        ("/claim\u00a0recap", [("claim", "recap")]),
        ("/claim\trecap", [("claim", "recap")]),
        ("`<!--`\n/claim recap", [("claim", "recap")]),
        ("/claim recap <!-- /help -->", [("claim", "recap")]),
        ("/set title A `code` title", [("set", "title A `code` title")]),
        ("/set title Why <i> & 'x'", [("set", "title Why <i> & 'x'")]),
        ("/claim recap\n\n> quoted\n\n/help", [("claim", "recap"), ("help", "")]),
        ("/claim recap\r/help", [("claim", "recap"), ("help", "")]),
        ("`` ` ``\n/claim recap", [("claim", "recap")]),
        ("unclosed ` tick\n\n/claim recap", [("claim", "recap")]),
        ("/schedule 2024-10-02 please", [("schedule", "2024-10-02 please")]),
        ("~~~\nx\n~~~\n/help", [("help", "")]),
        ("<!-- a -->\n/help", [("help", "")]),
        ("- x\n/help", [("help", "")]),
        ("\u00a0/claim recap", [("claim", "recap")]),
        ("\u200b/claim recap", [("claim", "recap")]),
        ("- /claim recap", [("claim", "recap")]),
        ("1. /claim recap", [("claim", "recap")]),
        ("- [ ] /claim recap", [("claim", "recap")]),
        ("/claim: recap", [("claim", "recap")]),
        ("\uff0fclaim recap", [("claim", "recap")]),
        ("/ claim recap", [("claim", "recap")]),
        ("**/claim recap**", [("claim", "recap")]),
        ("**/claim** recap", [("claim", "recap")]),
        ("_/claim recap_", [("claim", "recap")]),
        ("@clubaction /claim recap", [("claim", "recap")]),
        ("@github-actions[bot] /claim recap", [("claim", "recap")]),
    ],
)
def test_a_command_stands_at_the_start_of_a_line(body: str, wanted: list[tuple[str, str]]) -> None:
    assert calls(body) == wanted


@pytest.mark.parametrize(
    "body",
    [
        "Use /claim recap",
        "> /claim recap",
        "> > /claim recap",
        "```\n/claim recap\n```",
        "~~~ sh\n/claim recap\n~~~~",
        "```\n/claim recap",
        "`/claim recap`",
        "`a\n/claim recap\nb`",
        "<!-- /claim recap -->",
        "<!--\n/claim recap\n-->",
        "<!--\n/claim recap",
        "    /claim recap",
        "\t/claim recap",
        "//claim recap",
        "/claimrecap",
        "/claim/recap",
        "\\/claim recap",
        "/etc/claim recap",
        "/claim-recap",
        "/usr/bin",
        "",
    ],
)
def test_what_is_code_quoted_hidden_or_inside_a_line_is_none(body: str) -> None:
    assert calls(body) == []


@pytest.mark.parametrize(
    "body, wanted",
    [
        ("/clam recap", "/claim recap"),
        ("/claims recap", "/claim recap"),
        ("claim recap", "/claim recap"),
        ("Claim recap.", "/claim recap."),
        ("/unclam recap", "/unclaim recap"),
        ("/shedule next", "/schedule next"),
        ("schedule next", "/schedule next"),
        ("help", "/help"),
        ("/hlep", "/help"),
        ("set theme Flows", "/set theme Flows"),
    ],
)
def test_a_near_miss_is_seen_as_what_was_probably_meant(body: str, wanted: str) -> None:
    assert calls(body) == []
    assert meant(body) == [wanted]


@pytest.mark.parametrize(
    "body",
    [
        "I claim recap is hard.",
        "claim that this paper is wrong",
        "help me understand",
        "set up a meeting",
        "restore my faith",
        "cancel culture",
        "next",
        "I could help",
        "/thanks",
        "/lgtm",
        "/shrug",
        "/home/me",
        "Thank you!\n\nhelp would be nice",
        "schedule a talk",
        "swap",
    ],
)
def test_ordinary_talk_is_no_near_miss(body: str) -> None:
    if body != "swap":
        assert commands_in(body, Config()) == ()


def test_only_so_many_commands_of_one_comment_are_read() -> None:
    assert len(calls("/help\n" * 1000)) == parse.MOST
    *_, last = commands_in("/help\n" * 1000, Config())
    assert last.beyond


@given(st.text(st.sampled_from("`~</>-!\n\r claim/recap>"), max_size=200))
def test_any_text_is_read(body: str) -> None:
    for call in commands_in(body, Config()):
        assert call.name in table.BY_NAME


@pytest.mark.parametrize(
    "piece", ["`", "``` \n", "<!--", "> ", "`a` ``b`` ", "/claim recap ", "~~~\n`", "<!-- -->", "/a\n"]
)
def test_the_longest_comment_is_read_in_time_that_grows_with_its_length(piece: str) -> None:
    started = time.process_time()
    commands_in(piece * (65_536 // len(piece)), Config())
    assert time.process_time() - started < 10  # a quadratic reading takes minutes


def test_real_comments_with_other_tools_commands_are_no_commands_of_ours() -> None:
    with shared_path("corpus/commands/commands.tsv").open(encoding="utf-8", newline="") as file:
        bodies = [
            json.loads(row["comment_body_json"]) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]
    ours = {f"/{name}" for name in table.BY_NAME}
    assert len(bodies) > 50
    for body in bodies:
        starts = {line.split()[0].lower() for line in body.splitlines() if line.strip()}
        assert {f"/{name}" for name, _ in calls(body)} <= starts & ours
