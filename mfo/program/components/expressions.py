"""The types of what rules are written in. Pyomo has none; these say what its objects offer to a rule, and no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol, TypeAlias

Operand: TypeAlias = "Expression | float"
Index: TypeAlias = "Expression | int"
"""A position: the placeholder that stands for all of them, a number read from a table, or one position."""
Relation: TypeAlias = "ConstraintExpression | bool"
"""What a rule gives: a row; or, where no variable is in it, whether it holds."""
Rule: TypeAlias = Callable[..., Relation]
"""A row from the model and its indices; how many depends on the family."""


Total: TypeAlias = Callable[["RuleModel"], Operand]
"""An objective from the model."""


class ConstraintExpression(Protocol):
    """One expression at most, at least or equal to another."""

    def is_potentially_variable(self) -> bool:
        """Whether a variable is in it."""


class Expression(Protocol):
    """A linear expression of variables, or a number that is read from a table."""

    def __add__(self, other: Operand) -> Expression: ...
    def __radd__(self, other: Operand) -> Expression: ...
    def __sub__(self, other: Operand) -> Expression: ...
    def __rsub__(self, other: Operand) -> Expression: ...
    def __mul__(self, other: Operand) -> Expression: ...
    def __rmul__(self, other: Operand) -> Expression: ...
    def __neg__(self) -> Expression: ...
    def __le__(self, other: Operand) -> ConstraintExpression: ...
    def __ge__(self, other: Operand) -> ConstraintExpression: ...
    def __eq__(self, other: Operand) -> ConstraintExpression: ...  # type: ignore[override]


class IndexedElement(Expression, Protocol):
    """What stands at an index. Of variables and tables it is a number, of groups their members to run over."""

    def __iter__(self) -> Iterator[Index]: ...


class Component(Protocol):
    """Variables, a table, an index set or a group: whatever has a name in the model."""

    def __getitem__(self, index: Index | tuple[Index, ...]) -> IndexedElement: ...
    def __iter__(self) -> Iterator[Index]: ...
    def __len__(self) -> int: ...


class RuleModel(Protocol):
    """The model as a rule sees it: its components by name."""

    def __getattr__(self, name: str) -> Component: ...
