"""What all tests share: the folder of real material, and how hard hypothesis tries."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
"""The repository's root."""

SHARED = Path(os.environ.get("CLUBACTION_SHARED") or ROOT.parent / "shared").resolve()
"""The folder of real material; it may not be there, so reach into it through `shared_path`."""

settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "default"))


def shared_path(relative: str = "") -> Path:
    """What stands at `relative` in the shared folder; the calling test is skipped where nothing does."""
    path = SHARED / relative
    if not path.exists():
        pytest.skip(
            f"the shared material {relative or 'folder'} is not here: "
            "put it beside the repository as ../shared, or name its folder in CLUBACTION_SHARED",
            allow_module_level=True,
        )
    return path


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real material; tests that ask for it are skipped where it is not there."""
    return shared_path()


FIGURE = "figure"
"""The property under which a test records a line for the end of the run, also from a process of its own."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints the figures that tests recorded, such as how many cases were compared."""
    reports = terminalreporter.getreports("passed")
    for figure in (value for report in reports for name, value in report.user_properties if name == FIGURE):
        terminalreporter.write_line(str(figure))
