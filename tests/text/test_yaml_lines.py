"""The lines of a YAML text's entries."""

from __future__ import annotations

from clubaction.text import yaml_lines


def test_the_lines_of_entries_are_found_at_once() -> None:
    lines = yaml_lines.Lines("\ufeffa: 1\nb:\n  - x\n  - c: 2\n    d: 3\n")
    assert [lines.of(*keys) for keys in (("a",), ("b",), ("b", 1), ("b", 1, "d"), ("b", 7), ("nope",), ())] == [
        *(0, 1, 3, 4, 1, 0, 0)
    ]
    assert yaml_lines.Lines("").of("a") == 0
