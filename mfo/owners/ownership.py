"""How to share a plan: what each owner pays alone and together, allocations, and the payments that bring them about."""

from __future__ import annotations

from dataclasses import dataclass, field

NO_OWNER = "no owner"
SHAPLEY, NUCLEOLUS, PRICES, CORE, LEAST_CORE = "shapley", "nucleolus", "prices", "core", "least_core"
Allocation = dict[str, float]
"""Cost by owner; negative: it gains."""


@dataclass(frozen=True)
class Payment:
    """What one owner pays another over the horizon so that a sharing comes about.

    ``price`` is money per ``quantity_unit`` of the ``material`` that changes hands between the two; blank and nan where
    nothing does.
    """

    sharing: str
    payer: str
    payee: str
    amount: float
    unit: str
    material: str
    quantity: float
    quantity_unit: str
    price: float


@dataclass(frozen=True)
class Leaving:
    """Owners who together pay more under a sharing than they would by themselves, and by how much."""

    sharing: str
    owners: tuple[str, ...]
    excess: float


@dataclass(frozen=True)
class StayPrice:
    """The price of a material at which owners pay together as much as by themselves, all else paid as it is.

    Who ``gives`` it stays at that price or above, who takes it at that or below; below zero the giver pays. ``now`` is
    the price at the plan's prices, or under the sharing that they would leave.
    """

    sharing: str  # blank: each owner against itself alone, at the plan's prices
    owners: tuple[str, ...]
    material: str
    gives: bool
    price: float
    now: float
    unit: str
    amount: float  # over the horizon
    amount_unit: str
    partners: tuple[str, ...]  # whom they trade it with, as far as these have a name


@dataclass(frozen=True)
class GeneratedCore:
    """What is known of the core without planning every coalition."""

    empty: bool | None  # None: not settled
    least_excess: float | None  # of an empty core: no less, and as much if it is ``settled``
    settled: bool
    planned: int  # coalitions
    differs: str  # where a coalition's program is no part of that of all, which proves nothing; blank: nowhere
    stays: str  # a sharing that was proved to lie in the core; blank: none of those asked about
    shares: Allocation | None  # another one in the core
    leavers: dict[str, tuple[tuple[str, ...], float, float]]  # by sharing: owners, excess, and what bounds all of them
    least_bounds: tuple[float, float] = (float("-inf"), float("inf"))  # what the least excess was proved to lie between
    stages: int = 0  # of the nucleolus that were proved: with the first, the least core
    nucleolus: Allocation | None = None  # where all were
    least_core: Allocation | None = None  # where only the first ones were


@dataclass(frozen=True)
class OwnerShares:
    """A plan's game between its owners. Costs over the horizon, as the objective counts money; ``inf``: no plan."""

    owners: tuple[str, ...]
    currency: str
    alone: Allocation
    before: Allocation  # in the plan, before any payment between owners; what has no owner under ``no owner``
    together: float
    allocations: dict[str, Allocation | None]
    least_excess: float | None  # None: not worked out, or no coalition has a plan
    payments: tuple[Payment, ...] = ()
    leaving: tuple[Leaving, ...] = ()
    lacks: dict[str, str] = field(default_factory=dict)  # by owner without a plan of its own, what it lacks
    coalitions: dict[str, float] = field(default_factory=dict)  # cost by the owners' names, all that were worked out
    errors: Allocation = field(default_factory=dict)  # standard error of a sampled Shapley value, by owner
    stays: tuple[StayPrice, ...] = ()
    generated: GeneratedCore | None = None  # where there are too many owners to plan every coalition

    @property
    def saving(self) -> float | None:
        """What they save together against each alone; None where somebody has no plan alone."""
        total = sum(self.alone.values())
        return None if total == float("inf") else total - self.together

    @property
    def core_is_empty(self) -> bool | None:
        """Whether in every sharing somebody would be better off alone; None where it was not worked out."""
        if self.generated is not None:
            return self.generated.empty
        scale = max(1.0, abs(self.together))
        return None if self.least_excess is None else self.least_excess > 1e-7 * scale
