"""The shape of the code: its rooms, who may import whom, who may touch the world, and how large a thing may be."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from radon.complexity import cc_visit
from radon.visitors import Function

PACKAGE = "clubaction"
SOURCES = Path(__file__).resolve().parents[2] / "src" / PACKAGE

ROOMS = (
    "errors",
    "model",
    "text",
    "papers",
    "club",
    "readme",
    "issues",
    "pipeline",
    "importing",
    "hosts",
    "entrypoints",
)
"""From the ground up: a room may import itself and those before it."""

AT_THE_ROOT = {*ROOMS, "__init__.py", "__main__.py", "py.typed"} - {"errors"} | {"errors.py"}
"""All that the package's own folder holds."""

WORLDLY = frozenset({"hosts", "papers.fetch", "entrypoints", "__main__"})
"""The modules and packages that may touch network, disk, clock and environment."""

TEMPLATE_READERS = frozenset({"text.templates"})
"""Pure but for the files that ship inside the package, which it reads through `importlib.resources`."""

WORLD = frozenset(
    {
        "asyncio",
        "getpass",
        "github",
        "glob",
        "http",
        "httpx",
        "importlib.resources",
        "multiprocessing",
        "os",
        "pathlib.Path",
        "platform",
        "random",
        "requests",
        "secrets",
        "shutil",
        "signal",
        "socket",
        "sqlite3",
        "ssl",
        "subprocess",
        "tempfile",
        "threading",
        "time",
        "urllib.request",
        "urllib3",
    }
)
WORLD_CALLS = frozenset({"open", "input"})
WORLD_METHODS = frozenset({"now", "today", "utcnow", "read_text", "read_bytes", "write_text", "write_bytes"})

VAGUE = frozenset({"base", "common", "core", "helper", "helpers", "manager", "misc", "util", "utils"})
FUNCTION_LINES = 40
FILE_LINES = 300
COMPLEXITY = 12
"""The most of any function, as radon counts it: boolean operators and comprehensions, too."""
CHAIN = 12
"""The most modules on the way from an entry point down to one that imports none of ours."""


@dataclass(frozen=True, slots=True)
class Module:
    """A module, by its name inside the package: "" is the package itself, "papers.fetch" a submodule."""

    name: str
    is_package: bool
    text: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.name)

    @property
    def top(self) -> str:
        return self.name.partition(".")[0]

    @property
    def worldly(self) -> bool:
        return any(self.name == one or self.name.startswith(f"{one}.") for one in WORLDLY)


def read_modules(folder: Path) -> dict[str, Module]:
    modules = {}
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        modules[name] = Module(name, is_package, path.read_text(encoding="utf-8"))
    return modules


def named_imports(module: Module) -> Iterator[str]:
    """The dotted names that a module imports anywhere, lazily or for types: of `from a import b`, `a.b`."""
    own = [PACKAGE, *module.name.split(".")] if module.name else [PACKAGE]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            up = node.level - module.is_package
            above = own[: len(own) - up] if node.level else []
            source = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{source}.{alias.name}" for alias in node.names)


def own_imports(module: Module, known: Mapping[str, Module]) -> set[str]:
    """The modules of the package that a module imports, by relative name."""
    found = set()
    for dotted in named_imports(module):
        first, _, rest = dotted.partition(".")
        if first == PACKAGE:
            while rest and rest not in known:
                rest = rest.rpartition(".")[0]
            found.add(rest)
    return found - {module.name}


def room_complaints(modules: Mapping[str, Module]) -> list[str]:
    height = {"": -1, **{room: level for level, room in enumerate(ROOMS)}, "__main__": len(ROOMS)}
    complaints = []
    for module in modules.values():
        if module.top not in height:
            complaints.append(
                f"{module.name} is in no room: move it into one of {', '.join(ROOMS)}, "
                "the lowest that stands above all it imports"
            )
            continue
        complaints += [
            f"{module.name} imports {other}, which is in a room above it: pass what it needs as an argument"
            for other in sorted(own_imports(module, modules))
            if height.get(other.partition(".")[0], -1) > height[module.top]
        ]
    return complaints


def longest_chain(modules: Mapping[str, Module], start: str) -> list[str]:
    """The longest way from a module down through what it imports."""
    graph = {name: own_imports(module, modules) - {""} for name, module in modules.items()}
    below: dict[str, list[str]] = {}
    for name in TopologicalSorter(graph).static_order():
        below[name] = [name, *max((below[other] for other in graph[name]), key=len, default=[])]
    return below[start]


def circles(modules: Mapping[str, Module]) -> list[str]:
    graph = {name: own_imports(module, modules) for name, module in modules.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [" imports ".join(reversed(error.args[1]))]
    return []


def world_complaints(module: Module) -> list[str]:
    """Where a pure module touches network, disk, clock, environment or chance."""
    if module.worldly:
        return []
    reads_templates = module.name in TEMPLATE_READERS
    complaints = []
    for dotted in named_imports(module):
        parts = dotted.split(".")
        touched = WORLD & {".".join(parts[: end + 1]) for end in range(len(parts))}
        if touched and not (reads_templates and touched == {"importlib.resources"}):
            complaints.append(f"{module.name} imports {dotted}: only {', '.join(sorted(WORLDLY))} may")
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            called = node.func
            by_name = isinstance(called, ast.Name) and called.id in WORLD_CALLS
            by_method = isinstance(called, ast.Attribute) and called.attr in WORLD_METHODS
            if by_name or (by_method and not reads_templates):
                complaints.append(f"{module.name}:{node.lineno} calls {ast.unparse(called)}: take it as an argument")
    return complaints


def name_complaints(module: Module) -> list[str]:
    name = module.name.rpartition(".")[2]
    if name.lower() in VAGUE or set(name.lower().split("_")) & VAGUE:
        return [f"{module.name} names no thing of the domain: name it for what it holds"]
    if name in sys.stdlib_module_names and name != "__main__":
        return [f"{module.name} is named like a module of the standard library"]
    return []


def size_complaints(module: Module) -> list[str]:
    complaints = [
        f"{module.name}:{block.lineno} {block.name} has a complexity of {block.complexity}, more than {COMPLEXITY}"
        for block in cc_visit(module.text)
        if isinstance(block, Function) and block.complexity > COMPLEXITY
    ]
    length = len(module.text.splitlines())
    if length > FILE_LINES:
        complaints.append(f"{module.name} has {length} lines, more than {FILE_LINES}: it holds two things")
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                complaints.append(
                    f"{module.name}:{node.lineno} {node.name} has {lines} lines, more than {FUNCTION_LINES}"
                )
    return complaints


MODULES = read_modules(SOURCES)


def test_the_source_tree_is_found() -> None:
    assert {"", "errors", "model.session", "model.plan"} <= set(MODULES)


def test_the_package_holds_its_rooms_and_nothing_else() -> None:
    assert {path.name for path in SOURCES.iterdir()} - {"__pycache__"} == AT_THE_ROOT


def test_imports_point_one_way_down_the_rooms() -> None:
    assert room_complaints(MODULES) == []


@pytest.mark.parametrize("start", ["entrypoints.cli.main", "entrypoints.action.run"])
def test_the_way_from_an_entry_point_to_the_ground_is_short(start: str) -> None:
    assert len(longest_chain(MODULES, start)) <= CHAIN, " > ".join(longest_chain(MODULES, start))


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert circles(MODULES) == []


@pytest.mark.parametrize("module", MODULES.values(), ids=lambda module: module.name or PACKAGE)
def test_a_module_keeps_to_its_room(module: Module) -> None:
    assert world_complaints(module) == []
    assert name_complaints(module) == []
    assert size_complaints(module) == []


def made(**texts: str) -> dict[str, Module]:
    """A small package of our own; `__` in a name stands for the dot."""
    named = {name.replace("__", "."): text for name, text in texts.items()}
    packages = {name.partition(".")[0] for name in named if "." in name}
    return {name: Module(name, name in packages, text) for name, text in named.items()}


@pytest.mark.parametrize(
    "text",
    [
        "from clubaction.pipeline import sync",
        "import clubaction.pipeline.sync",
        "from clubaction.pipeline.sync import run",
        "from ..pipeline import sync",
        "from ..pipeline.sync import run",
        "def late():\n    from clubaction.pipeline.sync import run",
    ],
)
def test_an_import_up_the_rooms_is_found_however_it_is_written(text: str) -> None:
    assert len(room_complaints(made(club="", club__cadence=text, pipeline="", pipeline__sync=""))) == 1


def test_an_import_down_or_beside_is_none() -> None:
    assert room_complaints(made(club="", club__cadence="from ..text import yaml", text="", text__yaml="")) == []
    assert room_complaints(made(club="", club__cadence="from . import people", club__people="")) == []


def test_a_module_in_no_room_is_told_what_to_do() -> None:
    (complaint,) = room_complaints(made(oracle=""))
    assert "oracle is in no room: move it into one of errors, model, " in complaint


def test_the_longest_chain_is_found() -> None:
    modules = made(club="from clubaction import text, model", text="from clubaction import model", model="")
    assert longest_chain(modules, "club") == ["club", "text", "model"]


def test_a_circle_is_told_from_start_to_end() -> None:
    (circle,) = circles(made(config="from clubaction import forms", forms="import clubaction.config"))
    assert circle in {
        "config imports forms imports config",
        "forms imports config imports forms",
    }


@pytest.mark.parametrize(
    "text",
    [
        "import os.path",
        "from urllib import request",
        "from urllib.request import urlopen",
        "from github import Github",
        "from pathlib import Path",
        "from importlib import resources",
        "import datetime as dt\ndt.datetime.now(dt.UTC)",
        "from datetime import date\ndate.today()",
        "open('README.md')",
    ],
)
def test_a_pure_module_that_touches_the_world_is_found(text: str) -> None:
    assert len(world_complaints(Module("config", is_package=False, text=text))) == 1
    assert len(world_complaints(Module("papers.arxiv", is_package=False, text=text))) == 1
    assert world_complaints(Module("hosts.github", is_package=False, text=text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "from urllib.parse import quote",
        "from pathlib import PurePosixPath",
        "import datetime as dt\ndt.date(2024, 1, 2)",
    ],
)
def test_a_pure_module_may_calculate(text: str) -> None:
    assert world_complaints(Module("config", is_package=False, text=text)) == []


def test_templates_are_read_by_the_modules_that_own_them_alone() -> None:
    text = "from importlib import resources\nresources.files('clubaction').joinpath('x').read_text()"
    assert world_complaints(Module("text.templates", is_package=False, text=text)) == []
    assert world_complaints(Module("config", is_package=False, text=text)) != []


@pytest.mark.parametrize("name", ["utils", "papers.helpers", "session_manager", "calendar", "hosts.json"])
def test_a_name_that_says_nothing_or_is_taken_is_found(name: str) -> None:
    assert len(name_complaints(Module(name, is_package=False, text=""))) == 1


def test_a_function_and_a_file_may_be_just_as_long_as_one_screen_and_one_subject() -> None:
    body = "    pass\n"
    fits = Module("config", is_package=False, text="def f():\n" + body * (FUNCTION_LINES - 1))
    too_long = Module("config", is_package=False, text="def f():\n" + body * FUNCTION_LINES)
    assert (size_complaints(fits), len(size_complaints(too_long))) == ([], 1)
    assert size_complaints(Module("config", is_package=False, text="#\n" * FILE_LINES)) == []
    assert len(size_complaints(Module("config", is_package=False, text="#\n" * (FILE_LINES + 1)))) == 1


def test_a_function_may_decide_just_so_much() -> None:
    decisions = "".join(f"    if x and y or {n}:\n        pass\n" for n in range(COMPLEXITY // 3))
    fits = "def f():\n" + decisions.replace(" and y", "", 1)
    too_much = "class C:\n    def f(self):\n" + "".join(f"    {line}\n" for line in decisions.splitlines())
    assert size_complaints(Module("club", is_package=False, text=fits)) == []
    (complaint,) = size_complaints(Module("club", is_package=False, text=too_much))
    assert "complexity of 13" in complaint
