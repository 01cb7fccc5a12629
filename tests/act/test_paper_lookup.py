"""A number is a proposal: the shipped workflow on the real runner, GitHub and the papers' services stood in for."""

from __future__ import annotations

from pathlib import Path

from clubaction.club import abstract, session_file
from tests import clubs
from tests.act.runner import Runner
from tests.papers import library
from tests.papers.library import EDM
from tests.papers.proxy import internet
from tests.standin import GitHub
from tests.standin.plugin import github

__all__ = ["github"]

README = "# A club\n\n<!-- clubaction:overview -->\n<!-- /clubaction:overview -->\n"
SESSION = "sessions/elucidating-the-design-space-of-diffusion-based-generative.md"


def test_an_issue_with_nothing_but_a_number_becomes_a_whole_session(github: GitHub, tmp_path: Path) -> None:
    github.push("olga", {"README.md": README})
    before = len(github.events)
    issue = github.open_issue("ann", "Paper: ", clubs.paper_form("2206.00364"), ["paper"])
    opened = github.events[before]
    assert (opened.name, opened.payload["action"]) == ("issues", "opened")
    with internet(library.services([EDM]), tmp_path) as net:
        runner = Runner(tmp_path / "runner", {**github.environment(github.job_token()), **net.environment})
        job = runner.run(opened.name, opened.payload)
        assert job.ok, job.log
        assert job.output["operation"] == "created"
        assert [one.split("?")[0] for one in net.services.asked] == ["export.arxiv.org/api/query"]

        # The next run asks nobody, and has nothing to do.
        github.comment(issue.number, "ann", "Looking forward to this one.")
        comment = github.events[-1]
        assert runner.run(comment.name, comment.payload).output["operation"] == "none"
        assert len(net.services.asked) == 1

    file = github.files("clubaction/update")[SESSION]
    session = session_file.read_session(SESSION, file)
    assert session.title == "Elucidating the Design Space of Diffusion-Based Generative Models"
    assert session.authors == ("Tero Karras", "Miika Aittala", "Timo Aila", "Samuli Laine")
    assert (session.link, session.paper) == ("https://arxiv.org/abs/2206.00364", "arxiv:2206.00364")
    assert abstract.abstract(session.body).startswith("> We argue that the theory and practice of diffusion-based")
    assert session.issue == issue.number
    status, _ = issue.comments
    assert session.title in status.body
    assert "could not" not in status.body
