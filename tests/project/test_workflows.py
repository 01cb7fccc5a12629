"""The workflows and the Action's own description: what is promised, and no more rights than that."""

from __future__ import annotations

import re
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest
import yaml

from clubaction.importing import starter_files
from tests.conftest import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
MADE = {path: content.decode() for path, content in starter_files.files({}).items()}
"""What `clubaction init` makes, by its path in the new club."""
TEXTS = {
    **{path.name: path.read_text(encoding="utf-8") for path in WORKFLOWS},
    **{f"new {name}": MADE[f"{starter_files.WORKFLOWS}/{name}"] for name in ("check.yml", "club.yml")},
}
"""All workflows: those of this repository and those of a new club."""
ACTIONS = [ROOT / "action.yml", ROOT / "check" / "action.yml"]
DEPENDABOT = ROOT / ".github" / "dependabot.yml"
SCRIPTS = Path(sysconfig.get_path("scripts"))
NEEDED = {"contents": "write", "issues": "write", "pull-requests": "write"}
FINDS = {"contents": "read", "security-events": "write"}
"""What a scan needs that shows what it found under *Security*."""
WRITING = {
    "club.yml": {"club": NEEDED},
    "codeql.yml": {"analyze": FINDS},
    "scorecard.yml": {"scorecard": FINDS},
    "zizmor.yml": {"zizmor": FINDS},
}
OURS = re.compile(r"\$/(check)?|clubaction/clubaction(/check)?@v1")
"""The action itself: as it stands here, or as clubs use it."""


def read(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
    return loaded


def tool(name: str, *arguments: str | Path) -> str:
    """What a linter finds; empty if nothing."""
    done = subprocess.run(
        [SCRIPTS / name, *arguments], capture_output=True, text=True, cwd=ROOT, check=False, timeout=120
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.fixture(scope="module")
def new_club(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a new club."""
    folder = tmp_path_factory.mktemp("club")
    for path, text in MADE.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def test_there_are_workflows_to_be_looked_at() -> None:
    assert [path.stem for path in WORKFLOWS] == [
        *("check", "ci", "club", "codeql", "dependency-review", "scorecard", "zizmor")
    ]


def test_zizmor_finds_nothing(new_club: Path) -> None:
    made = sorted((new_club / starter_files.WORKFLOWS).iterdir())
    assert len(made) == 2
    assert tool("zizmor", "--pedantic", "--offline", "--quiet", *WORKFLOWS, *made, *ACTIONS, DEPENDABOT) == ""


@pytest.mark.parametrize("name", [*TEXTS, *(str(path.relative_to(ROOT)) for path in ACTIONS)])
def test_what_zizmor_is_told_to_leave_has_its_reason(name: str) -> None:
    text = TEXTS.get(name) or (ROOT / name).read_text(encoding="utf-8")
    told = re.findall(r"# zizmor: ignore\[[a-z-]+\](.*)", text)
    assert all(len(reason.split()) >= 3 for reason in told)


@pytest.mark.parametrize(
    "schema,paths",
    [
        ("github-workflows", [starter_files.WORKFLOWS]),
        ("github-issue-forms", [f"{starter_files.FORMS}/{name}.yml" for name in ("paper", "claim")]),
        ("github-issue-config", [f"{starter_files.FORMS}/config.yml"]),
    ],
)
def test_every_file_here_and_in_a_new_club_keeps_to_githubs_schema(
    schema: str, paths: list[str], new_club: Path
) -> None:
    places = [place for root in (ROOT, new_club) for path in paths for place in _files(root / path)]
    assert tool("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *places) == ""


def _files(place: Path) -> list[Path]:
    return sorted(place.iterdir()) if place.is_dir() else [place]


@pytest.mark.parametrize("schema,paths", [("github-actions", ACTIONS), ("dependabot", [DEPENDABOT])])
def test_the_action_and_dependabot_keep_to_githubs_schema(schema: str, paths: list[Path]) -> None:
    assert tool("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *paths) == ""


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_rights_start_at_none_and_a_job_gets_what_it_needs(path: Path) -> None:
    workflow = read(path)
    assert workflow["permissions"] == {}
    granted = {name: job["permissions"] for name, job in workflow["jobs"].items()}
    writing = {name: rights for name, rights in granted.items() if "write" in rights.values()}
    assert writing == WRITING.get(path.name, {})


@pytest.mark.parametrize("name", TEXTS)
def test_what_others_wrote_is_pinned_by_its_commit_and_says_its_version(name: str) -> None:
    used = re.findall(r"^ *(?:- )?uses: (.+)$", TEXTS[name], re.MULTILINE)
    assert used or name == "ci.yml"
    for action in used:
        pinned = re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action)
        assert pinned or OURS.fullmatch(action.split(" ")[0]), action


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_job_ends_alone_with_one_of_its_kind_and_leaves_no_token_behind(path: Path) -> None:
    workflow = read(path)
    for job in workflow["jobs"].values():
        assert int(job["timeout-minutes"]) <= 60
        assert "concurrency" in workflow or "concurrency" in job
        checkouts = [step for step in job["steps"] if step.get("uses", "").startswith("actions/checkout@")]
        assert all(step["with"] == {"persist-credentials": "false"} for step in checkouts)


def test_the_same_action_is_the_same_commit_everywhere() -> None:
    found = set(re.findall(r"uses: ([\w.-]+/[\w.-]+)[\w./-]*@([0-9a-f]{40}) # (\S+)", "\n".join(TEXTS.values())))
    assert len(found) == len({name for name, _, _ in found}) >= 4


def test_a_check_may_read_the_files_and_nothing_else() -> None:
    (job,) = read(ROOT / ".github" / "workflows" / "check.yml")["jobs"].values()
    assert job["permissions"] == {"contents": "read"}
    assert set(read(ROOT / ".github" / "workflows" / "check.yml")["on"]) == {"pull_request"}


def test_a_running_job_of_the_club_is_never_cancelled_and_a_skipped_one_takes_no_place() -> None:
    workflow = read(ROOT / ".github" / "workflows" / "club.yml")
    assert "concurrency" not in workflow
    (job,) = workflow["jobs"].values()
    assert job["concurrency"] == {"group": "clubaction", "cancel-in-progress": "false"}
    assert job["if"]


def test_the_club_runs_the_action_alone() -> None:
    (job,) = read(ROOT / ".github" / "workflows" / "club.yml")["jobs"].values()
    assert job["steps"] == [{"uses": "clubaction/clubaction@v1"}]


# --- action.yml ----------------------------------------------------------------------------------


def test_the_action_has_the_inputs_and_outputs_that_were_promised() -> None:
    action = read(ROOT / "action.yml")
    defaults = {name: given["default"] for name, given in action["inputs"].items()}
    assert defaults == {
        "token": "${{ github.token }}",
        "config": ".github/clubaction.yml",
        "dry-run": "false",
    }
    outputs = ["operation", "pull-request-number", "pull-request-url", "changed-files"]
    assert {name: given["value"] for name, given in action["outputs"].items()} == {
        name: f"${{{{ steps.club.outputs.{name} }}}}" for name in outputs
    }
    assert set(action["branding"]) == {"icon", "color"}


@pytest.mark.parametrize("path", ACTIONS, ids=lambda path: path.parent.name)
def test_an_action_uses_no_other_and_inputs_reach_code_through_the_environment_alone(path: Path) -> None:
    action = read(path)
    assert action["runs"]["using"] == "composite"
    for step in action["runs"]["steps"]:
        assert "uses" not in step
        assert "${{" not in step["run"]
        assert "$GITHUB_ACTION_PATH" in step["run"]
        read_in = {value for value in step["env"].values() if "${{" in value}
        assert read_in == {f"${{{{ inputs.{name} }}}}" for name in action["inputs"]}


def test_no_file_of_the_action_names_a_package_index() -> None:
    # In two halves, so that this file names none either.
    index = re.compile("|".join(("pypi" + r"\.org", "python" + "hosted", r"--(?:extra-)?" + "index-url")))
    for path in (*ACTIONS, *(ROOT / "action").iterdir(), ROOT / "requirements.lock", *WORKFLOWS):
        if path.is_file():
            assert not index.search(path.read_text(encoding="utf-8")), path


# --- what stands beside them ------------------------------------------------------------------------


def test_updates_come_together_and_a_week_after_they_came_out() -> None:
    updates = read(DEPENDABOT)["updates"]
    assert {update["package-ecosystem"] for update in updates} == {"github-actions", "pip"}
    for update in updates:
        assert int(update["cooldown"]["default-days"]) >= 7
        assert [group["patterns"] for group in update["groups"].values()] == [["*"]]


def test_every_file_has_an_owner_and_every_path_that_is_named_is_there() -> None:
    lines = (ROOT / ".github" / "CODEOWNERS").read_text(encoding="utf-8").splitlines()
    rules = [line.split() for line in lines if line and not line.startswith("#")]
    assert rules[0][0] == "*"
    for path, *owners in rules:
        assert owners
        assert all(re.fullmatch(r"@[\w-]+(/[\w-]+)?", owner) for owner in owners)
        assert path == "*" or list(ROOT.glob(path.strip("/"))), path


def test_the_security_policy_says_what_was_promised() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == [
        *("Reporting a weakness", "What is promised", "What others are sent", "Having a name removed")
    ]
    promised = re.findall(r"^\*\*(.+?)\*\*", text, re.MULTILINE)
    assert [said.rstrip(".") for said in promised] == [
        *("Whose words count", "What a run may touch", "Tokens", "No code of others", "What is verified"),
        *("What is not", "git remembers"),
    ]
    assert "Report a vulnerability" in text
    for place in ("sessions/*.md", "people", "notme", "status comments"):
        assert place in text.partition("## Having a name removed")[2]


def test_privacy_is_told_in_five_lines() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    said = readme.partition("\n## Privacy\n")[2].partition("\n## ")[0].strip().splitlines()
    assert [line[:2] for line in said] == ["- "] * 5
    assert all(named in "".join(said) for named in ("#papers", "/notme", "SECURITY.md#having-a-name-removed"))
