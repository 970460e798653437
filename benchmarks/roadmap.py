"""A roadmap of a city: from its tables to the report, against HiGHS alone on the same arrays.

    python benchmarks/roadmap.py                    40 districts x 16 years x 12 months, sizes, and whole units
    python benchmarks/roadmap.py --districts 5      a quicker look
    python benchmarks/roadmap.py --kind sizes       one of the two
    python benchmarks/roadmap.py --kind units --districts 5 --years 4     whole units that HiGHS alone ends with, too
    python benchmarks/roadmap.py --kind units --longest 300               best and bound of each after 300 s
    python benchmarks/roadmap.py --write FOLDER     the plant's files alone

Everything counts that `mfo` does once its packages are loaded: reading, checking, the program and its arrays, solving,
the tables with their certificate, writing them, the page and the workbook. HiGHS alone is given the arrays that the
program comes to, with its own settings, and with the same gap where units are whole. Both are processor time, of this
process and of those it starts; time by the clock is told, too. The exit code is 1 where mfo takes more than twice as
long, or ends farther from its bound than HiGHS alone and the gap.
"""

from __future__ import annotations

import argparse
import csv
import os
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any

import highspy
import numpy as np

import mfo
from mfo.program.build import build_program
from mfo.report import write_report, write_workbook
from mfo.solve.matrix.compile_program import compile_program
from mfo.solve.matrix.matrix import Matrix

GAP = 1e-3
TARGET = 2.0
CLOSED = 1e-6
FIRST = 2025
SEASON = (0.94, 0.93, 0.97, 0.99, 1.03, 1.06, 1.07, 1.06, 1.02, 0.99, 0.96, 0.98)
WASTES = {"organics": 0.45, "recyclables": 0.25, "residual": 0.30}
YARDS = 4
"""Places where composting, sorting and transfer may be built; a landfill near and one far."""


def tables(districts: int, years: int, whole: bool) -> dict[str, Any]:
    """The tables of a city: waste by district, month and year, what may be built where, and targets that rise."""
    rng = Random(7)
    names = [f"district {k + 1}" for k in range(districts)]
    yards = [f"yard {k + 1}" for k in range(YARDS)]
    milestones = [FIRST + k for k in range(years)]
    place = {name: (20.9 + rng.uniform(0, 0.2), -89.7 + rng.uniform(0, 0.2)) for name in [*names, *yards]}
    place |= {"near landfill": (20.85, -89.75), "far landfill": (20.4, -89.4)}
    sites = [{"site": site, "latitude": north, "longitude": east} for site, (north, east) in place.items()]
    supplies = [
        {
            "supply": f"{waste} of {name}",
            "site": name,
            "material": waste,
            "amount": f"{share * tonnes:.4g} t/d * season",
            "take": "all",
            "price": "0 MXN/t",
            "growth": "1.2 %/year",
        }
        for name in names
        for tonnes in [rng.uniform(10, 60)]
        for waste, share in WASTES.items()
    ]
    links = [
        {
            "from": names,
            "to": [*yards, "near landfill", "far landfill"] if waste == "residual" else yards,
            "material": waste,
            "cost_per_amount": "90 MXN/t",
            "cost_per_amount_and_distance": "6 MXN/t/km",
        }
        for waste in WASTES
    ]
    links += [
        {
            "from": yards,
            "to": ["near landfill", "far landfill"],
            "material": "residual",
            "cost_per_amount": "20 MXN/t",
            "cost_per_amount_and_distance": "2.5 MXN/t/km",
        }
    ]
    return {
        "plant": {
            "name": "a city",
            "currency": "MXN",
            "price_year": FIRST,
            "slots": "12 months",
            "start": f"{FIRST}-01-01",
            "years": milestones,
            "discount_rate": "8 %",
            "carbon_price": "carbon price",
        },
        "materials": [{"material": name, "unit": "t"} for name in (*WASTES, "compost", "bales")],
        "sites": sites,
        "supplies": supplies,
        "links": links,
        "processes": [row for k, yard in enumerate(yards) for row in _facilities(yard, k, whole)],
        "recipes": [row for yard in yards for row in _recipes(yard)],
        "markets": [
            *(
                {"market": f"{what} of {yard}", "site": yard, "material": what, "price": price}
                for yard in yards
                for what, price in (("compost", "150 MXN/t"), ("bales", "1800 MXN/t"))
            ),
            *(
                {"market": f"{kind} landfill", "site": f"{kind} landfill", "material": "residual", "price": price,
                 "route": "landfill"}
                for kind, price in (("near", "-280 MXN/t"), ("far", "-220 MXN/t"))
            ),
        ],
        "stores": [
            {"store": f"{yard}'s", "site": yard, "material": "compost", "capacity": "4 kt", "cost": "4 MXN/t/month"}
            for yard in yards
        ],
        "rates": [
            {"at": f"{kind} landfill", "effect": "CH4", "rate": "40 kg/t"} for kind in ("near", "far")
        ],
        "limits": [
            {"limit": "airspace", "what": "near landfill", "when": "total",
             "maximum": f"{districts * 2 * years} kt"},
            {"limit": "to landfill", "what": "landfilled", "of": [*WASTES], "maximum": "landfilled at most"},
        ],
        "profiles": [
            *({"slot": k + 1, "season": value} for k, value in enumerate(SEASON)),
            *(
                {
                    "year": year,
                    "carbon price [MXN/t_CO2e]": 60 + 25 * k,
                    "landfilled at most [%]": round(95 - 45 * k / max(years - 1, 1), 3),
                }
                for k, year in enumerate(milestones)
            ),
        ],
    }  # fmt: skip


def _facilities(yard: str, number: int, whole: bool) -> list[dict[str, Any]]:
    scale = 1 + 0.05 * number
    common = {"site": yard, "model": "recipe", "lifetime": "15 year"}
    rows = [
        {"process": f"composting at {yard}", "capacity": "600 t/d", "capex": f"{700 * scale:.4g} kMXN/(t/d)",
         "fixed_cost": "40 kMXN/year/(t/d)", "variable_cost": "180 MXN/t", "route": "compost"},
        {"process": f"sorting at {yard}", "capacity": "600 t/d", "capex": f"{900 * scale:.4g} kMXN/(t/d)",
         "fixed_cost": "60 kMXN/year/(t/d)", "variable_cost": "250 MXN/t", "route": "recycling"},
        {"process": f"throwing in at {yard}", "variable_cost": "5 MXN/t"},
        {"process": f"mixing in at {yard}", "variable_cost": "5 MXN/t"},
    ]  # fmt: skip
    if whole:
        for row in rows[:2]:
            row["unit_size"] = "100 t/d"
    for row in rows[2:]:
        row.pop("lifetime", None)
    return [{**(common if "capex" in row else {key: common[key] for key in ("site", "model")}), **row} for row in rows]


def _recipes(yard: str) -> list[dict[str, Any]]:
    compost, sorting = f"composting at {yard}", f"sorting at {yard}"
    return [
        {"process": compost, "material": "organics", "role": "in", "amount": "1 t/t"},
        {"process": compost, "material": "compost", "role": "out", "amount": "0.4 t/t"},
        {"process": compost, "material": "residual", "role": "out", "amount": "0.08 t/t"},
        {"process": sorting, "material": "recyclables", "role": "in", "amount": "1 t/t"},
        {"process": sorting, "material": "bales", "role": "out", "amount": "0.7 t/t"},
        {"process": sorting, "material": "residual", "role": "out", "amount": "0.3 t/t"},
        {"process": f"throwing in at {yard}", "material": "organics", "role": "in", "amount": "1 t/t"},
        {"process": f"throwing in at {yard}", "material": "residual", "role": "out", "amount": "1 t/t"},
        {"process": f"mixing in at {yard}", "material": "recyclables", "role": "in", "amount": "1 t/t"},
        {"process": f"mixing in at {yard}", "material": "residual", "role": "out", "amount": "1 t/t"},
    ]


def spent() -> float:
    """Processor time of this process and of those that it has started and that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def with_mfo(plant: Path, folder: Path, gap: float, longest: float) -> tuple[dict[str, float], float]:
    """Processor time by stage, from the files to the report, and how far the plan is from its bound."""
    clock = time.perf_counter()
    marks, names = [spent()], ["reading", "planning", "writing tables", "report", "workbook"]
    bench = mfo.read(plant)
    marks.append(spent())
    begun: list[tuple[str, float]] = []
    plan = bench.optimise(
        progress=lambda stage: begun.append((stage.split(":")[0], spent())), gap=gap, time_limit=longest
    )
    marks.append(spent())
    plan.save(folder / "run")
    marks.append(spent())
    write_report(plan, folder / "report.html", "en")
    marks.append(spent())
    write_workbook(plan, folder / "plan.xlsx", "en")
    marks.append(spent())
    found = {name: after - before for name, before, after in zip(names, marks, marks[1:], strict=False)}
    for (stage, at), (_, then) in zip(begun, [*begun[1:], ("", marks[2])], strict=True):
        found[f"  {stage}"] = found.get(f"  {stage}", 0.0) + then - at
    return found, _told("mfo", plan.objective, float(plan.certificate["bound"]), time.perf_counter() - clock)


def _told(who: str, best: float, bound: float, seconds: float) -> float:
    """Print what was found, and give how far it is from its bound."""
    apart = abs(best - bound) / max(abs(best), 1e-9)
    print(f"  {who}: {best:,.2f}, bound {bound:,.2f}, gap {apart:.3%}, {seconds:.1f} s by the clock", flush=True)
    return apart


def alone(matrix: Matrix, gap: float, longest: float) -> tuple[float, float]:
    """Processor time of HiGHS on the arrays, and how far it is from its bound."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    if gap:
        highs.setOptionValue("mip_rel_gap", gap)
    highs.setOptionValue("time_limit", longest)
    begun, clock = spent(), time.perf_counter()
    highs.passModel(
        matrix.columns, matrix.rows, len(matrix.value), 2, 1, matrix.offset, matrix.cost, matrix.lower, matrix.upper,
        matrix.row_lower, matrix.row_upper, matrix.starts, matrix.index, matrix.value, matrix.whole.astype(np.int32),
    )  # fmt: skip
    highs.run()
    taken = spent() - begun
    best = highs.getObjectiveValue()
    bound = highs.getInfo().mip_dual_bound if gap else best
    return taken, _told("HiGHS alone", best, bound, time.perf_counter() - clock)


def measured(kind: str, districts: int, years: int, longest: float) -> bool:
    """Print both; whether mfo takes at most twice as long."""
    whole = kind == "units"
    gap = GAP if whole else 0.0
    print(f"{districts} districts x {years} years x 12 months, {kind}", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        written(folder, districts, years, whole)
        plant = folder / "plant"
        with_mfo(written(folder / "small", 2, 2, whole), folder / "small", gap, longest)  # loads the packages
        found, mine = with_mfo(plant, folder, gap, longest)
        matrix = compile_program(build_program(mfo.read(plant).graph, "cost")).matrix
    print(f"  {matrix.columns:,} columns, {matrix.rows:,} rows, {len(matrix.value):,} entries")
    highs, theirs = alone(matrix, gap, longest)
    for stage, seconds in found.items():
        print(f"  {stage:<28}{seconds:8.2f} s")
    total = sum(seconds for stage, seconds in found.items() if not stage.startswith(" "))
    print(f"  mfo {total:.1f} s, HiGHS alone {highs:.1f} s of processor time: ratio {total / highs:.2f}", flush=True)
    return total <= TARGET * highs and mine <= max(gap, theirs) + CLOSED


def written(folder: Path, districts: int, years: int, whole: bool) -> Path:
    """The plant as files: one table a CSV file."""
    made, of = folder / "plant", tables(districts, years, whole)
    made.mkdir(parents=True)
    settings = of.pop("plant")
    lines = [
        f"  {key}: {'; '.join(map(str, value)) if isinstance(value, list) else value}"
        for key, value in settings.items()
    ]
    (made / "plant.yaml").write_text("plant:\n" + "\n".join(lines) + "\n", encoding="utf-8")
    for name, rows in of.items():
        columns = list(dict.fromkeys(key for row in rows for key in row))
        with (made / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            for row in rows:
                writer.writerow(
                    {key: "; ".join(value) if isinstance(value, list) else value for key, value in row.items()}
                )
    return made


def cell(value: object) -> str:
    """A value as it is typed; several are parted by `;`."""
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def main() -> int:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--districts", type=int, default=40)
    parser.add_argument("--years", type=int, default=16)
    parser.add_argument("--kind", choices=("sizes", "units"))
    parser.add_argument("--longest", type=float, default=3600.0, help="seconds that either search may take")
    parser.add_argument("--write", type=Path)
    chosen = parser.parse_args()
    if chosen.write:
        print(written(chosen.write, chosen.districts, chosen.years, chosen.kind == "units"))
        return 0
    kinds = [chosen.kind] if chosen.kind else ["sizes", "units"]
    return 0 if all([measured(kind, chosen.districts, chosen.years, chosen.longest) for kind in kinds]) else 1


if __name__ == "__main__":
    raise SystemExit(main())
