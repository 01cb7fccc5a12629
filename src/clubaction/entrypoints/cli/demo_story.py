"""The story that `clubaction demo` plays: what members do, hour by hour, and what each run answers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from clubaction.club.configuration import Config
from clubaction.hosts.folder import imported_club
from clubaction.hosts.folder.git import Git
from clubaction.hosts.folder.host import LocalHost
from clubaction.hosts.folder.issue_files import IssueFile
from clubaction.hosts.folder.issue_folders import ISSUES
from clubaction.importing.schedule_reader import read_schedule
from clubaction.text import inline, templates
from clubaction.text.terminal import BOLD, CYAN, DIM, GREEN, YELLOW, Paint

START = dt.datetime(2024, 10, 21, 9, 0, tzinfo=dt.UTC)
"""The Monday on which the story starts: four sessions are over, the open slot of 30 October is near."""

_CONFIG = Config()
"""The club of the story has no configuration, so the defaults hold."""
_SESSION = "sessions/ensemble-kalman-diffusion-guidance-a-derivative-free-method.md"
_COLUMNS = {0: 10, 2: 46, 5: 21, 6: 25}
"""Number of a column of the schedule → how many of its characters are shown: date, title, and the two roles."""

Sync = Callable[[LocalHost, dt.datetime], list[str]]
"""Does a run on the club at this time, and returns what it did: a line each."""


class Story:
    """Plays the story in the folder `into`, which must be empty, and prints it with `out`."""

    def __init__(self, into: Path, paint: Paint, out: Callable[[str], None], sync: Sync) -> None:
        self._into = into
        self._paint = paint
        self._out = out
        self._sync = sync
        self._now = START

    def tell(self) -> None:
        """Plays all chapters in order."""
        self._before()
        self._proposal()
        self._claims()
        self._first_run()
        self._merge()
        self._after()

    # --- chapters ----------------------------------------------------------------------------

    def _before(self) -> None:
        self._title("A journal club keeps its schedule in a README")
        schedule = templates.shipped("entrypoints/cli/demo_club/schedule.md")
        found = read_schedule(schedule)
        imported_club.write(found, schedule, self._into, self._now.date())
        self._git = Git(self._into)
        self._host = LocalHost(self._into, lambda: self._now)
        self._command("clubaction import schedule.md")
        self._say(f"{len(found.sessions)} sessions are files now, and the README's table is made from them:")
        self._schedule()

    def _proposal(self) -> None:
        self._title("Monday: mira opens an issue with a link")
        body = templates.shipped("entrypoints/cli/demo_club/issue.md").strip()
        self._issue = IssueFile(
            self._into / ISSUES / "1.md",
            {
                "number": 1,
                "title": "Paper: Ensemble Kalman Diffusion Guidance",
                "author": "mira",
                "labels": ["paper"],
                "state": "open",
                "created": self._now.isoformat(),
                "comments": [],
            },
            body,
        )
        self._issue.save()
        self._out(self._paint.indented(body))

    def _claims(self) -> None:
        self._title("Tuesday: jonas takes a role, lena is a little late")
        self._comment("jonas", "/claim recap", hours=24)
        self._comment("lena", "I'd love to do that one.\n\n/claim recap", hours=2)

    def _first_run(self) -> None:
        self._title("clubaction reads everything, plans, and does it")
        self._command("clubaction sync")
        base = self._git.commit_id("HEAD")
        self._run()
        self._say(f"The new session file, {_SESSION}:")
        files = self._git.files(_CONFIG.branch, [_CONFIG.readme, _CONFIG.sessions])
        self._out(self._paint.indented(files[_SESSION].decode(), CYAN))
        self._say("The README's difference:")
        before = self._git.files(base, [_CONFIG.readme])[_CONFIG.readme].decode()
        shown = _clipped(self._paint.diff(_CONFIG.readme, before, files[_CONFIG.readme].decode()))
        self._out("\n".join("    " + line for line in shown.splitlines()))
        self._say("The pull request, pulls/2.md:")
        pull = IssueFile.load(self._into / "pulls" / "2.md")
        self._out(self._paint.indented(str(pull.values["title"]), BOLD))
        self._out(self._paint.indented(_visible(pull.body)))
        self._say("The status comment on mira's issue, which tells lena why not yet:")
        self._out(self._paint.indented(_visible(self._answer())))

    def _merge(self) -> None:
        self._title("Wednesday: an organiser merges")
        self._now += dt.timedelta(hours=20)
        self._command(f"git merge {_CONFIG.branch}")
        self._host.merge(2)
        self._run()

    def _after(self) -> None:
        self._title("The README after")
        self._schedule()
        self._command("clubaction sync")
        self._run()
        self._say(f"All of it is in {self._into}/ to look at: README.md, sessions/, issues/, pulls/, git log --all")

    # --- printing ----------------------------------------------------------------------------

    def _title(self, text: str) -> None:
        self._out("\n" + self._paint(text, BOLD, YELLOW) + "\n" + self._paint("─" * len(text), DIM))

    def _say(self, text: str) -> None:
        self._out("\n" + self._paint(text, DIM) + "\n")

    def _command(self, text: str) -> None:
        self._out(self._paint(f"$ {text}", BOLD))

    def _run(self) -> None:
        for line in self._sync(self._host, self._now):
            self._out("    " + self._paint(f"· {line}", GREEN))

    def _comment(self, author: str, body: str, *, hours: int) -> None:
        self._now += dt.timedelta(hours=hours)
        issue = IssueFile.load(self._issue.path)
        number = 101 + len(issue.comments)
        issue.comments.append({"id": number, "author": author, "created": self._now.isoformat(), "body": body})
        issue.save()
        self._out(self._paint(f"    {author}, {self._now:%a %H:%M}:", BOLD))
        self._out(self._paint.indented(body))
        self._out("")

    def _answer(self) -> str:
        return str(IssueFile.load(self._issue.path).comments[-1]["body"])

    def _schedule(self) -> None:
        """The README's overview as a table for the terminal."""
        text = (self._into / _CONFIG.readme).read_text(encoding="utf-8")
        rows = [line for line in text.split("\n") if line.startswith("| ") and line.count("|") > 6]
        for number, row in enumerate(row for row in rows if not row.startswith("| :-")):
            cells = row.strip("| ").split(" | ")
            line = "  ".join(_cell(cells, place, width) for place, width in _COLUMNS.items())
            codes = [BOLD] if not number else [GREEN] if "Ensemble" in line else []
            self._out("    " + self._paint(line.rstrip(), *codes))


def _cell(cells: Sequence[str], place: int, width: int) -> str:
    """A cell as plain text of this width; spaces where the row has too few cells."""
    text = inline.plain(cells[place]) if place < len(cells) else ""
    return f"{text[:width]:<{width}}"


def _visible(text: str) -> str:
    """Markdown without HTML comments, which a page does not show either."""
    return re.sub(r"<!--[^<>]*+-->\n?", "", text).strip()


def _clipped(diff: str, most: int = 24, width: int = 110) -> str:
    """A coloured diff short enough to read; where a line is cut, the code that ends its colour is put back."""
    lines = [
        line if len(line) <= width else line[:width] + "…\x1b[0m"[: 5 if line.endswith("m") else 1]
        for line in diff.splitlines()
    ]
    return "\n".join([*lines[:most], f"… {len(lines) - most} lines more"] if len(lines) > most else lines)
