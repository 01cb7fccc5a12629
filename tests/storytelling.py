"""Stories: what happens to a club in a folder with real git, told as a Markdown page that a person can read.

A story is a YAML file: `files` of the club, and what `happens` in order, each
entry one of the steps below. The telling shows, for every run, what was done,
the pull request, the differences it brings, and what the status comments say.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from clubaction.errors import ClubError
from clubaction.hosts.folder.git import IDENTITY, Git
from clubaction.hosts.folder.host import LocalHost
from clubaction.hosts.folder.issue_files import ME, IssueFile
from clubaction.pipeline import plan_in_words, sync
from tests.clubs import claim_form, paper_form

BRANCH = "clubaction/update"
START = dt.datetime(2024, 10, 1, 8, 0, tzinfo=dt.UTC)


class Story:
    """One story that is being told."""

    def __init__(self, folder: Path, text: str) -> None:
        self.folder = folder
        self.now = START
        self.lines: list[str] = []
        self.said: dict[int, str] = {}
        told = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 (the one that knows only text)
        self.title, self.files, self.happens = told["story"], told["files"], told["happens"]
        self.git = Git(folder)
        self.git.create()
        self._write(self.files)
        self.host = LocalHost(folder, lambda: self.now)
        self.seen = dict(self._main())

    def tell(self) -> str:
        """Lets everything happen; returns the page."""
        self.lines = [f"# {self.title}", ""]
        for step in self.happens:
            ((kind, what),) = step.items() if isinstance(step, dict) else ((step, None),)
            self.now += dt.timedelta(hours=1)
            getattr(self, "_" + kind.replace(" ", "_"))(what)
        return "\n".join(self.lines).rstrip() + "\n"

    # --- steps: what people do -------------------------------------------------------------

    def _issue(self, what: Mapping[str, Any]) -> None:
        number = int(what["number"])
        claim, form = what.get("claim"), what.get("form")
        body = claim_form(**claim) if claim else paper_form(**_tuples(form)) if form else what["body"]
        values = {
            "number": number,
            "title": what.get("title", ""),
            "author": what["author"],
            "labels": ["claim" if claim else "paper"],
            "state": "open",
            "created": self.now.isoformat(),
            "comments": [],
        }
        IssueFile(self.folder / "issues" / f"{number}.md", values, body).save()
        self._tell(
            f"**{what['author']}** opens #{number}: {what.get('title', '')}",
            *_quoted(body if not form else _short(form)),
        )

    def _comment(self, what: Mapping[str, str]) -> None:
        issue = self._record(what["on"])
        assert int(what["id"]) > max((comment["id"] for comment in issue.comments), default=0)
        issue.comments.append(
            {"id": int(what["id"]), "author": what["by"], "created": self.now.isoformat(), "body": what["says"]}
        )
        issue.save()
        self._tell(f"**{what['by']}** on #{what['on']}:", *_quoted(what["says"]))

    def _edit(self, what: Mapping[str, str]) -> None:
        issue = self._record(what["on"])
        comment = next(c for c in issue.comments if c["id"] == int(what["id"]))
        comment |= {"body": what["says"], "edited": self.now.isoformat()}
        if what.get("by"):
            comment["editor"] = what["by"]
        issue.save()
        self._tell(f"The comment {what['id']} on #{what['on']} is edited:", *_quoted(what["says"]))

    def _delete(self, what: Mapping[str, str]) -> None:
        issue = self._record(what["on"])
        issue.values["comments"] = [c for c in issue.comments if c["id"] != int(what["id"])]
        issue.save()
        self._tell(f"The comment {what['id']} on #{what['on']} is deleted.")

    def _retitle(self, what: Mapping[str, str]) -> None:
        issue = self._record(what["on"])
        issue.body = issue.body.replace(what["from"], what["to"])
        issue.values["edited"] = self.now.isoformat()
        issue.save()
        self._tell(f"The text of #{what['on']} is edited: “{what['from']}” becomes “{what['to']}”.")

    def _vote(self, what: Mapping[str, str]) -> None:
        issue = self._record(what["on"])
        issue.values["votes"] = int(what["count"])
        issue.save()
        self._tell(f"#{what['on']} has {what['count']} 👍.")

    def _close(self, number: str) -> None:
        self._state(number, "closed", "completed", "closed as completed")

    def _not_planned(self, number: str) -> None:
        self._state(number, "closed", "not_planned", "closed as not planned")

    def _reopen(self, number: str) -> None:
        self._state(number, "open", "", "reopened")

    def _unlabel(self, number: str) -> None:
        issue = self._record(number)
        issue.values["labels"] = []
        issue.save()
        self._tell(f"#{number} loses its label.")

    def _state(self, number: str, state: str, reason: str, told: str) -> None:
        issue = self._record(number)
        moment = "closed" if state == "closed" else "reopened"
        if state == "closed" or issue.values["state"] == "closed":
            issue.values |= {"state": state, "reason": reason, moment: self.now.isoformat()}
        issue.save()
        self._tell(f"#{number} is {told}.")

    def _write(self, files: Mapping[str, str]) -> None:
        for path, text in files.items():
            place = self.folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(text.replace("\\r\n", "\r\n").encode())
            self.git.run("add", "--", path)
        self.git.run("commit", "--quiet", "-m", "By hand", env=IDENTITY)
        if self.lines:
            self._tell("An organiser writes by hand:", *(f"- `{path}`" for path in files))
            self.lines += self._differences(self.seen, self._main())
            self.seen = self._main()

    def _push(self, files: Mapping[str, str]) -> None:
        head = self.git.commit_id(f"refs/heads/{BRANCH}")
        commit = self.git.commit(head, {path: text.encode() for path, text in files.items()}, "A word corrected\n")
        self.git.move(BRANCH, commit, head)
        self._tell("Somebody pushes a commit to our branch.")

    def _merge(self, how: str) -> None:
        number = self._pull().values["number"]
        if how == "merge":
            self.host.merge(number)
        else:
            self._merge_otherwise(how, number)
        self.seen = self._main()
        self._tell(f"An organiser merges the pull request #{number} ({how}).")

    def _merge_otherwise(self, how: str, number: int) -> None:
        if how == "squash":
            self.git.run("merge", "--quiet", "--squash", BRANCH)
            self.git.run("commit", "--quiet", "-m", "Squashed", env=IDENTITY)
        else:
            self.git.run("cherry-pick", BRANCH, env=IDENTITY)
        pull = self._record(str(number))
        pull.values["state"] = "merged"
        pull.save()
        for closed in re.findall(r"^Closes #(\d+)$", pull.body, re.MULTILINE):
            issue = self._record(closed)
            issue.values |= {"state": "closed", "reason": "completed"}
            issue.save()

    def _close_pull(self, _: object) -> None:
        pull = self._pull()
        pull.values["state"] = "closed"
        pull.save()
        self._tell(f"An organiser closes the pull request #{pull.values['number']} without merging it.")

    def _days(self, count: str) -> None:
        self.now += dt.timedelta(days=int(count))
        self._tell(f"It is {self.now.date()}.")

    # --- a run -----------------------------------------------------------------------------

    def _run(self, _: object) -> None:
        self.lines += [f"## Run, {self.now:%Y-%m-%d}", ""]
        try:
            run = sync.sync(self.host, sync.no_papers, self.now)
        except ClubError as error:
            self._tell("It stops, and nothing is written:", *(f"    {line}" for line in str(error).splitlines()))
            return
        self.lines += [f"- {line}" for line in _operations(run.plan)] + [""]
        self.lines += [f"Problem: {problem}\n" for problem in run.plan.problems]
        again = sync.sync(self.host, sync.no_papers, self.now, dry_run=True).plan
        assert not again, again.operations
        self._show_pull()
        self._show_statuses()

    def _show_pull(self) -> None:
        if not self.git.commit_id(f"refs/heads/{BRANCH}"):
            return
        pull = self._pull()
        files = self._files(BRANCH)
        if files != self.seen and pull.values["state"] == "open":
            self._tell(f"The pull request: **{pull.values['title']}**", *_quoted(_visible(pull.body)))
            self.lines += self._differences(self._main(), files)
            self.seen = files

    def _show_statuses(self) -> None:
        for path in sorted((self.folder / "issues").glob("*.md"), key=lambda p: int(p.stem)):
            issue = IssueFile.load(path)
            for comment in issue.comments:
                signs = "".join(
                    {"+1": "👍", "confused": "😕", "eyes": "👀"}[name] for name in comment.get("reactions") or ()
                )
                text = _visible(comment["body"]) if comment["author"] == ME else signs
                if text and self.said.get(comment["id"]) != text:
                    whose = (
                        "Status on" if comment["author"] == ME else f"{comment['author']}’s comment {comment['id']} on"
                    )
                    shown = ["", *_quoted(text)] if comment["author"] == ME else []
                    self._tell(f"{whose} #{issue.values['number']}: {text if not shown else ''}".strip(), *shown[1:])
                    self.said[comment["id"]] = text

    # --- telling ---------------------------------------------------------------------------

    def _tell(self, *lines: str) -> None:
        self.lines += [lines[0], *([""] if len(lines) > 1 else []), *lines[1:], ""]

    def _record(self, number: str) -> IssueFile:
        place = self.folder / "issues" / f"{number}.md"
        return IssueFile.load(place if place.exists() else self.folder / "pulls" / f"{number}.md")

    def _pull(self) -> IssueFile:
        return max(
            map(IssueFile.load, (self.folder / "pulls").glob("*.md")), key=lambda pull: int(pull.values["number"])
        )

    def _files(self, commit: str) -> dict[str, bytes]:
        return self.git.files(commit, ["README.md", "sessions", ".github"])

    def _main(self) -> dict[str, bytes]:
        return self._files("main")

    def _differences(self, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
        out = ["```diff"]
        for path in sorted({*before, *after}):
            old, new = (_lines(files.get(path, b"")) for files in (before, after))
            rows = list(difflib.unified_diff(old, new, lineterm="", n=1))[2:]
            kept = [row for row in rows if not row.startswith("@@")]
            out += [f"# {path}" + ("" if path in after else " (deleted)"), *kept] if rows else []
        return [*out, "```", ""]


def _lines(data: bytes) -> list[str]:
    return [line.replace("\r", "␍").rstrip("\n") for line in data.decode().split("\n")]


def _operations(plan: Any) -> list[str]:
    return list(plan_in_words.operations(plan))


def _visible(text: str) -> str:
    return re.sub(r"<!--.*?-->\n?", "", text, flags=re.DOTALL).strip()


def _quoted(text: str) -> list[str]:
    return [f"> {line}".rstrip() for line in text.strip().split("\n")]


def _short(form: Mapping[str, Any]) -> str:
    return "\n".join(f"{key}: {value}  " for key, value in form.items())


def _tuples(form: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in form.items()}
