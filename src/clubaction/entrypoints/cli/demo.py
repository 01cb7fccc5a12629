"""`clubaction demo`: a week in the life of a club, told in the terminal, on the shipped code and a real folder."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from clubaction import importing
from clubaction.errors import UsageError
from clubaction.hosts.folder.git import Git
from clubaction.hosts.folder.host import ISSUES, LocalHost
from clubaction.hosts.folder.issue_files import IssueFile
from clubaction.importing import new_club
from clubaction.pipeline import plan_in_words, sync
from clubaction.text import gfm, templates, terminal
from clubaction.text.terminal import BOLD, CYAN, DIM, GREEN, YELLOW

START = dt.datetime(2024, 10, 21, 9, 0, tzinfo=dt.UTC)
"""The Monday on which the story starts: four sessions are over, the open slot of 30 October is near."""

MARK = ".clubaction-demo"
BRANCH = "clubaction/update"
_SESSION = "sessions/ensemble-kalman-diffusion-guidance-a-derivative-free-method.md"


def run(into: Path, *, colour: bool, out: Callable[[str], None] = print) -> int:
    """Tells the story and leaves the club in `into`, which must be new, empty, or an earlier demo's folder."""
    _clear(into)
    _Story(into, terminal.Paint(colour=colour), out).tell()
    return 0


def _clear(into: Path) -> None:
    if into.exists() and not (into / MARK).exists() and (not into.is_dir() or any(into.iterdir())):
        raise UsageError(f"{into} has something in it that is not from an earlier demo; choose another with --into")
    if into.exists():
        shutil.rmtree(into)
    into.mkdir(parents=True)
    (into / MARK).write_text("Made by `clubaction demo`, which may replace this folder.\n", encoding="utf-8")


class _Story:
    """The demo's chapters in order, with a clock of its own."""

    def __init__(self, into: Path, paint: terminal.Paint, out: Callable[[str], None]) -> None:
        self.into = into
        self.paint = paint
        self.out = out
        self.now = START

    def tell(self) -> None:
        self.before()
        self.proposal()
        self.claims()
        self.first_run()
        self.merge()
        self.after()

    # --- chapters ----------------------------------------------------------------------------

    def before(self) -> None:
        self.title("A journal club keeps its schedule in a README")
        kept = templates.shipped("entrypoints/cli/demo_club/schedule.md")
        found = importing.read_schedule(kept)
        new_club.settle(found, kept, self.into, self.now.date())
        self.git = Git(self.into)
        self.host = LocalHost(self.into, lambda: self.now)
        self.command("clubaction import schedule.md")
        self.say(f"{len(found.sessions)} sessions are files now, and the README's table is made from them:")
        self.schedule()

    def proposal(self) -> None:
        self.title("Monday: mira opens an issue with a link")
        body = templates.shipped("entrypoints/cli/demo_club/issue.md").strip()
        self.issue = IssueFile(
            self.into / ISSUES / "1.md",
            {
                "number": 1,
                "title": "Paper: Ensemble Kalman Diffusion Guidance",
                "author": "mira",
                "labels": ["paper"],
                "state": "open",
                "created": self.now.isoformat(),
                "comments": [],
            },
            body,
        )
        self.issue.save()
        self.out(self.paint.indented(body))

    def claims(self) -> None:
        self.title("Tuesday: jonas takes a role, lena is a little late")
        self.comment("jonas", "/claim recap", hours=24)
        self.comment("lena", "I'd love to do that one.\n\n/claim recap", hours=2)

    def first_run(self) -> None:
        self.title("clubaction reads everything, plans, and does it")
        self.command("clubaction sync")
        base = self.git.commit_id("HEAD")
        plan = sync.sync(self.host, sync.no_papers, self.now).plan
        for line in plan_in_words.operations(plan):
            self.out("    " + self.paint(f"· {line}", GREEN))
        self.say(f"The new session file, {_SESSION}:")
        files = self.git.files(BRANCH, ["README.md", "sessions"])
        self.out(self.paint.indented(files[_SESSION].decode(), CYAN))
        self.say("The README's difference:")
        before = self.git.files(base, ["README.md"])["README.md"].decode()
        shown = _clipped(self.paint.diff("README.md", before, files["README.md"].decode()))
        self.out("\n".join("    " + line for line in shown.splitlines()))
        self.say("The pull request, pulls/2.md:")
        pull = IssueFile.load(self.into / "pulls" / "2.md")
        self.out(self.paint.indented(str(pull.values["title"]), BOLD))
        self.out(self.paint.indented(_visible(pull.body)))
        self.say("The status comment on mira's issue, which tells lena why not yet:")
        self.out(self.paint.indented(_visible(self.answer())))

    def merge(self) -> None:
        self.title("Wednesday: an organiser merges")
        self.now += dt.timedelta(hours=20)
        self.command(f"git merge {BRANCH}")
        self.host.merge(2)
        plan = sync.sync(self.host, sync.no_papers, self.now).plan
        for line in plan_in_words.operations(plan):
            self.out("    " + self.paint(f"· {line}", GREEN))

    def after(self) -> None:
        self.title("The README after")
        self.schedule()
        self.command("clubaction sync")
        for line in plan_in_words.operations(sync.sync(self.host, sync.no_papers, self.now).plan):
            self.out("    " + self.paint(f"· {line}", GREEN))
        self.say(f"All of it is in {self.into}/ to look at: README.md, sessions/, issues/, pulls/, git log --all")

    # --- telling -----------------------------------------------------------------------------

    def title(self, text: str) -> None:
        self.out("\n" + self.paint(text, BOLD, YELLOW) + "\n" + self.paint("─" * len(text), DIM))

    def say(self, text: str) -> None:
        self.out("\n" + self.paint(text, DIM) + "\n")

    def command(self, text: str) -> None:
        self.out(self.paint(f"$ {text}", BOLD))

    def comment(self, author: str, body: str, *, hours: int) -> None:
        self.now += dt.timedelta(hours=hours)
        issue = IssueFile.load(self.issue.path)
        number = 101 + len(issue.comments)
        issue.comments.append({"id": number, "author": author, "created": self.now.isoformat(), "body": body})
        issue.save()
        self.out(self.paint(f"    {author}, {self.now:%a %H:%M}:", BOLD))
        self.out(self.paint.indented(body))
        self.out("")

    def answer(self) -> str:
        return str(IssueFile.load(self.issue.path).comments[-1]["body"])

    def schedule(self) -> None:
        """The README's overview as a table for the terminal."""
        text = (self.into / "README.md").read_text(encoding="utf-8")
        rows = [line for line in text.split("\n") if line.startswith("| ") and line.count("|") > 6]
        cells = [
            [gfm.plain(cell) for cell in row.strip("| ").split(" | ")] for row in rows if not row.startswith("| :-")
        ]
        for number, row in enumerate(cells):
            chosen = [
                row[0],
                row[2][:46],
                row[5] if len(row) > 5 else "",
                row[6].rstrip("| ") if len(row) > 6 else "",
            ]
            line = "  ".join(f"{cell:<{width}}" for cell, width in zip(chosen, (10, 46, 21, 25), strict=True))
            codes = [BOLD] if not number else [GREEN] if "Ensemble" in line else []
            self.out("    " + self.paint(line.rstrip(), *codes))


def _visible(text: str) -> str:
    """Markdown without the comments that only we read, which a page does not show either."""
    return re.sub(r"<!--[^<>]*+-->\n?", "", text).strip()


def _clipped(diff: str, most: int = 24, width: int = 110) -> str:
    """A difference short enough to read; its colours end with the line, so they are kept where it is cut."""
    lines = [
        line if len(line) <= width else line[:width] + "…\x1b[0m"[: 5 if line.endswith("m") else 1]
        for line in diff.splitlines()
    ]
    return "\n".join([*lines[:most], f"… {len(lines) - most} lines more"] if len(lines) > most else lines)
