"""Text that people might write to break a page, steer it, or call somebody."""

from __future__ import annotations

import random

FRAGMENTS = (
    "|", "\\|", "||", "`", "``", "```", "~~~", "\\", "\\\\", "<script>alert(1)</script>", "<img src=x onerror=y>",
    "</td></tr></table>", "<!--", "-->", "<!-- /clubaction:overview -->", "<!-- clubaction:details -->", "<?php", "<![CDATA[",
    "<!DOCTYPE x>", "<details>", "</details>", "<a name='x'>", "@everyone", "@olga", "@club/team", "a@b.example",
    "#12", "GH-7", "club/club#3", "0123456789abcdef0123456789abcdef01234567", "https://example.org/a_b|c", "www.example.org",
    "http://", "ftp://example.org", "[x](javascript:alert(1))", "![x](y.png)", "[x]: https://example.org", "[^1]", "[ ]", "[x]",
    "]", "](", "*", "**", "_", "__", "~", "~~", "$x_1$", "$$\\alpha$$", "\\(x\\)", "&amp;", "&lt;b&gt;", "&#124;", "&nbsp",
    "\n", "\r\n", "\n\n", "\t", "\u2028", "\x00", "\x1b[31m", "\u202e", "\u200b", "\ufeff", "\ufffc", "\ufffb\ufff9\ufffb", "\x85",
    "{{ 7*7 }}", "{% raw %}", "# ", "## x", "- ", "+ ", "> ", "1. ", "1) ", "===", "---", ":---:", "| a | b |\n| - | - |",
    "%3Cscript%3E", "<b", "&", "'", '"', ": ", " #", "- a: b", "!tag", "&anchor", "*alias", "? ", "null", "~", "yes", "0x1F",
    "19:30", "2024-10-02", "1_000", "%", "é", "日本語", "𝒳", "👩‍🔬", "ﬁ", "İ", "ß", "Σ", "word", "Score matching", "of", " ",
)  # fmt: skip


def text(chance: random.Random, most: int = 8) -> str:
    """Some of the fragments one after the other, sometimes spaced."""
    between = chance.choice(("", " ", " "))
    return between.join(chance.choices(FRAGMENTS, k=chance.randint(1, most)))


def body(chance: random.Random) -> str:
    """Several lines of them."""
    lines = [text(chance, 4) for _ in range(chance.randint(0, 6))]
    return "\n".join(lines)
