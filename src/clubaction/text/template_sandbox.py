"""Where a club's own template runs: only what is allowed by name, each step counted, each text and number bounded."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

import jinja2
from jinja2 import filters, runtime, tests
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace

from clubaction.text import template_tree
from clubaction.text.template_tree import Refused

LONGEST_OUTPUT = 1_000_000
_STEPS = 1_000_000
_LONGEST_TEXT = 100_000
_LONGEST_ARGUMENT = 1_000
_LARGEST_NUMBER = 10**15
_LONGEST_RANGE = 10_000

_TEXT_METHODS = frozenset(
    {"capitalize", "casefold", "count", "endswith", "find", "isalpha", "isdigit", "isnumeric", "lower", "lstrip"}
    | {"partition", "removeprefix", "removesuffix", "rpartition", "rstrip", "split", "splitlines", "startswith"}
    | {"strip", "title", "upper"}
)
_METHODS: Mapping[type, frozenset[str]] = {
    str: _TEXT_METHODS,
    dt.date: frozenset({"isoformat", "isoweekday", "strftime", "weekday"}),
    dt.time: frozenset({"isoformat", "strftime"}),
    dict: frozenset({"get", "items", "keys", "values"}),
    runtime.LoopContext: frozenset({"changed", "cycle"}),
}
_TEXT_FILTERS = frozenset(
    {"abs", "capitalize", "indent", "lower", "string", "title", "trim", "truncate", "upper", "wordcount"}
)
_LIST_FILTERS = frozenset(
    {"batch", "dictsort", "first", "groupby", "items", "last", "list", "map", "max", "min", "reject", "rejectattr"}
    | {"reverse", "select", "selectattr", "slice", "sort", "unique"}
)
_TESTS = frozenset(
    {"!=", "<", "<=", "==", ">", ">=", "boolean", "defined", "divisibleby", "eq", "equalto", "even", "false", "float"}
    | {"ge", "gt", "in", "integer", "iterable", "le", "lower", "lt", "mapping", "ne", "none", "number", "odd", "sameas"}
    | {"sequence", "string", "true", "undefined", "upper"}
)

_Scalar = str | int | float | dt.date | dt.time | None
_Bound = jinja2.Environment | runtime.Context | jinja2.nodes.EvalContext


def size(value: object) -> int:
    """What it costs to look at all of a value."""
    if isinstance(value, str):
        return 1 + len(value) // 10
    return 1 + 10 * len(value) if isinstance(value, list | tuple | Mapping | range | set) else 1


class Sandbox(ImmutableSandboxedEnvironment):
    """An environment for templates that nobody of us has read."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "**", "%"})
    intercepted_unops = frozenset({"+", "-"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._left = _STEPS
        self._shown = self.finalize
        self.finalize = self._show
        self._functions = (self._range, Namespace)
        self.globals = {"range": self._range, "namespace": Namespace}
        self.tests = {name: self._guarded(cast("Callable[..., Any]", tests.TESTS[name])) for name in _TESTS}
        self.filters = {name: self._text_filter(filters.FILTERS[name]) for name in _TEXT_FILTERS}
        self.filters |= {name: self._list_filter(filters.FILTERS[name]) for name in _LIST_FILTERS}
        self.filters |= {"join": self._join, "replace": self._replace, "int": self._int, "sum": self._sum}
        self.filters |= {"length": self._length, "count": self._length, "default": self._default, "d": self._default}

    def allow(self, name: str, function: Callable[..., Any]) -> None:
        """Adds a filter of our own, from a text or a day to a text."""
        self.filters[name] = self._text_filter(function)

    def restart(self) -> None:
        """Gives the next template all its steps."""
        self._left = _STEPS

    # --- what templates are made to call -------------------------------------------------------

    def tick(self, steps: int) -> bool:
        """Counts steps. Raises `Refused` where they are used up."""
        self._left -= steps
        if self._left < 0:
            raise Refused("it does more than a template may: loop over less, or less often")
        return True

    def weighed(self, value: object) -> object:
        """The value, its size counted."""
        self.tick(size(value))
        return value

    def joined(self, *parts: object) -> str:
        """What `~` makes."""
        made = "".join(map(str, self._bounded(parts)))
        self._text(made)
        return made

    # --- what Jinja calls ----------------------------------------------------------------------

    def is_safe_attribute(self, obj: Any, attr: Any, value: Any) -> bool:  # noqa: D102 (Jinja's)
        if not isinstance(attr, str) or attr.startswith("_") or not super().is_safe_attribute(obj, attr, value):
            return False
        return not callable(value) or self._is_method(obj, attr)

    def _is_method(self, obj: object, name: str) -> bool:
        return any(isinstance(obj, kind) and name in names for kind, names in _METHODS.items())

    def call(self, context: runtime.Context, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Calls what may be called: our own counting, a macro, `range`, a method that is on the list."""
        owner = getattr(called, "__self__", None)
        for scope in ("_loop_vars", "_block_vars"):
            kwargs.pop(scope, None)
        if owner is self and called not in self._functions:
            return called(*args, **kwargs)
        if isinstance(called, runtime.Macro):
            self.tick(20)
            return context.call(called, *args, **kwargs)
        if called not in self._functions and not self._is_method(owner, getattr(called, "__name__", "")):
            raise Refused("this can't be called in a club's template")
        self._weigh_all((owner, *args, *kwargs.values()))
        if called is not Namespace:
            self._check_arguments((*args, *kwargs.values()), any_kind=isinstance(owner, runtime.LoopContext))
        return self._result(context.call(called, *args, **kwargs))

    def call_binop(self, context: runtime.Context, operator: str, left: Any, right: Any) -> Any:
        """`+` of two texts, and arithmetic with numbers of a size that people write."""
        if isinstance(left, str) and isinstance(right, str) and operator == "+":
            return self.joined(left, right)
        for value in (left, right):
            if not isinstance(value, int | float):
                raise Refused(f"`{operator}` works on two numbers here, or `+` on two texts")
        if operator == "**" and not (0 <= right <= 64 and abs(left) <= 1000):
            raise Refused("the numbers of `**` are too large")
        return self._number(super().call_binop(context, operator, left, right))

    def call_unop(self, context: runtime.Context, operator: str, arg: Any) -> Any:
        """The sign of a number."""
        return self._number(super().call_unop(context, operator, self._number(arg)))

    # --- values --------------------------------------------------------------------------------

    def _show(self, value: Any) -> Any:
        self.tick(size(value))
        return self._text(self._shown(self._scalar(value)), most=LONGEST_OUTPUT)  # type: ignore[misc]

    def _scalar(self, value: Any) -> Any:
        if not isinstance(value, _Scalar | jinja2.Undefined):
            raise Refused("only text, numbers and dates can be shown or joined; take them out of the list first")
        return value

    def _bounded(self, values: Iterable[object], between: int = 0) -> list[object]:
        found = list(values)
        if sum(len(str(value)) + between for value in map(self._scalar, found)) > _LONGEST_TEXT:
            raise Refused(f"it makes a text of more than {_LONGEST_TEXT:,} characters")
        return found

    def _text(self, value: Any, most: int = _LONGEST_TEXT) -> Any:
        self.tick(size(value))
        if isinstance(value, str) and len(value) > most:
            raise Refused(f"it makes a text of more than {most:,} characters")
        return value

    def _number(self, value: Any) -> Any:
        if not isinstance(value, int | float) or abs(value) > _LARGEST_NUMBER:
            raise Refused("a number is too large, or none")
        return value

    def _result(self, value: Any) -> Any:
        return self._text(value) if isinstance(value, str) else self.weighed(value)

    def _weigh_all(self, values: Iterable[object]) -> None:
        self.tick(sum(map(size, values)))

    def _check_arguments(self, values: Iterable[object], *, any_kind: bool = False) -> None:
        for value in values:
            if isinstance(value, str) and len(value) > _LONGEST_ARGUMENT:
                raise Refused(f"a text given to a filter or method is longer than {_LONGEST_ARGUMENT:,} characters")
            if isinstance(value, int | float) and abs(value) > _LONGEST_RANGE:
                raise Refused(f"a number given to a filter or method is larger than {_LONGEST_RANGE:,}")
            if not any_kind:
                self._scalar(value)

    # --- filters and functions -----------------------------------------------------------------

    def _guarded(self, function: Callable[..., Any], prepare: Callable[[Any], Any] | None = None) -> Callable[..., Any]:
        """The function with its arguments checked and all sizes counted."""

        @functools.wraps(function)
        def run(*args: Any, **kwargs: Any) -> Any:
            bound = 1 if args and isinstance(args[0], _Bound) else 0
            context, value, rest = args[:bound], args[bound], args[bound + 1 :]
            self._weigh_all((value, *rest, *kwargs.values()))
            if prepare:
                value = prepare(value)
                self._check_arguments((*rest, *kwargs.values()))
            result = function(*context, value, *rest, **kwargs)
            return self._result(self._listed(result) if prepare == self._listed else result)

        return run

    def _text_filter(self, function: Callable[..., Any]) -> Callable[..., Any]:
        return self._guarded(function, self._scalar)

    def _list_filter(self, function: Callable[..., Any]) -> Callable[..., Any]:
        return self._guarded(function, self._listed)

    def _listed(self, value: Any) -> Any:
        """What is lazy, done: nothing is put off until after it was counted."""
        if isinstance(value, _Scalar | list | tuple | Mapping | range | jinja2.Undefined) or not hasattr(
            value, "__next__"
        ):
            return value
        found = []
        for item in value:
            self.tick(10)
            found.append(item)
        return found

    def _join(self, value: Any, d: str = "", attribute: str | None = None) -> str:
        items = list(value)
        self.tick(size(items))
        self._check_arguments((d, attribute))
        if attribute is not None:
            items = list(map(filters.make_attrgetter(self, attribute), items))
        return str(self._text(d.join(map(str, self._bounded(items, len(d))))))

    def _replace(self, value: Any, old: Any, new: Any, count: int | None = None) -> str:
        text, old, new = str(self._scalar(value)), str(self._scalar(old)), str(self._scalar(new))
        self._weigh_all((text, new))
        self._check_arguments((old, new, count))
        if len(text) + (text.count(old) if count is None else count) * len(new) > _LONGEST_TEXT:
            raise Refused(f"it makes a text of more than {_LONGEST_TEXT:,} characters")
        return str(self._text(text.replace(old, new, -1 if count is None else count)))

    def _int(self, value: Any, default: int = 0) -> int:
        if isinstance(value, str) and len(value) > 15:
            return default
        return int(filters.do_int(self._scalar(value), default))

    def _sum(self, value: Any, attribute: str | None = None, start: int = 0) -> Any:
        items = list(value)
        self.tick(size(items))
        if attribute is not None:
            items = list(map(filters.make_attrgetter(self, attribute), items))
        return self._number(sum(map(self._number, items), self._number(start)))

    def _length(self, value: Any) -> int:
        return len(value)

    def _default(self, value: Any, default_value: Any = "", boolean: bool = False) -> Any:  # noqa: FBT001, FBT002 (Jinja's)
        return filters.do_default(value, default_value, boolean)

    def _range(self, *bounds: int) -> range:
        found = range(*bounds)
        if len(found) > _LONGEST_RANGE:
            raise Refused(f"`range` gives at most {_LONGEST_RANGE:,} numbers")
        return found


def compiled(env: Sandbox, source: str) -> Callable[[Mapping[str, Any]], str]:
    """A function that renders the template. Both raise `Refused` and Jinja's own errors."""
    env.restart()
    made = env.from_string(template_tree.parse(env, source))

    def render(values: Mapping[str, Any]) -> str:
        env.restart()
        out: list[str] = []
        length = 0
        for piece in made.generate(values):
            out.append(piece)
            length += len(piece)
            if length > LONGEST_OUTPUT:
                raise Refused(f"it makes more than {LONGEST_OUTPUT:,} characters")
        return "".join(out)

    return render
