"""Places in a source where one small change makes another program: what a mutation run draws from."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.MatMult: ast.Mult,
}
CALLS = {
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "minimum": "maximum",
    "maximum": "minimum",
    "fmin": "fmax",
    "fmax": "fmin",
    "isfinite": "isnan",
    "floor": "ceil",
    "ceil": "floor",
    "zeros": "ones",
    "ones": "zeros",
    "argmin": "argmax",
    "argmax": "argmin",
}


@dataclass(frozen=True)
class Site:
    """A change: which bytes of the source are replaced by what. ``line`` is where they begin."""

    line: int
    start: int
    end: int
    text: str
    kind: str

    def applied(self, source: bytes) -> bytes:
        """The source with the change."""
        return source[: self.start] + self.text.encode() + source[self.end :]


def sites(source: bytes) -> list[Site]:
    """All changes of a source, in its order; each still is a program. Annotations, decorators and texts are left."""
    offsets = [0]
    for line in source.splitlines(keepends=True):
        offsets.append(offsets[-1] + len(line))
    found = []
    for node, changed, kind in _changes(ast.parse(source)):
        start = offsets[node.lineno - 1] + node.col_offset
        end = offsets[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
        text = ast.unparse(changed)
        site = Site(node.lineno, start, end, f"({text})" if isinstance(node, ast.expr) else text, kind)
        if _is_program(site.applied(source)):
            found.append(site)
    return sorted(found, key=lambda site: (site.start, site.end, site.kind, site.text))


def _is_program(source: bytes) -> bool:
    try:
        compile(source, "mutant", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


_Change = tuple[ast.expr | ast.stmt, ast.AST, str]


def _changes(node: ast.AST) -> Iterator[_Change]:
    """The changes of a node and of what stands in it."""
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return
    if isinstance(node, ast.expr):
        yield from _of_expression(node)
    elif isinstance(node, ast.stmt):
        yield from _of_statement(node)
    for child in _children(node):
        yield from _changes(child)


def _children(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.JoinedStr | ast.Raise | ast.Import | ast.ImportFrom | ast.Assert):
        return
    if isinstance(node, ast.keyword) and node.arg == "strict":  # of zip: no two lengths that are given differ
        return
    left = {
        "annotation",
        "returns",
        "decorator_list",
        *(("bases", "keywords") if isinstance(node, ast.ClassDef) else ()),
    }
    for name, value in ast.iter_fields(node):
        if name in left:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield child


def _of_statement(node: ast.stmt) -> Iterator[_Change]:
    if isinstance(node, ast.Raise | ast.AugAssign | ast.Delete) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.Await)
    ):
        yield node, ast.Pass(), "left out"
    if isinstance(node, ast.AugAssign) and type(node.op) in ARITHMETIC:
        yield node, _with(node, op=ARITHMETIC[type(node.op)]()), "arithmetic"
    if isinstance(node, ast.Continue):
        yield node, ast.Break(), "break"
    if isinstance(node, ast.Break):
        yield node, ast.Continue(), "break"
    if isinstance(node, ast.If | ast.While) and not isinstance(node.test, ast.Compare | ast.BoolOp | ast.UnaryOp):
        yield node.test, _not(node.test), "condition"
    if isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield node.value, ast.Constant(None), "returns none"


def _of_expression(node: ast.expr) -> Iterator[_Change]:
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            operators = [*node.ops[:place], COMPARISONS[type(operator)](), *node.ops[place + 1 :]]
            yield node, _with(node, ops=operators), "comparison"
    elif isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
        yield node, _with(node, op=ARITHMETIC[type(node.op)]()), "arithmetic"
    elif isinstance(node, ast.BoolOp):
        yield node, _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And()), "boolean"
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub | ast.Invert):
        yield node, node.operand, "sign"
    elif isinstance(node, ast.Constant):
        yield from _of_constant(node)
    elif isinstance(node, ast.Call):
        yield from _of_call(node)
    elif isinstance(node, ast.IfExp):
        yield node, _with(node, test=_not(node.test)), "condition"


def _of_constant(node: ast.Constant) -> Iterator[_Change]:
    if isinstance(node.value, bool):
        yield node, ast.Constant(not node.value), "constant"
    elif isinstance(node.value, int | float):
        yield node, ast.Constant(node.value + 1), "constant"


def _of_call(node: ast.Call) -> Iterator[_Change]:
    function = node.func
    if isinstance(function, ast.Name) and function.id in CALLS:
        yield node, _with(node, func=ast.Name(CALLS[function.id])), "call"
    elif isinstance(function, ast.Attribute) and function.attr in CALLS:
        yield node, _with(node, func=_with(function, attr=CALLS[function.attr])), "call"


def _with(node: ast.AST, **fields: object) -> ast.AST:
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def _not(node: ast.expr) -> ast.AST:
    return ast.UnaryOp(ast.Not(), node)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
