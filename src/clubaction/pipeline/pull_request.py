"""The one rolling pull request: what it says, and what must be done so that it stands as it should."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from clubaction.club.configuration import Config
from clubaction.model.plan import (
    TREE,
    AddComment,
    ClosePullRequest,
    Commit,
    DeleteBranch,
    EditPullRequest,
    OpenPullRequest,
    Operation,
)
from clubaction.model.snapshot import Branch, PullRequest, Snapshot
from clubaction.text import gfm
from clubaction.text.gfm import Markdown
from clubaction.text.messages import Message, say

_TRAILER = "Made-by: clubaction"
"""Starts the line of our commits' messages that names the commit's tree and parent, by which we know it again."""
MARK = "<!-- clubaction:digest "
"""Starts the hidden line of our pull requests' texts."""

_FOREIGN_MARK = "<!-- clubaction:foreign -->"
_DONE_MARK = "<!-- clubaction:done -->"
"""Starts our word on a pull request that we close ourselves, which tells it from one closed by hand."""
_DIGEST = re.compile(r"^<!-- clubaction:digest ([0-9a-f]{16})(?: ([0-9a-f]{16}))? -->$", re.MULTILINE)
"""Tells what the changes are and what our title was."""
_LEFT_MARK = "<!-- clubaction:left -->"
_MOST_CREDITED = 50
_MOST_PROBLEMS = 20
_MOST_CHANGES = 200
_MOST_CLOSED = 500
"""A claim that the merge does not close is closed by the next run."""
_LONGEST_LIST = 50_000
"""Characters of Markdown; GitHub takes 65,536 in all."""
_LONGEST_TITLE = 120
_LONGEST_LINE = 250


@dataclass(frozen=True, slots=True)
class Wanted:
    """The pull request that should exist: what it changes and what it says."""

    files: Mapping[str, bytes | None]
    """Path → new content, relative to the default branch; None deletes."""
    changes: Sequence[Message]
    closes: Sequence[int]
    """Claim issues that the merge closes."""
    people: Sequence[tuple[str, int]]
    """Login and account number of those whose doing it is."""
    problems: Sequence[str] = ()
    """What organisers should mend, one sentence each."""

    def title(self) -> str:
        """One line: the only change, or the first and how many more."""
        first = _inert(gfm.one_line(self.changes[0].plain()))
        if len(self.changes) > 1:
            room = _LONGEST_TITLE - 15
            return say("change-many", first=_cut(first, room), count=len(self.changes) - 1).plain()
        return _cut(first, _LONGEST_TITLE)

    def body(self) -> Markdown:
        """All changes in words, the claims that are closed, and a hidden digest to know it again by."""
        lines = [Markdown(_quiet(_cut_markdown(change.markdown()))) for change in self.changes[:_MOST_CHANGES]]
        ends = itertools.accumulate(len(line) + len("- \n") for line in lines)
        shown = [line for line, end in zip(lines, ends, strict=True) if end <= _LONGEST_LIST]
        more = len(self.changes) - len(shown)
        problems = [_cut(problem, _LONGEST_LINE * 2) for problem in self.problems[:_MOST_PROBLEMS]]
        text = say(
            "pull-request",
            changes=shown,
            more=more,
            closes=self.closes[:_MOST_CLOSED],
            problems=problems,
            more_problems=len(self.problems) - len(problems),
        ).markdown()
        return Markdown(f"{text}\n\n{MARK}{self.digest()} {_digest(self.title())} -->")

    def digest(self) -> str:
        """Tells two pull requests apart by what they say."""
        return _digest("\n".join([*(change.plain() for change in self.changes), *map(str, self.closes)]))

    def message(self, server: str, base: str) -> str:
        """The commit's message on top of the commit `base`: subject, changes, and who is to be credited."""
        host = urlsplit(server).hostname or "github.com"
        lines = [_unmentioned(_cut(change.plain(), _LONGEST_LINE)) for change in self.changes[:_MOST_CHANGES]]
        trailers = [f"{_TRAILER} {TREE} on {base}", *(_co_author(login, number, host) for login, number in self.people)]
        listed = "\n".join(f"- {line}" for line in lines) if len(lines) > 1 else ""
        return "\n\n".join(filter(None, (_unmentioned(self.title()), listed, "\n".join(trailers)))) + "\n"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def is_our_commit(message: str, tree: str, parents: Sequence[str]) -> bool:
    """Whether a commit is one of ours as we made it, by its message and the git ids of its tree and its parents.

    One that somebody amended has another tree or another parent than its message says.
    """
    return len(parents) == 1 and f"{_TRAILER} {tree} on {parents[0]}" in message.splitlines()


def is_ours(pull: PullRequest) -> bool:
    """Whether a pull request's text has the mark that we put into each."""
    return bool(_DIGEST.search(_normal(pull.body)))


def operations(snapshot: Snapshot, config: Config, wanted: Wanted) -> list[Operation]:
    """What must be done to the branch and the pull request, in order. Empty where they stand as they should."""
    branch, pull = snapshot.branch, snapshot.pull_request
    left = _left_behind(snapshot, config)
    if not wanted.files:
        done: list[Operation] = []
        if pull and pull.state == "open" and (branch is None or branch.ours):
            text = say("pull-request-done").markdown()
            done.append(ClosePullRequest(pull.number, f"{_DONE_MARK}\n{text}"))
        if branch and branch.ours and config.branch not in snapshot.branches_in_use:
            done.append(DeleteBranch(config.branch, branch.head))
        return [*left, *done]
    if stays_closed(snapshot, wanted):
        return left
    if is_foreign(snapshot, wanted):
        return [*left, *_leave_alone(config, pull)]
    return [*left, *_commit(snapshot, config, wanted), *_pull_request(snapshot, config, wanted)]


def _left_behind(snapshot: Snapshot, config: Config) -> list[Operation]:
    """Ends the pull requests from a branch that the configuration named before.

    People's commits there stay, and so does a branch from which they have a pull request of their own.
    """
    found: list[Operation] = []
    for pull in snapshot.left_behind:
        head = snapshot.left_heads.get(pull.branch) if pull.branch not in snapshot.branches_in_use else None
        text = say("pull-request-left", branch=config.branch, kept=head is None, old=pull.branch).markdown()
        found.append(ClosePullRequest(pull.number, f"{_LEFT_MARK}\n{text}"))
        if head:
            found.append(DeleteBranch(pull.branch, head))
    return found


def stays_closed(snapshot: Snapshot, wanted: Wanted) -> bool:
    """Whether somebody else closed a pull request that said just this, without merging it.

    It was not closed for what it says where its branch was deleted to let us go on, as we had asked.
    """
    pull = snapshot.pull_request
    if pull is None or pull.state != "closed":
        return False
    marks = [comment.body.lstrip() for comment in pull.comments if comment.ours]
    asked = snapshot.branch is None and any(body.startswith(_FOREIGN_MARK) for body in marks)
    if asked or any(body.startswith(_DONE_MARK) for body in marks):
        return False
    said = _DIGEST.findall(_normal(pull.body))
    return bool(said) and said[-1][0] == wanted.digest()


def is_foreign(snapshot: Snapshot, wanted: Wanted) -> bool:
    """Whether the branch has somebody else's commits that are not merged, and is not as it should be already."""
    branch = snapshot.branch
    if branch is None or branch.ours or _is_merged(snapshot, branch):
        return False
    return not _is_there(snapshot, wanted)


def _is_merged(snapshot: Snapshot, branch: Branch) -> bool:
    """Whether a branch is left over from a merged pull request and brings nothing more."""
    merged = snapshot.pull_request is not None and snapshot.pull_request.state == "merged"
    return merged and not branch.files and not branch.deleted


def _is_there(snapshot: Snapshot, wanted: Wanted) -> bool:
    branch = snapshot.branch
    if branch is None or branch.parent != snapshot.base:
        return False
    there: dict[str, bytes | None] = {**branch.files, **dict.fromkeys(branch.deleted)}
    return there == dict(wanted.files)


def _commit(snapshot: Snapshot, config: Config, wanted: Wanted) -> list[Operation]:
    if _is_there(snapshot, wanted):
        return []
    expected = snapshot.branch.head if snapshot.branch else ""
    message = wanted.message(snapshot.server, snapshot.base)
    return [Commit(config.branch, snapshot.base, expected, message, dict(wanted.files))]


def _pull_request(snapshot: Snapshot, config: Config, wanted: Wanted) -> list[Operation]:
    pull = snapshot.pull_request
    title, body = wanted.title(), wanted.body()
    if pull is None or pull.state != "open":
        if not snapshot.pull_requests_allowed:
            return []
        return [OpenPullRequest(config.branch, snapshot.default_branch, title, body)]
    title = pull.title if _is_retitled(pull) else title
    base = snapshot.default_branch if pull.base not in ("", snapshot.default_branch) else ""
    if (pull.title, _normal(pull.body), base) == (title, _normal(body), ""):
        return []
    return [EditPullRequest(pull.number, title, body, base)]


def _is_retitled(pull: PullRequest) -> bool:
    """Whether a person has given the pull request a title of their own."""
    said = _DIGEST.findall(_normal(pull.body))
    return bool(said and said[-1][1]) and said[-1][1] != _digest(pull.title)


def _leave_alone(config: Config, pull: PullRequest | None) -> list[Operation]:
    if pull is None or pull.state != "open" or any(c.ours and _FOREIGN_MARK in c.body for c in pull.comments):
        return []
    text = say("pull-request-foreign", branch=config.branch).markdown()
    return [AddComment(pull.number, f"{_FOREIGN_MARK}\n{text}")]


def compare_link(snapshot: Snapshot, config: Config) -> str:
    """The page on which a person opens the pull request with one click."""
    base, head = quote(snapshot.default_branch), quote(config.branch)
    return f"{snapshot.server}/{snapshot.repository}/compare/{base}...{head}?expand=1"


def files_link(snapshot: Snapshot) -> str:
    """What a file's path is put after for the address at which people look at it; empty on a folder."""
    return (
        f"{snapshot.server}/{snapshot.repository}/blob/{quote(snapshot.default_branch)}/" if snapshot.repository else ""
    )


def _normal(body: str) -> str:
    return body.replace("\r\n", "\n").strip()


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _cut_markdown(text: str) -> str:
    """A line of Markdown short enough for the list; a cut one is shown as plain text."""
    return text if len(text) <= _LONGEST_LINE else gfm.escape(_cut(gfm.plain(text), _LONGEST_LINE))


def _quiet(text: str) -> str:
    """Logins as code, so that nobody is notified of them."""
    return re.sub(
        r"@&#8203;([A-Za-z0-9](?:[A-Za-z0-9-]|\\_){0,38})", lambda login: f"`@{login[1].replace(chr(92), '')}`", text
    )


def _unmentioned(text: str) -> str:
    """Without the @ of a login, which a commit's message would notify, and without orders to GitHub."""
    return re.sub(r"@(?=[\w])", "", _inert(text))


_CLOSING = re.compile(r"\b(close[sd]?|fix(?:e[sd])?|resolve[sd]?)\b:?\s+(?=\S*#\d|GH-\d|https?://)", re.IGNORECASE)
_SKIPPING = re.compile(r"\[(skip|no|ci|actions) (ci|skip|actions)\]", re.IGNORECASE)


def _inert(text: str) -> str:
    """Text without what makes GitHub close an issue at the merge, or leave workflows out, wherever it stands."""
    return _SKIPPING.sub(r"[\1-\2]", _CLOSING.sub(r"\1 · ", text))


def _co_author(login: str, number: int, host: str) -> str:
    name = f"{number}+{login}" if number else login
    return f"Co-authored-by: {login} <{name}@users.noreply.{host}>"


def credited(people: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Each person once, in the order in which they first appear, and not too many; accounts of apps are left out."""
    found: dict[str, tuple[str, int]] = {}
    for login, number in people:
        if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,38}", login):
            found.setdefault(login.lower(), (login, number))
    return list(found.values())[:_MOST_CREDITED]
