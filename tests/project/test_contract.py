"""What people read in different places says the same thing."""

from __future__ import annotations

import re
import subprocess
import sys

import yaml

from clubaction.entrypoints.cli import main
from clubaction.issues.commands import table
from clubaction.readme import blocks
from clubaction.text import messages, templates
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_lists_every_command_as_it_is_declared() -> None:
    match = re.search(r"<!-- commands -->\n(.*?)<!-- /commands -->", README, re.DOTALL)
    assert match
    assert match[1] == table.as_markdown(), "put this into README.md between the markers:\n" + table.as_markdown()


def test_the_readme_lists_every_block() -> None:
    for name in blocks.BLOCKS:
        assert f"| `{name}` |" in README


def test_the_readme_and_the_help_list_the_same_commands_of_the_command_line() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "clubaction", "--help"], capture_output=True, text=True, check=True
    ).stdout
    offered = set(re.findall(r"^    ([a-z]+) ", shown, re.MULTILINE))
    described = set(re.findall(r"^\| `clubaction ([a-z]+)", README, re.MULTILINE))
    assert offered == described
    assert len(offered) >= 6


def test_every_command_of_the_command_line_shows_an_example() -> None:
    for name in re.findall(r"^\| `clubaction ([a-z]+)", README, re.MULTILINE):
        shown = subprocess.run(
            [sys.executable, "-m", "clubaction", name, "--help"], capture_output=True, text=True, check=True
        ).stdout
        assert f"Example: clubaction {name}" in shown


def test_every_message_that_code_says_is_in_the_catalogue_and_every_one_there_is_said() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    quoted = set(re.findall(r'"([a-z]+(?:-[a-z]+)*)"', source))
    said = set(re.findall(r'\b(?:say|done|refused|nothing)\(\s*"([a-z-]+)"', source))
    names = set(yaml.safe_load(templates.shipped(messages.CATALOGUE)))
    assert said <= names
    assert names <= quoted


def test_the_command_line_starts_without_heavy_imports() -> None:
    heavy = "{'yaml', 'jinja2', 'github', 'requests'}"
    code = f"import sys, clubaction.entrypoints.cli.main; print(sorted({heavy} & set(sys.modules)))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "[]"
    assert main.main([]) == 2
