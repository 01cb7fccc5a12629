"""The sandbox for a club's own templates, which anybody with a merged pull request can have written.

Only functions, filters and methods on our lists can be used, all steps are counted, and texts and numbers have a
largest size, so that a template can neither reach outside nor keep a run busy.
"""

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
"""Characters that one template can make."""
_STEPS = 1_000_000
"""How many steps one rendering may take; about one for each part of the template that runs and each 10 characters."""
_LONGEST_TEXT = 100_000
"""Characters of a text that a template makes on its way."""
_LONGEST_ARGUMENT = 1_000
"""Characters of a text given to a filter or method."""
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
    """How many steps it takes to look at all of a value: one for 10 characters, ten for an item of a list."""
    if isinstance(value, str):
        return 1 + len(value) // 10
    return 1 + 10 * len(value) if isinstance(value, list | tuple | Mapping | range | set) else 1


class Sandbox(ImmutableSandboxedEnvironment):
    """A Jinja2 environment that raises `Refused` for what a template must not do."""

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
        """Adds a filter: a function that takes a text, number or day first, and returns a text."""
        self.filters[name] = self._text_filter(function)

    def restart(self) -> None:
        """Starts to count steps from zero."""
        self._left = _STEPS

    # --- called by what `template_tree` puts into a template -----------------------------------

    def tick(self, steps: int) -> bool:
        """Counts steps. Raises `Refused` where there are too many, else returns True."""
        self._left -= steps
        if self._left < 0:
            raise Refused("it does more than a template may: loop over less, or less often")
        return True

    def weighed(self, value: object) -> object:
        """The value, after its size has been counted as steps."""
        self.tick(size(value))
        return value

    def joined(self, *parts: object) -> str:
        """The result of `~`: these parts as text, one after the other."""
        made = "".join(map(str, self._checked_texts(parts)))
        self._checked_text(made)
        return made

    # --- called by Jinja -----------------------------------------------------------------------

    def is_safe_attribute(self, obj: Any, attr: Any, value: Any) -> bool:  # noqa: D102 (Jinja's)
        if not isinstance(attr, str) or attr.startswith("_") or not super().is_safe_attribute(obj, attr, value):
            return False
        return not callable(value) or self._is_method(obj, attr)

    def _is_method(self, obj: object, name: str) -> bool:
        return any(isinstance(obj, kind) and name in names for kind, names in _METHODS.items())

    def call(self, context: runtime.Context, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Calls our own counting, a macro, `range`, `namespace` or a listed method; raises `Refused` for all else."""
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
        return self._counted(context.call(called, *args, **kwargs))

    def call_binop(self, context: runtime.Context, operator: str, left: Any, right: Any) -> Any:
        """`+` of two texts, or arithmetic with two numbers; raises `Refused` for all else, and for huge results."""
        if isinstance(left, str) and isinstance(right, str) and operator == "+":
            return self.joined(left, right)
        for value in (left, right):
            if not isinstance(value, int | float):
                raise Refused(f"`{operator}` works on two numbers here, or `+` on two texts")
        if operator == "**" and not (0 <= right <= 64 and abs(left) <= 1000):
            raise Refused("the numbers of `**` are too large")
        return self._checked_number(super().call_binop(context, operator, left, right))

    def call_unop(self, context: runtime.Context, operator: str, arg: Any) -> Any:
        """A number with a sign before it."""
        return self._checked_number(super().call_unop(context, operator, self._checked_number(arg)))

    # --- values --------------------------------------------------------------------------------

    def _show(self, value: Any) -> Any:
        self.tick(size(value))
        return self._checked_text(self._shown(self._checked_scalar(value)), most=LONGEST_OUTPUT)  # type: ignore[misc]

    def _checked_scalar(self, value: Any) -> Any:
        if not isinstance(value, _Scalar | jinja2.Undefined):
            raise Refused("only text, numbers and dates can be shown or joined; take them out of the list first")
        return value

    def _checked_texts(self, values: Iterable[object], between: int = 0) -> list[object]:
        found = list(values)
        if sum(len(str(value)) + between for value in map(self._checked_scalar, found)) > _LONGEST_TEXT:
            raise Refused(f"it makes a text of more than {_LONGEST_TEXT:,} characters")
        return found

    def _checked_text(self, value: Any, most: int = _LONGEST_TEXT) -> Any:
        self.tick(size(value))
        if isinstance(value, str) and len(value) > most:
            raise Refused(f"it makes a text of more than {most:,} characters")
        return value

    def _checked_number(self, value: Any) -> Any:
        if not isinstance(value, int | float) or abs(value) > _LARGEST_NUMBER:
            raise Refused("a number is too large, or none")
        return value

    def _counted(self, value: Any) -> Any:
        return self._checked_text(value) if isinstance(value, str) else self.weighed(value)

    def _weigh_all(self, values: Iterable[object]) -> None:
        self.tick(sum(map(size, values)))

    def _check_arguments(self, values: Iterable[object], *, any_kind: bool = False) -> None:
        for value in values:
            if isinstance(value, str) and len(value) > _LONGEST_ARGUMENT:
                raise Refused(f"a text given to a filter or method is longer than {_LONGEST_ARGUMENT:,} characters")
            if isinstance(value, int | float) and abs(value) > _LONGEST_RANGE:
                raise Refused(f"a number given to a filter or method is larger than {_LONGEST_RANGE:,}")
            if not any_kind:
                self._checked_scalar(value)

    # --- filters and functions -----------------------------------------------------------------

    def _guarded(self, function: Callable[..., Any], prepare: Callable[[Any], Any] | None = None) -> Callable[..., Any]:
        """The function, made to count the sizes of its arguments and result; `prepare` changes its first argument."""

        @functools.wraps(function)
        def run(*args: Any, **kwargs: Any) -> Any:
            bound = 1 if args and isinstance(args[0], _Bound) else 0
            context, value, rest = args[:bound], args[bound], args[bound + 1 :]
            self._weigh_all((value, *rest, *kwargs.values()))
            if prepare:
                value = prepare(value)
                self._check_arguments((*rest, *kwargs.values()))
            result = function(*context, value, *rest, **kwargs)
            return self._counted(self._listed(result) if prepare == self._listed else result)

        return run

    def _text_filter(self, function: Callable[..., Any]) -> Callable[..., Any]:
        return self._guarded(function, self._checked_scalar)

    def _list_filter(self, function: Callable[..., Any]) -> Callable[..., Any]:
        return self._guarded(function, self._listed)

    def _listed(self, value: Any) -> Any:
        """The list of what an iterator gives: left as it is, it would run later, without being counted."""
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
        return str(self._checked_text(d.join(map(str, self._checked_texts(items, len(d))))))

    def _replace(self, value: Any, old: Any, new: Any, count: int | None = None) -> str:
        text, old, new = (
            str(self._checked_scalar(value)),
            str(self._checked_scalar(old)),
            str(self._checked_scalar(new)),
        )
        self._weigh_all((text, new))
        self._check_arguments((old, new, count))
        if len(text) + (text.count(old) if count is None else count) * len(new) > _LONGEST_TEXT:
            raise Refused(f"it makes a text of more than {_LONGEST_TEXT:,} characters")
        return str(self._checked_text(text.replace(old, new, -1 if count is None else count)))

    def _int(self, value: Any, default: int = 0) -> int:
        if isinstance(value, str) and len(value) > 15:
            return default
        return int(filters.do_int(self._checked_scalar(value), default))

    def _sum(self, value: Any, attribute: str | None = None, start: int = 0) -> Any:
        items = list(value)
        self.tick(size(items))
        if attribute is not None:
            items = list(map(filters.make_attrgetter(self, attribute), items))
        return self._checked_number(sum(map(self._checked_number, items), self._checked_number(start)))

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
    """A function that renders the template with some values. Both it and this raise `Refused` and Jinja's errors."""
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
