"""The Action's door: what it reads of the job's environment, and what it leaves there."""

from __future__ import annotations

import datetime as dt
import html
import io
import json
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from hypothesis import given
from hypothesis import strategies as st

from clubaction.entrypoints import log_commands
from clubaction.entrypoints.action import run as action_run
from clubaction.entrypoints.action import summary
from clubaction.entrypoints.action.inputs import read_inputs
from clubaction.errors import HostError, Problem, UsageError
from clubaction.model import plan
from clubaction.model.issue import Comment, Issue
from clubaction.model.plan import Applied, Plan
from clubaction.model.snapshot import PullRequest, Snapshot
from clubaction.pipeline import plan_in_words, sync
from clubaction.text import terminal

NOW = dt.datetime(2024, 10, 1, 8, 0, tzinfo=dt.UTC)
README = b"# A club\n\n<!-- clubaction:overview -->\n<!-- /clubaction:overview -->\n"
HOSTILE = [
    "::set-output name=operation::owned",
    "  ::add-mask::a",
    "a\n::error::b\r\n::stop-commands::c\r::save-state name=x::d",
    "text ##[add-path]/tmp ##[set-env name=PATH]x",
    "${{ github.token }} `id` $(id) ``` ```` ~~~",
    "end-\nEOF\noperation=created",
    "\u202e::debug::\u2066 right to left \ufeff::warning::x",
    "\u2028::error::x\x0b::error::y\x0c::error::z\x85::error::w",
    "</details><script>alert(1)</script> @everyone | <!-- clubaction:status -->",
    "%0A::error::x %25 , : ",
]
TEXT = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=80))


def commands(log: str) -> list[tuple[str, dict[str, str], str]]:
    """The commands that the runner carries out in a log, read as its own parser reads them.

    https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
    """
    found = []
    for line in re.split(r"[\n\r]", log):
        if match := re.match(r"\s*::([^\s:]+)(?: (.*?))?::(.*)", line):
            values = [part.partition("=") for part in (match[2] or "").split(",") if part]
            found.append((match[1], {key: unescaped(value) for key, _, value in values}, unescaped(match[3])))
        elif re.search(r"##\[[^\]]+\]", line):
            found.append(("old style", {}, line))
    return found


def unescaped(text: str) -> str:
    for code, character in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(code, character)
    return text


@dataclass
class OneTime:
    """A host that has this snapshot once, and then nothing more to do."""

    read: Snapshot
    applied: list[Plan] = field(default_factory=list)
    error: Exception | None = None

    def snapshot(self) -> Snapshot:
        if self.error:
            raise self.error
        return self.read

    def apply(self, plan: Plan) -> Applied:
        self.applied.append(plan)
        return Applied("created", 7, "https://example.org/club/papers/pull/7")


@dataclass
class Step:
    """One run of the Action, and what it left behind."""

    folder: Path
    host: OneTime
    code: int = -1
    log: str = ""

    def run(self, **variables: str) -> Step:
        environ = {
            "GITHUB_REPOSITORY": "club/papers",
            "GITHUB_API_URL": "https://api.example.org",
            "GITHUB_GRAPHQL_URL": "https://api.example.org/graphql",
            "GITHUB_SERVER_URL": "https://example.org",
            "GITHUB_OUTPUT": str(self.folder / "output"),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
            "INPUT_TOKEN": "token",
            **variables,
        }
        out = io.StringIO()
        self.code = action_run.main(environ, out, NOW, host=lambda _: self.host, resolve=sync.no_papers)
        self.log = out.getvalue()
        return self

    @property
    def output(self) -> dict[str, str]:
        """The outputs as the runner reads them: up to the line that the first one announced as the end."""
        found, lines = {}, (self.folder / "output").read_text(encoding="utf-8").split("\n")[:-1]
        while lines:
            name, _, end = lines.pop(0).partition("<<")
            stop = lines.index(end)
            found[name] = "\n".join(lines[:stop])
            del lines[: stop + 1]
        return found

    @property
    def summary(self) -> str:
        return (self.folder / "summary").read_text(encoding="utf-8")


def snapshot(*issues: Issue, **files: bytes) -> Snapshot:
    return Snapshot(
        base="a" * 40,
        default_branch="main",
        files={"README.md": README, **{name.replace("__", "/"): content for name, content in files.items()}},
        issues=issues,
        repository="club/papers",
        labels=frozenset({"paper", "claim"}),
    )


def proposal(title: str = "A paper", notes: str = "", comment: str = "") -> Issue:
    said = (Comment(5, "bob", comment, NOW),) if comment else ()
    body = f"### Paper\n\nhttps://example.org/a\n\n### Title\n\n{title}\n\n### Why this paper / notes\n\n{notes}"
    return Issue(1, title, body, "ann", NOW, frozenset({"paper"}), comments=said)


def test_a_run_says_what_it_did_in_the_log_the_outputs_and_the_summary(tmp_path: Path) -> None:
    step = Step(tmp_path, OneTime(snapshot(proposal("Flow Matching")))).run()
    assert step.code == 0
    assert "open a pull request: pool: new: Flow Matching (#1)" in step.log
    assert step.output == {
        "operation": "created",
        "pull-request-number": "7",
        "pull-request-url": "https://example.org/club/papers/pull/7",
        "changed-files": "README.md\nsessions/flow-matching.md",
    }
    assert "What this run did" in step.summary
    assert "```diff\n--- a/README.md\n+++ b/README.md\n" in step.summary


def test_a_dry_run_says_what_it_would_do_and_does_nothing(tmp_path: Path) -> None:
    host = OneTime(snapshot(proposal()))
    step = Step(tmp_path, host).run(INPUT_DRY_RUN="true")
    assert (step.code, host.applied) == (0, [])
    assert "would open a pull request" in step.log
    assert "What a run would do" in step.summary
    assert (step.output["operation"], step.output["pull-request-number"]) == ("none", "")


def test_a_run_with_nothing_to_do_still_names_the_pull_request_that_is_open(tmp_path: Path) -> None:
    club = replace(snapshot(), pull_request=PullRequest(4, "open", "t", "b"), labels=frozenset())
    step = Step(tmp_path, OneTime(club)).run(INPUT_DRY_RUN="true")
    assert step.output["pull-request-url"] == "https://example.org/club/papers/pull/4"


def test_a_pull_request_left_to_a_person_is_a_warning_and_a_link_in_the_summary(tmp_path: Path) -> None:
    step = Step(tmp_path, OneTime(replace(snapshot(proposal()), pull_requests_allowed=False))).run()
    ((name, _, message),) = commands(step.log)
    assert name == "warning"
    assert "Allow GitHub Actions to create and approve" in message
    assert "/club/papers/compare/main...clubaction/update?expand=1)" in step.summary


def test_a_broken_configuration_is_marked_at_its_line_and_ends_with_two(tmp_path: Path) -> None:
    step = Step(tmp_path, OneTime(snapshot(**{".github__clubaction.yml": b"name: x\nroels: [a]\n"}))).run()
    ((name, place, message),) = commands(step.log)
    assert (step.code, name) == (2, "error")
    assert place == {"file": ".github/clubaction.yml", "line": "2"}
    assert "did you mean `roles`" in message
    assert "This run was stopped" in step.summary
    assert not (tmp_path / "output").exists()


def test_a_session_that_cannot_be_read_is_marked_while_the_rest_goes_on(tmp_path: Path) -> None:
    host = OneTime(snapshot(proposal(), sessions__broken=b"", **{"sessions__b.md": b"---\ndate: soon\n---\n"}))
    step = Step(tmp_path, host).run()
    assert (step.code, len(host.applied)) == (1, 1)
    assert ("error", "sessions/b.md") in [(name, place.get("file")) for name, place, _ in commands(step.log)]
    assert "sessions/b.md:2" in step.summary


def test_a_host_that_fails_ends_with_three_and_one_line(tmp_path: Path) -> None:
    step = Step(tmp_path, OneTime(snapshot(), error=HostError("GitHub said no: 502"))).run()
    assert (step.code, step.log.splitlines()[0]) == (3, "GitHub said no: 502")
    assert commands(step.log) == [("error", {"title": "clubaction"}, "GitHub said no: 502")]


def test_a_bug_shows_where_it_is_and_ends_with_three(tmp_path: Path) -> None:
    step = Step(tmp_path, OneTime(snapshot(), error=RuntimeError("::add-path::x\n::add-path::y"))).run()
    assert step.code == 3
    assert "Traceback" in step.log
    assert [name for name, _, _ in commands(step.log)] == ["error"]


@pytest.mark.parametrize(
    "variables,named",
    [
        ({"INPUT_TOKEN": " "}, "INPUT_TOKEN"),
        ({"GITHUB_REPOSITORY": ""}, "GITHUB_REPOSITORY"),
        ({"GITHUB_API_URL": ""}, "GITHUB_API_URL"),
        ({"INPUT_DRY_RUN": "perhaps\n::add-path::x"}, "dry-run"),
        ({"INPUT_CONFIG": "../secrets.yml"}, "config"),
        ({"INPUT_CONFIG": "/etc/passwd"}, "config"),
        ({"INPUT_CONFIG": "a\n::add-path::x"}, "config"),
    ],
)
def test_an_input_that_cannot_be_used_is_named_and_ends_with_two(
    tmp_path: Path, variables: dict[str, str], named: str
) -> None:
    step = Step(tmp_path, OneTime(snapshot())).run(**variables)
    assert step.code == 2
    assert named in step.log
    assert [name for name, _, _ in commands(step.log)] == ["error"]


# --- the event only wakes ----------------------------------------------------------------------


def event_issue(folder: Path, name: str, payload: object) -> int | None:
    path = folder / "event.json"
    path.write_bytes(payload if isinstance(payload, bytes) else json.dumps(payload).encode())
    known = {f"GITHUB_{word}": "https://example.org" for word in ("API_URL", "GRAPHQL_URL", "SERVER_URL")}
    environ = {**known, "GITHUB_REPOSITORY": "a/b", "INPUT_TOKEN": "t"}
    return read_inputs({**environ, "GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(path)}).event_issue


def test_only_the_number_of_the_issue_is_taken_from_the_event(tmp_path: Path) -> None:
    payload = {"action": "opened", "issue": {"number": 12, "title": "x"}}
    assert event_issue(tmp_path, "issues", payload) == 12
    assert event_issue(tmp_path, "issue_comment", payload) == 12
    assert event_issue(tmp_path, "push", payload) is None


@pytest.mark.parametrize(
    "payload",
    [
        {},
        [],
        {"issue": None},
        {"issue": []},
        {"issue": {"number": "12"}},
        {"issue": {"number": -1}},
        {"issue": {"number": True}},
        {"issue": {"number": 12, "pull_request": {"url": "x"}}},
        b"{",
        b"\xff",
        b"[" * 100_000,
    ],
)
def test_an_event_that_says_nothing_of_an_issue_wakes_the_run_all_the_same(tmp_path: Path, payload: object) -> None:
    assert event_issue(tmp_path, "issues", payload) is None


def test_a_missing_event_wakes_the_run_all_the_same(tmp_path: Path) -> None:
    host = OneTime(snapshot())
    variables = {"GITHUB_EVENT_NAME": "issues", "GITHUB_EVENT_PATH": str(tmp_path / "none.json")}
    assert Step(tmp_path, host).run(**variables).code == 0


# --- text of people is text -----------------------------------------------------------------------


@given(text=TEXT)
def test_no_text_in_the_log_is_a_command(text: str) -> None:
    assert commands(log_commands.harmless(text)) == []
    assert commands(log_commands.harmless(f"{text}{text}")) == []


@given(path=TEXT, message=TEXT, line=st.integers(0, 10**6))
def test_an_annotation_is_one_command_that_says_what_was_said(path: str, message: str, line: int) -> None:
    said = log_commands.error(Problem(path, line, message))
    assert len(re.split(r"[\n\r]", said)) == 1
    ((name, place, shown),) = commands(said)
    assert name == "error"
    assert place.get("file", "") == path or not path
    assert set(place) <= {"file", "line"}
    assert shown == terminal.safe(message)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_wrote_cannot_steer_the_runner(tmp_path: Path, text: str) -> None:
    host = OneTime(snapshot(proposal(text, text, f"/claim {text}")))
    step = Step(tmp_path, host).run()
    assert step.code == 0
    assert commands(step.log) == []
    assert set(step.output) == {"operation", "pull-request-number", "pull-request-url", "changed-files"}
    assert step.output["operation"] == "created"


@given(text=TEXT, path=TEXT, readme=TEXT)
def test_the_summary_shows_what_people_wrote_as_text(text: str, path: str, readme: str) -> None:
    operations = (plan.OpenPullRequest("b", "main", text, text), plan.CreateLabel(text, "aaaaaa", text))
    problems = (Problem(path, 1, text),)
    planned = Plan(operations, (text,), problems, notices=(text,), files={"README.md": readme.encode(errors="replace")})
    shown = summary.of_run(planned, {"README.md": text.encode(errors="replace")}, "README.md")
    page = cmarkgfm.github_flavored_markdown_to_html(shown, Options.CMARK_OPT_UNSAFE)
    elements = set(re.findall(r"<([a-z0-9]+)", re.sub(r"<!--.*?-->", "<comment>", page, flags=re.DOTALL)))
    assert elements <= {"h3", "ul", "li", "pre", "code"}
    assert page.count("<li>") == 5
    assert not re.search(r"(?<!\w)@\w", html.unescape(re.sub(r"<pre.*?</pre>", "", page, flags=re.DOTALL)))


def test_a_summary_stays_small_however_much_changes() -> None:
    many = tuple(plan.React(1, number, "+1") for number in range(10_000))
    before = {"README.md": b"".join(b"old %d `````\n" % n for n in range(9000))}
    after = {"README.md": b"".join(b"new %d ```\n" % n for n in range(9000))}
    changes = ("x" * 70_000,) * 1000
    shown = summary.of_run(Plan(many, changes, files=after), before, "README.md")
    assert len(shown) < 500_000
    assert "and 9700 more" in shown
    assert f"The first {summary.LONGEST_DIFF} of" in shown
    awkward = tuple(Problem("p", number, "|@a" * 1000) for number in range(1000))
    assert len(summary.of_failure("", awkward).encode()) < 1024**2
    huge = {"README.md": b"\n" * 100_000}
    assert "too many to show" in summary.of_run(Plan(files=huge), before, "README.md")


def test_every_operation_has_its_words() -> None:
    operations = (
        plan.Commit("b", "x", "", "Subject\n\nBody", {"a": b""}),
        plan.OpenPullRequest("b", "main", "Title", ""),
        plan.EditPullRequest(7, "Title", ""),
        plan.ClosePullRequest(7, ""),
        plan.DeleteBranch("b", "c"),
        plan.CreateLabel("paper", "aaaaaa", ""),
        plan.AddLabel(1, "paper"),
        plan.AddComment(1, ""),
        plan.DeleteComment(1, 2),
        plan.EditComment(1, 2, ""),
        plan.React(1, 2, "+1"),
        plan.Unreact(1, 2, "confused"),
        plan.CloseIssue(1, "completed"),
    )
    assert {type(operation) for operation in operations} == set(plan.Operation.__args__)
    said = plan_in_words.operations(Plan(operations))
    assert len(set(said)) == len(operations)
    assert said[0] == "commit 1 file to b: Subject"
    assert said[10] == "react with 👍 on #1"
    assert plan_in_words.operations(Plan()) == ["Nothing to do: everything is as it should be."]


def test_the_job_learns_of_a_token_that_is_missing_before_anything_is_asked() -> None:
    with pytest.raises(UsageError, match="token"):
        read_inputs({"GITHUB_REPOSITORY": "a/b"})
