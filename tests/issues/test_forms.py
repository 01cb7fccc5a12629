"""Bodies of issues: made with our forms, with other people's, and written freely."""

from __future__ import annotations

import json

import pytest

from clubaction.issues import forms
from clubaction.model.proposal import Claim
from clubaction.text import markdown
from tests.clubs import claim_form, paper_form
from tests.conftest import shared_path


def test_an_answer_with_headings_of_its_own_is_not_cut() -> None:
    body = paper_form("https://x.org", notes="### Why\n\n### Title\n\nNot the title\n### Paper\n---")
    read = forms.read_proposal("[paper]: A paper", body)
    assert (read.paper, read.title, read.headline) == ("https://x.org", "", "A paper")
    assert read.notes == "### Why\n\n### Title\n\nNot the title\n### Paper\n---"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_of_any_kind_and_empty_answers_are_fine(newline: str) -> None:
    body = paper_form("arXiv:2206.00364", "T", roles=("Responsible for Recap",)).replace("\n", newline)
    read = forms.read_proposal("x", body)
    assert (read.paper, read.title, read.date, read.theme, read.notes) == ("arXiv:2206.00364", "T", "", "", "")
    assert read.roles == ("Responsible for Recap",)


@pytest.mark.parametrize(
    "title, body, paper, headline",
    [
        ("Read this", "see https://arxiv.org/abs/1, please", "https://arxiv.org/abs/1", "Read this"),
        ("https://arxiv.org/abs/1", "", "https://arxiv.org/abs/1", ""),
        ("[Paper] arXiv 2206.00364", "nothing", "arXiv 2206.00364", ""),
        ("Paper: Score matching", "(https://x.org/a_(b).)", "https://x.org/a_(b", "Score matching"),
        ("New paper", "https://x.org", "https://x.org", ""),
        ("", "", "", ""),
        ("### Paper", "### Paper", "", "### Paper"),
    ],
)
def test_a_plain_issue_with_a_link_is_a_proposal(title: str, body: str, paper: str, headline: str) -> None:
    read = forms.read_proposal(title, body)
    assert (read.paper, read.headline) == (paper, headline)


def test_a_claim_needs_a_session_and_a_role() -> None:
    read = forms.read_claim(claim_form("#12", "Recap", "A Name"))
    assert read == Claim("#12", "Recap", "A Name")
    assert forms.read_claim(claim_form("", "Recap")) is None
    assert forms.read_claim("I claim it") is None


def test_bodies_of_other_peoples_forms_are_read_as_free_text_or_by_our_labels() -> None:
    folder = shared_path("corpus/issue-forms")
    bodies = [path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.md"))]
    bodies += [
        json.loads(path.read_text(encoding="utf-8"))["body"]
        for path in folder.rglob("issue.json")
        if "body" in path.read_text(encoding="utf-8")[:20_000]
        and isinstance(json.loads(path.read_text(encoding="utf-8")), dict)
        and "body" in json.loads(path.read_text(encoding="utf-8"))
    ]
    assert len(bodies) >= 8
    for body in bodies:
        assert not forms.is_claim_form(body)
        read = forms.read_proposal("A title that says something", body)
        assert "A title that says something" in (read.headline, read.paper)
        assert read.paper == markdown.one_line(read.paper)


def test_the_real_parser_and_ours_agree_on_the_answers_of_a_form() -> None:
    """Each of that project's own labels, taken for ours, gives the answer that its parser gives."""
    folder = shared_path("corpus/issue-forms/github-issue-parser/example")
    body = (folder / "issue.md").read_text(encoding="utf-8")
    labels = [line[4:].strip() for line in body.splitlines() if line.startswith("### ")]
    answers = forms._sections(body, labels)  # noqa: SLF001 (the splitting itself is what is compared)
    theirs = json.loads((folder / "parsed-issue.json").read_text(encoding="utf-8"))
    texts = {value for value in theirs.values() if isinstance(value, str)}
    assert texts
    assert texts <= set(answers.values()) | {""}
