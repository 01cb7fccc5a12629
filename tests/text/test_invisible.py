"""What nobody sees is taken out of people's text, and Liquid finds nothing to run in what is made of it."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clubaction.text import containment, markdown, quoting
from clubaction.text.invisible import without_invisible
from tests import hostile, pages

HIDDEN = "".join(map(chr, range(0xE0000, 0xE0080))) + "\ue000\U000f0000\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b\u180e"
HIDDEN += "\u2800\u3164\uffa0\u200b\u202e\u2066\ufeff\ufff9\ufffa\ufffb\ufffc\x00\x1b\U0001d173\ufe00"
VISIBLE_FORMAT = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"


@pytest.mark.parametrize(
    "text, wanted",
    [
        (f"a{HIDDEN}b", "ab"),
        (VISIBLE_FORMAT, VISIBLE_FORMAT),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🔬 ❤\ufe0f\u200d🔥 1\ufe0f\u20e3", "👩\u200d🔬 ❤\ufe0f\u200d🔥 1\ufe0f\u20e3"),
        ("a\u200d\u200c\u200db", "a\u200db"),
        ("\u200da \u200d b\u200d", "a  b"),
        ("❤\ufe0f\ufe0e\ufe0f", "❤\ufe0f"),
        ("x\ufe0f\ufe0e\ufe0f", "x"),
        (" \ufe0f", " "),
        ("葛\U000e0100\U000e0101", "葛\U000e0100"),
        ("a\U000e0100", "a"),
        ("a" + "\U000e0041" * 50 + "\u200d" * 50, "a"),
        ("\n\t\r\n", "\n\t\r\n"),
    ],
)
def test_only_what_is_seen_or_needed_stays(text: str, wanted: str) -> None:
    assert without_invisible(text) == wanted


@given(st.text(st.characters() | st.sampled_from(HIDDEN + "\u200c\u200d\ufe0e\ufe0f\U000e0100葛a "), max_size=30))
def test_all_of_it_goes_at_once_and_no_run_is_left(text: str) -> None:
    once = without_invisible(text)
    assert without_invisible(once) == once
    kept = "\u200c\u200d\ufe0e\ufe0f" + VISIBLE_FORMAT
    assert not [c for c in once if unicodedata.category(c) in ("Cf", "Co", "Cs") and c not in kept]
    assert not re.search("[\u200c\u200d]{2}|[\ufe0e\ufe0f\U000e0100-\U000e01ef]{2}", once)


def test_every_format_character_that_this_python_knows_is_dealt_with() -> None:
    kept = "\u200c\u200d" + VISIBLE_FORMAT
    others = [chr(n) for n in range(0x110000) if unicodedata.category(chr(n)) in ("Cf", "Co") and chr(n) not in kept]
    assert not [hex(ord(c)) for c in others if without_invisible(f"a{c}b") != "ab"]


MAKERS: dict[str, Callable[[str], str]] = {
    "escape": markdown.escape,
    "one line": lambda text: markdown.escape(markdown.one_line(text)),
    "prose": quoting.quote_block,
    "notes": lambda text: quoting.quote_block(text, keep_lines=True),
    "a service's": quoting.quote_markdown,
    "a body": lambda text: containment.contain(text, shift=1),
    "an address": markdown.safe_url,
    "a link": lambda text: markdown.link(text, "https://example.org/" + text),
}


@pytest.mark.parametrize("maker", MAKERS)
@given(seed=st.integers(0, 10**9), more=st.text(st.sampled_from("{{{{%%%`$ \n\u200b\U000e0041a~<&|-"), max_size=30))
def test_nothing_is_made_that_liquid_runs_or_nobody_sees(maker: str, seed: int, more: str) -> None:
    made = MAKERS[maker](hostile.body(random.Random(seed)) + more)
    assert "{{" not in made
    assert "{%" not in made
    assert not re.search("[\ue000-\uf8ff\U000e0000-\U000e007f\ufff9-\ufffc\u3164\u2800]", made)


def shown(markdown: str) -> str:
    """What a reader sees, with braces that a space parts in a formula together again."""
    return re.sub(r"\{ (?=[{%])", "{", " ".join(pages.page(markdown).text.split()))


@given(st.text(st.sampled_from("{%}x y`$_"), max_size=30))
def test_braces_in_a_line_are_shown_as_they_were_written(text: str) -> None:
    assert (
        " ".join(pages.page(f"x{markdown.escape(text)}x").text.split()) == f"x{markdown.one_line(text)}x"
        or not text.strip()
    )


BODY_LINES = (
    "{{ x }} and {% y %}",
    "`{{ x }}` or ``{% `y` %}``",
    "a `{{ x",
    "b }}` {{{ c",
    "```",
    "~~~ math",
    "    {{ code }}",
    "- {{ item }}",
    "- ```",
    "1. {% x %}",
    "> {{ quoted }} `{{`",
    "$x_{{i}}$ $$y^{{j}}$$",
    "| {{ a }} | `{{` |",
    "| - | - |",
    "",
    "",
    "\t{{ tab }}",
    "<b title='`'>{{ x }}</b> ` {{ ` {{",
    "# {{ heading }}",
    "[{{ x }}](/y)",
    "text \\` {{ ` {{ `",
)


@given(st.lists(st.sampled_from(BODY_LINES), max_size=8))
def test_a_body_shows_the_braces_that_were_written(lines: list[str]) -> None:
    body = "\n".join(lines)
    made = containment.contain(body, shift=0)
    assert "{{" not in made
    assert "{%" not in made
    assert shown(made) == shown(body)
    assert containment.contain(made, shift=0) == made


@given(st.lists(st.sampled_from([line for line in BODY_LINES if "<" not in line]), max_size=8))
def test_a_quoted_abstract_shows_the_braces_that_were_written(lines: list[str]) -> None:
    text = "\n\n".join(" ".join(line.split()) for line in lines)
    made = quoting.quote_markdown(text)
    assert "{{" not in made
    assert "{%" not in made
    plain = "\n>\n".join(f"> {' '.join(part.split())}" for part in text.split("\n\n") if part.strip())
    assert shown(made) == shown(plain.replace("> #", "> \\#"))


def test_each_place_has_its_own_way() -> None:
    assert markdown.escape("{{ x }} {% y %} {{{") == "{\\{ x }} {&#37; y %} {\\{\\{"
    assert containment.contain("{{ x }}\n\n`{{ y }}`", shift=0) == "&#123;{ x }}\n\n`{\u200b{ y }}`"
    assert containment.contain("$x_{{i}}$", shift=0) == "$x_{ {i}}$"
    assert (
        containment.contain("```math\nx_{{i}}\n```\n\n```\n{{\n```", shift=0)
        == "```math\nx_{ {i}}\n```\n\n```\n{\u200b{\n```"
    )
    assert quoting.quote_block("{% x %} $a_{{i}}$ https://a.org/{{x") == "> {&#37; x %} $a_{ {i}}$ https://a.org/%7B{x"
    assert quoting.quote_markdown("{{ a }} `{% b`") == "> &#123;{ a }} `{\u200b% b`"
