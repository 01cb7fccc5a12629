"""The syntax tree of a club's template: checked for what is not allowed, with calls put into it that count its steps.

The calls are those of `template_sandbox`: `tick` in the body of each loop and
macro, `weighed` around what is compared or sliced, `joined` for `~`. Steps are
counted rather than seconds, so a template has the same result on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping

import jinja2
from jinja2 import nodes
from jinja2.parser import Parser
from jinja2.visitor import NodeTransformer

_LONGEST = 50_000
"""Characters of a template."""
_DEEPEST = 60
"""Levels of the tree."""
_MOST_NODES = 20_000
_ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const, nodes.Name, nodes.NSRef, nodes.Getattr),
    *(nodes.Getitem, nodes.Slice, nodes.Filter, nodes.Test, nodes.If, nodes.For, nodes.CondExpr, nodes.Assign),
    *(nodes.AssignBlock, nodes.Macro, nodes.Call, nodes.With, nodes.FilterBlock, nodes.Compare, nodes.Operand),
    *(nodes.And, nodes.Or, nodes.Not, nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod),
    *(nodes.Pow, nodes.Neg, nodes.Pos, nodes.Concat, nodes.Tuple, nodes.List, nodes.Dict, nodes.Pair, nodes.Keyword),
)
_HIDDEN = frozenset({"self", "super", "caller", "varargs", "kwargs"})
"""Names that Jinja defines and that lead out of the sandbox or past the counting."""
_NAMES: Mapping[type[nodes.Node], str] = {
    nodes.Include: "`include`",
    nodes.Import: "`import`",
    nodes.FromImport: "`import`",
    nodes.Extends: "`extends`",
    nodes.Block: "`block`",
    nodes.CallBlock: "`call`",
}
"""What people know some nodes by that are not allowed."""


class Refused(Exception):
    """A template does what it must not do; the text says what. `line` is 0 where the line is not known."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


def parse(env: jinja2.Environment, source: str) -> nodes.Template:
    """The tree of a template, checked, with the counting calls in it. Raises `Refused` and Jinja's errors."""
    if len(source) > _LONGEST:
        raise Refused(f"more than {_LONGEST:,} characters, more than a template may have", 1)
    parser = Parser(env, source)
    try:
        tree = parser.parse()
    except RecursionError:
        raise Refused("nested too deeply", parser.stream.current.lineno) from None
    _check(tree)
    return _Accounting().visit(tree)  # type: ignore[no-any-return]


def _check(tree: nodes.Template) -> None:
    # Not recursive: a chain of a thousand `+` is a thousand levels deep, and would end in a `RecursionError`.
    count = 0
    waiting: list[tuple[nodes.Node, int]] = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        count += 1
        if depth > _DEEPEST:
            raise Refused("nested too deeply", node.lineno)
        if count > _MOST_NODES:
            raise Refused("more in it than a template may hold", node.lineno)
        _check_one(node)
        waiting += [(child, depth + 1) for child in node.iter_child_nodes()]


def _check_one(node: nodes.Node) -> None:
    if not isinstance(node, _ALLOWED):
        kind = _NAMES.get(type(node), f"`{type(node).__name__}`")
        raise Refused(f"{kind} can't be used in a club's template", node.lineno)
    if isinstance(node, nodes.Name) and node.name in _HIDDEN:
        raise Refused(f"`{node.name}` can't be used in a club's template", node.lineno)
    if isinstance(node, nodes.For) and node.recursive:
        raise Refused("a `recursive` loop can't be used in a club's template", node.lineno)
    if isinstance(node, nodes.Call | nodes.Filter | nodes.Test) and (node.dyn_args or node.dyn_kwargs):
        raise Refused("`*` and `**` can't be used in a club's template", node.lineno)
    if isinstance(node, nodes.List | nodes.Dict | nodes.Tuple) and not _is_constant(node):
        raise Refused("a list can hold only texts and numbers that stand in the template", node.lineno)


def _is_constant(node: nodes.Node) -> bool:
    if isinstance(node, nodes.Tuple) and node.ctx == "store":
        return True
    return all(isinstance(child, nodes.Const | nodes.Pair) or _is_literal(child) for child in node.iter_child_nodes())


def _is_literal(node: nodes.Node) -> bool:
    """Whether a node is a list inside another; it is checked when the walk comes to it."""
    return isinstance(node, nodes.List | nodes.Tuple)


def _weight(items: list[nodes.Node]) -> int:
    """How many steps it takes to run these nodes once."""
    weight = 1
    waiting = list(items)
    while waiting:
        node = waiting.pop()
        weight += 1 + (len(node.data) // 10 if isinstance(node, nodes.TemplateData) else 0)
        waiting += node.iter_child_nodes()
    return weight


def _own(name: str, arguments: list[nodes.Expr], line: int) -> nodes.Call:
    """A call of the method of this name of the sandbox."""
    return nodes.Call(nodes.EnvironmentAttribute(name), arguments, [], None, None, lineno=line)


def _tick(items: list[nodes.Node], line: int) -> nodes.Call:
    return _own("tick", [nodes.Const(_weight(items))], line)


def _weighed(node: nodes.Expr) -> nodes.Expr:
    return node if isinstance(node, nodes.Const) else _own("weighed", [node], node.lineno)


class _Accounting(NodeTransformer):
    """Puts the counting calls into a tree."""

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 (Jinja's name)
        self.generic_visit(node)
        if node.test is not None:
            node.test = nodes.And(_tick([node.test], node.lineno), node.test, lineno=node.lineno)
        node.body.insert(0, nodes.ExprStmt(_tick(node.body, node.lineno), lineno=node.lineno))
        return node

    def visit_Macro(self, node: nodes.Macro) -> nodes.Macro:  # noqa: N802
        self.generic_visit(node)
        node.body.insert(0, nodes.ExprStmt(_tick(node.body, node.lineno), lineno=node.lineno))
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Call:  # noqa: N802
        self.generic_visit(node)
        return _own("joined", node.nodes, node.lineno)

    def visit_Compare(self, node: nodes.Compare) -> nodes.Compare:  # noqa: N802
        self.generic_visit(node)
        node.expr = _weighed(node.expr)
        for operand in node.ops:
            operand.expr = _weighed(operand.expr)
        return node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Getitem:  # noqa: N802
        self.generic_visit(node)
        if isinstance(node.arg, nodes.Slice):
            node.node = _weighed(node.node)
        return node
