"""No text is slow: every regular expression of the project, found in its sources, on texts made to stall it."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import itertools
import re
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
LENGTHS = (4_096, 16_384, 65_536)
"""Characters; GitHub passes on texts of at most so many as the last."""
STEEP = 8
"""A text four times as long may take this many times as long: linear takes 4, quadratic 16 times."""
SLOW = 150
"""… and this many times as long as to look at each of its characters, one by one, once: about 0.2 s."""
FLOOR = 50
"""Below this many times as long its growth is that of the machine's own noise."""
SHORT = 1_024
STALLED = 0.05
"""Seconds for at most `SHORT` characters that only go by when the time multiplies with each few of them."""

PLACED: Mapping[tuple[str, str], str] = {
    (
        "text/inline.py",
        "_LABEL",
    ): "tried behind `]` only, and ends before the next bracket, where it is tried again",
    ("text/link_targets.py", "_IN_ANGLES"): "tried behind `](` only, whose bracket ends it where it is tried again",
    (
        "text/link_targets.py",
        "_TITLE",
    ): "tried behind `](…` only, where each kind of quotation mark ends it where it is tried again",
}
"""(file, name) of a pattern that is not tried at every place → why it can't be tried again and again on one text."""

UNRESOLVED: Mapping[tuple[str, str], str] = {}
"""(file, pattern as its source says it) → why it is known only at run time, and who times it."""


# --- finding them --------------------------------------------------------------------------

_CALLS = frozenset(("compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"))
_ANY_METHOD = frozenset(("match", "search"))
_FLAGS_AT = {"sub": 4, "subn": 4, "split": 3}


@dataclass(frozen=True)
class Use:
    """A pattern, where it stands, and the ways in which it is used."""

    place: str
    pattern: re.Pattern[Any]
    methods: frozenset[str]


@dataclass(frozen=True)
class Source:
    """A module whose patterns, or whose uses of others', are looked for."""

    name: str
    module: ModuleType | None
    """None where it makes no patterns."""
    attributes: tuple[ast.Attribute, ...]
    """Those that are called like a function or a method of `re`."""
    parents: Mapping[ast.AST, ast.AST]
    """Node of the syntax tree → the one around it."""


def sources() -> Iterator[Source]:
    for path in sorted((*ROOT.glob("src/**/*.py"), *ROOT.glob("action/**/*.py"))):
        name = path.relative_to(ROOT).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        nodes = list(ast.walk(tree))
        attributes = tuple(node for node in nodes if isinstance(node, ast.Attribute) and node.attr in _CALLS)
        parents = {child: node for node in nodes for child in ast.iter_child_nodes(node)}
        yield Source(name, _imported(path) if _makes_patterns(nodes) else None, attributes, parents)


def _makes_patterns(nodes: list[ast.AST]) -> bool:
    """Whether a module imports `re` at all. Under another name nobody would find its patterns."""
    found = False
    for node in nodes:
        if isinstance(node, ast.Import):
            aliases = [alias for alias in node.names if alias.name == "re"]
            assert all(alias.asname is None for alias in aliases), "import re under its own name"
            found = found or bool(aliases)
        assert not (isinstance(node, ast.ImportFrom) and node.module == "re"), "import re as a whole"
    return found


def _imported(path: Path) -> ModuleType:
    parts = path.relative_to(ROOT).with_suffix("").parts
    if parts[0] == "src":
        return importlib.import_module(".".join(parts[1:]).removesuffix(".__init__"))
    spec = importlib.util.spec_from_file_location("action_" + path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # a dataclass looks itself up there
    spec.loader.exec_module(module)
    return module


def uses(found: list[Source]) -> tuple[list[Use], list[str]]:
    """All patterns, and the places whose pattern only a run knows."""
    known: list[Use] = []
    unknown: list[str] = []
    for source in found:
        for node in source.attributes:
            if source.module is None or not (isinstance(node.value, ast.Name) and node.value.id == "re"):
                continue
            call = source.parents[node]
            place = f"{source.name.removeprefix('src/clubaction/')}:{node.lineno}"
            if not (isinstance(call, ast.Call) and call.func is node):
                unknown.append(f"{place} re.{node.attr} is handed on")
                continue
            try:
                pattern = _pattern(call, node.attr, source.module)
            except NameError:
                text = ast.unparse(call.args[0])
                if (source.name, text) not in UNRESOLVED and _runs_later(call, source):
                    unknown.append(f"{place} {text}")
                continue
            methods = _used(call, source, found) if node.attr == "compile" else frozenset((node.attr,))
            known.append(Use(place, pattern, methods))
    return [*known, *_held(found, known)], unknown


def _runs_later(node: ast.AST, source: Source) -> bool:
    """Whether an expression stands in a function: what stands outside has run, and its module holds the result."""
    while node in source.parents and not isinstance(node, (ast.FunctionDef, ast.Lambda)):
        node = source.parents[node]
    return isinstance(node, (ast.FunctionDef, ast.Lambda))


def _held(found: list[Source], known: list[Use]) -> Iterator[Use]:
    """The patterns in the modules' names that no call shows, such as those of a comprehension."""
    shown = {(use.pattern.pattern, use.pattern.flags) for use in known}
    for source in found:
        for name, value in vars(source.module).items() if source.module else ():
            for number, pattern in enumerate(_patterns_in(value)):
                if (pattern.pattern, pattern.flags) not in shown:
                    shown.add((pattern.pattern, pattern.flags))
                    yield Use(
                        f"{source.name.removeprefix('src/clubaction/')}:{name}.{number}", pattern, _by_any_name(source)
                    )


def _pattern(call: ast.Call, name: str, module: ModuleType) -> re.Pattern[Any]:
    """The pattern of a call, its arguments evaluated with nothing but the module's own names."""
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    place = _FLAGS_AT.get(name, 1 if name == "compile" else 2)
    flags = named.get("flags") or (call.args[place] if len(call.args) > place else ast.Constant(0))
    pattern = named.get("pattern") or call.args[0]
    text, given = (_value(expression, module) for expression in (pattern, flags))
    return re.compile(text, given)


def _value(expression: ast.expr, module: ModuleType) -> Any:
    code = compile(ast.fix_missing_locations(ast.Expression(expression)), module.__name__, "eval")
    return eval(code, vars(module))  # noqa: S307 (our own sources)


def _used(call: ast.Call, source: Source, found: list[Source]) -> frozenset[str]:
    """The methods of a compiled pattern that are called anywhere; with an unknown name all that might be."""
    parent = source.parents[call]
    if isinstance(parent, ast.Attribute):
        return frozenset((parent.attr,))
    targets = parent.targets if isinstance(parent, ast.Assign) else []
    name = targets[0].id if targets and isinstance(targets[0], ast.Name) else ""
    methods = {method for other in found for method in _methods_of(name, other, own=other is source)} if name else set()
    if (source.name.removeprefix("src/clubaction/"), name) in PLACED:
        methods = {"match" if method == "walk" else method for method in methods}
    return frozenset(methods) or _by_any_name(source)


def _by_any_name(source: Source) -> frozenset[str]:
    """What a module does with patterns that it takes from a table: `pattern.fullmatch(…)`."""
    owners = ((node.attr, node.value) for node in source.attributes if node.attr not in ("compile", "split"))
    names = {attr for attr, value in owners if isinstance(value, ast.Name) and value.id.islower() and value.id != "re"}
    return frozenset(names) or _ANY_METHOD


def _methods_of(name: str, source: Source, *, own: bool) -> Iterator[str]:
    for node in source.attributes:
        value = node.value
        same = isinstance(value, ast.Attribute) and value.attr == name
        if same or (isinstance(value, ast.Name) and value.id == name and (own or not name.startswith("_"))):
            call = source.parents[node]
            somewhere = isinstance(call, ast.Call) and len(call.args) > 1 and node.attr in ("match", "fullmatch")
            yield "walk" if somewhere else node.attr


def _patterns_in(value: object, depth: int = 3) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, (tuple, list, set, frozenset, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _patterns_in(item, depth - 1)


SOURCES = list(sources())
USES, UNKNOWN = uses(SOURCES)


# --- texts that could stall them -----------------------------------------------------------

_parser: Any = importlib.import_module("re._parser")
_CANDIDATES = "a0 -.\n/_A\t'\"(:,\\[*\u00e9\u3001"
_COMMON = ("a", "0", " ", "\n", "x\n", "a ", "*a ", "[(", "`", "<", "(", "-", "\t", "\\", "a.", "/")
_KILLERS = ("", "\x00\n!")
_CATEGORIES = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}


Recipe = tuple[str, str, str]
"""What is repeated, what stands before it, and behind it."""


def cooked(recipe: Recipe, length: int) -> str:
    """The text of at most this length; what is repeated stands in it as a whole, since its end may change all."""
    pump, prefix, killer = recipe
    return prefix + pump * max(1, (length - len(prefix) - len(killer)) // len(pump)) + killer


class Fragments:
    """What a pattern is made of: a few texts that its parts match, each with what must stand before it."""

    def __init__(self, pattern: re.Pattern[Any]) -> None:
        source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
        self._repeated: dict[str, None] = {}
        self._before: dict[str, None] = {}
        self._literals: dict[str, None] = {}
        self._groups: dict[int, list[str]] = {}
        self._whole = self._sequence(_parser.parse(source, pattern.flags & ~re.DEBUG), "")

    def recipes(self) -> list[Recipe]:
        """Each fragment, and each two, over and over again, behind what leads there, with and without a bad end."""
        literals, before = list(self._literals)[:6], sorted(filter(None, self._before), key=len)
        single = [*list(self._repeated)[:10], *before[-3:], *self._whole[:3], *literals, *_COMMON]
        pairs = [a + b for a, b in itertools.permutations(list(self._repeated)[:6], 2)]
        pairs += [a + b for a, b in itertools.permutations(literals, 2)]
        pumps = dict.fromkeys(filter(None, (*single, *pairs)))
        return list(itertools.product(pumps, dict.fromkeys(("", *before[-1:])), _KILLERS))

    def _add(self, text: str, prefix: str) -> None:
        if text:
            self._repeated.setdefault(text)
            self._before.setdefault(prefix)

    def _sequence(self, items: Any, prefix: str) -> list[str]:
        found = [""]
        for operation, value in items:
            choices = self._item(str(operation), value, prefix + found[0])
            found = [one + other for one in found for other in choices][:6]
        return found

    def _item(self, operation: str, value: Any, prefix: str) -> list[str]:
        if operation == "LITERAL":
            self._literals.setdefault(chr(value))
        if operation in ("LITERAL", "NOT_LITERAL", "ANY", "IN", "RANGE", "CATEGORY"):
            return _characters(operation, value)[:4]
        if operation == "BRANCH":
            return [text for branch in value[1] for text in self._sequence(branch, prefix)][:8]
        if operation == "SUBPATTERN":
            found = self._sequence(value[3], prefix)
            self._groups[value[0] or 0] = found
            return found
        if operation == "ATOMIC_GROUP":
            return self._sequence(value, prefix)
        if operation in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            least, most, body = value
            return self._repeat(least, most, body, prefix)
        if operation in ("ASSERT", "ASSERT_NOT"):
            for text in self._sequence(value[1], prefix):
                self._add(text, prefix)
        return self._groups.get(value, [""]) if operation == "GROUPREF" else [""]

    def _repeat(self, least: int, most: int, body: Any, prefix: str) -> list[str]:
        found = self._sequence(body, prefix)
        if most > 3:
            for text in found:
                self._add(text, prefix)
        return [text * min(max(least, 1), 64) for text in found] + [""] * (least == 0)


def _characters(operation: str, value: Any) -> list[str]:
    if operation == "LITERAL":
        return [chr(value)]
    if operation == "NOT_LITERAL":
        return [character for character in "a0 \n" if ord(character) != value]
    if operation == "ANY":
        return ["a", " "]
    if operation == "RANGE":
        return [chr(value[0])]
    if operation == "CATEGORY":
        return [character for character in _CANDIDATES if _inside(character, [(operation, value)])]
    own = [chr(at) for op, at in value if str(op) == "LITERAL"]
    first = [character for character in (*_CANDIDATES, *own) if _inside(character, value)]
    return [first[0], *own[:2], *first[1:3]] if first and not _negated(value) else first or ["~"]


def _negated(value: Any) -> bool:
    return bool(value) and str(value[0][0]) == "NEGATE"


def _inside(character: str, value: Any) -> bool:
    def holds(operation: str, what: Any) -> bool:
        if operation == "LITERAL":
            return bool(ord(character) == what)
        if operation == "RANGE":
            return bool(what[0] <= ord(character) <= what[1])
        if operation == "CATEGORY":
            name = str(what).rpartition("_")[2]
            return bool(re.match(_CATEGORIES[name], character)) != ("_NOT_" in str(what))
        return False

    return any(holds(str(op), what) for op, what in value) != _negated(value)


# --- timing them ---------------------------------------------------------------------------


def _walk(pattern: re.Pattern[Any], text: Any) -> None:
    """As a reader does that goes on behind what it found, or else at the next character."""
    position = 0
    while position < len(text):
        found = pattern.match(text, position)
        position = max(found.end() if found else 0, position + 1)


_WAYS: Mapping[str, Callable[[re.Pattern[Any], Any], object]] = {
    "search": lambda pattern, text: pattern.search(text),
    "match": lambda pattern, text: pattern.match(text),
    "fullmatch": lambda pattern, text: pattern.fullmatch(text),
    "sub": lambda pattern, text: pattern.sub(text[:0], text),
    "subn": lambda pattern, text: pattern.sub(text[:0], text),
    "split": lambda pattern, text: pattern.split(text),
    "findall": lambda pattern, text: pattern.findall(text),
    "finditer": lambda pattern, text: deque(pattern.finditer(text), maxlen=0),
    "walk": _walk,
}
_PLAIN = re.compile(r"(?:[^\x00]|\x00)*?\Z")


class Stopwatch:
    """Times one way of using one pattern."""

    def __init__(self, pattern: re.Pattern[Any], method: str) -> None:
        self._pattern = pattern
        self._run = _WAYS[method]
        self._bytes = isinstance(pattern.pattern, bytes)

    def __call__(self, text: str, times: int = 1) -> float:
        given: Any = text.encode("latin-1", "replace") if self._bytes else text
        return min(self._once(given) for _ in range(times))

    def _once(self, text: Any) -> float:
        start = time.thread_time()
        self._run(self._pattern, text)
        return time.thread_time() - start


def complaint(pattern: re.Pattern[Any], method: str) -> str:
    """On which text this use of a pattern is slow, and how slow; empty if on none."""
    watch = Stopwatch(pattern, method)
    taken: dict[Recipe, float] = {}
    for recipe in Fragments(pattern).recipes():
        taken[recipe] = _climbed(watch, recipe)
        if taken[recipe] > STALLED:
            return f"{taken[recipe]:.2f} s for at most {SHORT} characters: {_shown(cooked(recipe, SHORT))}"
    longer = {recipe: watch(cooked(recipe, LENGTHS[0])) for recipe in _slowest(taken, 12)}
    for recipe in _slowest(longer, 4):
        if found := _confirmed(watch, recipe):
            return found
    return ""


def _climbed(watch: Stopwatch, recipe: Recipe) -> float:
    """Seconds for a short text, or for a shorter one that took too long already.

    The length doubles as long as that is safe: where it made things no worse than four times as slow, not even an
    exponential pattern gets out of hand by the next doubling. After that it grows by a fifth.
    """
    length, before, calm = 12, 0.0, True
    while True:
        taken = watch(cooked(recipe, length))
        if taken > STALLED:
            taken = watch(cooked(recipe, length))  # a second time, as the machine may have been busy
        if taken > STALLED or length >= SHORT:
            return taken
        calm = calm and (taken < 4 * before or taken < 0.000_01)
        length, before = min(SHORT, length * 2 if calm else length + length // 5), taken


def _confirmed(watch: Stopwatch, recipe: Recipe) -> str:
    """What is wrong with this text; noise is measured again."""
    found = ""
    for attempt in range(1, 4):
        found = _measured(watch, (cooked(recipe, length) for length in LENGTHS), attempt)
        if not found:
            break
    return found


def _measured(watch: Stopwatch, texts: Iterable[str], times: int) -> str:
    """What is wrong with the first of these growing texts that is slow: longer ones might take minutes."""
    before = 0.0
    for text in texts:
        taken, plain = watch(text, times), Stopwatch(_PLAIN, "match")(text, times)
        if taken > SLOW * plain or (before and taken > FLOOR * plain and taken > STEEP * before):
            rate = f"{taken / before:.0f} times as long as for a quarter of it, " if before else ""
            return f"{rate}{taken:.3f} s for {len(text)} characters ({taken / plain:.0f} x plain): {_shown(text)}"
        before = taken
    return ""


def _slowest(taken: Mapping[Recipe, float], count: int) -> list[Recipe]:
    return sorted(taken, key=lambda recipe: -taken[recipe])[:count]


def _shown(text: str) -> str:
    return f"{text[:60]!r} … {text[-6:]!r}"


# --- the tests -----------------------------------------------------------------------------

CASES = [(use, method) for use in USES for method in sorted(use.methods)]


@pytest.mark.parametrize("use, method", [pytest.param(u, m, id=f"{u.place}-{m}") for u, m in CASES])
def test_no_text_is_slow(use: Use, method: str) -> None:
    found = complaint(use.pattern, method)
    assert not found, f"{use.place} {use.pattern.pattern!r}.{method}: {found}"


def test_every_pattern_of_the_sources_is_found() -> None:
    assert len(USES) > 200
    assert not UNKNOWN, "patterns that only a run knows: make them constants, or list them in UNRESOLVED with a reason"


@pytest.mark.parametrize(
    "pattern, method",
    [
        pytest.param(r"(?:a+)+b", "match", id="nested repeats"),
        pytest.param(r"(?:/full|/html|/full/html|\.pdf)+/?$", "sub", id="alternatives that share a text"),
        pytest.param(r"(a|aa)*\Z!", "search", id="ambiguous alternatives"),
        pytest.param(r"\s+$", "sub", id="white space before an end"),
        pytest.param(r"<!--.*?-->", "sub", id="an opening without its end"),
        pytest.param(r"\[((?:[^\[\]\\]|\\.)*)\]\(", "search", id="brackets"),
        pytest.param(r"[\w.-]*\d[\w-]*?x", "match", id="two classes that overlap"),
        pytest.param(r"^(.*?),(.*?),(.*?),z", "match", id="cubic"),
    ],
)
def test_a_pattern_known_to_be_slow_is_caught(pattern: str, method: str) -> None:
    assert complaint(re.compile(pattern), method)


@pytest.mark.parametrize("pattern", [r"[a-z]+", r"\d{1,4}-\d\d", r"(?:(?!ab).)*ab", r"[^\n]*\n"])
def test_a_pattern_known_to_be_quick_is_not(pattern: str) -> None:
    assert not complaint(re.compile(pattern, re.DOTALL), "match")
