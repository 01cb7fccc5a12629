"""Ten weeks of a real club, whose README was kept by hand, told as issues, comments and hand edits on a folder.

After each version that changed the schedule, ours says the same as the club's own README did then. The script of events
is `real_club.yml`; what the club wrote is read from the shared folder.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from clubaction import check, documents, gfm, importing, sessions, sync
from clubaction import config as configuration
from clubaction.hosts import arrival, worktree
from clubaction.hosts.git import IDENTITY
from clubaction.hosts.local import ISSUES, LocalHost
from clubaction.hosts.records import Record
from clubaction.model import Session
from tests import golden, pages
from tests.clubs import claim_form, paper_form
from tests.conftest import shared_path

HERE = Path(__file__).parent
SCRIPT: dict[str, Any] = yaml.safe_load((HERE / "real_club.yml").read_text(encoding="utf-8"))
Row = tuple[str, str, str, dict[str, tuple[str, ...]]]
"""Title, theme, link and roles of a date."""


def version(number: str) -> str:
    """A version of the club's README."""
    (path,) = shared_path("club-history").glob(f"{number}-*.md")
    return path.read_text(encoding="utf-8")


def schedule(club: Mapping[str, Session] | tuple[Session, ...]) -> dict[dt.date, Row]:
    """What readers come for."""
    every = club.values() if isinstance(club, Mapping) else club
    return {
        s.date: (s.title, s.theme, s.link, {role: names for role, names in s.roles.items() if names})
        for s in every
        if s.date
    }


class RealClub:
    """The club on a folder, with a clock that the script moves."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = dt.datetime(2024, 9, 25, 6, tzinfo=dt.UTC)
        self.told: list[str] = []
        source = version(SCRIPT["start"])
        found = importing.read_schedule(source)
        arrival.settle(found, source, folder, self.now.date())
        self.host = LocalHost(folder, lambda: self.now)
        for number, session in enumerate(sorted(found.sessions, key=lambda s: s.date or dt.date.max), start=1):
            if not session.is_open:
                self.issue(number, "organiser", session.title, paper_form(session.link, session.title))
                self.edit_session(session.id, {"issue": number})
        text = (folder / configuration.PATH).read_text(encoding="utf-8")
        self.commit({configuration.PATH: text + SCRIPT["config"]})
        self.number = 10

    # --- what people do ------------------------------------------------------------------------

    def play(self, event: Mapping[str, Any]) -> None:
        self.now += dt.timedelta(minutes=5)
        if "say" in event:
            self.comment(event["thread"], event["who"], event["say"].strip())
        elif "propose" in event:
            form = paper_form(event["propose"], event["title"], str(event["date"]), event["theme"])
            self.issue(self.next_number(), event["who"], f"[paper]: {event['title']}", form)
        elif "claim" in event:
            form = claim_form(event["claim"], event["role"], event["name"])
            self.issue(self.next_number(), event["who"], "[claim]", form, label="claim")
        elif "set" in event:
            self.edit_session(event["edit"], event["set"])
        elif "append" in event:
            path = f"sessions/{event['edit']}.md"
            text = (self.folder / path).read_text(encoding="utf-8")
            self.commit({path: f"{text.rstrip()}\n\n{event['append']}\n"})
        else:
            text = (self.folder / event["edit"]).read_text(encoding="utf-8")
            before, after = event["replace"]
            assert before in text
            self.commit({event["edit"]: text.replace(before, after)})

    def next_number(self) -> int:
        self.number += 1
        return self.number

    def issue(self, number: int, author: str, title: str, body: str, *, label: str = "paper") -> None:
        values = {
            "number": number,
            "title": title,
            "author": author,
            "labels": [label],
            "state": "open",
            "created": self.now.isoformat(),
            "comments": [],
        }
        Record(self.folder / ISSUES / f"{number}.md", values, body).save()

    def comment(self, issue: int, author: str, body: str) -> None:
        record = Record.load(self.folder / ISSUES / f"{issue}.md")
        records = map(Record.load, [*self.folder.glob("issues/*.md"), *self.folder.glob("pulls/*.md")])
        used = [comment["id"] for other in records for comment in other.comments]
        record.comments.append(
            {"id": max(used, default=0) + 1, "author": author, "created": self.now.isoformat(), "body": body}
        )
        record.save()

    def edit_session(self, session_id: str, changes: Mapping[str, documents.Writable]) -> None:
        path = f"sessions/{session_id}.md"
        text = (self.folder / path).read_text(encoding="utf-8")
        parts = documents.front_matter(text)
        assert parts
        head = documents.edit(path, text[parts.start : parts.end], changes, sessions.KEYS)
        self.commit({path: text[: parts.start] + head + text[parts.end :]})

    def commit(self, changes: Mapping[str, str]) -> None:
        worktree.write(self.folder, {path: text.encode() for path, text in changes.items()})
        self.host.git.run("add", "--", *changes)
        self.host.git.run("commit", "--quiet", "-m", "By hand", env=IDENTITY)

    # --- runs -----------------------------------------------------------------------------------

    def run(self) -> None:
        """A run, the organiser's merge, the run after it, and one that finds nothing to do."""
        run = sync.sync(self.host, sync.no_papers, self.now)
        assert run.plan.problems == ()
        if run.applied.pull_request:
            self.told += [f"- {change}" for change in run.plan.changes]
            self.host.merge(run.applied.pull_request)
            sync.sync(self.host, sync.no_papers, self.now)
        assert not sync.sync(self.host, sync.no_papers, self.now, dry_run=True).plan

    def files(self) -> dict[str, bytes]:
        return worktree.read(self.folder)

    def sessions(self) -> dict[str, Session]:
        found, problems = sessions.read_all(self.files(), "sessions")
        assert problems == []
        return found


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[RealClub, dict[str, dict[dt.date, Row]]]:
    """The club at the end of the script, and its schedule after each version."""
    club = RealClub(tmp_path_factory.mktemp("club"))
    after: dict[str, dict[dt.date, Row]] = {}
    for step in SCRIPT["versions"]:
        club.told += ["", f"## {step['date']:%d.%m.%Y}, version {step['version']}", ""]
        if club.now.date() < step["date"]:
            club.now = dt.datetime.combine(step["date"], dt.time(7), dt.UTC)
            club.run()
        for event in step["events"]:
            club.play(event)
        club.run()
        after[step["version"]] = schedule(club.sessions())
    return club, after


Told = tuple[RealClub, dict[str, dict[dt.date, Row]]]


@pytest.mark.parametrize("number", [step["version"] for step in SCRIPT["versions"]])
def test_after_each_version_the_schedule_says_what_the_clubs_own_readme_said(told: Told, number: str) -> None:
    assert told[1][number] == schedule(importing.read_schedule(version(number)).sessions)


def test_the_script_tells_every_version_that_changed_the_schedule(told: Told) -> None:
    """What a version changed that is not in the script is layout: its schedule is that of the version before."""
    by_number = {step["version"] for step in SCRIPT["versions"]}
    before = schedule(importing.read_schedule(version("03")).sessions)
    for number in range(4, 23):
        now = schedule(importing.read_schedule(version(f"{number:02}")).sessions)
        assert now == before or f"{number:02}" in by_number, number
        before = now


def test_no_section_link_is_dead_or_crossed_as_the_clubs_own_were(told: Told) -> None:
    club, _ = told
    ours = (club.folder / "README.md").read_text(encoding="utf-8")
    assert check.problems(club.files(), club.now.date()) == []
    assert wrong_links(ours) == []
    assert wrong_links(version("22")) == [row[0] for _, row in sorted(schedule(club.sessions()).items())[-3:]]


def wrong_links(text: str) -> list[str]:
    """The titles in an overview whose section link leads to nothing, or to a section that does not name the title."""
    anchors = gfm.Anchors()
    lines = text.split("\n")
    heads = list(gfm.headings(text))
    sections = {}
    for n, head in enumerate(heads):
        end = next((later.line - 1 for later in heads[n + 1 :] if later.level <= head.level), len(lines))
        sections[anchors.take(head.text)] = "\n".join(lines[head.line - 1 : end])
    wrong = []
    for row in pages.page(text).all("tr"):
        cells = list(row.all("td"))
        links = [a.attributes["href"] for a in row.all("a") if a.attributes.get("href", "").startswith("#")]
        if len(cells) < 5 or not links or "TBD" in cells[2].text or not cells[2].text.strip():
            continue
        title, anchor = cells[2].text.strip(), links[0][1:]
        if title not in pages.page(sections.get(anchor, "")).text:
            wrong.append(title)
    return wrong


def test_nothing_that_the_club_had_is_lost(told: Told) -> None:
    club, _ = told
    there = club.sessions()
    replaced = there["on-the-generalization-properties-of-diffusion-models"]
    assert replaced.date is None
    assert replaced.body
    assert "2406.08929" in there["elucidating-the-design-space-of-diffusion-based-generative"].body
    assert "B8DN_93_oUc" in there["understanding-the-diffusion-objective-as-a-weighted-integral"].body
    assert not any(session.is_open for session in there.values())
    paths = {path for path in club.files() if path.startswith("sessions/")}
    first = importing.read_schedule(version(SCRIPT["start"])).sessions
    assert {f"sessions/{session.id}.md" for session in first if not session.is_open} <= paths


def test_threads_of_sessions_that_are_over_are_closed_and_the_others_are_open(told: Told) -> None:
    club, _ = told
    issues = {issue.number: issue for issue in club.host.snapshot().issues}
    for session in club.sessions().values():
        assert session.issue
        over = session.date is not None and session.date < club.now.date()
        assert issues[session.issue].state == ("closed" if over else "open")
    assert issues[11].state == "closed"  # the claim made as an issue
    commands = [c for i in issues.values() for c in i.comments if not c.ours]
    assert len(commands) >= 14
    assert all(comment.reactions == {"+1"} for comment in commands)


def test_the_story_of_the_clubs_pull_requests_is_as_it_was_read(told: Told) -> None:
    head = ["# Ten weeks of a real club", "", "What each pull request said, made by `tests/life/test_real_club.py`."]
    golden.compare(HERE / "real_club.md", "\n".join([*head, *told[0].told]) + "\n")
