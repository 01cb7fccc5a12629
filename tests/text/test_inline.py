"""The text that inline Markdown shows, held to cmark-gfm, and read in time that grows with its length alone."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clubaction.text import anchors, containment, inline, markdown, quoting
from tests import pages

PIECES = (
    *("*", "**", "***", "_", "__", "~", "~~", "~~~", "`", "``", "[", "]", "(", ")", "](", "](x)", "![", "\\", "\\*"),
    *("a", "b", "word", " ", "  ", ".", ",", "é", "“", "日", "(a)", '"', "'", "[x](y)", "\\`", "{", "!", "<"),
    *("<b>", "</b>", "<a href='x'>", "<!-- x -->", "<https://x.org>", "&amp;", "&lt;", "&#42;", "&copy", "&nope;"),
)


def words(element: pages.Element) -> str:
    """The text of an element, an image's other text too."""
    pieces = (
        child if isinstance(child, str) else child.attributes["alt"] if child.tag == "img" else words(child)
        for child in element.children
    )
    return "".join(pieces)


@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
@example("**word!“``**~~~~")
@example("[a](b \"c)\") ![*d*](<e f> 'g') [h](i j)")
@example("[a [b](c) d](e)")
@example("*a _b* c_ **d*e**f*")
@example("a&#0;b&#x1F600;c&#99999999;d")
def test_a_heading_shows_what_cmark_shows(text: str) -> None:
    (heading,) = pages.page(f"## x{text}x").all("h2")
    if "![" in text and ("<" in text or "&lt;" in text):
        return  # cmark takes the source of HTML into an image's other text, which nobody sees
    if "\\<https" in text:
        return  # an address in plain text takes the backslashes behind it in
    assert inline.text_content(f"x{text}x") == heading.text
    assert inline.plain(f"x{text}x") == markdown.one_line(words(heading))


@given(
    st.lists(st.sampled_from(["`", "``", "```", "\\`", "\\a", "\\\\", "a", " ", "z[x](#y)"]), max_size=9).map("".join)
)
def test_a_line_without_its_code_has_none(text: str) -> None:
    page = pages.page(f"x{text}x")
    links = sum(1 for anchor in page.all("a") if anchor.attributes["href"] == "#y")
    assert len(anchors.section_links(f"x{text}x")) == links


LENGTH = 65_536
PATTERNS = (
    *("*a ", "[", "](", "`", "` `` ", "<!--", "<", "_a_", "![", "[a](b", "[](()", "](\\)", "**a*b", "<a b='", "\\`"),
    *(
        "~~a ",
        "&#",
        "&amp",
        "<?",
        "<!A ",
        "<![CDATA[",
        "[x](y)",
        "](<",
        "[a](b 'c",
        "*_~`",
        "![[x](y)",
        "$$",
        "$a ",
        " ",
    ),
    *(
        "{{",
        "`{{ ",
        "{%",
        "https://a.b/*",
        "> ",
        "- ",
        "#",
        "# ",
        "=",
        "<a id ",
        "<a\t",
        "](#",
        "\t",
        "\n",
        "`\n",
        "1. ",
    ),
    *("<details>", "</details", "<!-- /", "\u200d", "\ufe0f\u200d", "a\u200d", "\U000e0041", "@a", "www.", "gh-1", "|"),
)
READERS: dict[str, Callable[[str], object]] = {
    "plain": inline.plain,
    "headings": lambda text: list(anchors.anchored("# " + text)),
    "section links": anchors.section_links,
    "anchors": anchors.explicit_anchors,
    "escape": markdown.escape,
    "contain": lambda text: containment.contain(text, shift=1),
    "prose": quoting.quote_block,
    "notes": lambda text: quoting.quote_block(text, keep_lines=True),
    "markdown": quoting.quote_markdown,
    "safe url": lambda text: markdown.safe_url("https://x/" + text),
}


def seconds(reader: str, text: str) -> float:
    started = time.process_time()
    READERS[reader](text)
    return time.process_time() - started


@pytest.mark.parametrize("reader", READERS)
def test_no_text_takes_longer_than_its_length(reader: str) -> None:
    ordinary = max(seconds(reader, ("Score *matching* of `x` [a](b) \n" * LENGTH)[:LENGTH]) for _ in range(3))
    slow = {}
    chance = random.Random(1)
    mixed = ["".join(chance.choices(PATTERNS, k=4)) for _ in range(20)]
    texts = [pattern * (LENGTH // len(pattern)) for pattern in (*PATTERNS, *mixed)]
    for text in (*texts, *(f"<!--{text}x" for text in texts[::3])):
        taken = seconds(reader, text)
        if taken > 20 * ordinary + 2:  # a quadratic reading takes many seconds, a busy machine not so many
            slow[text[:20]] = round(taken, 2)
    assert not slow
