"""From the text of a unit to what it is worth: a small grammar of our own, and sums of powers.

The grammar (also told in the plant format): factors are joined by ``.``, which binds before ``/``; ``/`` reads from
the left; brackets may be used. ``USD/t.km`` is ``USD/(t.km)`` and ``USD/t/year`` is ``USD/(t.year)``. Only spellings
of :mod:`mfo.units.spellings` pass. What a unit is worth is a product of declared factors: pint, which knows the same
units, comes to the same (a test holds that), and takes a fifth of a small plan's time to load.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NoReturn

from ..errors import Problem, UsageError
from .spellings import ALIASES, BASE_UNITS, CANONICAL, COMPOUND_UNITS, CURRENCIES, MONEY_PREFIXES, NAMES, REFUSED

if TYPE_CHECKING:
    import pint

LONGEST = 80  # characters of a unit
HIGHEST_POWER = 4
DEEPEST = 8  # brackets within brackets

Powers = dict[str, int]


class UnitError(UsageError):
    """A unit or number that cannot be read. Callers that know the place add it. Attributes: code, message, remedy.

    >>> try:
    ...     parse_unit("ton")
    ... except UnitError as error:
    ...     print(error.code, "-", error.remedy)
    unit-ambiguous - ...
    """

    def __init__(self, code: str, message: str, remedy: str = "") -> None:
        """Take the stable code, what was found, and what to write instead."""
        self.code, self.message, self.remedy = code, message, remedy
        super().__init__(Problem(code, message, None, remedy))


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as typed and what it is worth: value [typed] * ``factor`` = value [canonical].

    ``canonical`` is itself a unit text that reads back with factor 1; ``1`` for plain numbers. ``dimension`` is equal
    for units that convert into one another and for no others, such as ``[mass]/[time]`` or ``[MXN]/[mass]``.

    >>> parse_unit("kg/d")
    Unit(typed='kg/d', canonical='t/h', factor=4.1666...e-05, dimension='[mass]/[time]')
    """

    typed: str
    canonical: str
    factor: float
    dimension: str

    @property
    def is_plain(self) -> bool:
        """Whether the unit is that of a plain number (none, %, ppm, kg/t)."""
        return self.dimension == "[]"


_SPELLING_OF = {unit: unit for units in BASE_UNITS.values() for unit in units} | {unit: unit for unit in COMPOUND_UNITS}
_SPELLING_OF |= ALIASES
del _SPELLING_OF["one"], _SPELLING_OF["permille"]  # names of our own, which nobody types
_ORDER = {unit: position for position, unit in enumerate(CANONICAL.values(), start=1)}  # currencies sort first
_DIMENSION_OF = {unit: dimension for dimension, unit in CANONICAL.items()}

_WORTH = COMPOUND_UNITS | {
    unit: (factor, ((CANONICAL[dimension], 1),) if dimension else ())
    for dimension, units in BASE_UNITS.items()
    for unit, factor in units.items()
}
"""What each unit but the currencies is worth, and the canonical units with their powers that this is of."""

_REWRITE = [
    (re.compile(r"\s+"), " "),
    (re.compile(r"[·⋅×]"), "."),
    (re.compile(r"²"), "2"),
    (re.compile(r"³"), "3"),
    (re.compile(r"₂"), "2"),
    (re.compile("\u03bc"), "\u00b5"),  # the Greek letter for the sign that means a millionth
    (re.compile(r"\b(N?m|km|cm|dm|hm)(?:\^|\*\*)([23])\b"), r"\1\2"),
    (re.compile(r"\b(kg|t|g|mg|kt|Mt)[ _-]?CO2-?(?:eq?|equiv)\b"), r"\1_CO2e"),
    (re.compile(r"\bshort tons?\b"), "short_ton"),
    (re.compile(r"\blong tons?\b"), "long_ton"),
    (re.compile(r"\bmetric tons?\b"), "t"),
    (re.compile(r" ?([./*()]) ?"), r"\1"),
    (re.compile(r"\*\*"), "^"),
]
_TOKEN = re.compile(
    r"(?P<name>[A-Za-z°$€£¥₹%‰µ][\w$°]*|[%‰-])|(?P<number>\d+(?:[.,]\d+)?)|(?P<sign>[./*()^ ])|(?P<odd>.)"
)


def spellings() -> list[str]:
    """Every accepted spelling of a single unit, currencies included, sorted.

    >>> {"t", "kWh", "Nm3", "MXN"} <= set(spellings())
    True
    """
    return sorted([*_SPELLING_OF, *CURRENCIES])


@lru_cache(maxsize=1)
def registry() -> pint.UnitRegistry[Any]:
    """The pint registry that knows our units and no others, currencies aside; for who reckons on with pint.

    >>> registry().Quantity(1, "kWh").to("MWh").magnitude
    0.001
    """
    import pint  # late: reading a plant needs it nowhere

    lines = [f"{unit} = [{dimension.replace(' ', '_')}]" for dimension, unit in CANONICAL.items()]
    for dimension, units in BASE_UNITS.items():
        base = CANONICAL.get(dimension, "")
        lines += [f"{unit} = {factor!r} * {base}".rstrip("* ") for unit, factor in units.items() if unit != base]
    for unit, (factor, powers) in COMPOUND_UNITS.items():
        lines.append(f"{unit} = {factor!r} * " + " * ".join(f"{base} ** {power}" for base, power in powers))
    return pint.UnitRegistry(lines, cache_folder=None)


@lru_cache(maxsize=4096)
def parse_unit(text: str) -> Unit:
    """The unit that ``text`` spells. A blank text is the unit of a plain number.

    Raises :class:`UnitError` for what is ambiguous, unknown, or not a unit at all.

    >>> parse_unit("USD/t.km").canonical, parse_unit("%").factor
    ('USD/t/km', 0.01)
    """
    powers = _powers(text)
    factor, base = _sum_up(powers)
    return Unit(text.strip(), _canonical(base), factor, _dimension(base))


@lru_cache(maxsize=4096)
def power_of(spelling: str, text: str) -> int:
    """The power of one unit within another: of ``month`` in ``t/month`` it is -1, in ``EUR/(t/month)`` 1.

    In what is no unit it is 0.

    >>> power_of("month", "t/month"), power_of("month", "EUR/(t/month)"), power_of("month", "t/d")
    (-1, 1, 0)
    """
    try:
        return _powers(text).get(spelling, 0)
    except UnitError:
        return 0


def _powers(text: str) -> Powers:
    if len(text) > LONGEST:
        raise UnitError("unit-syntax", f"`{text[:30]}...` is too long for a unit.", f"Stay below {LONGEST} characters.")
    plain = text.strip()
    for pattern, replacement in _REWRITE:
        plain = pattern.sub(replacement, plain)
    if not plain:
        return {}
    powers = _Parser(text.strip(), plain).parse()
    if any(abs(power) > HIGHEST_POWER for power in powers.values()):
        raise UnitError("unit-syntax", f"`{text.strip()}` has a power above {HIGHEST_POWER}.", "Check the unit.")
    return {unit: power for unit, power in powers.items() if power}


def _sum_up(powers: Powers) -> tuple[float, Powers]:
    """The factor to canonical units and the powers of canonical units."""
    if not powers:
        return 1.0, {}
    scales, base = Counter[float](), Counter[str]()
    for unit, power in powers.items():
        worth, of = _WORTH.get(unit) or _money(unit)
        scales[worth] += power  # equal ones above and below cancel: kg/kg_CO2e is worth one
        for canonical, times in of:
            base[canonical] += power * times
    factor = 1.0
    for worth, power in sorted(scales.items(), key=lambda item: item[1] < 0):  # first what stands above
        factor *= worth**power
    return factor, {unit: power for unit, power in base.items() if power}


def _money(unit: str) -> tuple[float, tuple[tuple[str, int], ...]]:
    """A currency is a canonical unit of its own; a letter before its code is a thousand or a million of it."""
    code = unit[-3:]
    return 1.0 if unit == code else MONEY_PREFIXES[unit[0]], ((code, 1),)


def _canonical(base: Powers) -> str:
    ordered = sorted(base.items(), key=lambda item: (_ORDER.get(item[0], 0), item[0]))
    above = [unit for unit, power in ordered for _ in range(power)]
    below = [unit for unit, power in ordered for _ in range(-power)]
    return "/".join([".".join(above) or "1", *below])


def _dimension(base: Powers) -> str:
    ordered = sorted(base.items(), key=lambda item: (_ORDER.get(item[0], 0), item[0]))
    above = [f"[{_DIMENSION_OF.get(unit, unit)}]" for unit, power in ordered for _ in range(power)]
    below = [f"/[{_DIMENSION_OF.get(unit, unit)}]" for unit, power in ordered for _ in range(-power)]
    if not above and not below:
        return "[]"
    return ".".join(above or ["1"]) + "".join(below)


class _Parser:
    """Reads one unit by descent: quotient of products of factors."""

    def __init__(self, typed: str, plain: str) -> None:
        self.typed = typed
        self.plain = plain
        self.tokens = [(match.lastgroup or "", match.group()) for match in _TOKEN.finditer(plain)]
        self.position = 0
        self.depth = 0

    def parse(self) -> Powers:
        powers = self._quotient()
        if self._peek():
            self._fail()
        return powers

    def _peek(self) -> str:
        return self.tokens[self.position][1] if self.position < len(self.tokens) else ""

    def _take(self) -> tuple[str, str]:
        token = self.tokens[self.position] if self.position < len(self.tokens) else ("", "")
        self.position += 1
        return token

    def _quotient(self) -> Powers:
        total = Counter(self._product(divided=False))
        while self._peek() == "/":
            self._take()
            total.subtract(self._product(divided=True))
        return dict(total)

    def _product(self, divided: bool) -> Powers:
        total = Counter(self._factor())
        while self._peek() in (".", "*"):
            _, sign = self._take()
            if sign == "*" and divided:
                raise UnitError(
                    "unit-syntax",
                    f"`{self.typed}` does not say whether what follows `*` is divided too.",
                    "Use brackets, such as USD/(t.km) or (USD/t).km.",
                )
            total.update(self._factor())
        return dict(total)

    def _factor(self) -> Powers:
        kind, text = self._take()
        if text == "(":
            powers = self._bracket()
        elif kind == "name" or text == "1":
            powers = self._single(text)
        else:
            self._fail(self.position - 1)
        if self._peek() != "^":
            return powers
        self._take()
        kind, text = self._take()
        if kind != "number" or not text.isdigit() or not 1 <= int(text[:3]) <= HIGHEST_POWER:
            message = f"`{self.typed}` has a power that is not a whole number from 1 to {HIGHEST_POWER}."
            raise UnitError("unit-syntax", message, "Write m3 for cubic metres, 1/h for per hour.")
        return {unit: power * int(text) for unit, power in powers.items()}

    def _bracket(self) -> Powers:
        self.depth += 1
        if self.depth > DEEPEST:
            raise UnitError("unit-syntax", f"`{self.typed}` has too many brackets.", "Use fewer.")
        powers = self._quotient()
        closing = self._take()[1]
        if closing and closing != ")":
            self._fail(self.position - 1)
        if not closing:
            raise UnitError("unit-syntax", f"`{self.typed}` has a bracket that is not closed.", "Close it with ).")
        self.depth -= 1
        return powers

    def _single(self, name: str) -> Powers:
        unit = _SPELLING_OF.get(name)
        if unit is not None:
            return {} if unit == "one" else {unit: 1}
        if name in CURRENCIES or (name[1:] in CURRENCIES and name[0] in MONEY_PREFIXES):
            return {name: 1}
        if name in REFUSED:
            question, remedy = REFUSED[name]
            alone = name == self.typed
            told = f"`{name}` {question}." if alone else f"`{name}` in `{self.typed}` {question}."
            raise UnitError("unit-ambiguous", told, remedy)
        slim = _without_substances(self.plain)
        if slim:
            raise self._compound(slim)
        alone = name == self.typed
        told = (
            f"`{name}` is not a unit that mfo knows."
            if alone
            else f"`{name}` in `{self.typed}` is not a unit that mfo knows."
        )
        raise UnitError("unit-unknown", told, _near(name))

    def _compound(self, slim: str) -> UnitError:
        return UnitError(
            "unit-compound",
            f"`{self.typed}` names a substance or basis within the unit.",
            f"Write {slim}: what is measured belongs in the name of the column or of the material.",
        )

    def _fail(self, position: int | None = None) -> NoReturn:
        at = self.position if position is None else position
        kind, text = self.tokens[at] if at < len(self.tokens) else ("", "")
        if kind == "number":
            raise UnitError(
                "unit-syntax", f"`{self.typed}` has a number within the unit.", "Put numbers before the unit: 100 km."
            )
        words = [match["word"] for match in _FURTHER_WORD.finditer(self.plain)]
        slim = _without_substances(self.plain)
        if slim and not any(word in _SPELLING_OF for word in words):
            raise self._compound(slim)
        if text == " " or kind == "name":
            raise UnitError(
                "unit-syntax",
                f"`{self.typed}` has two names side by side.",
                "Write / for `per`, such as t/d."
                if "per" in self.typed.split()
                else "Join units with a full stop, such as t.km, or divide with /.",
            )
        what = f"`{text}` where a unit should stand" if text else "an end where a unit should stand"
        raise UnitError("unit-syntax", f"`{self.typed}` has {what}.", "Write units such as t/d or USD/(t.km).")


_SUBSTANCE = re.compile(
    r"(?<=[A-Za-z0-9%])(?<!CO2)(?!_CO2e)[ _-]?(?:CH4|CO2|N2O|CO|NH3|H2S|H2|C|N|P|K|VS|TS|DM|ODM|COD|BOD|LHV|HHV|NCV|GCV"
    r"|wet|dry|fresh|el|th|e|electricity|heat|feed|input|output|fuel|biogas|methane|waste|water|vol|wt|net)"
    r"(?=$|[/.)* ])"
)
_FURTHER_WORD = re.compile(r"(?<=[A-Za-z0-9%]) (?P<word>[A-Za-z][\w-]*)")


def _without_substances(plain: str) -> str:
    """``kg CH4/t VS`` -> ``kg/t`` where taking substances away leaves a unit; otherwise blank."""
    for pattern in (_SUBSTANCE, _FURTHER_WORD):
        slim = plain
        for _ in range(3):
            slim = pattern.sub("", slim)
        if slim != plain:
            try:
                parse_unit(slim)
            except UnitError:
                continue
            return slim
    return ""


_COLLOQUIAL = {"tn": "t", "tns": "t", "lt": "L", "lts": "L", "mts": "m", "kgr": "kg", "kgrs": "kg", "grs": "g"}
"""What is often written in Mexico and is no unit anywhere, by what is meant."""


def _near(name: str) -> str:
    """A remedy that names the nearest spellings."""
    units = sorted(unit for unit in _SPELLING_OF if unit not in ALIASES)
    folded = name.casefold()
    if folded in _COLLOQUIAL:
        return f"Did you mean {_COLLOQUIAL[folded]}?"
    same = [unit for unit in units if unit.casefold() in (folded, folded.removesuffix("s"))]  # `kgs`, `Tn`
    same = same or [unit for unit in sorted(CURRENCIES) if unit.casefold() == folded]  # no money for a slip of a unit
    names = [unit for unit in spellings() if len(unit) > 1 and unit not in ALIASES]
    near = same or difflib.get_close_matches(name, names, 3, 0.6)
    if near:
        return f"Did you mean {' or '.join(near)}?"
    return "Write units such as t, kg, m3, Nm3, L, kWh, GJ, km, item, h, d, year, %, or the ISO code of a currency."


def meanings(text: str) -> tuple[tuple[str, str], ...]:
    """Each spelling within a unit with what it stands for: (``kt``, ``kilotonne``), (``yr``, ``year of 365 days``)."""
    plain = text
    for pattern, replacement in _REWRITE:
        plain = pattern.sub(replacement, plain)
    found = {}
    for match in _TOKEN.finditer(plain):
        if match.lastgroup == "name":
            found[match.group()] = _meaning(match.group())
    return tuple(found.items())


def _meaning(name: str) -> str:
    spelling = _SPELLING_OF.get(name, name)
    unit = parse_unit(name if spelling in ("one", "permille") else spelling)
    worth = "" if unit.canonical in (spelling, "1") else f"{unit.factor:.10g} {unit.canonical}"
    title = NAMES.get(spelling, "currency" if spelling[-3:] in CURRENCIES else "")
    return ", ".join(part for part in (title, worth) if part) or "a unit of its own"
