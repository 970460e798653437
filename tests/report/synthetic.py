"""A plan made by hand: a park with two owners, a recycling loop, twelve slots and three years, and today's routing.

Amounts are consistent (each pool balances, the ledger adds up), so that a report can be checked against them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
FARM, PLANT = "Farm <A&B>", 'Plant "North"'
OWNERS = {FARM: "Campo SA", PLANT: "Industria & Hijos"}

# element, kind, route, site, material, direction, amount a year under the plan, today, unit
FLOWS = [
    ("Nopal field", "supply", "", FARM, "nopal", "into pool", 14600, 14600, "t"),
    ("truck", "link", "", FARM, "nopal", "out of pool", 12000, 6000, "t"),
    ("truck", "link", "", PLANT, "nopal", "into pool", 12000, 6000, "t"),
    ("Farm heap", "process", "landfill", FARM, "nopal", "out of pool", 2600, 8600, "t"),
    ("Dairy", "supply", "", PLANT, "manure", "into pool", 1825, 1825, "t"),
    ("Digester", "process", "biogas", PLANT, "nopal", "out of pool", 12000, 6000, "t"),
    ("Digester", "process", "biogas", PLANT, "manure", "out of pool", 1500, 900, "t"),
    ("Compost yard", "process", "compost", PLANT, "manure", "out of pool", 325, 925, "t"),
    ("Digester", "process", "biogas", PLANT, "biogas", "into pool", 480000, 240000, "Nm3"),
    ("Gas holder", "store", "", PLANT, "biogas", "out of pool", 9000, 0, "Nm3"),
    ("Gas holder", "store", "", PLANT, "biogas", "into pool", 9000, 0, "Nm3"),
    ("Engine", "process", "biogas", PLANT, "biogas", "out of pool", 300000, 200000, "Nm3"),
    ("Boiler", "process", "biogas", PLANT, "biogas", "out of pool", 180000, 40000, "Nm3"),
    ("Engine", "process", "biogas", PLANT, "electricity", "into pool", 600, 400, "MWh"),
    ("Grid", "supply", "", PLANT, "electricity", "into pool", 300, 500, "MWh"),
    ("Digester", "process", "biogas", PLANT, "electricity", "out of pool", 120, 60, "MWh"),
    ("Mill & bakery", "process", "", PLANT, "electricity", "out of pool", 780, 840, "MWh"),
    ("Mill & bakery", "process", "", PLANT, "heat", "out of pool", 900, 200, "MWh"),
    ("Boiler", "process", "biogas", PLANT, "heat", "into pool", 900, 200, "MWh"),
    ("Mill & bakery", "process", "", PLANT, "bread", "into pool", 5000, 5000, "t"),
    ("Town", "market", "", PLANT, "bread", "out of pool", 5000, 5000, "t"),
    ("Flour", "supply", "", PLANT, "flour", "into pool", 4200, 4600, "t"),
    ("Mill & bakery", "process", "", PLANT, "flour", "out of pool", 4200, 4600, "t"),
    ("Mill & bakery", "process", "", PLANT, "recovered flour", "out of pool", 400, 0, "t"),
    ("Mill & bakery", "process", "", PLANT, "crumbs", "into pool", 500, 500, "t"),
    ("Dryer", "process", "recycling", PLANT, "crumbs", "out of pool", 450, 0, "t"),
    ("Dryer", "process", "recycling", PLANT, "recovered flour", "into pool", 400, 0, "t"),
    ("Landfill", "market", "landfill", PLANT, "crumbs", "out of pool", 50, 500, "t"),
    ("Digester", "process", "biogas", PLANT, "digestate", "into pool", 12800, 6500, "t"),
    ("Fields", "market", "compost", PLANT, "digestate", "out of pool", 12800, 6500, "t"),
    ("Compost yard", "process", "compost", PLANT, "compost", "into pool", 150, 430, "t"),
    ("Garden shops", "market", "compost", PLANT, "compost", "out of pool", 150, 430, "t"),
]

# element, kind, site, route, effect, category, account, scope, plan, today, unit
LEDGER = [
    ("Nopal field", "supply", FARM, "", "cost", "gate fee", "own", None, -146000, -146000, "MXN"),
    ("truck", "link", FARM, "", "cost", "transport", "own", None, 960000, 480000, "MXN"),
    ("Farm heap", "process", FARM, "landfill", "cost", "operation", "own", None, 520000, 1720000, "MXN"),
    ("Digester", "process", PLANT, "biogas", "cost", "operation", "own", None, 810000, 414000, "MXN"),
    ("Digester", "process", PLANT, "biogas", "cost", "capital", "own", None, 900000, 450000, "MXN"),
    ("Grid", "supply", PLANT, "", "cost", "purchase", "own", None, 630000, 1050000, "MXN"),
    ("Flour", "supply", PLANT, "", "cost", "purchase", "own", None, 33600000, 36800000, "MXN"),
    ("Dryer", "process", PLANT, "recycling", "cost", "operation", "own", None, 135000, 0, "MXN"),
    ("Compost yard", "process", PLANT, "compost", "cost", "operation", "own", None, 97500, 277500, "MXN"),
    ("Town", "market", PLANT, "", "cost", "sale", "own", None, -60000000, -60000000, "MXN"),
    ("Garden shops", "market", PLANT, "compost", "cost", "sale", "own", None, -75000, -215000, "MXN"),
    ("Landfill", "market", PLANT, "landfill", "cost", "gate fee", "own", None, 25000, 250000, "MXN"),
    ("Farm heap", "process", FARM, "landfill", "CH4", "decay", "own", 1, 10.4, 34.4, "t"),
    ("Farm heap", "process", FARM, "landfill", "emissions", "decay", "own", 1, 280.8, 928.8, "t_CO2e"),
    ("truck", "link", FARM, "", "fossil CO2", "combustion", "own", 1, 36, 18, "t"),
    ("truck", "link", FARM, "", "emissions", "combustion", "own", 1, 36, 18, "t_CO2e"),
    ("Grid", "supply", PLANT, "", "fossil CO2", "upstream", "own", 2, 133.2, 222, "t"),
    ("Grid", "supply", PLANT, "", "emissions", "upstream", "own", 2, 133.2, 222, "t_CO2e"),
    ("Digester", "process", PLANT, "biogas", "CH4", "methane slip", "own", 1, 3.4, 1.7, "t"),
    ("Digester", "process", PLANT, "biogas", "emissions", "methane slip", "own", 1, 91.8, 45.9, "t_CO2e"),
    ("Fields", "market", PLANT, "compost", "emissions", "replaced", "avoided", None, -310, -157, "t_CO2e"),
    ("Farm heap", "process", FARM, "landfill", "landfilled", "", "own", None, 2600, 8600, "t"),
    ("Landfill", "market", PLANT, "landfill", "landfilled", "", "own", None, 50, 500, "t"),
]

INDICATORS = [
    ("GRI 306-4 diverted by other recovery operations", 16375, "t", 16375, None, "ended in the routes biogas, compost"),
    ("GRI 306-5 disposed of by landfilling", 2650, "t", 2650, None, "ended in the routes landfill"),
    ("diversion rate, energy recovery included", 0.86, "", 16375, 19025, "recovered / all waste"),
    ("EU-style recycling rate", 0.83, "", 15800, 19025, "recycled at the calculation point / waste generated"),
    ("self-sufficiency in electricity", 0.67, "", 600, 900, "own electricity / electricity used"),
]


@dataclass
class SyntheticPlan:
    """What a report asks of a plan."""

    tables: dict[str, pd.DataFrame]
    run: dict[str, Any] = field(default_factory=dict)
    certificate: dict[str, Any] = field(default_factory=dict)
    today: SyntheticPlan | None = None


def frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(rows)


def build(years: tuple[int, ...] = (2025, 2030, 2035), slots: int = 12, growth: float = 0.1) -> SyntheticPlan:
    """The plan with its today."""
    plan = _state(years, slots, growth, 6, 8)
    plan.today = _state(years[:1], slots, 0.0, 7, 9)
    plan.tables.update(_extras(years, slots))
    plan.tables["changes"] = _changes()
    return plan


def _state(years: tuple[int, ...], slots: int, growth: float, flow: int, line: int) -> SyntheticPlan:
    grown = {year: 1 + growth * number for number, year in enumerate(years)}
    flows = [
        dict(
            year=y,
            slot=s,
            element=f[0],
            kind=f[1],
            route=f[2],
            site=f[3],
            owner=OWNERS[f[3]],
            material=f[4],
            direction=f[5],
            amount=float(f[flow]) * g / slots,
            unit=f[8],
        )
        for y, g in grown.items()
        for s in range(1, slots + 1)
        for f in FLOWS
    ]
    ledger = [
        dict(
            year=y,
            element=r[0],
            kind=r[1],
            site=r[2],
            owner=OWNERS[r[2]],
            route=r[3],
            effect=r[4],
            category=r[5],
            account=r[6],
            scope=r[7],
            amount=float(r[line]) * g,
            unit=r[10],
            weight=5.0 / 1.05 ** (5 * n),
        )
        for n, (y, g) in enumerate(grown.items())
        for r in LEDGER
    ]
    if len(years) == 1:
        for row in ledger:
            row["weight"] = 1.0
    times = [
        dict(
            year=y,
            slot=s,
            label=MONTHS[s - 1] if slots == 12 else str(s),
            hours=8760 / slots,
            weight=1.0,
            span=5.0 if len(years) > 1 else 1.0,
            discount=1.05 ** (-5 * n),
        )
        for n, y in enumerate(years)
        for s in range(1, slots + 1)
    ]
    tables = {"flows": frame(flows), "ledger": frame(ledger), "times": frame(times)}
    run = {
        "plant": "Nopal & sons <demo>",
        "minimise": "cost",
        "status": "optimal",
        "seconds": {"solve": 0.12},
        "versions": {"mfo": "0.1.0", "highspy": "1.15.1"},
        "digest": "ab12",
        "started": "2026-11-22T12:00:00Z",
    }
    certificate = {
        "largest_violation": 1.2e-10,
        "relative_violation": 3e-14,
        "duality_gap": 2e-12,
        "dual_infeasibility": 0.0,
        "certified": True,
    }
    return SyntheticPlan(tables, run, certificate)


def _extras(years: tuple[int, ...], slots: int) -> dict[str, pd.DataFrame]:
    materials = [
        ("nopal", "t", 1, None, 0.0334),
        ("manure", "t", 1, None, 0.06),
        ("biogas", "Nm3", 0.00116, 0.00547, 0.00053),
        ("electricity", "MWh", None, 1, None),
        ("heat", "MWh", None, 1, None),
        ("bread", "t", 1, 2.9, 0.26),
        ("flour", "t", 1, 4.1, 0.4),
        ("recovered flour", "t", 1, 4.1, 0.4),
        ("crumbs", "t", 1, 2.9, 0.26),
        ("digestate", "t", 1, None, 0.013),
        ("compost", "t", 1, None, 0.15),
    ]
    prices = {
        "nopal": -120.0,
        "manure": 35.0,
        "biogas": 4.8,
        "electricity": 2100.0,
        "heat": 850.0,
        "bread": 12000.0,
        "flour": 8000.0,
        "recovered flour": 8000.0,
        "crumbs": 300.0,
        "digestate": 0.0,
        "compost": 500.0,
    }
    pairs = dict.fromkeys((f[3], f[4]) for f in FLOWS)
    every = [(y, s) for y in years for s in range(1, slots + 1)]
    unit = {m[0]: m[1] for m in materials}
    processes = sorted({(f[0], f[3], f[2]) for f in FLOWS if f[1] == "process"})
    return {
        "materials": frame(
            [dict(zip(("material", "unit", "mass", "energy", "carbon"), m, strict=True)) for m in materials]
        ),
        "prices": frame(
            [
                dict(year=y, slot=s, site=a, material=m, price=prices[m], unit=f"MXN/{unit[m]}")
                for y, s in every
                for a, m in pairs
            ]
        ),
        "stocks": frame(
            [
                dict(
                    year=y,
                    slot=s,
                    store="Gas holder",
                    site=PLANT,
                    material="biogas",
                    level=300.0 + 250 * (s % 3),
                    charge=750.0,
                    discharge=750.0,
                    loss=0.0,
                    capacity=1000.0,
                    unit="Nm3",
                )
                for y, s in every
            ]
        ),
        "activities": frame(
            [
                dict(
                    year=y,
                    slot=s,
                    process=p,
                    site=a,
                    owner=OWNERS[a],
                    route=r,
                    activity=100.0 + 10 * s,
                    unit="t",
                    capacity=240.0,
                    utilisation=(100.0 + 10 * s) / 240,
                    on=None,
                )
                for y, s in every
                for p, a, r in processes
            ]
        ),
        "capacities": frame(
            [
                dict(
                    year=y,
                    process="Digester",
                    site=PLANT,
                    owner=OWNERS[PLANT],
                    existing=20.0,
                    built=12.0 if n == 0 else 4.0,
                    in_place=32.0 + 4 * n,
                    maximum=60.0,
                    unit="t/d",
                    open=None,
                )
                for n, y in enumerate(years)
            ]
        ),
        "limits": frame(
            [
                dict(
                    limit="landfill cap",
                    year=y,
                    slot=None,
                    value=2650.0,
                    minimum=None,
                    maximum=2650.0,
                    unit="t",
                    binding=True,
                    price=412.0,
                    price_unit="MXN/t",
                )
                for y in years
            ]
        ),
        "bounds": frame(
            [
                dict(
                    year=y,
                    slot=s,
                    element="Digester",
                    kind="process",
                    bound="capacity",
                    value=1125.0,
                    limit=1125.0,
                    unit="t",
                    binding=True,
                    price=312.0,
                    price_unit="MXN/t",
                )
                for y, s in every
            ]
        ),
        "reduced_costs": frame(
            [
                dict(
                    year=years[0],
                    slot=1,
                    element="Compost yard",
                    kind="process",
                    material="nopal",
                    amount=0.0,
                    reduced_cost=96.0,
                    unit="MXN/t",
                ),
                dict(
                    year=years[0],
                    slot=1,
                    element="Flare",
                    kind="process",
                    material="biogas",
                    amount=0.0,
                    reduced_cost=2.0,
                    unit="MXN/Nm3",
                ),
            ]
        ),
        "indicators": frame(
            [
                dict(year=y, indicator=i[0], value=i[1], unit=i[2], numerator=i[3], denominator=i[4], formula=i[5])
                for y in years
                for i in INDICATORS
            ]
        ),
        "problems": frame(
            [
                dict(
                    code="unused-property",
                    message="The property <octan> of nopal is used by nothing.",
                    where="materials.csv, line 3, column octan",
                    remedy="Did you mean octane?",
                    severity="warning",
                )
            ]
        ),
        "sources": frame(
            [
                dict(
                    process="Digester",
                    name="methane_share",
                    value="54.9 %",
                    default="55 %",
                    source="plant file",
                    standing="override",
                ),
                dict(
                    process="Digester",
                    name="potential_reached",
                    value="0.9",
                    default="",
                    source="",
                    standing="unsourced",
                ),
                dict(
                    process="Engine",
                    name="electrical_efficiency",
                    value="37 %",
                    default="",
                    source="Manufacturer's sheet, 2021",
                    standing="source read",
                ),
            ]
        ),
        "closures": frame(
            [
                dict(
                    process="Digester",
                    quantity="carbon",
                    material="nopal",
                    amount_in=33.4,
                    amount_out=33.4,
                    loss=0.0,
                    unit="kg/t",
                    detail="",
                )
            ]
        ),
    }


def _changes() -> pd.DataFrame:
    rows = [
        ("Flour", "supply", PLANT, "flour", 4600, 4200, "t", -3200000, 0.0),
        ("Farm heap", "process", FARM, "nopal", 8600, 2600, "t", -1200000, -648.0),
        ("Grid", "supply", PLANT, "electricity", 500, 300, "MWh", -420000, -88.8),
        ("truck", "link", FARM, "nopal", 6000, 12000, "t", 480000, 18.0),
        ("Dryer", "process", PLANT, "crumbs", 0, 450, "t", 135000, 0.0),
    ]
    return frame(
        [
            dict(
                element=e,
                kind=k,
                site=s,
                material=m,
                today=float(a),
                plan=float(b),
                change=float(b - a),
                unit=u,
                cost_change=float(c),
                emissions_change=g,
            )
            for e, k, s, m, a, b, u, c, g in rows
        ]
    )


def large(supplies: int = 60, processes: int = 70, markets: int = 70, seed: int = 7) -> SyntheticPlan:
    """A plan of many nodes with long names and many loops, for layouts: amounts need not balance."""
    import random

    draw = random.Random(seed)
    rows: list[dict[str, Any]] = []
    routes = ["reuse", "remanufacture", "recycling", "biogas", "compost", "energy recovery", "landfill", "barter"]

    def flow(element: str, kind: str, route: str, material: str, direction: str, amount: float) -> None:
        rows.append(
            dict(
                year=1,
                slot=1,
                element=element,
                kind=kind,
                route=route,
                site="S",
                owner="",
                material=material,
                direction=direction,
                amount=amount,
                unit="t",
            )
        )

    for n in range(supplies):
        target = draw.randrange(processes)
        amount = 10 ** draw.uniform(0, 4)
        flow(f"Source number {n} of the park", "supply", "", f"raw {n}", "into pool", amount)
        flow(f"Process {target} with a long name", "process", routes[target % 8], f"raw {n}", "out of pool", amount)
    for n in range(processes):
        for k in range(draw.randint(1, 3)):
            amount = 10 ** draw.uniform(0, 4)
            material = f"product {n}.{k}"
            flow(f"Process {n} with a long name", "process", routes[n % 8], material, "into pool", amount)
            if draw.random() < 0.6:
                other = draw.randrange(processes)
                flow(f"Process {other} with a long name", "process", routes[other % 8], material, "out of pool", amount)
            else:
                other = draw.randrange(markets)
                flow(f"Market {other}", "market", "", material, "out of pool", amount)
    return SyntheticPlan({"flows": frame(rows)}, {"plant": "Large"})
