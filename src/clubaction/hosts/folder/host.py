"""The host of a club in a folder: git has its files, `issues/*.md` its issues, `pulls/*.md` its pull requests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path

from clubaction.club import configuration
from clubaction.club.config_file import parse_config
from clubaction.club.configuration import Config
from clubaction.errors import ConfigError, HostError
from clubaction.hosts import occupied_paths
from clubaction.hosts.folder import branches
from clubaction.hosts.folder.git import IDENTITY, USUAL_BRANCHES, Git
from clubaction.hosts.folder.issue_folders import PULLS, IssueFolders
from clubaction.hosts.folder.plan_steps import PlanSteps
from clubaction.hosts.folder.pull_requests import PullRequests, notice_merges
from clubaction.issues.forms import CLAIM_LABEL, PAPER_LABEL
from clubaction.model.plan import Applied, Plan
from clubaction.model.snapshot import Obstacle, Snapshot


class LocalHost:
    """The host of a club in a folder, which must be the top of a git repository.

    `now` returns the time at which new comments are dated, `config` is the path of
    the configuration. Raises `HostError` where the folder is not the top of a
    repository, or the repository has no commit.
    """

    def __init__(self, folder: Path, now: Callable[[], dt.datetime], config: str = configuration.PATH) -> None:
        self.folder = folder
        self.git = Git(folder)
        self._folders = IssueFolders(folder, now)
        self._config = config
        if not self.git.is_repository() or not self.git.commit_id("HEAD"):
            raise HostError(
                f"{folder} is not a git repository with a commit. Make it one: "
                "git init && git add -A && git commit -m 'Our club'"
            )

    # --- reading ---------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """The club's files as they are committed, and its issues and pull requests as their files are now."""
        branch = self._default_branch()
        base = self.git.commit_id(f"refs/heads/{branch}") or self.git.commit_id("HEAD")
        notice_merges(self.git, self._folders, branch, base)
        config = self._read_config(base)
        records = self._folders.pull_requests()
        pulls = PullRequests(tuple(record.pull_request() for record in records), config.branch, branch)
        left = pulls.left_behind()
        kinds = self._kinds(base, config)
        return Snapshot(
            base=base,
            default_branch=branch,
            files=self.git.files(base, configuration.paths(config, self._config)),
            issues=tuple(record.issue() for record in self._folders.issues()),
            branch=branches.read_branch(self.git, config.branch, base),
            pull_request=pulls.own(),
            labels=frozenset({PAPER_LABEL, CLAIM_LABEL}),
            config=self._config,
            committed=dt.datetime.fromisoformat(self.git.line("show", "--no-patch", "--format=%cI", base)),
            left_behind=left,
            left_heads=self._our_heads(pull.branch for pull in left),
            branches_in_use=pulls.branches_in_use(),
            obstacles=occupied_paths.club_obstacles(kinds, self._config, config.readme, config.sessions),
            names_at_root=frozenset(path for path in kinds if "/" not in path),
        )

    def _our_heads(self, names: Iterable[str]) -> dict[str, str]:
        """Branch → id of its last commit, for those of these branches whose last commit is ours."""
        heads = {name: self.git.commit_id(f"refs/heads/{name}") for name in names}
        return {name: head for name, head in heads.items() if head and branches.is_ours(self.git, head)}

    def _kinds(self, base: str, config: Config) -> dict[str, Obstacle]:
        """Path → what is there: all at the top of the repository, at the club's paths, and in the club's folders."""
        folders = (config.sessions, configuration.TEMPLATES)
        known = occupied_paths.with_parents((self._config, config.readme, *folders))
        found = {**self.git.kinds(base), **self.git.kinds(base, known)}
        inside = [f"{folder}/" for folder in folders if found.get(folder) == "folder"]
        within = self.git.kinds(base, inside, deep=True) if inside else {}
        return {**found, **within}

    def uncommitted(self) -> list[str]:
        """The paths of the club's files with changes that are not committed, which a run does not see."""
        config = self._read_config("HEAD")
        listed = self.git.run("status", "--porcelain", "-z", "--", *configuration.paths(config, self._config))
        return [entry[3:] for entry in listed.decode("utf-8", "replace").split("\0") if entry]

    def _read_config(self, commit: str) -> Config:
        try:
            return parse_config(self.git.files(commit, [self._config]).get(self._config), self._config)
        except ConfigError:
            return Config()

    def _default_branch(self) -> str:
        """The branch that is checked out or, while somebody looks at the branch of our pull request, the usual one."""
        current = self.git.current_branch() or USUAL_BRANCHES[0]
        if current != Config().branch:
            return current
        return next((name for name in USUAL_BRANCHES if self.git.commit_id(f"refs/heads/{name}")), current)

    # --- writing ---------------------------------------------------------------------------

    def apply(self, plan: Plan) -> Applied:
        """Carries a plan out. Commits go to the branch of the pull request; the work tree stays as it is."""
        pull = self.snapshot().pull_request
        steps = PlanSteps(self.git, self._folders, pull.number if pull and pull.state == "open" else None)
        operation: str = "none"
        for step in plan.operations:
            operation = steps.do(step) or operation
        number = steps.opened if operation != "closed" else None
        return Applied(operation, number, f"{PULLS}/{number}.md" if number else "")  # type: ignore[arg-type]

    def merge(self, number: int) -> None:
        """Merges a pull request into the branch that is checked out, as the button on GitHub does."""
        record = self._folders.find(number)
        self.git.run("merge", "--quiet", "--no-edit", "--no-ff", str(record.values["head"]), env=IDENTITY)
        notice_merges(self.git, self._folders, self._default_branch(), "HEAD")
