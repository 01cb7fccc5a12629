"""What is wrong in the README: wrong markers, an old state of the sessions, links to sections that are not there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from clubaction.club.configuration import Config
from clubaction.errors import ClubFileError, ConfigError, Problem
from clubaction.model.session import Session
from clubaction.readme import blocks as readme_blocks
from clubaction.readme import page
from clubaction.text import anchors, encoding, markdown_lines


def problems(
    config: Config, files: Mapping[str, bytes], sessions: Mapping[str, Session], today: dt.date
) -> Iterator[Problem]:
    """Everything that is wrong in the README, where there is one; `today` is the club's day."""
    path = config.readme
    if path not in files:
        return
    try:
        before = encoding.decode(path, files[path])
        after = page.page(before, sessions, config, today, files, ages="never")
    except (ClubFileError, ConfigError) as error:
        yield from error.problems
        return
    yield from _links(path, after)
    if _lasting(path, before) != _lasting(path, after):
        pairs = zip(before.split("\n"), after.split("\n"), strict=False)
        line = next((n for n, (old, new) in enumerate(pairs, start=1) if old != new), 1)
        yield Problem(path, line, "not up to date with the sessions; `clubaction render` makes it so")


def _lasting(path: str, text: str) -> str:
    """The page without the block that a new day alone puts out of date."""
    blocks = [block for block in readme_blocks.find(path, text) if block.name == "next"]
    return text[: blocks[0].start] + text[blocks[0].end :] if blocks else text


def _links(path: str, text: str) -> Iterator[Problem]:
    """Links to sections of the page that it does not have."""
    there = {anchor for _, anchor in anchors.anchored(text)} | anchors.explicit_anchors(text) | {"top"}
    for line in markdown_lines.lines(text):
        for target in () if line.code else anchors.section_links(line.text):
            if target.lower() not in there:
                yield Problem(path, line.number, f"there is no section `#{target}` on this page")
