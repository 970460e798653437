"""Expands a rule over whole index arrays: each template is walked once, with numpy arrays in place of its indices.

Pyomo writes a rule down once with placeholders for its indices. Here a *frame* holds, for each placeholder, the array
of all its values; a variable's columns and a parameter's values are looked up for all of them together, and a sum
over the members of a group makes a longer frame in which each index is repeated once per member.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from pyomo.common.numeric_types import native_numeric_types
from pyomo.core.base.initializer import Initializer
from pyomo.core.expr.numeric_expr import (
    DivisionExpression,
    LinearExpression,
    MonomialTermExpression,
    NegationExpression,
    NPV_DivisionExpression,
    NPV_NegationExpression,
    NPV_ProductExpression,
    NPV_SumExpression,
    ProductExpression,
    SumExpression,
)
from pyomo.core.expr.relational_expr import EqualityExpression, InequalityExpression, RangedExpression
from pyomo.core.expr.template_expr import (
    GetItemExpression,
    IndexTemplate,
    TemplateSumExpression,
    templatize_rule,
)

from ...graph.arrays.flow_graph import Floats, Ints
from ...program.components.builder import Registry
from ...program.components.expressions import Rule, RuleModel, Total
from ...program.components.pyomo_components import Members

Number = Any  # a scalar, or an array with one value for each element of a frame
SUMS = (SumExpression, LinearExpression, NPV_SumExpression)
PRODUCTS = (ProductExpression, MonomialTermExpression, NPV_ProductExpression)
NEGATIONS = (NegationExpression, NPV_NegationExpression)
DIVISIONS = (DivisionExpression, NPV_DivisionExpression)


class NoTemplateError(Exception):
    """A rule holds something that the compiler does not expand."""


@dataclass(frozen=True)
class Frame:
    """All values of the placeholders at once: ``size`` elements, each belonging to a row.

    Inside a sum there is an outer frame; what stands there is repeated only where it is asked for.
    """

    size: int
    values: dict[int, Ints | int]  # by the identity of the placeholder; a number where there is no other
    outer: Frame | None = None
    origin: Ints | None = None  # the element of the outer frame that each comes from; None: they are the same

    @cached_property
    def row(self) -> Ints:
        """The row of each element; of the outermost frame each is a row."""
        if self.outer is None:
            return np.arange(self.size)
        if self.origin is None:
            return self.outer.row
        return self.origin if self.outer.is_rows else self.outer.row[self.origin]

    @property
    def is_rows(self) -> bool:
        """Whether each element is the row of its place."""
        return self.outer is None or (self.origin is None and self.outer.is_rows)

    def of(self, placeholder: int) -> Ints | int:
        """The values of a placeholder, of this frame or of one around it."""
        if placeholder in self.values:
            return self.values[placeholder]
        if self.outer is None:
            raise NoTemplateError("a placeholder that stands in no sum")
        found = self.outer.of(placeholder)
        if self.origin is None or isinstance(found, int):
            return found
        again = self.row if self.outer.is_rows and found is self.outer.row else found[self.origin]
        self.values[placeholder] = again
        return again


@dataclass
class ExpandedRows:
    """What a rule expands to: entries of the matrix, and the bounds of its rows.

    ``key`` says where an entry stands: row times ``columns`` plus column.
    """

    count: int
    columns: int
    key: list[Ints] = field(default_factory=list)
    value: list[Floats] = field(default_factory=list)
    constant: Floats = field(default_factory=lambda: np.zeros(0))
    lower: Floats = field(default_factory=lambda: np.zeros(0))
    upper: Floats = field(default_factory=lambda: np.zeros(0))

    def entries(self) -> tuple[Ints, Floats]:
        """Give all entries away, which are then no longer kept here."""
        key = self.key[0] if len(self.key) == 1 else np.concatenate([np.zeros(0, dtype=np.int64), *self.key])
        self.key = []
        value = np.concatenate([np.zeros(0), *self.value])
        self.value = []
        return key, value


class Grid:
    """All indices of a family, as Pyomo asks for them when it writes a rule down: it takes the first that will do.

    Pyomo's own product of index sets makes lists of all their members before it gives the first.
    """

    def __init__(self, shape: tuple[int, ...]) -> None:
        """Take how many positions there are in each dimension."""
        self.shape, self.dimen = shape, len(shape)

    def __iter__(self) -> Iterator[tuple[int, ...]]:
        """Every index, the last position fastest."""
        for flat in range(math.prod(self.shape)):
            yield tuple(int(part) for part in np.unravel_index(flat, self.shape))

    def is_expression_type(self, *_: object) -> bool:
        """Say that these are indices, not a template of some."""
        return False


class Expander:
    """Expands the rules of one model, whose arrays are in its registry."""

    def __init__(self, model: RuleModel, registry: Registry) -> None:
        """Take a model and the arrays behind it."""
        self.model, self.registry = model, registry

    def family(self, rule: Rule, shape: tuple[int, ...]) -> ExpandedRows:
        """Expand a family of constraints; rows in the order of the index sets, the last one fastest."""
        expression, indices = templatize_rule(self.model, Initializer(rule), Grid(shape))
        count = int(np.prod(shape))
        frame = Frame(count, {})
        frame.values.update({id(index): _positions(shape, axis, frame) for axis, index in enumerate(indices)})
        rows = ExpandedRows(count, self.registry.columns, constant=np.zeros(count))
        self._relation(expression, frame, rows)
        return rows

    def objective(self, rule: Total) -> ExpandedRows:
        """Expand a sum into a single row."""
        expression, _ = templatize_rule(self.model, Initializer(lambda m, *_: rule(m), additional_args=0), None)
        rows = ExpandedRows(1, self.registry.columns, constant=np.zeros(1))
        self._linear(expression, Frame(1, {}), 1.0, rows)
        return rows

    def _relation(self, expression: Any, frame: Frame, rows: ExpandedRows) -> None:
        """Move what varies to one side of a relation; what is constant goes to the bounds."""
        zero, nothing = np.zeros(frame.size), np.full(frame.size, np.inf)
        if isinstance(expression, EqualityExpression | InequalityExpression):
            left, right = expression.args
            turned = not _has_variables(left)  # "0 <= body" keeps the body's sign, so that duals keep theirs
            self._linear(left, frame, -1.0 if turned else 1.0, rows)
            self._linear(right, frame, 1.0 if turned else -1.0, rows)
            equal = isinstance(expression, EqualityExpression)
            rows.lower = zero if equal or turned else -nothing
            rows.upper = nothing if turned and not equal else zero
        elif isinstance(expression, RangedExpression):
            low, body, high = expression.args
            self._linear(body, frame, 1.0, rows)
            rows.lower = zero + self._number(low, frame)
            rows.upper = zero + self._number(high, frame)
        else:
            raise NoTemplateError(type(expression).__name__)
        rows.lower = rows.lower - rows.constant
        rows.upper = rows.upper - rows.constant

    def _linear(self, node: Any, frame: Frame, scale: Number, rows: ExpandedRows) -> None:
        """Add scale * node to the rows."""
        if not _has_variables(node):
            number = np.broadcast_to(scale * self._number(node, frame), (frame.size,))
            rows.constant += number if frame.is_rows else np.bincount(frame.row, number, minlength=rows.count)
        elif isinstance(node, TemplateSumExpression):
            inner, origin = self._extend(node, frame)
            scale = scale[origin] if isinstance(scale, np.ndarray) and origin is not None else scale
            self._linear(node._local_args_[0], inner, scale, rows)
        elif isinstance(node, GetItemExpression):
            rows.key.append(self._keys(node, frame, rows))
            rows.value.append(np.broadcast_to(np.asarray(scale, dtype=float), (frame.size,)))
        elif isinstance(node, SUMS):
            for part in node.args:
                self._linear(part, frame, scale, rows)
        elif isinstance(node, NEGATIONS):
            self._linear(node.args[0], frame, -scale, rows)
        elif isinstance(node, PRODUCTS):
            first, second = node.args
            if _has_variables(first):
                first, second = second, first
            number = self._number(first, frame)
            plain = isinstance(scale, float) and scale == 1.0
            self._linear(second, frame, number if plain else scale * number, rows)
        elif isinstance(node, DIVISIONS):
            self._linear(node.args[0], frame, scale / self._number(node.args[1], frame), rows)
        else:
            raise NoTemplateError(type(node).__name__)

    def _number(self, node: Any, frame: Frame) -> Number:
        """The value of an expression without variables, for each element of the frame."""
        if node.__class__ in native_numeric_types:
            return node
        if isinstance(node, IndexTemplate):
            return frame.of(id(node))
        if isinstance(node, GetItemExpression):
            where = tuple(self._number(part, frame) for part in node.args[1:])
            return self.registry.arrays[id(node.args[0])][where]
        if isinstance(node, TemplateSumExpression):
            inner, origin = self._extend(node, frame)
            parts = np.broadcast_to(self._number(node._local_args_[0], inner), (inner.size,))
            return parts if origin is None else np.bincount(origin, parts, minlength=frame.size)
        if isinstance(node, SUMS):
            return sum(self._number(part, frame) for part in node.args)
        if isinstance(node, NEGATIONS):
            return -self._number(node.args[0], frame)
        if isinstance(node, PRODUCTS):
            return self._number(node.args[0], frame) * self._number(node.args[1], frame)
        if isinstance(node, DIVISIONS):
            return self._number(node.args[0], frame) / self._number(node.args[1], frame)
        raise NoTemplateError(type(node).__name__)

    def _keys(self, node: Any, frame: Frame, rows: ExpandedRows) -> Ints:
        """Where the entries of a variable stand at the frame's indices."""
        variable = self.registry.by_component[id(node.args[0])]
        key: Ints = frame.row * rows.columns if rows.count > 1 else np.zeros(frame.size, dtype=np.int64)
        key += variable.first
        for dimension, part in enumerate(node.args[1:]):
            step, position = math.prod(variable.shape[dimension + 1 :]), self._number(part, frame)
            if not isinstance(position, int) or position:
                key += position * step if step > 1 else position
        return key

    def _extend(self, node: Any, frame: Frame) -> tuple[Frame, Ints | None]:
        """The frame inside a sum, and the element of the outer frame that each of its elements comes from.

        None: each from the one in its place.
        """
        origin: Ints | None = None
        for iterators in node._iters:
            (placeholder,) = iterators
            if self._is_single(placeholder._set):
                frame = Frame(frame.size, {id(placeholder): 0}, frame)
                continue
            repeat, found = self._repeated(placeholder._set, frame)
            frame = Frame(len(repeat), {id(placeholder): found}, frame, repeat)
            origin = repeat if origin is None else origin[repeat]
        return frame, origin

    def _repeated(self, index_set: Any, frame: Frame) -> tuple[Ints, Ints]:
        """Which element each member of each element's group belongs to, and the members, group after group."""
        if not isinstance(index_set, GetItemExpression):
            found = np.arange(len(index_set))
            if frame.size == 1:
                return np.broadcast_to(0, len(found)), found
            return np.repeat(np.arange(frame.size), len(found)), np.tile(found, frame.size)
        group, owner = self._group(index_set, frame)
        counts = np.diff(group.starts)
        if frame.is_rows and owner is frame.row and len(owner) == len(counts):
            return np.repeat(owner, counts), group.members  # all groups in order
        counts = counts[owner]
        starts = group.starts[owner] - np.cumsum(counts) + counts
        repeat = np.repeat(np.arange(frame.size), counts)
        place = np.repeat(starts, counts)
        place += np.arange(len(repeat))
        return repeat, group.members[place]

    @staticmethod
    def _is_single(index_set: Any) -> bool:
        """Whether a sum is over a set of one position, such as the only slot."""
        return not isinstance(index_set, GetItemExpression) and len(index_set) == 1

    def _group(self, index_set: Any, frame: Frame) -> tuple[Members, Ints]:
        """What a sum runs over, and for each element of the frame whose members."""
        group = index_set.args[0]
        if not isinstance(group, Members):
            raise NoTemplateError(type(group).__name__)
        first, *others = zip(group.shape, index_set.args[1:], strict=True)
        owner = self._number(first[1], frame)
        for size, part in others:
            owner = owner * size + self._number(part, frame)
        if not isinstance(owner, np.ndarray) or owner.shape != (frame.size,):
            owner = np.broadcast_to(owner, (frame.size,))
        return group, owner


def _positions(shape: tuple[int, ...], axis: int, frame: Frame) -> Ints | int:
    """The positions of all indices in one dimension, the last dimension fastest; 0 where it has no other."""
    if shape[axis] == 1:
        return 0
    if shape[axis] == frame.size:
        return frame.row
    before, after = math.prod(shape[:axis]), math.prod(shape[axis + 1 :])
    return np.tile(np.repeat(np.arange(shape[axis]), after), before)


def _has_variables(node: Any) -> bool:
    return node.__class__ not in native_numeric_types and bool(node.is_potentially_variable())
