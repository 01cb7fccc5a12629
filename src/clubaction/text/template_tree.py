"""A club's template as a tree: refused where it holds more than it may, and made to account for what it does.

What a template costs is counted by calls that are put into it: `tick` in the
body of each loop and macro, `weighed` around what is compared or cut, `joined`
for `~`. No clock is asked, so a template always ends in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping

import jinja2
from jinja2 import nodes
from jinja2.parser import Parser
from jinja2.visitor import NodeTransformer

_LONGEST = 50_000
_DEEPEST = 60
_MOST_NODES = 20_000
_ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const, nodes.Name, nodes.NSRef, nodes.Getattr),
    *(nodes.Getitem, nodes.Slice, nodes.Filter, nodes.Test, nodes.If, nodes.For, nodes.CondExpr, nodes.Assign),
    *(nodes.AssignBlock, nodes.Macro, nodes.Call, nodes.With, nodes.FilterBlock, nodes.Compare, nodes.Operand),
    *(nodes.And, nodes.Or, nodes.Not, nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod),
    *(nodes.Pow, nodes.Neg, nodes.Pos, nodes.Concat, nodes.Tuple, nodes.List, nodes.Dict, nodes.Pair, nodes.Keyword),
)
_HIDDEN = frozenset({"self", "super", "caller", "varargs", "kwargs"})
_NAMES: Mapping[type[nodes.Node], str] = {
    nodes.Include: "`include`",
    nodes.Import: "`import`",
    nodes.FromImport: "`import`",
    nodes.Extends: "`extends`",
    nodes.Block: "`block`",
    nodes.CallBlock: "`call`",
}


class Refused(Exception):
    """A template that is not run; the text says why. `line` is 0 where that can't be told."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


def parse(env: jinja2.Environment, source: str) -> nodes.Template:
    """The tree of a template, checked and ready to be run. Raises `Refused` and Jinja's own errors."""
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
    """Walks without recursion: a chain of a thousand `+` is as deep as it is long."""
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
    """A list inside another, which is looked at by itself."""
    return isinstance(node, nodes.List | nodes.Tuple)


def _weight(items: list[nodes.Node]) -> int:
    """What it costs to run these nodes once."""
    weight = 1
    waiting = list(items)
    while waiting:
        node = waiting.pop()
        weight += 1 + (len(node.data) // 10 if isinstance(node, nodes.TemplateData) else 0)
        waiting += node.iter_child_nodes()
    return weight


def _own(name: str, arguments: list[nodes.Expr], line: int) -> nodes.Call:
    """A call of one of the environment's own functions."""
    return nodes.Call(nodes.EnvironmentAttribute(name), arguments, [], None, None, lineno=line)


def _tick(items: list[nodes.Node], line: int) -> nodes.Call:
    return _own("tick", [nodes.Const(_weight(items))], line)


def _weighed(node: nodes.Expr) -> nodes.Expr:
    return node if isinstance(node, nodes.Const) else _own("weighed", [node], node.lineno)


class _Accounting(NodeTransformer):
    """Puts the calls that count into a tree."""

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
