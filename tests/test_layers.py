"""The shape of the code: who may import whom, who may touch the world, and how large a room may be."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = "clubaction"
SOURCES = Path(__file__).resolve().parent.parent / "src" / PACKAGE

LAYERS: tuple[frozenset[str], ...] = (
    frozenset({""}),  # the package itself: its version
    frozenset({"errors"}),
    frozenset({"model"}),
    frozenset({"plan"}),
    frozenset({"documents", "gfm", "invisible", "liquid", "public_holidays", "shown", "yaml_advice", "yaml_tree"}),
    frozenset({"messages", "sandbox", "schedule", "template_tree", "templating", "terminal", "workflow_commands"}),
    frozenset(
        {
            "check",
            "config",
            "forms",
            "importing",
            "papers",
            "places",
            "readme",
            "render",
            "sessions",
            "settings",
            "slots",
            "starting",
            "views",
        }
    ),
    frozenset(
        {
            "answers",
            "calling_off",
            "changes",
            "claims",
            "club",
            "commands",
            "describe",
            "memory",
            "notices",
            "outlook",
            "proposals",
            "pulls",
            "queues",
            "recall",
            "remembering",
            "reminders",
            "repeats",
            "threads",
            "timeline",
            "turns",
            "waiting",
            "words",
            "work",
        }
    ),
    frozenset({"inquiry", "lookup", "reconcile"}),
    frozenset({"hosts"}),
    frozenset({"sync"}),
    frozenset({"__main__", "action", "cli", "console", "demo", "summary"}),
)
"""From the bottom up. A module or package of the first level may import its own layer and those below."""

WORLDLY = frozenset({"hosts", "papers.fetch", "__main__", "action", "cli", "console", "demo"})
"""The modules and packages that may touch network, disk, clock and environment."""

TEMPLATE_READERS = frozenset({"messages", "render", "templating"})
"""Pure but for the templates that ship inside the package, which they read through `importlib.resources`."""

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
FUNCTION_LINES = 45
FILE_LINES = 400


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


def layer_complaints(modules: Mapping[str, Module]) -> list[str]:
    height = {name: level for level, layer in enumerate(LAYERS) for name in layer}
    complaints = []
    for module in modules.values():
        if module.top not in height:
            complaints.append(
                f"{module.name} is in no layer: add {module.top!r} to LAYERS in tests/test_layers.py, on the "
                "lowest layer that stands above all it imports, or move its code into a module that has one"
            )
            continue
        complaints += [
            f"{module.name} imports {other}, which is a layer above it: pass what it needs as an argument"
            for other in sorted(own_imports(module, modules))
            if height.get(other.partition(".")[0], 0) > height[module.top]
        ]
    return complaints


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
    complaints = []
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
    assert {"", "errors", "model", "plan"} <= set(MODULES)


def test_imports_point_one_way_down_the_layers() -> None:
    assert layer_complaints(MODULES) == []


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
        "from clubaction import sync",
        "import clubaction.sync",
        "from clubaction.sync import run",
        "from . import sync",
        "from .sync import run",
        "def late():\n    from clubaction.sync import run",
    ],
)
def test_an_import_up_the_layers_is_found_however_it_is_written(text: str) -> None:
    assert len(layer_complaints(made(config=text, sync=""))) == 1


def test_an_import_up_from_inside_a_package_is_found() -> None:
    assert len(layer_complaints(made(papers="", papers__arxiv="from ..sync import run", sync=""))) == 1
    assert layer_complaints(made(papers="", papers__arxiv="from ..config import Config", config="")) == []


def test_a_module_in_no_layer_is_told_what_to_do() -> None:
    (complaint,) = layer_complaints(made(oracle=""))
    assert "oracle is in no layer: add 'oracle' to LAYERS in tests/test_layers.py" in complaint


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
    assert world_complaints(Module("messages", is_package=False, text=text)) == []
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
