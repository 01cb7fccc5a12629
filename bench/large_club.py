"""An invented club with any number of sessions, whose files are as long as those of real clubs."""

from __future__ import annotations

import datetime as dt
import textwrap

from clubaction.club import configuration, session_file
from clubaction.model.session import Session

TODAY = dt.date(2024, 10, 1)
CONFIG = b"cadence: {weekday: wednesday}\n"
WIDTH = 88
"""Characters of a line of an abstract; many editors wrap lines there."""
_SENTENCES = (
    "We study how a model learns a score, $s_\\theta(x)$, and what comes of it in spaces of many dimensions.",
    "Earlier work (Ho et al., 2020) had left open whether the *same* noise serves every step of the sampler.",
    "We show that it does not, and give a schedule of 35 steps that reaches an FID of 1.79 on the usual images.",
    "The code is at https://example.org/models?version=2#start; it needs one machine and an afternoon.",
)
"""About 420 characters; five times that is an abstract of 2 KB."""


def readme(*names: str) -> bytes:
    """A README with an empty block for each of these names."""
    return "".join(f"<!-- clubaction:{name} -->\n<!-- /clubaction:{name} -->\n\n" for name in names).encode()


def files(size: int) -> dict[str, bytes]:
    """Path → content of a club with this many sessions: nine in ten have a date, half of them in the past."""
    found = {"README.md": readme("next", "overview", "details", "pool", "roles"), configuration.PATH: CONFIG}
    for number in range(size):
        session = _session(number, TODAY + dt.timedelta(days=number - size // 2) if number % 10 else None)
        found[f"sessions/{session.id}.md"] = session_file.new_file(session, ("recap", "questions"))
    return found


def _session(number: int, day: dt.date | None) -> Session:
    return Session(
        id=f"session-{number}",
        title=f"Elucidating the design space of models, number {number}: a study",
        date=day,
        theme=f"Theme {number % 17}: an introduction",
        part=f"Part {number % 5}",
        link=f"https://arxiv.org/abs/2206.{number:05}",
        authors=("Tero Karras", "Miika Aittala", "Timo Aila", "Samuli Laine"),
        paper=f"arxiv:2206.{number:05}",
        roles={"recap": (f"@member-{number % 40}",), "questions": (f"@member-{number % 31}",) if number % 3 else ()},
        issue=number + 1,
        body=f"## Abstract\n\n{_abstract(number)}\n\n## Reading\n\n- [One](https://example.org/{number})\n- Two",
    )


def _abstract(number: int) -> str:
    """A block quote of 2 KB, in wrapped lines."""
    sentences = [_SENTENCES[(number + place) % len(_SENTENCES)] for place in range(20)]
    return textwrap.fill(
        " ".join(sentences), WIDTH, initial_indent="> ", subsequent_indent="> ", break_long_words=False
    )
