"""The blocks of a README: where they are, and that nothing else is touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clubaction.errors import ClubFileError
from clubaction.readme import blocks as readme_blocks
from tests import hostile, pages


def filled(text: str, **contents: str) -> str:
    blocks = readme_blocks.find("README.md", text)
    return readme_blocks.fill(text, blocks, {block.name: contents.get(block.name, "") for block in blocks})


@pytest.mark.parametrize(
    "text, wanted",
    [
        (
            "<!-- clubaction:next -->\n<!-- /clubaction:next -->",
            "<!-- clubaction:next -->\n\nX\n\n<!-- /clubaction:next -->",
        ),
        (
            "a\n<!--clubaction:next-->\nold\n<!--/clubaction:next-->\nb",
            "a\n<!--clubaction:next-->\n\nX\n\n<!--/clubaction:next-->\nb",
        ),
        (
            "a\r\n<!-- clubaction:next -->\r\n<!-- /clubaction:next -->\r\nb",
            "a\r\n<!-- clubaction:next -->\r\n\r\nX\r\n\r\n<!-- /clubaction:next -->\r\nb",
        ),
        ("```\n<!-- clubaction:next -->\n```\n", None),
        ("~~~~\n```\n<!-- clubaction:next -->\n~~~~\n", None),
        ("<!--\n<!-- clubaction:next -->\n", None),
        ("text <!-- clubaction:next -->\n", None),
        ("    <!-- clubaction:next -->\n", None),
        ("`<!-- clubaction:next -->`\n", None),
        ("\ufeff# x\n", None),
        ("", None),
    ],
)
def test_a_block_is_filled_and_all_else_stays(text: str, wanted: str | None) -> None:
    assert filled(text, next="X") == (text if wanted is None else wanted)


@pytest.mark.parametrize(
    "text, line, says",
    [
        ("\n<!-- clubaction:next -->\n", 2, "no end"),
        ("<!-- /clubaction:next -->\n", 1, "does not start"),
        (
            "<!-- clubaction:next -->\n<!-- /clubaction:next -->\n<!-- clubaction:next -->\n<!-- /clubaction:next -->",
            3,
            "second time",
        ),
        (
            "<!-- clubaction:next -->\n<!-- clubaction:pool -->\n<!-- /clubaction:pool -->\n<!-- /clubaction:next -->",
            2,
            "still open",
        ),
        ("<!-- clubaction:overveiw -->\n", 1, "did you mean `overview`"),
        ("<!-- clubaction:zzz -->\n", 1, "known are"),
        ("<!-- clubaction: -->\n", 1, "no block"),
    ],
)
def test_markers_that_do_not_fit_are_named_with_their_line(text: str, line: int, says: str) -> None:
    with pytest.raises(ClubFileError, match=says) as caught:
        readme_blocks.find("README.md", text)
    assert caught.value.problems[0].line == line


AROUND = st.text(st.sampled_from("ab|`~<>!-\n \r#*") | st.characters(codec="utf-8"), max_size=60)


@given(AROUND, AROUND, AROUND, st.sampled_from(["\n", "\r\n"]))
def test_the_text_around_a_block_stays_to_the_byte(before: str, after: str, content: str, newline: str) -> None:
    text = f"{before}{newline}<!-- clubaction:next -->{newline}<!-- /clubaction:next -->{newline}{after}"
    try:
        result = filled(text, next=content.replace("\r", ""))
    except ClubFileError:
        return
    if result != text:
        assert result.startswith(f"{before}{newline}<!-- clubaction:next -->{newline}")
        assert result.endswith(f"<!-- /clubaction:next -->{newline}{after}")


@pytest.mark.parametrize(
    "content, says",
    [
        ("", ""),
        ("| a |\n| - |\n\n```\n<!--\n```\n\n<!-- note -->\n<details>\nx\n</details>", ""),
        ("`<details>` <b>\n", ""),
        ("<!-- clubaction:next -->", "marker"),
        ("<!-- /clubaction:next -->", "marker"),
        ("text <!--/ ClubAction :next", "marker"),
        ("```\nopen", "close it with ````"),
        ("~~~~ x\n~~~", "~~~~"),
        ("<!-- open", "-->"),
        ("<script>\n\nx", "</script>"),
        ("<pre>", "</pre>"),
        ("<![CDATA[", "]]>"),
        ("<?php", "?>"),
        ("<details>\n\nx", "</details>"),
    ],
)
def test_what_a_template_leaves_open_is_said(content: str, says: str) -> None:
    said = readme_blocks.check_content("next", content)
    assert says in said
    assert bool(said) == bool(says)


@given(st.lists(st.sampled_from(hostile.FRAGMENTS), max_size=6).map("".join))
def test_content_that_passes_leaves_the_end_of_its_block_alone(content: str) -> None:
    if not readme_blocks.check_content("next", content):
        text = "<!-- clubaction:next -->\n<!-- /clubaction:next -->\n\nThe end.\n"
        result = filled(text, next=content)
        assert [block.name for block in readme_blocks.find("README.md", result)] == ["next"]
        page = pages.page(result, raw=True)
        assert [c.attributes["text"].strip() for c in page.all("comment")][-1] == "/clubaction:next"
        assert page.text.rstrip().endswith("The end.")
