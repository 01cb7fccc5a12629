"""A club's story from end to end: the shipped workflow on the real runner, against a stateful GitHub on loopback."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from clubaction.club import session_file
from tests.act.runner import Job, Runner
from tests.standin import Event, GitHub
from tests.standin.plugin import github

__all__ = ["github"]

DAY = (dt.datetime.now(dt.UTC) + dt.timedelta(days=40)).date()
README = "# A club\n\n<!-- clubaction:overview -->\n<!-- /clubaction:overview -->\n"
TITLE = "Elucidating the Design Space of Diffusion-Based Generative Models"
SESSION = "sessions/elucidating-the-design-space-of-diffusion-based-generative.md"
PROPOSAL = f"""\
### Paper

https://arxiv.org/abs/2206.00364

### Title

{TITLE}

### Preferred date

{DAY.isoformat()}

### Theme

Introduction 1: SDE view

### Part

_No response_

### Roles you would take

- [ ] Responsible for Recap
- [ ] Responsible for Questions

### Why this paper / notes

_No response_"""
CLAIM = "### Session\n\n{session}\n\n### Role\n\nquestions\n\n### Name\n\n_No response_"


class Actions:
    """GitHub Actions: a job for each event that has happened since the last look, one after the other."""

    def __init__(self, github: GitHub, folder: Path) -> None:
        self.github = github
        self.environment = {**github.environment(github.job_token()), "CLUBACTION_OFFLINE": "true"}
        self.runner = Runner(folder, self.environment)
        self.seen = len(github.events)

    def catch_up(self) -> list[Job]:
        events: list[Event] = self.github.events[self.seen :]
        self.seen = len(self.github.events)
        jobs = [self.runner.run(event.name, event.payload) for event in events if event.name != "pull_request"]
        assert all(job.ok is not False for job in jobs), jobs[-1].log
        return [job for job in jobs if job.ok]


def test_a_proposal_a_claim_a_merge_and_another_claim(github: GitHub, tmp_path: Path) -> None:
    github.push("olga", {"README.md": README})
    actions = Actions(github, tmp_path / "runner")

    # Ann proposes a paper with the form. GitHub tells twice: that it was opened, and that it was labelled.
    paper = github.open_issue("ann", "Paper: ", PROPOSAL, ["paper"])
    job, again = actions.catch_up()
    assert again.output["operation"] == "none"
    (pull,) = github.pull_requests
    assert job.output["operation"] == "created"
    assert job.output["pull-request-number"] == str(pull.number)
    assert set(github.files("clubaction/update")) == {"README.md", SESSION}
    assert len(github.commits("clubaction/update")) == 1
    (status,) = paper.comments
    assert TITLE in status.body
    assert f"#{pull.number}" in status.body

    # Bob takes a role with a comment.
    command = github.comment(paper.number, "bob", "/claim recap")
    (job,) = actions.catch_up()
    assert job.output["operation"] == "updated"
    assert len(github.commits("clubaction/update")) == 1
    proposed = github.files("clubaction/update")
    assert session_file.read_session(SESSION, proposed[SESSION]).roles["recap"] == ("@bob",)
    assert "bob" in proposed["README.md"].decode()
    assert [one.body.count("bob") > 0 for one in paper.comments if one is not command] == [True]
    assert "+1" in {reaction.content for reaction in command.reactions}

    # Olga merges. Then nothing is left to be done.
    github.merge(pull.number, "olga", delete_branch=True)
    actions.catch_up()
    assert github.files()[SESSION] == proposed[SESSION]
    assert paper.state == "open"

    # Cleo takes the other role with the form that the schedule links to; the merge closes her claim.
    claim = github.open_issue("cleo", "Claim: ", CLAIM.format(session=f"#{paper.number}"), ["claim"])
    actions.catch_up()
    second = github.pull_requests[-1]
    assert second.number != pull.number
    assert f"Closes #{claim.number}" in second.body
    github.merge(second.number, "olga", method="squash", delete_branch=True)
    assert claim.state == "closed"
    actions.catch_up()
    assert session_file.read_session(SESSION, github.files()[SESSION]).roles["questions"] == ("@cleo",)

    # A run after that reads, and writes nothing.
    before = len(github.log)
    github.dispatch("olga")
    (job,) = actions.catch_up()
    assert job.output["operation"] == "none"
    assert [entry for entry in github.log[before:] if entry.writes] == []


def test_what_people_write_is_never_run_nor_obeyed(github: GitHub, tmp_path: Path) -> None:
    touched = tmp_path / "touched"
    hostile = "\n".join(
        (
            f"$(touch {touched}) `touch {touched}` \"; touch {touched}; '",
            "${{ github.token }} ${{ format('owned') }}",
            "::set-output name=operation::owned",
            "::add-mask::Club",
            f"##[add-path]{tmp_path}",
            "<!-- clubaction:status --> <!-- /clubaction:overview --> <!-- clubaction:digest 0123456789abcdef -->",
            "\u202e::error::\u2066 @everyone | <script>alert(1)</script> Closes #1",
        )
    )
    github.push("olga", {"README.md": README})
    actions = Actions(github, tmp_path / "runner")
    body = PROPOSAL.replace(TITLE, hostile.replace("\n", " ")).replace("SDE view", hostile.replace("\n", " "))
    paper = github.open_issue("ann", hostile.splitlines()[0][:250], body + hostile + "x" * 50_000, ["paper"])
    github.comment(paper.number, "bob", f"/claim recap {hostile}\n/set theme {hostile.splitlines()[1]}")
    jobs = actions.catch_up()

    assert [job.output["operation"] for job in jobs][:1] == ["created"]
    assert not touched.exists()
    for job in jobs:
        assert set(job.output) == {"operation", "pull-request-number", "pull-request-url", "changed-files"}
        assert "owned" not in job.output.values()
        assert not any("##[" in line or line.lstrip().startswith("::") for line in job.said)
        assert actions.runner.token not in job.log
    (pull,) = github.pull_requests
    assert len(github.commits("clubaction/update")) == 1
    assert "Closes #" not in pull.body
    readme = github.files("clubaction/update")["README.md"].decode()
    assert readme.splitlines().count("<!-- /clubaction:overview -->") == 1
    assert not re.search(r"(?<!\\)<script", readme)
    ours = [one for one in paper.comments if one.author.login.endswith("[bot]")]
    assert len(ours) == 1
