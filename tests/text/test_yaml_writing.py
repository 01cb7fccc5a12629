"""Values are written as YAML so that any reader gets the same back."""

from __future__ import annotations

import pytest
import yaml

from clubaction.text import yaml_text, yaml_writing


@pytest.mark.parametrize(
    "text",
    [
        "19:30",
        "no",
        "Yes",
        "on",
        "2024-10-02",
        "1_000",
        "0x1F",
        "1e3",
        ".5",
        "~",
        "null",
        "",
        " ",
        "a: b",
        "a #b",
        "#a",
        "- a",
        "@a",
        "`a`",
        "{a}",
        "[a]",
        "&a",
        "*a",
        "!a",
        "|",
        ">",
        "%a",
        "'a'",
        '"a"',
        "a\nb",
        "a\tb",
        "\u2028",
        "\\",
        "a:",
        "---",
        "...",
        "? a",
        "é",
        "=",
        "<<",
        "a, b",
        "\x85",
        "\x07",
        "a'b\"c",
    ],
)
def test_a_written_text_is_the_same_text_for_any_reader(text: str) -> None:
    for source in (
        yaml_writing.entry("key", text),
        f"key: {yaml_writing.dump([text])}\n",
        f"key: {yaml_writing.dump({'k': text})}\n",
    ):
        ours = yaml_text.read_yaml("x.md", source)["key"]
        theirs = yaml.safe_load(source)["key"]
        unwrap = [theirs[0] if isinstance(theirs, list) else theirs["k"] if isinstance(theirs, dict) else theirs]
        assert unwrap == [text]
        inner = ours[0] if isinstance(ours, list) else ours["k"] if isinstance(ours, dict) else ours
        assert (inner or "") == text
