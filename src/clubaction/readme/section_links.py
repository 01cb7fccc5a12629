"""Links to the sections of a page, whose anchors are known only once the whole page is made.

Until then a token stands in each heading and in each link. It is written with characters that no text of a person
keeps (see `invisible`), so it can stand in a heading without changing the heading's text, and be found again.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from clubaction.readme import blocks as readme_blocks
from clubaction.text import anchors

_HEADING, _TARGET, _ZERO, _ONE = "\x01", "\x02", "\x03", "\x04"
_IN_HEADING = re.compile(f"{_HEADING}([{_ZERO}{_ONE}]+){_HEADING}")
_IN_LINK = re.compile(f"{_TARGET}([{_ZERO}{_ONE}]+){_TARGET}")
_BITS = str.maketrans("01", _ZERO + _ONE)
_DIGITS = str.maketrans(_ZERO + _ONE, "01")


def in_heading(number: int) -> str:
    """What stands in the heading of the section of this number."""
    return _HEADING + f"{number:b}".translate(_BITS) + _HEADING


def in_link(number: int) -> str:
    """What stands in a link for the address of the section of this number."""
    return _TARGET + f"{number:b}".translate(_BITS) + _TARGET


def _number(token: re.Match[str]) -> int:
    return int(token[1].translate(_DIGITS), 2)


def resolve(
    text: str,
    blocks: tuple[readme_blocks.Block, ...],
    contents: Mapping[str, str],
    paths: Sequence[str],
    day: dt.date | None,
) -> str:
    """The page with its blocks filled in, each link to a section leading to the anchor that GitHub gives its heading.

    Where the page does not have the section of a number, the link leads to the file at the path of this number.
    """
    targets: dict[int, str] = {}
    for heading, anchor in anchors.anchored(readme_blocks.fill(text, blocks, contents)):
        for token in _IN_HEADING.finditer(heading.source):
            targets.setdefault(_number(token), anchor)

    def address(token: re.Match[str]) -> str:
        number = _number(token)
        return f"#{targets[number]}" if number in targets else quote(paths[number])

    final = {name: _IN_LINK.sub(address, _IN_HEADING.sub("", content)) for name, content in contents.items()}
    return readme_blocks.fill(text, blocks, final, day)
