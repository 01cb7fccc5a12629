"""The stories in `told/`: each `.yml` is told with real git and compared with the `.md` beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import golden
from tests.storytelling import Story

STORIES = Path(__file__).parent / "told"


@pytest.mark.parametrize("name", sorted(path.stem for path in STORIES.glob("*.yml")))
def test_the_story_is_as_it_was_read(name: str, tmp_path: Path) -> None:
    text = (STORIES / f"{name}.yml").read_text(encoding="utf-8")
    golden.compare(STORIES / f"{name}.md", Story(tmp_path, text).tell())
