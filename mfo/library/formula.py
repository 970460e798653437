"""Formulas of process models: parsed against a whitelist, evaluated with units.

A formula knows numbers, numbers with units (``10.2 kWh/t``: a space, then the unit without spaces), declared names,
``+ - * / **``, ``min``, ``max`` and ``exp``. Nothing else passes the parser, so a file can run nothing. Lengths and
exponents are bounded. Values are canonical floats (or arrays over time) with the powers of canonical units.
"""

from __future__ import annotations

import ast
import difflib
import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NoReturn

import numpy as np

from ..units import UnitError, parse_unit
from .broadcast import Number, some

LONGEST = 400  # characters of a formula
MOST_NODES = 150
HIGHEST_EXPONENT = 8.0
LARGEST_EXP = 100.0

Dimension = tuple[tuple[str, int], ...]
PLAIN: Dimension = ()

_QUANTITY = re.compile(
    r"(?<![\w.])(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)(?![eE][+-]?\d)\s*"
    r"(%|(?:(?<=\s)1/)?[A-Za-z_]\w*(?:\^[23])?(?:[./](?:[A-Za-z_]\w*|\([\w./]+\)))*)"
)
_FUNCTIONS = ("min", "max", "exp")


class FormulaError(ValueError):
    """A formula that cannot be read or evaluated: a code, a sentence and a remedy."""

    def __init__(self, code: str, message: str, remedy: str = "") -> None:
        self.code, self.message, self.remedy = code, message, remedy
        super().__init__(message)


@lru_cache(maxsize=4096)  # a study reads the same models a thousand times
def _near(name: str, known: tuple[str, ...]) -> list[str]:
    return difflib.get_close_matches(name, known, 3)


class UnknownNameError(FormulaError):
    """A formula needs a name that has no value here. ``name`` says which."""

    def __init__(self, name: str, known: Collection[str]) -> None:
        self.name = name
        near = _near(name, tuple(known))
        words = " or ".join(f"`{word}`" for word in near)
        hint = f"Did you mean {words}?" if near else "Declare it under `parameters`."
        super().__init__("formula-name", f"`{name}` is no parameter, value or property that is known here.", hint)


@dataclass(frozen=True, slots=True)
class Value:
    """A number, or an array over (years, slots), in canonical units with their powers."""

    number: Number  # float, or a float64 array
    dimension: Dimension = PLAIN

    @property
    def unit(self) -> str:
        """The canonical unit as text; blank for a plain number."""
        return unit_text(self.dimension)


@lru_cache(maxsize=2048)
def dimension_of(unit: str) -> Dimension:
    """The powers of canonical units that a canonical unit text stands for. Raises :class:`~mfo.units.UnitError`."""
    if unit in ("", "1"):
        return PLAIN
    powers: dict[str, int] = {}
    above, *below = parse_unit(unit).canonical.split("/")
    for atom in above.split("."):
        if atom != "1":
            powers[atom] = powers.get(atom, 0) + 1
    for atom in below:
        powers[atom] = powers.get(atom, 0) - 1
    return _ordered(powers)


@lru_cache(maxsize=2048)
def unit_text(dimension: Dimension) -> str:
    """The canonical unit text of a dimension; blank for a plain number."""
    if not dimension:
        return ""
    above = [atom for atom, power in dimension for _ in range(power)]
    below = [atom for atom, power in dimension for _ in range(-power)]
    return parse_unit("/".join([".".join(above) or "1", *below])).canonical


def in_words(dimension: Dimension) -> str:
    """A dimension for a message."""
    return f"`{unit_text(dimension)}`" if dimension else "a plain number"


def quantity(text: str) -> Value:
    """``10.2 kWh/t`` or ``55 %`` or ``0.9`` as a value. Raises :class:`FormulaError`."""
    number, _, unit = text.strip().partition(" ")
    if unit == "" and number.endswith("%"):
        number, unit = number[:-1], "%"
    try:
        found = float(number if "_" not in number else "")
    except ValueError:
        raise FormulaError("number-text", f"`{text}` is no number with a unit.", "Write 10.2 kWh/t.") from None
    if not np.isfinite(found):
        raise FormulaError("number-text", f"`{text}` is not finite.", "Write 10.2 kWh/t.")
    return _with_unit(found, unit)


def _with_unit(number: float, unit: str) -> Value:
    try:
        parsed = parse_unit(unit)
    except UnitError as error:
        raise FormulaError(error.code, error.message, error.remedy) from None
    return Value(number * parsed.factor, dimension_of(parsed.canonical))


def _ordered(powers: Mapping[str, int]) -> Dimension:
    return tuple(sorted((atom, power) for atom, power in powers.items() if power))


@dataclass(frozen=True)
class Formula:
    """A parsed formula. ``names`` are the names it needs; ``literals`` the numbers with units written in it."""

    text: str
    names: frozenset[str]
    literals: tuple[str, ...]
    root: ast.expr
    constants: Mapping[str, Value]

    def evaluate(self, known: Mapping[str, Value]) -> Value:
        """The value with these names.

        Raises :class:`UnknownNameError` where one is missing, :class:`FormulaError` for dimensions that do not fit, a
        division by zero or numbers out of bounds.
        """
        try:
            result = _evaluate(self.root, known, self.constants)
        except OverflowError:
            result = Value(float("inf"))
        if not _is_finite(result.number):
            raise FormulaError("formula-number", f"`{self.text}` gives no finite number.", "Check its parameters.")
        return result


def _is_finite(number: Number) -> bool:
    return math.isfinite(number) if isinstance(number, float) else bool(np.all(np.isfinite(number)))


@lru_cache(maxsize=4096)
def parse_formula(text: str) -> Formula:
    """The formula that ``text`` spells. Raises :class:`FormulaError` for anything outside the whitelist."""
    plain = " ".join(text.split())
    if len(plain) > LONGEST:
        raise FormulaError("formula-syntax", f"The formula has {len(plain)} characters.", f"Stay below {LONGEST}.")
    if "#" in plain:  # Python would leave out what follows
        raise FormulaError(
            "formula-syntax", f"`{plain}` holds a `#`, which is part of no formula.", "Put notes after the quotes."
        )
    if re.search(r"(?<![\w.])\d+_", plain):  # Python would leave out the underscore
        raise FormulaError("formula-syntax", f"`{plain}` has an underscore in a number.", "Write 1000.")
    constants: dict[str, Value] = {}
    literals: list[str] = []

    def replace(match: re.Match[str]) -> str:
        name = f"_{len(constants)}_"
        constants[name] = _with_unit(float(match.group(1)), match.group(2))
        literals.append(match.group())
        return name

    readable = _QUANTITY.sub(replace, plain)
    try:
        root = ast.parse(readable, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise FormulaError(
            "formula-syntax", f"`{plain}` cannot be read as a formula.", "Write e.g. `dry_matter * 10.2 kWh/t`."
        ) from None
    nodes = list(ast.walk(root))
    if len(nodes) > MOST_NODES:
        raise FormulaError("formula-syntax", f"`{plain[:40]}...` is too long.", "Split it under `values`.")
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    for node in nodes:
        _allow(node, plain)
    names = frozenset(
        node.id for node in nodes if isinstance(node, ast.Name) and id(node) not in called and node.id not in constants
    )
    return Formula(plain, names, tuple(literals), root, constants)


_OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.USub, ast.UAdd, ast.Load)


def _allow(node: ast.AST, text: str) -> None:
    if isinstance(node, (ast.Name, ast.BinOp, ast.UnaryOp, *_OPERATORS)):
        return
    if isinstance(node, ast.Constant) and type(node.value) in (int, float) and abs(node.value) < 1e15:  # type: ignore[arg-type]
        return
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in _FUNCTIONS
        and node.args
        and not node.keywords
    ):
        return
    raise FormulaError(
        "formula-syntax",
        f"`{text}` holds something that formulas do not know.",
        "Use numbers with units, names, + - * / **, min, max and exp.",
    )


def _evaluate(node: ast.expr, known: Mapping[str, Value], constants: Mapping[str, Value]) -> Value:
    if isinstance(node, ast.Constant):
        return Value(float(node.value))  # type: ignore[arg-type]
    if isinstance(node, ast.Name):
        found = constants.get(node.id) or known.get(node.id)
        if found is None:
            raise UnknownNameError(node.id, known.keys())
        return found
    if isinstance(node, ast.UnaryOp):
        inner = _evaluate(node.operand, known, constants)
        return Value(-inner.number, inner.dimension) if isinstance(node.op, ast.USub) else inner
    if isinstance(node, ast.BinOp):
        left, right = _evaluate(node.left, known, constants), _evaluate(node.right, known, constants)
        return _BINARY[type(node.op)](left, right)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return _call(node.func.id, [_evaluate(argument, known, constants) for argument in node.args])
    raise FormulaError("formula-syntax", "A formula holds something unknown.")


def _mismatch(verb: str, left: Dimension, right: Dimension) -> NoReturn:
    raise FormulaError(
        "formula-dimension", f"{in_words(left)} and {in_words(right)} cannot be {verb}.", "Check the units."
    )


def _add(left: Value, right: Value) -> Value:
    if left.dimension != right.dimension:
        _mismatch("added", left.dimension, right.dimension)
    return Value(left.number + right.number, left.dimension)


def _subtract(left: Value, right: Value) -> Value:
    if left.dimension != right.dimension:
        _mismatch("subtracted", left.dimension, right.dimension)
    return Value(left.number - right.number, left.dimension)


@lru_cache(maxsize=4096)
def _joined(left: Dimension, right: Dimension, sign: int) -> Dimension:
    powers = dict(left)
    for atom, power in right:
        powers[atom] = powers.get(atom, 0) + sign * power
    return _ordered(powers)


def _multiply(left: Value, right: Value) -> Value:
    return Value(left.number * right.number, _joined(left.dimension, right.dimension, 1))


def _divide(left: Value, right: Value) -> Value:
    if some(right.number == 0):
        raise FormulaError("formula-number", "A formula divides by zero.", "Check its parameters.")
    return Value(left.number / right.number, _joined(left.dimension, right.dimension, -1))


def _power(left: Value, right: Value) -> Value:
    if right.dimension:
        raise FormulaError("formula-dimension", f"An exponent has the unit {in_words(right.dimension)}.")
    exponent = right.number
    if np.ndim(exponent) or not np.abs(exponent) <= HIGHEST_EXPONENT:  # no number (NaN) is in no bounds
        raise FormulaError("formula-number", f"An exponent is above {HIGHEST_EXPONENT:g}.", "Use a smaller one.")
    if left.dimension and exponent != int(exponent):
        message = f"{in_words(left.dimension)} has a broken exponent."
        raise FormulaError("formula-dimension", message, "Use a whole one.")
    if some(left.number < 0) and exponent != int(exponent):
        raise FormulaError("formula-number", "A negative number has a broken exponent.", "Check the formula.")
    if exponent < 0 and some(left.number == 0):
        raise FormulaError("formula-number", "A formula divides by zero.", "Check its parameters.")
    powers = {atom: power * int(exponent) for atom, power in left.dimension}
    return Value(left.number**exponent, _ordered(powers))


_BINARY: dict[type[ast.operator], Callable[[Value, Value], Value]] = {
    ast.Add: _add,
    ast.Sub: _subtract,
    ast.Mult: _multiply,
    ast.Div: _divide,
    ast.Pow: _power,
}


def _call(function: str, arguments: list[Value]) -> Value:
    first = arguments[0]
    if function == "exp":
        if len(arguments) != 1 or first.dimension:
            raise FormulaError("formula-dimension", "exp takes one plain number.", "Divide by a number of that unit.")
        if some(np.abs(first.number) > LARGEST_EXP):
            raise FormulaError("formula-number", f"exp of more than {LARGEST_EXP:g}.", "Check its parameters.")
        return Value(np.exp(first.number) if np.ndim(first.number) else float(np.exp(first.number)))
    result = first.number
    for argument in arguments[1:]:
        if argument.dimension != first.dimension:
            _mismatch("compared", first.dimension, argument.dimension)
        if isinstance(result, float) and isinstance(argument.number, float):
            result = min(result, argument.number) if function == "min" else max(result, argument.number)
        else:
            result = (np.minimum if function == "min" else np.maximum)(result, argument.number)
    return Value(result if np.ndim(result) else float(result), first.dimension)
