"""A club on the stand-in of GitHub."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from clubaction.errors import ClubError
from clubaction.hosts.github.host import GitHubHost
from clubaction.pipeline import sync
from clubaction.pipeline.run_result import Run
from tests.clubs.club import BRANCH, ORGANISER, Club
from tests.clubs.texts import CONFIG, club_files, session_file
from tests.standin import Comment, GitHub, Issue, Token

COMING = session_file(title="Coming up", date=dt.date(2024, 10, 16), roles={"recap": ("@ada",)})
PAPER = "https://example.org/a-paper"


@dataclass
class GitHubClub(Club):
    """The stand-in's first repository as a club, and the token that its runs have."""

    github: GitHub
    token: Token
    config: str = ".github/clubaction.yml"
    waits: list[float] = field(default_factory=list)
    """Seconds that the last run waited, each time it did."""

    def host(self, event: int | None = None) -> GitHubHost:
        self.waits.clear()
        return GitHubHost(
            self.github.repository.full_name,
            self.token.value,
            api_url=self.github.api_url,
            server_url=self.github.server_url,
            config=self.config,
            event_issue=event,
            now=lambda: self.now,
            sleep=self.waits.append,
        )

    # --- what people do --------------------------------------------------------------------

    @property
    def now(self) -> dt.datetime:
        return self.github.store.now

    @now.setter
    def now(self, moment: dt.datetime) -> None:
        self.github.sleep((moment - self.now).total_seconds())

    @property
    def files(self) -> dict[str, bytes]:
        return self.github.files()

    def issue(self, author: str, title: str, body: str, *, labels: tuple[str, ...] = ("paper",)) -> int:
        return self.github.open_issue(author, title, body, list(labels)).number

    def propose(self, author: str, body: str, title: str = "[paper]: A paper") -> int:
        return self.issue(author, title, body)

    def comment(self, issue: int, author: str, body: str) -> int:
        return self.github.comment(issue, author, body).id

    def edit_comment(self, issue: int, comment: int, body: str, editor: str = "") -> None:
        said = self._said(issue, comment)
        self.github.edit_comment(said, editor or said.author.login, body)

    def _said(self, issue: int, comment: int) -> Comment:
        return next(one for one in self.github.thread(issue).comments if one.id == comment)

    def edit_issue(self, issue: int, body: str, editor: str = "") -> None:
        self.github.edit_issue(issue, editor or self.github.thread(issue).author.login, body=body)

    def close(
        self, issue: int, reason: Literal["completed", "not_planned"] = "completed", *, by: str = ORGANISER
    ) -> None:
        self.github.close_issue(issue, by, reason)

    def reopen(self, issue: int) -> None:
        self.github.reopen_issue(issue, ORGANISER)

    def edit_files(self, changes: Mapping[str, bytes | None]) -> None:
        self.github.push(ORGANISER, changes, message="By hand")

    def merge(self) -> None:
        pull = self.open_pull()
        self.github.merge(pull.number, ORGANISER)

    # --- runs ------------------------------------------------------------------------------

    def run(self, event: int | None = None, *, dry_run: bool = False) -> Run:
        """A run that must not fail."""
        return sync.sync(self.host(event), sync.no_papers, self.now, dry_run=dry_run)

    def try_run(self, event: int | None = None) -> str:
        """A run that may fail; what it says then."""
        failed: ClubError | None = None
        try:
            self.run(event)
        except ClubError as error:
            failed = error
        if failed is None:
            return ""
        assert failed.exit_code == 3
        assert "\n" not in str(failed)
        return str(failed)

    def requests(self, event: int | None = None) -> list[str]:
        """The requests that a run makes."""
        before = len(self.github.log)
        self.run(event)
        return list(map(str, self.github.log[before:]))

    # --- what there is to see --------------------------------------------------------------

    def answers(self, issue: int) -> list[str]:
        return [c.body for c in self.github.thread(issue).comments if c.author is self.token.user]

    def proposed(self, path: str) -> str:
        """A file on our branch."""
        return self.github.files(BRANCH)[path].decode()

    def open_pull(self) -> Any:
        """The one open pull request from our branch; None without."""
        pulls = [pull for pull in self.github.pull_requests if pull.state == "open" and pull.head == BRANCH]
        assert len(pulls) <= 1
        return pulls[0] if pulls else None


def settle(
    github: GitHub, *, config: str = CONFIG, files: Mapping[str, bytes] | None = None, **options: Any
) -> GitHubClub:
    """A repository with a club in it: one session to come, and people who may only read beside `olga`."""
    content = {**club_files(config=config, coming_up=COMING), **(files or {})}
    github.create_repository("club/journal", files=content, **options)
    github.add_user("olga", "write")
    return GitHubClub(github, github.job_token())


def made_as_if_by_us(club: GitHubClub, content: str, branch: str = BRANCH) -> str:
    """A commit on the default branch's head such as another run of ours makes, and our branch at it."""
    github, files = club.github, {"x": content}
    base = github.head() or ""
    tree = github.repository.git.write_files(base, {path: text.encode() for path, text in files.items()})
    message = f"Update\n\nMade-by: clubaction {tree} on {base}\n"
    return github.push("olga", files, branch=branch, onto=base, message=message)


def reactions(github: GitHub, issue: Issue | int) -> list[tuple[str, str, str]]:
    """Comment, reaction and who gave it, on an issue."""
    thread = github.thread(issue) if isinstance(issue, int) else issue
    return [(c.body, r.content, r.user.login) for c in thread.comments for r in c.reactions]
