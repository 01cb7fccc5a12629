"""The stand-in, with a club in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.standin import GitHub

from .clubs import Club, settle


@pytest.fixture
def github(tmp_path: Path) -> Iterator[GitHub]:
    """A GitHub with nothing in it."""
    made = GitHub(tmp_path / "github")
    yield made
    made.close()


@pytest.fixture
def club(github: GitHub) -> Club:
    return settle(github)
