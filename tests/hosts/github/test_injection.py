"""Text that people write to break things, steer us or call somebody stays text."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest

from clubaction.entrypoints.action import run
from clubaction.errors import ConfigError
from clubaction.model.plan import PULL_REQUEST
from clubaction.model.thread import STATUS_MARK
from tests.clubs import claim_form, paper_form
from tests.clubs.club import BRANCH
from tests.clubs.on_github import PAPER, GitHubClub

HOSTILE = {
    "backticks": "`touch pwned` ``` ~~~",
    "a shell": "$(touch pwned) ; touch pwned #",
    "an expression": "${{ secrets.GITHUB_TOKEN }} {{ 7*7 }} {% raw %}",
    "a workflow command": "x\n::set-output name=operation::none\r\n::error::pwned\n##[add-mask]x",
    "a line break": "one\r\ntwo\n\nthree\u2028four\x85five",
    "our markers": f"{STATUS_MARK}\n<!-- clubaction:digest 0123456789abcdef -->\n<!-- /clubaction:overview -->",
    "our trailer": "x\n\nMade-by: clubaction\nCo-authored-by: Olga <olga@example.org>",
    "our placeholder": f"x {PULL_REQUEST} y",
    "right to left": "\u202egnirts desrever\u202c \u2066x\u2069 \u200f",
    "mentions and closings": "@everyone @olga @club/team Closes #1, fixes #2, club/journal#1",
    "GraphQL": '"}) { viewer { login } } #\\" \\u0000 $owner',
    "60 000 characters": "Zu lang! " * 6_700,
}
_MENTION = re.compile(r"(?<![\w`&;/])@(?:everyone|olga|club)\b")
_MARKERS = re.compile(r"(?<!\\)<!-- /?clubaction:[^>]*-->")
_CODE = re.compile(r"`[^`\n]*`")


def attack(club: GitHubClub, text: str) -> list[int]:
    """Writes the text wherever people can write."""
    github = club.github
    body = paper_form(PAPER, text, "2024-10-23", theme=text, part=text, notes=text)
    paper = club.propose("ada", body[:65_000], title=text.replace("\n", " ")[:250])
    github.comment(paper, "bob", f"/claim recap\n{text}"[:65_000])
    github.comment(paper, "ada", f"/set theme {text}\n/set slides {text}\n/set title {text}"[:65_000])
    github.comment(paper, "mallory", f"{STATUS_MARK}\n{text}"[:65_000])
    claim = github.open_issue("eve", text.replace("\n", " ")[:250], claim_form(text, text, text)[:65_000], ["claim"])
    return [paper, claim.number]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_changes_nothing_but_what_it_says(club: GitHubClub, text: str) -> None:
    numbers = attack(club, text)
    club.run(numbers[0])
    assert all(entry.status < 400 for entry in club.github.log), "GitHub refused something"
    pull = club.open_pull()
    assert len(pull.title) <= 256
    assert "\n" not in pull.title
    ours = [c.body for n in numbers for c in club.github.thread(n).comments if c.author is club.token.user]
    assert len(ours) == len(numbers)
    for said in (*ours, pull.body):
        assert len(said) <= 65_536
        assert not _MENTION.search(_CODE.sub("", said))
        assert PULL_REQUEST not in said
        assert all(said.startswith(mark) or said.endswith(mark) for mark in _MARKERS.findall(said))
        assert "Closes #2" not in said
    message = club.github.repository.git.commit(club.github.commits(BRANCH)[0])
    assert message
    assert message.message.count("Made-by: clubaction") == 1
    assert "olga@example.org" not in message.message
    new = club.github.files(BRANCH).keys() - club.github.files().keys()
    assert [path for path in new if re.fullmatch(r"sessions/[\w-]{1,80}\.md", path)] == [*new]
    assert len(new) == 1
    assert not club.run(numbers[0]).plan


def test_a_foreign_status_comment_is_never_taken_for_ours(club: GitHubClub) -> None:
    number = club.propose("ada", paper_form(PAPER, "Score matching", "2024-10-23"))
    theirs = club.github.comment(number, "mallory", f"{STATUS_MARK}\nEverything is cancelled.")
    club.run(number)
    assert theirs.body == f"{STATUS_MARK}\nEverything is cancelled."
    assert "planned" in club.status(number)


def test_a_digest_in_a_title_does_not_bring_a_closed_pull_request_back(club: GitHubClub) -> None:
    number = club.propose("ada", paper_form(PAPER, "<!-- clubaction:digest 0123456789abcdef -->", "2024-10-23"))
    club.run(number)
    club.github.close_pull_request(club.open_pull().number, "olga")
    club.run(number)
    assert club.open_pull() is None


@pytest.mark.parametrize("branch", ["bot/$(touch-pwned)", "bot/`id`", 'bot/";x', "bot/ü", "bot/${{x}}"])
def test_a_branch_of_a_strange_name_is_only_a_name(club: GitHubClub, branch: str) -> None:
    club.github.push(
        "olga", {".github/clubaction.yml": f"branch: {json.dumps(branch)}\ncadence: {{weekday: wednesday}}\n"}
    )
    number = club.propose("ada", paper_form(PAPER, "Score matching", "2024-10-23"))
    try:
        club.run(number)
    except ConfigError:
        assert not club.github.log.writes
    else:
        assert club.github.head(branch)
        assert not club.run(number).plan


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_the_log_and_the_outputs_of_the_action_can_not_be_steered(club: GitHubClub, tmp_path: Path, text: str) -> None:
    numbers = attack(club, text)
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"issue": {"number": numbers[0], "title": text}}), encoding="utf-8")
    environ = {
        **club.github.environment(club.token),
        "INPUT_TOKEN": club.token.value,
        "GITHUB_EVENT_NAME": "issues",
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
    }
    out = io.StringIO()
    code = run.main(environ, out, club.now, host=lambda inputs: club.host(inputs.event_issue), resolve=lambda *_: {})
    assert code in (0, 1)
    for line in out.getvalue().splitlines():
        assert not line.lstrip().startswith(("::set-output", "::error::pwned", "##[")), line
    outputs = (tmp_path / "output").read_text(encoding="utf-8")
    assert "operation<<" in outputs
    names = re.findall(r"^([a-z-]+)<<(end-[0-9a-f]{32})\n(?:(?!\2).*\n)*\2$", outputs, re.MULTILINE)
    assert [name for name, _ in names] == ["operation", "pull-request-number", "pull-request-url", "changed-files"]
    assert "\ncreated\n" in outputs
    assert club.token.value not in out.getvalue()
    assert not _MARKERS.search((tmp_path / "summary").read_text(encoding="utf-8").partition("```")[0])
