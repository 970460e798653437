"""A network of ten sites with links and stores over hours: the program as written, and as the solver is given it.

python benchmarks/network.py [hours]    (default: 2190; 8760 takes minutes as written)

Prints for each the seconds of processor time of HiGHS and the optimum, which must be the same.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import numpy as np

import mfo
from mfo.program.build import build_program
from mfo.solve.engine.highs_session import Session
from mfo.solve.matrix.compile_program import compile_program
from mfo.solve.matrix.condense import condense

SITES = 10


def network(hours: int) -> str:
    """A plant: gas and sun at each site, a load, a store, links to two neighbours."""
    random, hour = np.random.default_rng(1), np.arange(hours)
    day = 2 * np.pi * (hour % 24) / 24
    profiles, tables = {}, {name: [] for name in ("sites", "supplies", "markets", "stores", "links")}
    for k in range(SITES):
        sun = np.clip(np.sin(day - np.pi / 2), 0, None)
        profiles[f"sun{k}"] = 30 * sun * random.uniform(0.3, 1, hours)
        profiles[f"load{k}"] = 15 + 5 * np.sin(day - 1.25 * np.pi) + random.uniform(0, 3, hours)
        here = f"site: s{k}, material: w"
        tables["sites"].append(f"site: s{k}")
        tables["supplies"].append(f"supply: gas{k}, {here}, amount: 40 MWh/h, take: up to, price: {50 + 3 * k} EUR/MWh")
        tables["supplies"].append(f"supply: sun{k}, {here}, amount: sun{k}, take: up to, price: 0 EUR/MWh")
        tables["markets"].append(f"market: m{k}, {here}, minimum: load{k}, maximum: load{k}, price: 0 EUR/MWh")
        tables["stores"].append(f"store: b{k}, {here}, capacity: 60 MWh")
        for other in ((k + 1) % SITES, (k + 3) % SITES):
            tables["links"].append(
                f"from: s{k}, to: s{other}, material: w, capacity: 8 MWh/h, cost_per_amount: 0.5 EUR/MWh"
            )
    lines = [f"plant: {{name: network, currency: EUR, slots: {hours} hours}}", "materials: [{material: w, unit: MWh}]"]
    for name, rows in tables.items():
        lines += [f"{name}:", *(f"  - {{{row}}}" for row in rows)]
    lines.append("profiles:")
    for k in range(hours):
        cells = ", ".join(f"'{name} [MWh/h]': {values[k]:.3f}" for name, values in profiles.items())
        lines.append(f"  - {{slot: {k + 1}, {cells}}}")
    return "\n".join(lines)


def main(hours: int) -> None:
    """Solve it both ways."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.yaml"
        path.write_text(network(hours), encoding="utf-8")
        compiled = compile_program(build_program(mfo.read(path).graph, "cost"))
    condensed = condense(compiled)
    assert condensed is not None
    for name, matrix in (("as written", compiled.matrix), ("as given to the solver", condensed.matrix)):
        session, begun = Session(matrix), time.process_time()
        answer = session.run()
        seconds = time.process_time() - begun
        size = f"{matrix.columns:>9,} columns {len(matrix.value):>9,} entries"
        print(f"{name:<24} {size} {seconds:8.2f} s {answer.objective:.6f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2190)
