"""Markdown, held to cmark-gfm, which is GitHub's own."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clubaction.text import anchors, containment, markdown, quoting
from tests import hostile, pages

TEXT = st.one_of(st.text(max_size=40), st.integers(0, 10**9).map(lambda n: hostile.text(random.Random(n))))
NESTS = {
    "a paragraph": ("{}", "p"),
    "a heading": ("### {}", "h3"),
    "a list": ("- {}", "li"),
    "a quote": ("> {}", "p"),
    "a cell": ("| a |\n| - |\n| {} |", "td"),
    "bold text": ("**x{}x**", "strong"),
}


@pytest.mark.parametrize("where", NESTS)
@given(text=TEXT)
@example(text="a@b.example www.x.org https://y.org GH-1 #2 @z")
@example(text="1) x")
@example(text="1234567890. x")
@example(text="\\|`")
@example(text="&copy; &#0; &")
def test_escaped_text_shows_as_itself_and_nothing_else(where: str, text: str) -> None:
    frame, tag = NESTS[where]
    shown = markdown.one_line(text)
    page = pages.page(frame.format(markdown.escape(text)))
    if not shown:
        return
    found = list(page.all(tag))
    assert len(found) == 1
    words = found[0].text.strip()
    assert markdown.one_line(words) == (f"x{shown}x" if tag == "strong" else shown)
    assert not [inner.tag for inner in found[0].all() if inner.tag != "p"]


@given(TEXT, TEXT)
def test_a_link_leads_where_it_says_or_is_only_its_label(label: str, url: str) -> None:
    page = pages.page(f"| a |\n| - |\n| {markdown.link(label or 'x', url)} |")
    cells = list(page.all("td"))
    assert len(cells) == 1
    inside = list(cells[0].all())
    assert len(inside) <= 1
    for anchor in inside:
        assert anchor.tag == "a"
        scheme = re.match(r"[a-z][a-z0-9+.-]*:", anchor.attributes["href"], re.IGNORECASE)
        assert not scheme or scheme.group().lower() in ("http:", "https:", "mailto:")


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:x",
        "java\nscript:x",
        "data:text/html,x",
        "//evil.example",
        "vbscript:x",
        "\\\\evil",
        "",
    ],
)
def test_what_is_no_address_to_follow_becomes_no_link(url: str) -> None:
    assert not markdown.safe_url(url)


@pytest.mark.parametrize(
    "heading, anchor",
    [
        ("Hello, World!", "hello-world"),
        ("a  b", "a--b"),
        ("C++ & C#", "c--c"),
        ("Schrödinger's", "schrödingers"),
        ("日本語 x", "日本語-x"),
        ("snake_case-and-hyphen", "snake_case-and-hyphen"),
        ("`code` *it* [link](x)", "code-it-link"),
        ("**", ""),
        ("3.1 Ünï", "31-ünï"),
        ("a &amp; b", "a--b"),
        (":tada: x", "tada-x"),
        ("½ ² ①", "--"),
        ("Trailing #", "trailing-"),
        ("x &#8203;y", "x-y"),
        ("a<b>c</b>", "ac"),
    ],
)
def test_the_anchor_of_a_heading_is_githubs(heading: str, anchor: str) -> None:
    ((_, found),) = anchors.anchored(f"## {heading}")
    if heading == "Trailing #":
        anchor = "trailing"  # the closing sequence of an ATX heading
    assert found == anchor


def test_equal_headings_are_numbered_and_a_number_that_is_taken_is_stepped_over() -> None:
    handed_out = anchors.Anchors()
    assert [handed_out.take(text) for text in ("A", "A", "A-1", "A", "A 1", "B")] == [
        "a",
        "a-1",
        "a-1-1",
        "a-2",
        "a-1-2",
        "b",
    ]


BODIES = (
    "```\nopen",
    "~~~~\nopen\n```",
    "<!-- open",
    "<!-- clubaction:overview -->",
    "# One\n## Two\n###### Six",
    "One\n===\n\nTwo\n---",
    "> # quoted",
    "- item\n\n  ```\n  x\n  ```\n",
    "text\n<!-- a\nb -->\nmore",
    "    # indented code",
    "```\n# not a heading\n```",
    "<details>\n<summary>s</summary>\n\nx\n\n</details>",
    "<details>\n<summary>s</summary>\n\nleft open",
    "<pre>\n\n# left open",
    "<script>\n\n# left open",
    "<style>",
    "<![CDATA[\n\nleft open",
    "<?php\n\nleft open",
    "<!DOCTYPE",
    "<pre>closed</pre>\n\n# One",
)


@pytest.mark.parametrize("body", BODIES)
def test_a_contained_body_ends_where_it_ends_and_stands_below_its_heading(body: str) -> None:
    contained = containment.contain(body, shift=2)
    page = pages.page(f"## Part\n\n{contained}\n\n## After\n\n| a |\n| - |\n\nThe end.")
    headings = [(h.tag, h.text) for h in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert headings[0] == ("h2", "Part")
    assert headings[-1] == ("h2", "After")
    if body != "> # quoted":
        assert all(tag >= "h3" for tag, _ in headings[1:-1])
    assert len(list(page.all("table"))) == 1
    assert "clubaction:overview" not in "".join(c.attributes["text"] for c in page.all("comment"))
    assert containment.contain(body, shift=0) == containment.contain(containment.contain(body, shift=0), shift=0)


@given(st.integers(0, 10**9), st.booleans())
@example(seed=5437, keep_lines=True)
@example(seed=327, keep_lines=False)
def test_quoted_prose_has_no_element_that_was_not_meant(seed: int, keep_lines: bool) -> None:  # noqa: FBT001
    quoted = quoting.quote_block(hostile.body(random.Random(seed)), keep_lines=keep_lines)
    page = pages.page(f"{quoted}\n\n### After")
    assert {e.tag for e in page.all()} <= {"blockquote", "p", "h3", "a", "ul", "ol", "li", "pre", "code"}
    assert [h.text for h in page.all("h3")] == ["After"]
    for anchor in page.all("a"):
        assert anchor.attributes["href"].startswith(("http://", "https://", "ftp://"))


@given(st.integers(0, 10**9))
@example(seed=3)
@example(seed=3947)
@example(seed=1424)
def test_quoted_markdown_of_a_service_has_no_html_image_heading_or_mention(seed: int) -> None:
    chance = random.Random(seed)
    text = chance.choice(("", "# ", "![x](y.png) ", "text <img src=x> ")) + hostile.body(chance)
    page = pages.page(f"{quoting.quote_markdown(text)}\n\n### After")
    allowed = {"blockquote", "p", "h3", "a", "ul", "ol", "li", "em", "strong", "code", "pre", "del", "br", "hr"}
    assert {e.tag for e in page.all()} <= allowed
    assert [h.text for h in page.all("h3")] == ["After"]


def test_formulas_and_addresses_stay_in_quoted_prose() -> None:
    quoted = quoting.quote_block(
        "We use $x_1 < y^*$ and $$\\alpha|\\beta$$, see https://example.org/a_b_c.\n\nBy @us, #1."
    )
    assert "$x_1 &lt; y^*$" in quoted
    assert "$$\\alpha|\\beta$$" in quoted
    assert "https://example.org/a_b_c" in quoted
    assert "@us" not in quoted
