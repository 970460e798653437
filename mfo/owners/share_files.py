"""A sharing as data and as a folder: allocations.csv, coalitions.csv, payments.csv, stays.csv and study.json."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from ..plan.make_plan import versions
from ..plan.run_folder import plain, replace_folder, write_csv
from ..plant.model import Plant
from .ownership import OwnerShares, Payment, StayPrice

STAYS = ("for", "owners", "material", "side", "price", "now", "unit", "amount", "amount_unit", "with")


def record(found: OwnerShares) -> dict[str, object]:
    """What ``--json`` prints: costs over the horizon in the plant's currency; null where there is no plan."""
    return {
        "owners": list(found.owners),
        "alone": {name: _number(cost) for name, cost in found.alone.items()},
        "before_payments": dict(found.before),
        "together": found.together,
        "saving": found.saving,
        "unit": found.currency,
        "allocations": dict(found.allocations),
        "standard_errors": dict(found.errors),
        "core": _core(found),
        "payments": [_payment(payment) for payment in found.payments],
        "leaving": [
            {"for": item.sharing, "owners": list(item.owners), "excess": item.excess} for item in found.leaving
        ],
        "stays": [_stay(item) for item in found.stays],
        "lacks": dict(found.lacks),
    }


def _core(found: OwnerShares) -> dict[str, object]:
    told: dict[str, object] = {"empty": found.core_is_empty, "least_excess": found.least_excess}
    if found.generated is not None:
        bounds = {name: _number(bound) for name, (_, _, bound) in found.generated.leavers.items()}
        told |= {"proved": found.generated.settled, "planned": found.generated.planned, "nobody_gains_more": bounds}
        told |= {
            "least_excess_between": [_number(bound) for bound in found.generated.least_bounds],
            "least_core_proved": found.generated.stages > 0,
            "nucleolus_proved": found.generated.nucleolus is not None,
        }
    return told


def _stay(item: StayPrice) -> dict[str, object]:
    return {
        "for": item.sharing or None,
        "owners": list(item.owners),
        "material": item.material,
        "side": "gives" if item.gives else "takes",
        "price": item.price,
        "now": item.now,
        "unit": item.unit,
        "amount": item.amount,
        "amount_unit": item.amount_unit,
        "with": list(item.partners),
    }


def _payment(item: Payment) -> dict[str, object]:
    return {
        "from": item.payer,
        "to": item.payee,
        "amount": item.amount,
        "unit": item.unit,
        "for": item.sharing,
        "material": item.material or None,
        "quantity": _number(item.quantity),
        "quantity_unit": item.quantity_unit or None,
        "price": _number(item.price),
    }


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


def save_shares(
    found: OwnerShares,
    plant: Plant,
    folder: Path,
    force: bool = False,
    limits: Iterable[str] = (),
    fixes: Iterable[str] = (),
) -> None:
    """Write the tables and what made them; ``limits`` and ``fixes`` are those that were asked for.

    Raises :class:`mfo.errors.UsageError` where the folder exists and ``force`` is not given.
    """
    allocations = pd.DataFrame(
        [
            {
                "owner": name,
                "alone": found.alone[name],
                "before_payments": found.before[name],
                **{
                    sharing: math.nan if shares is None else shares[name]
                    for sharing, shares in found.allocations.items()
                },
            }
            for name in found.owners
        ]
    )
    coalitions = pd.DataFrame(
        [{"owners": names, "cost": cost} for names, cost in found.coalitions.items()], columns=["owners", "cost"]
    )
    columns = list(Payment.__dataclass_fields__)
    payments = pd.DataFrame([asdict(payment) for payment in found.payments], columns=columns)
    stays = pd.DataFrame(
        [{**_stay(item), "owners": "; ".join(item.owners), "with": "; ".join(item.partners)} for item in found.stays],
        columns=list(STAYS),
    )
    study = {
        "question": "share",
        "plant": plant.settings.name,
        "digest": plant.digest,
        "versions": versions(),
        "limits": list(limits),
        "fixes": list(fixes),
        **record(found),
    }

    tables = {"allocations": allocations, "coalitions": coalitions, "payments": payments, "stays": stays}

    def fill(made: Path) -> None:
        for name, table in tables.items():
            write_csv(table, made / f"{name}.csv")
        (made / "study.json").write_text(json.dumps(plain(study), indent=2, ensure_ascii=False), encoding="utf-8")

    replace_folder(folder, force, fill)
