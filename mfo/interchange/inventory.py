"""The inventory of a plan: what a year of the plant takes in, gives away and emits, as openLCA reads it.

The whole plant is one unit process a year, its reference the year of operation, so that nothing is allocated. What is
bought or arises comes in, deliveries go out, and what processes, stores and links of the plant emit is elementary; what
suppliers and buyers cause is not, as the processes that openLCA links to these flows bring it.
"""

from __future__ import annotations

import csv
import io
import json
import uuid
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import Problem, UsageError, Where
from ..plan.plan import Plan
from ..plant.effects import AIR, GASES
from ..units import UnitError, conversion
from ..writing.whole import whole_file

OURS = uuid.UUID("0b7f5a3c-6d0e-5c7b-9d55-7c1f3c1b8f10")
"""The name space of the identifiers that are made here: the same plan gives the same ones."""

UNITS: Mapping[str, tuple[tuple[str, str], tuple[str, str], tuple[str, str]]] = {
    "kg": (
        ("kg", "20aadc24-a391-41cf-b340-3e4529f44bde"),
        ("Mass", "93a60a56-a3c8-11da-a746-0800200b9a66"),
        ("Units of mass", "93a60a57-a4c8-11da-a746-0800200c9a66"),
    ),
    "MJ": (
        ("MJ", "52765a6c-3896-43c2-b2f4-c679acf13efe"),
        ("Energy", "f6811440-ee37-11de-8a39-0800200c9a66"),
        ("Units of energy", "93a60a57-a3c8-11da-a746-0800200c9a66"),
    ),
    "m3": (
        ("m3", "1c3a9695-398d-4b1f-b07e-a8715b610f70"),
        ("Volume", "93a60a56-a3c8-22da-a746-0800200c9a66"),
        ("Units of volume", "93a60a57-a3c8-12da-a746-0800200c9a66"),
    ),
    "Nm3": (
        ("Nm3", "4669b8ce-894d-405a-95d1-3211accaa739"),
        ("Volume", "93a60a56-a3c8-22da-a746-0800200c9a66"),
        ("Units of volume", "93a60a57-a3c8-12da-a746-0800200c9a66"),
    ),
    "item": (
        ("Item(s)", "6dabe201-aaac-4509-92f0-d00c26cb72ab"),
        ("Number of items", "01846770-4cfe-4a25-8ad9-919d8d378345"),
        ("Units of items", "5beb6eed-33a9-47b8-9ede-1dfe8f679159"),
    ),
}
"""By mfo's unit the unit, flow property and unit group of openLCA's reference data, each with its identifier."""

AIR_NAMES = {
    "fossil CO2": "Carbon dioxide, fossil",
    "biogenic CO2": "Carbon dioxide, biogenic",
    "CH4": "Methane, biogenic",
    "fossil CH4": "Methane, fossil",
    "N2O": "Dinitrogen monoxide",
    "NOx": "Nitrogen oxides",
    "SO2": "Sulfur dioxide",
    "PM2.5": "Particulates, < 2.5 um",
    "black carbon": "Carbon black",
}


@dataclass(frozen=True)
class Exchange:
    """What comes in or goes out in a year, in a unit of :data:`UNITS`."""

    year: int
    incoming: bool
    flow: str
    kind: str  # PRODUCT_FLOW, WASTE_FLOW or ELEMENTARY_FLOW
    amount: float
    unit: str
    elements: str  # the supplies, markets or processes whose sum it is


def write_inventory(plan: Plan, target: str | Path, force: bool = False) -> tuple[Problem, ...]:
    """Write the inventory as a package that openLCA imports (``.zip``, its JSON format) or as a table (``.csv``).

    Gives as warnings what has no unit that openLCA knows. Raises :class:`mfo.UsageError` for another kind of file.
    """
    target = Path(target)
    if target.suffix.lower() not in (".zip", ".csv"):
        message = f"An inventory is written as .zip (for openLCA) or .csv, not as {target.name}."
        raise UsageError(Problem("inventory-suffix", message, Where(str(target)), "Choose one of these endings."))
    found, left = exchanges(plan)
    name = str(plan.run["plant"])
    content = _package(name, found) if target.suffix.lower() == ".zip" else _table(found).encode()
    with whole_file(target, force) as part:
        part.write_bytes(content)
    if not left:
        return ()
    message = f"Not in the inventory, as openLCA has no unit for them: {', '.join(left)}."
    return (Problem("inventory-unit", message, None, "Count them in mass, energy, volume or items.", "warning"),)


def exchanges(plan: Plan) -> tuple[list[Exchange], list[str]]:
    """Everything that a year of the plant takes and gives, and what has no unit for it."""
    sums: dict[tuple[int, bool, str, str, str], float] = {}
    names: dict[tuple[int, bool, str, str, str], list[str]] = {}
    left: dict[str, None] = {}
    for year, incoming, flow, kind, amount, unit, element in (*_flows(plan), *_emitted(plan)):
        known = _converted(amount, unit)
        if known is None:
            left[f"{flow} [{unit}]"] = None
        elif known[0]:
            key = (year, incoming, flow, kind, known[1])
            sums[key] = sums.get(key, 0.0) + known[0]
            names.setdefault(key, []).append(element)
    found = [
        Exchange(key[0], key[1], key[2], key[3], amount, key[4], "; ".join(dict.fromkeys(names[key])))
        for key, amount in sums.items()
    ]
    return found, list(left)


Line = tuple[int, bool, str, str, float, str, str]


def _flows(plan: Plan) -> Iterator[Line]:
    """Supplies and returns in, deliveries out: a market that is paid to take something takes waste."""
    cost = plan.ledger[(plan.ledger["effect"] == "cost") & (plan.ledger["category"] == "gate fee")]
    paid = {(str(row["element"]), int(row["year"])) for row in cost.to_dict("records") if row["amount"] > 0}
    for row in plan.by("year").to_dict("records"):
        incoming, element, year = row["kind"] in ("supply", "return"), str(row["element"]), int(row["year"])
        if incoming or row["kind"] == "market":
            waste = not incoming and (element, year) in paid
            kind = "WASTE_FLOW" if waste else "PRODUCT_FLOW"
            yield year, incoming, str(row["material"]), kind, float(row["amount"]), str(row["unit"]), element


def _emitted(plan: Plan) -> Iterator[Line]:
    """Gases of what stands and runs here."""
    rows = plan.ledger[
        plan.ledger["effect"].isin([*GASES, *AIR]) & plan.ledger["kind"].isin(["process", "store", "link"])
    ]
    for row in rows[rows["account"] == "own"].to_dict("records"):
        name = AIR_NAMES.get(str(row["effect"]), str(row["effect"]))
        yield (
            int(row["year"]),
            False,
            name,
            "ELEMENTARY_FLOW",
            float(row["amount"]),
            str(row["unit"]),
            str(row["element"]),
        )


def _converted(amount: float, unit: str) -> tuple[float, str] | None:
    """An amount in a unit that openLCA knows; None where there is none."""
    for target in UNITS:
        try:
            return amount * conversion(unit, target), target
        except UnitError:
            continue
    return None


def _table(found: Sequence[Exchange]) -> str:
    held = io.StringIO()
    rows = csv.writer(held, lineterminator="\n")
    rows.writerow(["year", "direction", "flow", "flow type", "amount", "unit", "of"])
    for each in found:
        direction = "input" if each.incoming else "output"
        name = UNITS[each.unit][0][0]
        rows.writerow([each.year, direction, each.flow, each.kind, repr(each.amount), name, each.elements])
    return held.getvalue()


def _id(*parts: object) -> str:
    return str(uuid.uuid5(OURS, "\x1f".join(map(str, parts))))


def _reference(kind: str, name: str, identifier: str) -> dict[str, str]:
    return {"@type": kind, "@id": identifier, "name": name}


def _package(name: str, found: Sequence[Exchange]) -> bytes:
    """A zip of openLCA's JSON: units, flow properties, flows and a process a year."""
    files: dict[str, dict[str, object]] = {}
    for unit, prop, group in UNITS.values():
        _add_units(files, unit, prop, group)
    for each in found:
        _add_flow(files, each.flow, each.kind, each.unit)
    for year in dict.fromkeys(each.year for each in found):
        _add_process(files, name, year, [each for each in found if each.year == year])
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in {"olca-schema.json": {"version": 2}, **files}.items():
            archive.writestr(zipfile.ZipInfo(path, (2000, 1, 1, 0, 0, 0)), json.dumps(content, ensure_ascii=False))
    return held.getvalue()


def _add_units(
    files: dict[str, dict[str, object]], unit: tuple[str, str], prop: tuple[str, str], group: tuple[str, str]
) -> None:
    """References to openLCA's own units, written so that the package stands alone."""
    path = f"unit_groups/{group[1]}.json"
    known = files.setdefault(path, {**_reference("UnitGroup", *group), "units": []})
    units = known["units"]
    if isinstance(units, list):
        first = {"isRefUnit": not units, "conversionFactor": 1.0}
        units.append({**_reference("Unit", *unit), **first})
    files[f"flow_properties/{prop[1]}.json"] = {
        **_reference("FlowProperty", *prop),
        "flowPropertyType": "PHYSICAL_QUANTITY",
        "unitGroup": _reference("UnitGroup", *group),
    }


def _add_flow(files: dict[str, dict[str, object]], name: str, kind: str, unit: str) -> dict[str, str]:
    prop = UNITS[unit][1]
    identifier = _id("flow", name, kind, prop[0])
    elementary = kind == "ELEMENTARY_FLOW"
    files[f"flows/{identifier}.json"] = {
        **_reference("Flow", name, identifier),
        "flowType": kind,
        "category": "Elementary flows/Emission to air/unspecified" if elementary else "mfo",
        "flowProperties": [
            {
                "@type": "FlowPropertyFactor",
                "isRefFlowProperty": True,
                "conversionFactor": 1.0,
                "flowProperty": _reference("FlowProperty", *prop),
            }
        ],
    }
    return _reference("Flow", name, identifier)


def _add_process(files: dict[str, dict[str, object]], name: str, year: int, found: Sequence[Exchange]) -> None:
    title = f"{name}, a year of operation ({year})"
    whole = Exchange(year, False, title, "PRODUCT_FLOW", 1.0, "item", "the plan")
    identifier = _id("process", name, year)
    rows = [
        {
            "@type": "Exchange",
            "internalId": place,
            "isInput": each.incoming,
            "amount": each.amount,
            "flow": _add_flow(files, each.flow, each.kind, each.unit),
            "description": each.elements,
            "unit": _reference("Unit", *UNITS[each.unit][0]),
            "flowProperty": _reference("FlowProperty", *UNITS[each.unit][1]),
            "isQuantitativeReference": each is whole,
        }
        for place, each in enumerate((whole, *found), start=1)
    ]
    files[f"processes/{identifier}.json"] = {
        **_reference("Process", title, identifier),
        "processType": "UNIT_PROCESS",
        "category": "mfo",
        "description": "The whole plant as one process, by its plan. What suppliers and buyers cause is not in it.",
        "lastInternalId": len(rows),
        "exchanges": rows,
    }
