"""What a match is: a way between two sites that the plant does not have, and what it would be worth."""

from __future__ import annotations

from dataclasses import dataclass

from ..units import format_number


@dataclass(frozen=True)
class Replaced:
    """By how much less is had of a supply, market or process over the horizon."""

    amount: float
    unit: str
    name: str


@dataclass(frozen=True)
class Match:
    """One material from one site to another, or from one use to another at one site.

    Money is the plant's currency, amounts are in ``unit``.

    ``worth`` is what the first unit saves before transport; ``amount`` is how much goes over the horizon until a unit
    is worth less (None: no end), ``most`` how much would go if sending were free, and ``saving`` what that saves over
    the horizon, discounted as the objective is. Between ``least_price`` and ``most_price`` both sides gain:
    below, the sender had better keep it (a negative price is what getting rid of it costs), above, the taker.
    """

    origin: str
    destination: str
    material: str
    worth: float
    unit: str
    amount: float | None
    most: float | None
    saving: float | None
    least_price: float
    most_price: float
    taken_by: str = ""  # a process that could take it and does not yet
    taken_as: str = ""  # another material that it would stand for, being as warm or warmer
    linked: bool = False  # whether the plant has a link for it: it only lacks what takes it
    listed: bool = False  # whether that process lists what it takes: the material must be added to its `accepts`
    owner_from: str = ""
    owner_to: str = ""
    freight: float | None = None  # money per unit and km, of links of the plant that carry such a thing
    distance: float | None = None  # km, where both sites have coordinates
    replaced: tuple[Replaced, ...] = ()  # supplies, markets and processes that have less to do
    dodges: tuple[str, ...] = ()  # links whose loss or cost it would only go round
    proved: float | None = None  # what a certified plan with the way saves; None: not planned

    @property
    def name(self) -> str:
        """A name for a link."""
        return f"{self.material}: {self.origin}" + ("" if self.at_one_site else f" > {self.destination}")

    @property
    def at_one_site(self) -> bool:
        """Whether it goes nowhere: from one process or market to another at the same site."""
        return self.origin == self.destination

    @property
    def exchanger(self) -> str:
        """A name for the process that hands heat over as another; blank where none is needed."""
        return f"{self.name}: {self.taken_as}" if self.taken_as else ""

    @property
    def replaces(self) -> tuple[str, ...]:
        """What it replaces in words: ``912.5 t of new solvent``."""
        return tuple(f"{format_number(each.amount)} {each.unit} of {each.name}" for each in self.replaced)

    @property
    def break_even_distance(self) -> float | None:
        """The distance at which freight eats what a unit is worth [km]."""
        return None if not self.freight else self.worth / self.freight


@dataclass(frozen=True)
class Matches:
    """The matches of a plant, best first, and the objective without any of them."""

    matches: tuple[Match, ...]
    currency: str
    objective: float
    years: float
    looked_at: int = 0  # pairs of sites and material without a link whose prices differ the right way

    def link_rows(self) -> list[dict[str, str]]:
        """Rows of the table ``links``, one a way that the plant lacks; what only goes round others is left out.

        Freight is that of the plant's own links where it is known with the distance, else nothing: to be filled in.
        """
        ways = {match.name: match for match in reversed(self._new()) if not match.at_one_site and not match.linked}
        return [self._row(match) for match in reversed(ways.values())]

    def process_rows(self) -> list[dict[str, str]]:
        """Rows of ``processes``: what hands heat over where it is taken as another, at no cost and of any size."""
        return [
            {
                "process": match.exchanger,
                "site": match.destination,
                "model": "recipe",
                "variable_cost": self._free,
                "today": "no",
            }
            for match in self._new()
            if match.taken_as
        ]

    def recipe_rows(self) -> list[dict[str, str]]:
        """Rows of ``recipes`` of these processes: a unit of the one heat for a unit of the other."""
        return [
            {"process": match.exchanger, "material": material, "role": role, "amount": amount}
            for match in self._new()
            if match.taken_as
            for material, role, amount in ((match.material, "in", ""), (match.taken_as, "out", "1 MWh/MWh"))
        ]

    @property
    def _free(self) -> str:
        return f"0 {self.currency}/MWh"

    def _new(self) -> list[Match]:
        return [match for match in self.matches if not match.dodges]

    def _row(self, match: Match) -> dict[str, str]:
        known = match.freight is not None and match.distance is not None
        return {
            "link": match.name,
            "from": match.origin,
            "to": match.destination,
            "material": match.material,
            "cost_per_amount": "" if known else f"0 {self.currency}/{match.unit}",
            "cost_per_amount_and_distance": f"{match.freight:.9g} {self.currency}/{match.unit}/km" if known else "",
            "today": "no",
        }
