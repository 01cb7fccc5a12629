"""Stories: what happens to a club in a folder with real git, told as a Markdown page that a person can read.

A story is a YAML file: `files` of the club, and what `happens` in order, each
entry one of the steps below. The telling shows, for every run, what was done,
the pull request, the differences it brings, and what the status comments say.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from clubaction.errors import ClubError
from clubaction.hosts.folder.issue_files import ME, IssueFile
from clubaction.pipeline import plan_in_words, sync
from tests.clubs import BRANCH, FolderClub, claim_form, paper_form


class Story:
    """One story that is being told."""

    def __init__(self, folder: Path, text: str) -> None:
        self.lines: list[str] = []
        self.said: dict[int, str] = {}
        told = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 (the one that knows only text)
        self.title, self.files, self.happens = told["story"], told["files"], told["happens"]
        self.club = FolderClub(folder, _bytes(self.files))
        self.seen = self.club.files

    def tell(self) -> str:
        """Lets everything happen; returns the page."""
        self.lines = [f"# {self.title}", ""]
        for step in self.happens:
            ((kind, what),) = step.items() if isinstance(step, dict) else ((step, None),)
            self.club.later(hours=1)
            getattr(self, "_" + kind.replace(" ", "_"))(what)
        return "\n".join(self.lines).rstrip() + "\n"

    # --- steps: what people do -------------------------------------------------------------

    def _issue(self, what: Mapping[str, Any]) -> None:
        number = int(what["number"])
        claim, form = what.get("claim"), what.get("form")
        body = claim_form(**claim) if claim else paper_form(**_tuples(form)) if form else what["body"]
        labels = ("claim" if claim else "paper",)
        self.club.issue(what["author"], what.get("title", ""), body, labels=labels, number=number)
        self._tell(
            f"**{what['author']}** opens #{number}: {what.get('title', '')}",
            *_quoted(body if not form else _short(form)),
        )

    def _comment(self, what: Mapping[str, str]) -> None:
        self.club.comment(int(what["on"]), what["by"], what["says"], comment=int(what["id"]))
        self._tell(f"**{what['by']}** on #{what['on']}:", *_quoted(what["says"]))

    def _edit(self, what: Mapping[str, str]) -> None:
        self.club.edit_comment(int(what["on"]), int(what["id"]), what["says"], what.get("by", ""))
        self._tell(f"The comment {what['id']} on #{what['on']} is edited:", *_quoted(what["says"]))

    def _delete(self, what: Mapping[str, str]) -> None:
        self.club.delete_comment(int(what["on"]), int(what["id"]))
        self._tell(f"The comment {what['id']} on #{what['on']} is deleted.")

    def _retitle(self, what: Mapping[str, str]) -> None:
        issue = int(what["on"])
        self.club.edit_issue(issue, self.club.file(issue).body.replace(what["from"], what["to"]))
        self._tell(f"The text of #{what['on']} is edited: “{what['from']}” becomes “{what['to']}”.")

    def _vote(self, what: Mapping[str, str]) -> None:
        self.club.change(int(what["on"]), votes=int(what["count"]))
        self._tell(f"#{what['on']} has {what['count']} 👍.")

    def _close(self, number: str) -> None:
        self.club.close(int(number))
        self._tell(f"#{number} is closed as completed.")

    def _not_planned(self, number: str) -> None:
        self.club.close(int(number), "not_planned", by="")
        self._tell(f"#{number} is closed as not planned.")

    def _reopen(self, number: str) -> None:
        self.club.reopen(int(number))
        self._tell(f"#{number} is reopened.")

    def _unlabel(self, number: str) -> None:
        self.club.change(int(number), labels=[])
        self._tell(f"#{number} loses its label.")

    def _write(self, files: Mapping[str, str]) -> None:
        self.club.edit_files(_bytes(files))
        self._tell("An organiser writes by hand:", *(f"- `{path}`" for path in files))
        self.lines += self._differences(self.seen, self.club.files)
        self.seen = self.club.files

    def _push(self, files: Mapping[str, str]) -> None:
        self.club.push_to_branch({path: text.encode() for path, text in files.items()})
        self._tell("Somebody pushes a commit to our branch.")

    def _merge(self, how: Any) -> None:
        number = self.club.pull().values["number"]
        self.club.merge(how)
        self.seen = self.club.files
        self._tell(f"An organiser merges the pull request #{number} ({how}).")

    def _close_pull(self, _: object) -> None:
        number = self.club.close_pull()
        self._tell(f"An organiser closes the pull request #{number} without merging it.")

    def _days(self, count: str) -> None:
        self.club.later(days=int(count))
        self._tell(f"It is {self.club.now.date()}.")

    # --- a run -----------------------------------------------------------------------------

    def _run(self, _: object) -> None:
        self.lines += [f"## Run, {self.club.now:%Y-%m-%d}", ""]
        try:
            run = self.club.run()
        except ClubError as error:
            self._tell("It stops, and nothing is written:", *(f"    {line}" for line in str(error).splitlines()))
            return
        self.lines += [f"- {line}" for line in _operations(run.plan)] + [""]
        self.lines += [f"Problem: {problem}\n" for problem in run.plan.problems]
        again = sync.sync(self.club.host, sync.no_papers, self.club.now, dry_run=True).plan
        assert not again, again.operations
        self._show_pull()
        self._show_statuses()

    def _show_pull(self) -> None:
        if not self.club.git.commit_id(f"refs/heads/{BRANCH}"):
            return
        pull, files = self.club.pull(), self.club.proposed()
        if files != self.seen and pull.values["state"] == "open":
            self._tell(f"The pull request: **{pull.values['title']}**", *_quoted(_visible(pull.body)))
            self.lines += self._differences(self.club.files, files)
            self.seen = files

    def _show_statuses(self) -> None:
        for path in sorted((self.club.folder / "issues").glob("*.md"), key=lambda p: int(p.stem)):
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

    def _differences(self, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
        out = ["```diff"]
        for path in sorted({*before, *after}):
            old, new = (_lines(files.get(path, b"")) for files in (before, after))
            rows = list(difflib.unified_diff(old, new, lineterm="", n=1))[2:]
            kept = [row for row in rows if not row.startswith("@@")]
            out += [f"# {path}" + ("" if path in after else " (deleted)"), *kept] if rows else []
        return [*out, "```", ""]


def _bytes(files: Mapping[str, str]) -> dict[str, bytes]:
    return {path: text.replace("\\r\\n", "\r\n").encode() for path, text in files.items()}


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
