"""What a club's files and issues say, for clubs in tests."""

from __future__ import annotations

import datetime as dt

from clubaction.club import configuration
from clubaction.club.session_file import new_file
from clubaction.model.session import Session

START = dt.datetime(2024, 10, 1, 8, 0, tzinfo=dt.UTC)
"""A Tuesday."""
TODAY = START.date()

README = """# A club

Before the blocks.

<!-- clubaction:next -->
<!-- /clubaction:next -->

<!-- clubaction:overview -->
<!-- /clubaction:overview -->

<!-- clubaction:details -->
<!-- /clubaction:details -->

<!-- clubaction:pool -->
<!-- /clubaction:pool -->

<!-- clubaction:roles -->
<!-- /clubaction:roles -->

After the blocks.
"""

CONFIG = "cadence:\n  weekday: wednesday\norganisers: [olga]\n"


def session_file(**values: object) -> bytes:
    """A session's file in our own writing; `id` is not needed."""
    return new_file(Session(**{"id": "", **values}), ("recap", "questions"))  # type: ignore[arg-type]


def club_files(*, config: str = CONFIG, readme: str = README, **files: bytes) -> dict[str, bytes]:
    """A club's files: each keyword is the id of a session, with `_` for `-`."""
    named = {f"sessions/{name.replace('_', '-')}.md": data for name, data in files.items()}
    return {configuration.PATH: config.encode(), "README.md": readme.encode(), **named}


def paper_form(
    paper: str = "",
    title: str = "",
    date: str = "",
    theme: str = "",
    part: str = "",
    roles: tuple[str, ...] = (),
    notes: str = "",
) -> str:
    """The body of an issue made with the form for papers, as GitHub writes it."""
    boxes = "\n".join(
        f"- [{'X' if role in roles else ' '}] {role}" for role in ("Responsible for Recap", "Responsible for Questions")
    )
    answers = {
        "Paper": paper,
        "Title": title,
        "Preferred date": date,
        "Theme": theme,
        "Part": part,
        "Roles you would take": boxes,
        "Why this paper / notes": notes,
    }
    return "\n\n".join(f"### {label}\n\n{answer or '_No response_'}" for label, answer in answers.items())


def claim_form(session: str, role: str, name: str = "") -> str:
    """The body of an issue made with the form for claims."""
    answers = {"Session": session, "Role": role, "Name": name}
    return "\n\n".join(f"### {label}\n\n{answer or '_No response_'}" for label, answer in answers.items())
