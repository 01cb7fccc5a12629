"""The fixture `github`. Take it into a conftest: `from .standin.plugin import github`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .people import GitHub


@pytest.fixture
def github(tmp_path: Path) -> Iterator[GitHub]:
    """A GitHub on loopback with the repository club/papers, its organiser `olga`, and nothing else.

    At the end it fails the test if an answer or a query broke GitHub's own descriptions.
    """
    made = GitHub(tmp_path / "github")
    made.create_repository()
    made.add_user("olga", "write")
    yield made
    made.close()
