"""Headings and anchors are GitHub's: held to cmark-gfm on random pages of all that has to do with headings."""

from __future__ import annotations

import html
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from clubaction.text import commonmark
from clubaction.text.anchors import anchored
from clubaction.text.commonmark import Blocks
from clubaction.text.containment import contain
from clubaction.text.outline import outline
from tests import pages
from tests.conftest import FIGURE

PAGES = 100_000
LINES = (
    *("# One", "## Two ##", "### One", "#", "##", "#no", "   ## Moved in", "    # Code", "\t# Code", "# a\tb #"),
    *("####### Seven", "Text", "More text", "Text  ", "Text\\", "  moved in", "    far in", "\ttab", "é ü", "*a", "b*"),
    *("===", "---", "--", "=", "-", "  ---", "    ===", "--- ", "== =", "***", "* * *", "- - -", "___"),
    *("- item", "- ## In a list", "* # Star", "+ a", "1. # Number", "10) x", "- ```", "-     # Code", "  - ## Nested"),
    *("  text", "    ## In a list", "> quote", "> ## In a quote", ">", "> - # Both", "> ===", "> ---", ">> # Twice"),
    *("> ```", "># Close", "> <div>", "```", "~~~", "````", "  ```", "``` x", "``` a`b", "    ```", "~~~~ y"),
    *("<div>", "</div>", "<!-- x", "-->", "<!-- y -->", "<!-->", "<pre>", "</pre>", "<b>x</b>", "<br>"),
    *("<a id='x'></a>", "  <!-- z", "<?php", "?>", "<!DOCTYPE x>", "<details>", "<https://x.org>", "</script>"),
    *("<summary>s</summary>", "| a |", "| a |\n| - |", "a | b\n--- | ---", "a | b"),
)
DEFINITIONS = ("[one]: /x", "[Two words]: <y> 'title'", "> [three]: z", "  [four]: /x", "[five]: </x>")
INLINE = (
    *("[one]", "[x][two  WORDS]", "[Three][]", "[none]", "[a](b)", "![alt](x.png)", "![one]", "![alt][one]", "`a  b`"),
    *("[![i](x)](y)", "*it*", "**bold", "_a_", "`code`", "~~no~~", "&amp;", "&copy;", "&nope;", "\\*", "\\#", "#"),
    *("<b>t</b>", "<!-- c -->", "a", "word", "é", "_", "-", "1.", "!", "(x)", "\t", "  ", "C#", "<https://x.org>"),
    *("日本", "²", "[", "]", "`"),
)


def random_page(chance: random.Random) -> str:
    """A page of a few lines, mostly those that make a heading or keep one from being made.

    An empty line follows the definitions of links: GitHub takes other lines into their paragraph first.
    """
    lines: list[str] = []
    for _ in range(chance.randrange(2, 9)):
        kind = chance.random()
        if kind < 0.2:
            lines.append("")
        elif kind < 0.7:
            lines.append(chance.choice(LINES))
        elif kind < 0.95:
            start = chance.choice(("# ", "## ", "", "- ", "> ", "> # ", "  "))
            lines.append(start + " ".join(chance.choices(INLINE, k=chance.randrange(1, 4))))
        else:
            lines += [chance.choice(DEFINITIONS), ""]
    return "\n".join(lines).replace("\n", chance.choice(("\n", "\n", "\n", "\r\n", "\r")))


def shown_headings(text: str) -> Iterator[tuple[int, str]]:
    """The level and the anchor of each heading in cmark's page."""
    count: Counter[str] = Counter()
    given = set()
    for level, inner in re.findall(r"<h([1-6])>(.*?)</h\1>", pages.html(text), re.DOTALL):
        words = html.unescape(re.sub(r"<!--.*?-->|<[^>]*>", "", inner, flags=re.DOTALL))
        base = anchor = re.sub(r"[^\w -]|²", "", words.lower()).replace(" ", "-")
        while anchor in given:
            count[base] += 1
            anchor = f"{base}-{count[base]}"
        given.add(anchor)
        yield int(level), anchor


def test_headings_and_anchors_are_those_of_cmark(
    monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    started = time.process_time()
    parsed: Counter[str] = Counter()
    parse = commonmark.parse

    def counted(text: str) -> Blocks:
        parsed[text] += 1
        return parse(text)

    monkeypatch.setattr(commonmark, "parse", counted)
    headings = both = 0
    for seed in range(PAGES):
        text = random_page(random.Random(seed))
        parsed.clear()
        found = [(heading.level, anchor) for heading, anchor in anchored(text)]
        assert found == list(shown_headings(text)), (seed, text)
        headings += len(found)
        both += bool(parsed)
    taken = time.process_time() - started
    figure = f"{PAGES} pages with {headings} headings as cmark-gfm has them; {both} parsed; {taken:.0f} s"
    record_property(FIGURE, figure)
    assert PAGES // 10 < both < PAGES * 9 // 10


def test_a_contained_page_ends_where_it_ends() -> None:
    for seed in range(PAGES // 50):
        text = random_page(random.Random(seed))
        below = [level for level, _ in shown_headings(f"{contain(text, shift=2)}\n\n# After\n\n| a |")]
        assert below[-1:] == [1], (seed, text)
        assert len(below) == len(outline(contain(text, shift=2)).headings) + 1, (seed, text)
        moved = [heading for heading in outline(contain(text, shift=2)).headings if not heading.inside]
        assert all(heading.level > 2 for heading in moved), (seed, text)


CONSTRUCTS = {
    "> ## T": [(2, "t")],
    "> ## T\n> text": [(2, "t")],
    "<div>\n## T": [],
    "<div>\n\n## T\n\n</div>": [(2, "t")],
    "- ## T": [(2, "t")],
    "1. - # T": [(1, "t")],
    "- x\n\n  ## T": [(2, "t")],
    "Two\nlines\n===": [(1, "twolines")],
    "Two  \nlines\n---": [(2, "twolines")],
    "## [T][x]\n\n[x]: /y": [(2, "t")],
    "## [T]\n\n> [t]: <y>": [(2, "t")],
    "## [T][x]": [(2, "tx")],
    "## ![logo](x.png) T": [(2, "-t")],
    "## T <img src='x'>": [(2, "t-")],
    "## ![logo](x.png)": [(2, "")],
    "## T\n\n- ```\n  # code\n\n## T": [(2, "t"), (2, "t-1")],
    "<br>\n## T\n\n## T": [(2, "t")],
    "- x\n<br>\n## T": [],
    "| a |\n| - |\n| b |\n===\n\n# T": [(1, "t")],
    "<!-- x\n## no\n-->\n## T": [(2, "t")],
    "a\r---\r\r# T\r\n": [(2, "a"), (1, "t")],
    "\t# code\n\n# T\\#": [(1, "t")],
}


@pytest.mark.parametrize("text", CONSTRUCTS)
def test_a_heading_is_one_wherever_it_stands(text: str) -> None:
    assert list(shown_headings(text)) == CONSTRUCTS[text]
    assert [(heading.level, anchor) for heading, anchor in anchored(text)] == CONSTRUCTS[text]


@pytest.mark.parametrize(
    "body, contained",
    [
        ("> ## T", "> #### T"),
        ("- ## T", "- #### T"),
        ("Two\nlines\n===", "### Two lines"),
        ("<div>\n## T", "<div>\n## T"),
        ("C #\n---", "#### C # ####"),
        ("- ```\n  x\n\nText", "- ```\n  x\n\nText"),
        ("- x\n  ```\n# T", "- x\n  ```\n### T"),
    ],
)
def test_headings_of_a_body_go_down_where_they_stand(body: str, contained: str) -> None:
    assert contain(body, shift=2) == contained
