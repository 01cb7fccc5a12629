"""What the pull request that should exist changes and says: its title, its text and its commit's message."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from clubaction.club import people
from clubaction.model.plan import TREE
from clubaction.pipeline import our_commit, pull_request_marks
from clubaction.text import inline, markdown
from clubaction.text.markdown import Markdown
from clubaction.text.messages import Message, say
from clubaction.text.shortening import shortened

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
        first = _inert(markdown.one_line(self.changes[0].plain()))
        if len(self.changes) > 1:
            room = _LONGEST_TITLE - 15
            return say("change-many", first=shortened(first, room), count=len(self.changes) - 1).plain()
        return shortened(first, _LONGEST_TITLE)

    def body(self) -> Markdown:
        """All changes in words, the claims that are closed, and a hidden digest to know it again by."""
        lines = [Markdown(_quiet(_cut_markdown(change.markdown()))) for change in self.changes[:_MOST_CHANGES]]
        ends = itertools.accumulate(len(line) + len("- \n") for line in lines)
        shown = [line for line, end in zip(lines, ends, strict=True) if end <= _LONGEST_LIST]
        more = len(self.changes) - len(shown)
        problems = [shortened(problem, _LONGEST_LINE * 2) for problem in self.problems[:_MOST_PROBLEMS]]
        text = say(
            "pull-request",
            changes=shown,
            more=more,
            closes=self.closes[:_MOST_CLOSED],
            problems=problems,
            more_problems=len(self.problems) - len(problems),
        ).markdown()
        return Markdown(f"{text}\n\n{pull_request_marks.digests_line(self.digest(), self.title())}")

    def digest(self) -> str:
        """Tells two pull requests apart by what they say."""
        said = [*(change.plain() for change in self.changes), *map(str, self.closes)]
        return pull_request_marks.digest("\n".join(said))

    def message(self, server: str, base: str) -> str:
        """The commit's message on top of the commit `base`: subject, changes, and who is to be credited."""
        host = urlsplit(server).hostname or "github.com"
        lines = [_unmentioned(shortened(change.plain(), _LONGEST_LINE)) for change in self.changes[:_MOST_CHANGES]]
        trailers = [our_commit.trailer(TREE, base), *(_co_author(login, number, host) for login, number in self.people)]
        listed = "\n".join(f"- {line}" for line in lines) if len(lines) > 1 else ""
        return "\n\n".join(filter(None, (_unmentioned(self.title()), listed, "\n".join(trailers)))) + "\n"


def _cut_markdown(text: str) -> str:
    """A line of Markdown short enough for the list; a cut one is shown as plain text."""
    return text if len(text) <= _LONGEST_LINE else markdown.escape(shortened(inline.plain(text), _LONGEST_LINE))


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


def credited(speakers: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Each person once, in the order in which they first appear, and not too many; accounts of apps are left out."""
    found: dict[str, tuple[str, int]] = {}
    for login, number in speakers:
        if people.is_login(login):
            found.setdefault(login.lower(), (login, number))
    return list(found.values())[:_MOST_CREDITED]
