"""Files made to be too deep, too large or too hungry end in a sentence: within 5 seconds and 300 MB."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping

import pytest

SECONDS, MEGABYTES = 5, 300
"""Of processor time, which other programs on the machine don't count in; and of memory."""
RUN = """
import json, pathlib, re, resource, sys, time
from clubaction.errors import ClubError
outcomes = []
for code in json.load(sys.stdin):
    start = time.process_time()
    try:
        exec(code, {})
        said = "done"
    except ClubError as error:
        said = str(error)
    outcomes.append((said, time.process_time() - start))
status = pathlib.Path("/proc/self/status")
if status.exists():  # a child's ru_maxrss begins with what its parent had
    used = int(re.search(r"VmHWM:\\s*(\\d+)", status.read_text())[1]) / 1024
else:
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
print(json.dumps([outcomes, used]))
"""


def outcomes(codes: Mapping[str, str]) -> dict[str, str]:
    """What each of these pieces of Python says, held to the limits in a process of their own."""
    done = subprocess.run(
        [sys.executable, "-c", RUN], input=json.dumps([*codes.values()]), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found, megabytes = json.loads(done.stdout)
    assert megabytes < MEGABYTES
    assert not [(name, spent) for name, (_, spent) in zip(codes, found, strict=True) if spent > SECONDS]
    return {name: str(said) for name, (said, _) in zip(codes, found, strict=True)}


def parted(names: Iterable[str], size: int = 12) -> list[list[str]]:
    """The names in groups that share a process."""
    listed = list(names)
    return [listed[start : start + size] for start in range(0, len(listed), size)]


BOMB = """
source = "a: &a [x,x,x,x,x,x,x,x,x]\\n"
for one, other in zip("abcdefgh", "bcdefghi"):
    source += f"{other}: &{other} [" + ",".join([f"*{one}"] * 9) + "]\\n"
"""
YAML = {
    "brackets": "source = 'a: ' + '[' * 30_000",
    "closed brackets": "source = 'a: ' + '[' * 30_000 + ']' * 30_000",
    "braces": "source = 'a: ' + '{' * 30_000",
    "braces with keys": "source = '{a: ' * 30_000",
    "questions": "source = '? ' * 30_000",
    "dashes": "source = '- ' * 30_000",
    "colons": "source = ': ' * 30_000",
    "indented": "source = ''.join(' ' * n + 'a:\\n' for n in range(2_000))",
    "indented by other line ends": "source = ''.join(' ' * n + 'a:\\x85' for n in range(1_900))",
    "anchors": "source = '&a ' * 30_000",
    "many anchors": "source = ''.join(f'k{n}: &a{n} x\\n' for n in range(100_001))",
    "many aliases": "source = 'a: &a x\\nb: [' + '*a, ' * 100_001 + ']'",
    "laughs": BOMB,
    "five megabytes": "source = 'a: b\\n' * 1_000_000",
    "five megabytes of one value": "source = 'a: ' + 'x' * 5_000_000",
    "a long key": "source = 'k' * 60_000 + ': x'",
    "a long second key": "source = ('? ' + 'k' * 60_000 + '\\n: x\\n') * 2",
    "many items": "source = 'a: [' + 'x, ' * 600_000 + ']'",
    "many keys in braces": "source = 'a: {' + ''.join(f'k{n}: x, ' for n in range(150_000)) + '}'",
    "quotes": "source = 'a: ' + chr(34) * 65_536",
    "tags": "source = 'a: ' + '!' * 65_536",
    "a number of digits": "source = 'a: ' + '9' * 65_536",
}


FINE = ("a number of digits", "tags")


@pytest.mark.parametrize("names", parted(YAML))
def test_a_yaml_text_that_asks_too_much_is_refused_in_a_sentence(names: list[str]) -> None:
    make = {name: "from clubaction.text import yaml_edit, yaml_text\n" + YAML[name] for name in names}
    read = outcomes({name: f"{code}\nyaml_text.read_yaml('x.md', source)" for name, code in make.items()})
    edit = "yaml_edit.edit('x.md', source, {'title': 'T'}, ())"
    edited = outcomes({name: f"{code}\n{edit}" for name, code in make.items()})
    for name, said in read.items():
        assert said.startswith("x.md:") or (said == "done" and name in FINE), name
        assert len(said) < 500
        assert edited[name] == said


def test_a_large_configuration_is_read_and_its_lines_are_told() -> None:
    code = """
from clubaction.text import yaml_lines, yaml_text
source = "".join(f"key{n}: x\\n" for n in range(99_000))
assert len(yaml_text.read_yaml("x.yml", source)) == 99_000
lines = yaml_lines.Lines(source)
assert [lines.of(f"key{n}") for n in range(99_000)] == list(range(99_000))
"""
    assert outcomes({"all": code}) == {"all": "done"}
