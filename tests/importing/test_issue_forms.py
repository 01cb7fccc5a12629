"""The issue forms and their parser say the same thing."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from clubaction.club import configuration
from clubaction.club.config_file import parse_config
from clubaction.importing import starter_files
from clubaction.issues import forms
from clubaction.issues.commands.role_argument import RoleArgument, read_role_argument
from clubaction.model.proposal import Claim
from clubaction.text import markdown
from tests.conftest import ROOT

FORMS = ROOT / ".github" / "ISSUE_TEMPLATE"
OWN = FORMS.parent / "clubaction.yml"
OTHER = b"""\
roles:
  on: "Opens: the \\"door\\" # early"
  tea-and-cake: Tea
readme: docs/club.md
sessions: meetings
parts:
  - {title: "Flow | Matching", label: "Part: 1"}
  - "yes"
"""


def form(text: str | bytes | Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(text.read_text("utf-8") if isinstance(text, Path) else text)
    return loaded


def fields(name: str) -> list[dict[str, Any]]:
    return [field for field in form(FORMS / name)["body"] if field["type"] != "markdown"]


def body(name: str, answers: dict[str, str], newline: str = "\n") -> str:
    """The issue that GitHub makes of a form: each label as a heading, `_No response_` where nothing was said."""
    parts = []
    for field in fields(name):
        answer = answers.get(field["id"], "")
        if field["type"] == "checkboxes":
            labels = [option["label"] for option in field["attributes"]["options"]]
            answer = "\n".join(f"- [{'X' if label in answer else ' '}] {label}" for label in labels)
        parts.append(f"### {field['attributes']['label']}\n\n{answer or '_No response_'}")
    return "\n\n".join(parts).replace("\n", newline)


@pytest.mark.parametrize(
    "name,labels,ids",
    [
        ("paper.yml", forms.PAPER_FIELDS, ["paper", "title", "date", "theme", "part", "roles", "notes"]),
        ("claim.yml", forms.CLAIM_FIELDS, ["session", "role", "name"]),
    ],
)
def test_the_headings_of_a_form_are_those_that_its_parser_splits_at(
    name: str, labels: tuple[str, ...], ids: list[str]
) -> None:
    assert tuple(field["attributes"]["label"] for field in fields(name)) == labels
    assert [field["id"] for field in fields(name)] == ids


def test_forms_put_the_labels_on_their_issues_by_which_a_run_knows_them() -> None:
    assert form(FORMS / "paper.yml")["labels"] == [forms.PAPER_LABEL]
    assert form(FORMS / "claim.yml")["labels"] == [forms.CLAIM_LABEL]


def test_only_the_paper_is_required_of_a_proposal() -> None:
    required = [f["id"] for f in fields("paper.yml") if f.get("validations", {}).get("required")]
    assert required == ["paper"]


def test_fields_that_the_readme_fills_in_are_text_which_a_link_can_fill() -> None:
    kinds = {f["id"]: f["type"] for name in ("paper.yml", "claim.yml") for f in fields(name)}
    assert {kinds[name] for name in ("date", "session", "role")} == {"input"}


ONE_LINE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=60).map(markdown.one_line)
SAID = ONE_LINE.filter(lambda text: text not in forms._NO_ANSWER)  # noqa: SLF001 (those mean that nothing was said)
LABELS = ["Responsible for Recap", "Responsible for Questions"]


def said(text: str) -> str:
    """An answer, unless it is only a way to say nothing."""
    return "" if forms.is_no_answer(text) else text


@pytest.mark.parametrize(
    "text", ["", "n/a", "N/A", "-", "--", "TBD", "tba", "?", "...", "_No response_", "None", "*", "🙂"]
)
def test_some_words_are_no_answer(text: str) -> None:
    assert forms.is_no_answer(text)


@pytest.mark.parametrize("text", ["Nonetheless", "C", "7", "No free lunch", "日本", "N/A in vision"])
def test_others_are(text: str) -> None:
    assert not forms.is_no_answer(text)


@given(
    answers=st.fixed_dictionaries(dict.fromkeys(("title", "date", "theme", "part"), SAID)),
    paper=SAID.filter(bool),
    roles=st.lists(st.sampled_from(LABELS), unique=True),
    notes=st.lists(SAID, max_size=5).map("\n".join),
    newline=st.sampled_from(["\n", "\r\n"]),
)
@example({"title": "", "date": "", "theme": "", "part": ""}, "2206.00364", [], "### Paper\n\n### Title", "\r\n")
def test_a_proposal_reads_back_as_it_was_filled_in(
    answers: dict[str, str], paper: str, roles: list[str], notes: str, newline: str
) -> None:
    filled = {**answers, "paper": paper, "notes": notes.strip(), "roles": "\n".join(roles)}
    text = body("paper.yml", filled, newline)
    assert forms.is_paper_form(text)
    read = forms.read_proposal("Paper: ", text)
    assert (read.paper, read.headline) == (said(paper), "")
    assert {name: getattr(read, name) for name in answers} == {name: said(text) for name, text in answers.items()}
    assert set(read.roles) == set(roles)
    assert read.notes == said(notes.strip())


@given(session=SAID.filter(bool), role=SAID.filter(bool), name=SAID)
def test_a_claim_reads_back_as_it_was_filled_in(session: str, role: str, name: str) -> None:
    text = body("claim.yml", {"session": session, "role": role, "name": name})
    assert forms.is_claim_form(text)
    wanted = Claim(said(session), said(role), said(name))
    assert forms.read_claim(text) == (wanted if wanted.session and wanted.role else None)


# --- what `clubaction init` makes ------------------------------------------------------------


def test_this_repository_has_what_init_makes() -> None:
    # Without the parts: the forms here are also there to be copied, and others have other parts.
    settings = form(OWN)
    settings.pop("parts")
    made = starter_files.files(
        {configuration.PATH: yaml.safe_dump(settings, allow_unicode=True, sort_keys=False).encode()}
    )
    made.pop("README.md")
    assert made
    for path, content in made.items():
        assert (ROOT / path).read_bytes() == content, path


def test_init_changes_nothing_that_is_there() -> None:
    first = starter_files.files({})
    assert starter_files.files(first) == {}
    one = {path: b"mine\n" for path in first if path != configuration.PATH}
    assert starter_files.files({**first, **one}).keys() == {"README.md"}
    kept = starter_files.files({**first, **one})["README.md"]
    assert kept.startswith(b"mine\n\n## Schedule\n")


def test_init_appends_its_blocks_with_the_line_ends_of_the_readme() -> None:
    made = starter_files.files({"README.md": b"# Us\r\nWeekly."})["README.md"]
    assert made.startswith(b"# Us\r\nWeekly.\r\n\r\n## Schedule\r\n")
    assert made.count(b"\n") == made.count(b"\r\n")


def test_init_follows_the_clubs_configuration() -> None:
    made = starter_files.files({configuration.PATH: OTHER})
    assert configuration.PATH not in made
    assert b"](../../../issues/new" in made["docs/club.md"]
    paper, claim = (form(made[f"{starter_files.FORMS}/{name}.yml"]) for name in ("paper", "claim"))
    by_id = {field["id"]: field["attributes"] for field in paper["body"] if "id" in field}
    labels = [option["label"] for option in by_id["roles"]["options"]]
    assert labels == ['Opens: the "door" # early', "Tea"]
    assert by_id["part"]["options"] == ["Part: 1: Flow | Matching", "yes"]
    assert "tea-and-cake" in str(claim)
    assert "recap" not in str(claim).lower()
    watched = yaml.load(made[f"{starter_files.WORKFLOWS}/club.yml"], yaml.BaseLoader)["on"]["push"]["paths"]  # noqa: S506
    assert watched == ["docs/club.md", "meetings/**", ".github/clubaction.yml", ".github/clubaction/**"]


def test_a_role_ticked_in_a_form_that_init_made_is_the_configured_role() -> None:
    club = parse_config(OTHER)
    made = form(starter_files.files({configuration.PATH: OTHER})[f"{starter_files.FORMS}/paper.yml"])
    (boxes,) = (field for field in made["body"] if field.get("id") == "roles")
    found = [club.role(option["label"]) for option in boxes["attributes"]["options"]]
    assert found == list(club.roles)


def test_long_runs_of_spaces_do_not_hold_a_run_up() -> None:
    body = f"### Paper\n\nx\n\n### Roles you would take\n\n- [x] a{' ' * 60_000}b"
    began = time.monotonic()
    assert forms.read_proposal("", body).roles == ("a b",)
    many = "a " * 30_000
    assert read_role_argument(configuration.Config(), f"recap {many}").role == configuration.Config().role("recap")
    assert read_role_argument(configuration.Config(), many) == RoleArgument(None)
    assert time.monotonic() - began < 2
