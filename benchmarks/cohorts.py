"""Hold stocks and discards of products in use against flodym, year by year and cohort by cohort, to 1e-9.

``python benchmarks/cohorts.py`` needs the extra ``bench``: the sales of a growing market over 30 years, with lifetimes
that are fixed, normal, lognormal and Weibull distributed. It ends with 1 where any number differs.
"""

from __future__ import annotations

import math
import sys
import tempfile
from pathlib import Path

import flodym
import numpy as np
from scipy.optimize import brentq

import mfo

YEARS = range(2000, 2030)
SALES = [100.0 + 7.0 * (year - YEARS[0]) for year in YEARS]
MEAN, SPREAD, CLOSE = 6.0, 2.0, 1e-9


def weibull() -> tuple[float, float]:
    """Shape and scale of the Weibull distribution of that mean and standard deviation."""
    ratio = 1 + (SPREAD / MEAN) ** 2
    shape = float(brentq(lambda k: math.gamma(1 + 2 / k) / math.gamma(1 + 1 / k) ** 2 - ratio, 0.5, 50, xtol=1e-14))
    return shape, MEAN / math.gamma(1 + 1 / shape)


def by_flodym(kind: str) -> tuple[np.ndarray, np.ndarray]:
    """(years of sale, years) stocks by cohort, and (years,) what is discarded."""
    time = flodym.Dimension(name="time", letter="t", items=list(YEARS), dtype=int)
    dims = flodym.DimensionSet(dim_list=[time])

    def constant(value: float) -> flodym.FlodymArray:
        return flodym.FlodymArray(dims=dims, values=np.full(len(YEARS), value))

    shape, scale = weibull()
    lifetime = {
        "fixed": lambda: flodym.FixedLifetime(dims=dims, time_letter="t", mean=constant(MEAN)),
        "normal": lambda: flodym.NormalLifetime(dims=dims, time_letter="t", mean=constant(MEAN), std=constant(SPREAD)),
        "lognormal": lambda: flodym.LogNormalLifetime(
            dims=dims, time_letter="t", mean=constant(MEAN), std=constant(SPREAD)
        ),
        "weibull": lambda: flodym.WeibullLifetime(
            dims=dims, time_letter="t", weibull_shape=constant(shape), weibull_scale=constant(scale)
        ),
    }[kind]()
    model = flodym.InflowDrivenDSM(dims=dims, name="washers", time_letter="t", lifetime_model=lifetime)
    model.inflow.values[...] = SALES
    model.compute()
    return np.asarray(model.get_stock_by_cohort()), np.asarray(model.outflow.values)


def by_mfo(kind: str, folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """The same of a plan that sells so much."""
    spread = "" if kind == "fixed" else f", spread: {SPREAD} year"
    profile = "".join(
        f'  - {{year: {year}, "sales [item/year]": {sold}}}\n' for year, sold in zip(YEARS, SALES, strict=True)
    )
    path = folder / "plant.yaml"
    path.write_text(
        f"plant: {{name: washers, currency: EUR, years: [{', '.join(map(str, YEARS))}]}}\n"
        "materials: [{material: washer, unit: item}, {material: old washer, unit: item}]\n"
        "sites: [{site: town}]\n"
        "supplies: [{supply: factory, site: town, material: washer, take: up to, price: 400 EUR/item}]\n"
        "markets:\n"
        "  - {market: homes, site: town, material: washer, price: 0 EUR/item, minimum: sales, maximum: sales}\n"
        "  - {market: scrap, site: town, material: old washer, price: 5 EUR/item}\n"
        "returns:\n"
        f"  - {{of: homes, as: old washer, at: town, after: {MEAN} years, lifetime: {kind}{spread}, share: 80 %}}\n"
        f"profiles:\n{profile}",
        encoding="utf-8",
    )
    table = mfo.read(path).optimise().in_use
    stock = table.pivot_table(index="year", columns="cohort", values="stock", aggfunc="sum", fill_value=0.0)
    stock = stock.reindex(index=YEARS, columns=YEARS, fill_value=0.0)
    discarded = table.groupby("year")["discarded"].sum().reindex(YEARS, fill_value=0.0)
    return stock.to_numpy(), discarded.to_numpy()


def main() -> int:
    """Compare all lifetimes; 1 where any differs."""
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("fixed", "normal", "lognormal", "weibull"):
            ours, theirs = by_mfo(kind, Path(folder)), by_flodym(kind)
            apart = [float(np.max(np.abs(one - other))) for one, other in zip(ours, theirs, strict=True)]
            print(f"{kind}: stocks by cohort differ by at most {apart[0]:.2g}, discards by {apart[1]:.2g} items")
            worst = max(worst, *(each / max(SALES) for each in apart))
    return int(worst > CLOSE)


if __name__ == "__main__":
    sys.exit(main())
