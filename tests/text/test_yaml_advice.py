"""What is no YAML is explained to somebody who never heard of it."""

from __future__ import annotations

import pytest

from clubaction.errors import ClubFileError
from clubaction.text import yaml_text

ADVICE = [
    ("title: Flows: a survey\n", 1, 'put the title in quotes: it holds a colon, as in `title: "Flows: a survey"`'),
    ("date: 1\ncustom: a: b\n", 2, "put the value of `custom` in quotes: it holds a colon"),
    ('a: 1\ntitle: "Flows\ndate: 2024\n', 2, "close the quote that opens on line 2"),
    ('a: 1\ntitle: "Flows\ndate: "2024"\n', 2, "close the quote that opens on line 2"),
    ("title: 'it's\n", 1, "put the title in quotes: there is text after its closing quote"),
    ('title: "Foo" bar\ndate: 1\n', 1, "put the title in quotes: there is text after"),
    ("title: [Draft] Flows\ndate: 1\n", 1, "put the title in quotes: it starts with `[`"),
    ("authors: [A, B\ndate: 1\n", 1, "close the bracket `[` that opens on line 1 with `]`"),
    ("roles: {a: b\n", 1, "close the bracket `{` that opens on line 1 with `}`"),
    ("\ttitle: x\n", 1, "use spaces, not a tab, at the start of the line"),
    ("roles:\n\trecap: x\n", 2, "use spaces, not a tab"),
    ("roles:\n  a: b\n\tc: x\n", 3, "use spaces, not a tab"),
    ("recap: @bob\n", 1, "put `@bob` in quotes"),
    ("roles: {recap: @bob, questions: x}\n", 1, "put `@bob` in quotes"),
    ("roles:\n  recap: [@a, x]\n", 2, "put `@a` in quotes"),
    ("@a: b\n", 1, "put `@a:` in quotes"),
    ("theme: *x\n", 1, "put the theme in quotes: it starts with `*`"),
    ("theme: & b\n", 1, "put the theme in quotes: it starts with `&`"),
    ("theme: %x\n", 1, "put `%x` in quotes"),
    ("theme: `x`\n", 1, "put ``x`` in quotes"),
    ("theme: > 90%\n", 1, "put the theme in quotes: it starts with `>`"),
    ("theme: - b\n", 1, "put the theme in quotes: it starts with `-`"),
    ("theme: ? b\n", 1, "put the theme in quotes: it starts with `?`"),
    ("theme: }\n", 1, "put the value of `theme` in quotes"),
    ("date: 1\ntitle Flows\nx: 1\n", 2, "no colon after its key"),
    ("title Flows\nx: 1\n", 1, "no colon after its key"),
    ("date: 1\ntitle:Flows\n", 2, "put a space after the colon of `title`"),
    ("title:Flows\ndate: 1\n", 1, "put a space after the colon of `title`"),
    ("title: Flows\n  a: survey\n", 2, "start this line below `title`, or put the value of `title` in quotes"),
    ("  a: 1\nb: 2\n", 2, "same column as the other keys"),
    ("a:\n  b: 1\n c: 2\n", 3, "same column as the other keys"),
    ("a: b\n---\nc: d\n", 2, "stands in the middle of the keys"),
    ("a: b\n...\nc: d\n", 3, "stands in the middle of the keys"),
    ("a: 1\nb: x\x07\n", 2, "U.0007"),
    ('a: "\\q"\n', 1, "backslash"),
    ("a: 1\na: 2\n", 2, "the key `a` stands here a second time"),
]


@pytest.mark.parametrize("source, line, says", ADVICE)
def test_what_is_wrong_is_said_so_that_a_student_can_mend_it(source: str, line: int, says: str) -> None:
    with pytest.raises(ClubFileError) as caught:
        yaml_text.read_yaml("x.md", source)
    (problem,) = caught.value.problems
    assert says.replace("U.", "U+") in problem.message
    assert problem.line == line
    assert "YAML" not in problem.message
