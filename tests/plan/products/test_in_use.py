"""Products in use: stocks and discards by cohort as flodym has them, what was sold before, and the lease by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo
from mfo.errors import PlantError

YEARS = range(2015, 2025)

# flodym 1.1.0: InflowDrivenDSM of sales of 100, 107, ... 163 in 2015 to 2024, lifetimes of 6 years on average with a
# standard deviation of 2 (Weibull: the shape that has it, solved with scipy). Stock and outflow in 2015, 2019, 2024.
FLODYM = {
    "fixed": ([100.0, 570.0, 873.0], [0.0, 0.0, 121.0]),
    "normal": (
        [99.70202367649455, 529.6054242121371, 857.3784099736984],
        [0.29797632350545555, 23.78912740263223, 117.3809280628957],
    ),
    "lognormal": (
        [99.99999999999663, 538.7298581204925, 853.5294911783287],
        [3.3639757646142243e-12, 23.96237662611189, 116.09587148442779],
    ),
    "weibull": (
        [99.98098891718438, 529.2330813909298, 857.3617450590816],
        [0.019011082815623137, 24.758998876844725, 117.26440485351138],
    ),
}


def planned(text: str, folder: Path) -> mfo.Plan:
    path = folder / "plant.yaml"
    path.write_text(text, encoding="utf-8")
    return mfo.read(path).optimise()


def sales() -> str:
    """A plant that sells the same in four markets, whose products last as long on average and differ in the spread."""
    spread = {name: "" if name == "fixed" else ", spread: 2 year" for name in FLODYM}
    markets = "".join(
        f"  - {{market: {name}, site: town, material: washer, price: 0 EUR/item, minimum: sales, maximum: sales}}\n"
        for name in FLODYM
    )
    returns = "".join(
        f"  - {{of: {name}, as: old washer, at: town, after: 6 years, lifetime: {name}{each}, share: 80 %}}\n"
        for name, each in spread.items()
    )
    profile = "".join(f'  - {{year: {year}, "sales [item/year]": {100 + 7 * (year - 2015)}}}\n' for year in YEARS)
    return (
        f"plant: {{name: washers, currency: EUR, years: [{', '.join(map(str, YEARS))}]}}\n"
        "materials: [{material: washer, unit: item, item_mass: 60 kg/item}, {material: old washer, unit: item}]\n"
        "sites: [{site: town}]\n"
        "supplies: [{supply: factory, site: town, material: washer, take: up to, price: 400 EUR/item}]\n"
        f"markets:\n{markets}  - {{market: scrap, site: town, material: old washer, price: 5 EUR/item}}\n"
        f"returns:\n{returns}profiles:\n{profile}"
    )


@pytest.fixture(scope="module")
def washers(tmp_path_factory: pytest.TempPathFactory) -> mfo.Plan:
    return planned(sales(), tmp_path_factory.mktemp("washers"))


@pytest.mark.parametrize("name", FLODYM)
def test_stocks_and_discards_are_those_of_flodym(name: str, washers: mfo.Plan) -> None:
    stocks, discards = FLODYM[name]
    table = washers.in_use[washers.in_use["market"] == name].groupby("year")[["stock", "discarded"]].sum()
    chosen = table.loc[[2015, 2019, 2024]]
    assert chosen["stock"].tolist() == pytest.approx(stocks, rel=1e-9)
    assert chosen["discarded"].tolist() == pytest.approx(discards, rel=1e-9, abs=1e-9)


def test_what_is_discarded_comes_back_by_its_share(washers: mfo.Plan) -> None:
    """80 % of the outflow of flodym, in the year in which it leaves use; the mass of the stock is 60 kg a washer."""
    flows = washers.flows[(washers.flows["kind"] == "return") & (washers.flows["element"] == "weibull")]
    back = flows.set_index("year")["amount"]
    assert back.loc[2024] == pytest.approx(0.8 * FLODYM["weibull"][1][2], rel=1e-9)
    table = washers.in_use[(washers.in_use["market"] == "weibull") & (washers.in_use["year"] == 2024)]
    assert table["mass"].sum() == pytest.approx(0.06 * FLODYM["weibull"][0][2], rel=1e-9)
    assert set(table["cohort"]) <= set(YEARS)


BEFORE = """
plant: {name: washers, currency: EUR, years: [2025, 2026, 2027], discount_rate: 5 %}
materials: [{material: washer, unit: item}, {material: old washer, unit: item}, {material: wash, unit: item}]
sites: [{site: town}]
supplies: [{supply: factory, site: town, material: washer, take: up to, price: 400 EUR/item}]
markets:
  - {market: homes, site: town, material: washer, price: 0 EUR/item}
  - {market: laundry, site: town, material: wash, price: 0 EUR/item, minimum: 1000 item/year}
  - {market: scrap, site: town, material: old washer, price: 10 EUR/item}
returns:
  - {of: homes, as: old washer, at: town, after: 3 years, lifetime: fixed, share: 50 %}
  - {of: homes, as: wash, at: town, after: 3 years, lifetime: fixed, share: 100 %, counts: in use}
sold_before: [{of: homes, year: 2023, amount: 600 item}, {of: homes, year: 2024, amount: 100 item}]
"""


def test_a_demand_for_use_is_met_by_what_was_sold_before_and_by_new_ones(tmp_path: Path) -> None:
    """A life of three years is in use at the end of three. In 2025 300 are bought beside the 700, in 2026 the 600 of
    2023 are gone and 600 bought, in 2027 the 100 of 2024 and 100. Half of what goes is scrap, at 10. Interest of 5 %
    lets nothing be bought before it is wanted.
    """
    plan = planned(BEFORE, tmp_path)
    bought = plan.flows[plan.flows["element"] == "factory"].set_index("year")["amount"]
    assert bought.to_dict() == pytest.approx({2025: 300, 2026: 600, 2027: 100})
    scrapped = plan.flows[plan.flows["element"] == "scrap"].set_index("year")["amount"]
    assert scrapped.reindex([2025, 2026, 2027], fill_value=0).tolist() == pytest.approx([0, 300, 50])
    assert plan.in_use.groupby("year")["stock"].sum().tolist() == pytest.approx([1_000] * 3)
    later = (600 * 400 - 300 * 10) / 1.05 + (100 * 400 - 50 * 10) / 1.05**2
    assert plan.objective == pytest.approx(300 * 400 + later)


def test_what_was_sold_before_is_no_supply_of_what_comes_back(tmp_path: Path) -> None:
    """600 old washers come back in 2025 and 100 in 2026, scrap takes 1,000. A limit of 50 a year over `old washer`
    bounds what is bought of them, as beside what the plan itself sells: 650 and 150 are scrapped at 10, 50 cost 1.
    """
    text = """
plant: {name: washers, currency: EUR, years: [2025, 2026]}
materials: [{material: washer, unit: item}, {material: old washer, unit: item}]
sites: [{site: town}]
supplies:
  - {supply: factory, site: town, material: washer, take: up to, price: 400 EUR/item}
  - {supply: import, site: town, material: old washer, take: up to, price: 1 EUR/item}
markets:
  - {market: homes, site: town, material: washer, price: 0 EUR/item}
  - {market: scrap, site: town, material: old washer, price: 10 EUR/item, maximum: 1000 item/year}
returns: [{of: homes, as: old washer, at: town, after: 2 years, share: 100 %}]
sold_before: [{of: homes, year: 2023, amount: 600 item}, {of: homes, year: 2024, amount: 100 item}]
limits: [{limit: cap, what: old washer, when: year, maximum: 50 item/year}]
"""
    plan = planned(text, tmp_path)
    assert plan.objective == pytest.approx(-10 * (650 + 150) + 2 * 50)


LEASE = """
plant: {name: lessor, currency: EUR}
materials:
  - {material: washer, unit: item}
  - {material: old washer, unit: item}
  - {material: leased washer, unit: item}
  - {material: use, unit: item}
sites: [{site: town}]
supplies: [{supply: factory, site: town, material: washer, take: up to, price: 400 EUR/item}]
processes:
  - {process: remanufacture, site: town, model: recipe, variable_cost: 150 EUR/item}
  - {process: service, site: town, model: recipe, variable_cost: 30 EUR/item}
recipes:
  - {process: remanufacture, material: old washer, role: in, amount: 1 item/item}
  - {process: remanufacture, material: washer, role: out, amount: 1 item/item}
  - {process: service, material: leased washer, role: in, amount: 1 item/item}
  - {process: service, material: use, role: out, amount: 1 item/item}
markets:
  - {market: sale, site: town, material: washer, price: 0 EUR/item}
  - {market: lease, site: town, material: washer, price: 0 EUR/item}
  - {market: homes, site: town, material: use, price: 0 EUR/item, minimum: 1000 item/year, maximum: 1000 item/year}
returns:
  - {of: sale, as: use, at: town, after: 4 years, lifetime: fixed, share: 100 %, counts: in use}
  - {of: lease, as: leased washer, at: town, after: 8 years, lifetime: fixed, share: 100 %, counts: in use}
  - {of: lease, as: old washer, at: town, after: 8 years, lifetime: fixed, share: 100 %}
"""


@pytest.mark.parametrize(("service", "cost", "market"), [(30, 48_750, "lease"), (90, 100_000, "sale")])
def test_the_lease_against_the_sale_by_hand(service: int, cost: float, market: str, tmp_path: Path) -> None:
    """1,000 in use. Sold they last 4 years: 250 new ones a year at 400 are 100,000. Leased they last 8 and all come
    back: 125 a year are remanufactured at 150, 18,750, and served at 30 each, 30,000. At 90 each the sale is cheaper.
    """
    plan = planned(LEASE.replace("variable_cost: 30", f"variable_cost: {service}"), tmp_path)
    assert plan.objective == pytest.approx(cost)
    sold = plan.flows[plan.flows["element"].isin(["sale", "lease"]) & (plan.flows["direction"] == "out of pool")]
    assert set(sold.loc[sold["amount"] > 1e-6, "element"]) == {market}


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("lifetime: fixed, share: 50 %", "lifetime: weibull, share: 50 %", "value-missing"),
        ("after: 3 years, lifetime: fixed, share: 50 %", "after: 3, lifetime: fixed, share: 50 %", "lag"),
        (", lifetime: fixed, share: 100 %, counts: in use", ", share: 100 %, counts: in use", "value-missing"),
        ("year: 2024", "year: 2025", "out-of-range"),
        ("years: [2025, 2026, 2027]", "slots: 1 year", "roadmap-missing"),
        ("years: [2025, 2026, 2027]", "years: [2025, 2026, 2027], slots: 12 months", "use-by-slot"),
    ],
)
def test_what_cannot_be_is_refused(before: str, after: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / "plant.yaml"
    path.write_text(BEFORE.replace(before, after), encoding="utf-8")
    with pytest.raises(PlantError) as error:
        mfo.read(path)
    assert code in {problem.code for problem in error.value.problems}
