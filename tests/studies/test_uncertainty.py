"""What is not known, on plants whose integrals are known, and as laws."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from mfo.cli.group import command_line

import mfo
from mfo.errors import InfeasibleError, PlantError, UsageError
from mfo.studies.uncertainty.samples import DIMENSIONS, dimensions, points
from mfo.studies.uncertainty.uncertainty_study import why_apart
from mfo.studies.uncertainty.variance_shares import rank_correlations, switch, variance_shares

from .plants import TWO_WAYS

FEE = (
    "{uncertainty: tip fee, table: markets, row: tip, column: price, distribution: uniform, low: -150 MXN/t, "
    "high: -50 MXN/t}"
)
NEAR = TWO_WAYS.replace("-300 MXN/t", "-110 MXN/t")


def bench_of(text: str, folder: Path) -> mfo.Workbench:
    path = folder / "plant.yaml"
    path.write_text(text, encoding="utf-8")
    return mfo.read(path)


def test_the_mean_is_the_integral(tmp_path: Path) -> None:
    """A fee evenly between 50 and 150, the farm at 110 for 80 of 100 t: below 110 it is 100 fee, on the mean 80; above
    80 x 110 + 20 fee, on the mean 8,800 + 2,600. 0.6 x 8,000 + 0.4 x 11,400 = 9,360. At the middle it is 10,000; a
    straight line through it would say so, too. The farm is chosen in 40 %, from a fee of 110 on."""
    found = bench_of(f"{NEAR}uncertainties: [{FEE}]\n", tmp_path).uncertainty(4096)
    assert found.objective.mean == pytest.approx(9_360, rel=1e-4)
    assert found.objective.sd == pytest.approx(np.sqrt(_second() - 9_360**2), rel=1e-3)
    assert found.objective.p05 == pytest.approx(5_500, rel=1e-3)
    assert found.objective.p50 == pytest.approx(10_000, rel=1e-3)
    assert found.objective.p95 == pytest.approx(8_800 + 20 * 145, rel=1e-3)
    assert found.middle == pytest.approx(10_000)
    farm = next(item for item in found.chosen if item.name == "farm")
    assert farm.share == pytest.approx(0.4, abs=2e-3)
    turning = next(item for item in found.turning if item.name == "farm")
    assert (turning.uncertainty, turning.value, turning.above) == ("tip fee", pytest.approx(-110, abs=0.1), False)
    assert (found.ranking[0].at_low, found.ranking[0].at_high) == pytest.approx((11_800, 5_000))
    assert found.ranking[0].correlation == pytest.approx(-1)


def _second() -> float:
    """The integral of the square of the cost."""
    fee = np.linspace(50, 150, 200_001)
    return float(np.mean(np.where(fee < 110, 100 * fee, 8_800 + 20 * fee) ** 2))


def test_rows_of_one_name_move_together(tmp_path: Path) -> None:
    """Both prices up by the same share: the cost is theirs; apart they would seldom meet."""
    rows = [
        f"{{uncertainty: fees, table: markets, row: {name}, column: price, distribution: uniform, low: -20 %, "
        "high: +30 %}"
        for name in ("tip", "farm")
    ]
    text = TWO_WAYS.replace("maximum: 80 t/year", "minimum: 50 t/year")
    found = bench_of(f"{text}uncertainties: [{', '.join(rows)}]\n", tmp_path).uncertainty(64)
    assert found.middle == pytest.approx(1.05 * 20_000)
    fees = found.values[["markets tip price [MXN/t]", "markets farm price [MXN/t]"]].to_numpy()
    assert fees[:, 1] == pytest.approx(3 * fees[:, 0])
    assert found.objective.mean == pytest.approx(21_000, rel=1e-2)


@pytest.mark.parametrize(
    ("distribution", "low", "high", "quantiles"),
    [
        ("triangular", -200, -50, (-169.3, -50 - np.sqrt(0.5 * 150 * 50) - 0.0)),
        ("normal", -140, -80, None),
        ("lognormal", None, None, None),
    ],
)
def test_distributions(
    tmp_path: Path, distribution: str, low: float | None, high: float | None, quantiles: object
) -> None:
    """Triangular by its formula; normal and lognormal hold 95 % between their ends and have the value as median."""
    column, row = ("price", "tip") if low is not None else ("maximum", "farm")
    ends = (low, high) if low is not None else (40, 160)
    unit = "MXN/t" if low is not None else "t/year"
    cell = f"table: markets, row: {row}, column: {column}, low: {ends[0]} {unit}, high: {ends[1]} {unit}"
    text = f"{TWO_WAYS}uncertainties: [{{uncertainty: u, {cell}, distribution: {distribution}}}]\n"
    values = bench_of(text, tmp_path).uncertainty(256).values[f"markets {row} {column} [{unit}]"].to_numpy()
    if distribution == "triangular":  # mode -100: a share of 2/3 lies below it
        assert np.mean(values < -100) == pytest.approx(2 / 3, abs=0.01)
        assert np.quantile(values, 1 / 6) == pytest.approx(-200 + np.sqrt(150 * 100 / 6), abs=1)
        return
    middle = -100 if low is not None else 80
    assert np.mean((values > ends[0]) & (values < ends[1])) == pytest.approx(0.95, abs=0.01)
    assert np.median(values) == pytest.approx(middle, rel=0.01)


def test_a_profile_moves_by_a_factor(tmp_path: Path) -> None:
    """A tariff of 80 and 120 over two halves for 100 t: 10,000, and 20 % more or less."""
    text = TWO_WAYS.replace("currency: MXN}", "currency: MXN, slots: 2 days}").replace(
        "price: 0 MXN/t", "price: tariff"
    )
    text = text.replace("100 t/year", "50 t/d") + 'profiles:\n  - {slot: 1, "tariff [MXN/t]": 80}\n'
    text += '  - {slot: 2, "tariff [MXN/t]": 120}\nuncertainties:\n'
    cell = "table: supplies, row: peels, column: price"
    text += f"  - {{uncertainty: t, {cell}, distribution: uniform, low: -20 %, high: +20 %}}\n"
    found = bench_of(text, tmp_path).uncertainty(64)
    assert found.middle == pytest.approx(20_000)
    assert (found.ranking[0].at_low, found.ranking[0].at_high) == pytest.approx((18_000, 22_000))


def test_with_a_plan_the_regret_is_never_negative(tmp_path: Path) -> None:
    """A dryer of 10 MXN a year for each tonne saves 20 of 100 at the tip where the fee is high: built for 90 t, it is
    regretted where the fee is low, never gained by."""
    text = (
        TWO_WAYS.split("markets:")[0]
        + """
processes:
  - {process: dryer, site: yard, model: recipe, capacity: 90 t/year, capex: 60 MXN/(t/year), lifetime: 1 year,
      variable_cost: 5 MXN/t}
recipes: [{process: dryer, material: peel, role: in, amount: 1 t/t}]
markets: [{market: tip, site: yard, material: peel, price: -100 MXN/t}]
uncertainties:
  - {uncertainty: fee, table: markets, row: tip, column: price, distribution: uniform, low: -150 MXN/t, high: -30 MXN/t}
"""
    )
    bench = bench_of(text, tmp_path)
    plan = bench.optimise()
    assert plan.objective == pytest.approx(90 * 65 + 10 * 100)
    held, free = bench.uncertainty(64, plan=plan), bench.uncertainty(64)
    assert held.regret is not None
    apart = held.values["objective"].to_numpy() - free.values["objective"].to_numpy()
    assert apart.min() >= -1e-6
    assert held.regret.mean == pytest.approx(apart.mean())
    fee = -free.values["markets tip price [MXN/t]"].to_numpy()
    assert apart == pytest.approx(np.maximum(0, 90 * (np.minimum(65, 60 + np.minimum(5, fee)) - fee)), abs=1e-6)


PIPED = """
plant: {name: piped, currency: MXN}
materials: [{material: carbon dioxide, unit: kg}]
sites: [{site: brewery}, {site: greenhouse}]
supplies:
  - {supply: fermentation, site: brewery, material: carbon dioxide, amount: 6 t/d, take: up to, price: 0 MXN/t}
  - {supply: bought, site: greenhouse, material: carbon dioxide, take: up to, price: 400 MXN/t}
links:
  - {link: pipe, from: brewery, to: greenhouse, material: carbon dioxide, capex: 36500 MXN/(t/d), lifetime: 1 year,
      cost_per_amount: 0 MXN/t}
markets:
  - {market: tomatoes, site: greenhouse, material: carbon dioxide, price: 0 MXN/t, minimum: 4 t/d, maximum: 4 t/d}
uncertainties:
  - {uncertainty: p, table: supplies, row: bought, column: price, distribution: uniform, low: 50 MXN/t, high: 450 MXN/t}
"""


def test_with_a_plan_the_size_of_a_link_is_held(tmp_path: Path) -> None:
    """A pipe of 100 MXN for each tonne sent (36,500 over 365 t) is built for 4 t/d: 146,000 MXN whatever the price.
    Without it bought at p: 1,460 t x p, the better below 100. Were the pipe not held, nothing would be regretted."""
    bench = bench_of(PIPED, tmp_path)
    plan = bench.optimise()
    assert plan.objective == pytest.approx(146_000)
    held, free = bench.uncertainty(64, plan=plan), bench.uncertainty(64)
    price = free.values["supplies bought price [MXN/t]"].to_numpy()
    assert free.values["objective"].to_numpy() == pytest.approx(1460 * np.minimum(price, 100))
    assert held.values["objective"].to_numpy() == pytest.approx(np.full(64, 146_000.0))
    assert held.regret is not None
    assert held.regret.mean == pytest.approx(1460 * np.maximum(100 - price, 0).mean())


def test_samples_without_a_plan_are_counted(tmp_path: Path) -> None:
    """The tip takes 30 to 130 t and the farm 80 of 100: below 20 t there is no plan. With 15 to 25: half of them."""
    text = TWO_WAYS.replace("price: -100 MXN/t, route", "price: -100 MXN/t, maximum: 20 t/year, route")
    cell = "table: markets, row: tip, column: maximum, distribution: uniform, low: 15 t/year, high: 25 t/year"
    found = bench_of(f"{text}uncertainties: [{{uncertainty: room, {cell}}}]\n", tmp_path).uncertainty(64)
    assert found.failed == 32
    assert {status for _, status, _ in found.failures} == {"infeasible"}
    never = cell.replace("15 t/year", "1 t/year").replace("25 t/year", "9 t/year")
    with pytest.raises((InfeasibleError, PlantError)):
        bench_of(f"{text}uncertainties: [{{uncertainty: room, {never}}}]\n", tmp_path).uncertainty(8)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("column: price", "column: prise"), "column-unknown"),
        (("row: tip", "row: tib"), "row-unknown"),
        (("table: markets", "table: market"), "table-unknown"),
        (("low: -150 MXN/t", "low: much"), "cell-number"),
        (("high: -50 MXN/t", "high: 50 MXN"), "cell-number"),
        (("distribution: uniform", "distribution: flat"), "choice-unknown"),
        (("distribution: uniform", "distribution: uniform, middle: -90 MXN/t"), "uncertainty-middle"),
        (("distribution: uniform, low: -150", "distribution: normal, low: -90"), "uncertainty-middle"),
        (("distribution: uniform", "distribution: lognormal"), "uncertainty-positive"),
    ],
)
def test_wrong_rows_are_told_at_their_cells(tmp_path: Path, change: tuple[str, str], code: str) -> None:
    with pytest.raises(PlantError) as told:
        bench_of(f"{NEAR}uncertainties: [{FEE.replace(*change)}]\n", tmp_path)
    assert code in {problem.code for problem in told.value.problems}
    assert all(problem.where and "uncertainties" in str(problem.where) for problem in told.value.problems)


def test_nothing_uncertain_and_nonsense_are_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="uncertainties"):
        bench_of(TWO_WAYS, tmp_path).uncertainty()
    row = "{uncertainty: a, table: supplies, row: peels, column: amount, distribution: normal, low: -99 %, high: +99 %}"
    with pytest.raises(PlantError, match="negative"):
        bench_of(f"{TWO_WAYS}uncertainties: [{row}]\n", tmp_path).uncertainty(256)


def test_another_name_changes_no_draws_and_more_samples_extend_fewer() -> None:
    few = points(["a", "b"], 100, 7)
    assert np.array_equal(points(["b", "c", "a"], 300, 7)[:100][:, [2, 0]], few)
    assert not np.array_equal(points(["a", "b"], 100, 8), few)


def test_no_two_names_move_together() -> None:
    """Of a hundred names none is tied to another; dimensions that were taken as they come had pairs at 0.75."""
    names = [f"name {k}" for k in range(100)]
    for count, most in ((512, 0.3), (1000, 0.15), (1024, 0.15)):
        apart = np.corrcoef(points(names, count, 1).T) - np.eye(len(names))
        assert np.abs(apart).max() < most


def test_as_many_names_as_there_are_dimensions_are_told_apart() -> None:
    first = np.random.default_rng(1).random((1024, DIMENSIONS))
    assert len(set(dimensions([f"n{k}" for k in range(150)], first))) == 150


def test_means_are_several_times_as_exact_as_by_plain_random() -> None:
    """Six prices, the dearer of two ways each: at 512 samples the error is at most a fifth of that by chance."""

    def cost(u: np.ndarray) -> np.ndarray:
        return np.asarray(np.maximum(u[:, :3], 0.4).sum(axis=1) + u[:, 3] * 2 + np.minimum(u[:, 4], u[:, 5]))

    mean = 3 * (0.4**2 + (1 - 0.4**2) / 2) + 1 + 1 / 3
    names = [f"price {k}" for k in range(6)]
    ours = [cost(points(names, 512, seed)).mean() - mean for seed in range(12)]
    plain = [cost(np.random.default_rng(seed).random((512, 6))).mean() - mean for seed in range(12)]
    assert np.sqrt(np.mean(np.square(ours))) < np.sqrt(np.mean(np.square(plain))) / 5


def test_shares_of_variance_are_those_of_ishigami() -> None:
    """A sum with a product, solved by hand: y = 4 a + 2 b + 6 a b over -1 to 1 has variances 16/3, 4/3 and 36/9: 1/2,
    1/8 and 3/8. Ranks: a and b up, c nothing."""
    u = points(["a", "b", "c"], 512, 1)
    x = 2 * u - 1
    found = variance_shares(u, 4 * x[:, 0] + 2 * x[:, 1] + 6 * x[:, 0] * x[:, 1])
    assert found is not None
    assert found.first == pytest.approx([1 / 2, 1 / 8, 0], abs=0.01)
    assert found.total == pytest.approx([7 / 8, 1 / 2, 0], abs=0.01)
    ranks = rank_correlations(u, x[:, 0] ** 3)
    assert ranks == pytest.approx([1, 0, 0], abs=0.1)
    assert variance_shares(u[:10], x[:10, 0]) is None  # too few
    assert variance_shares(u, np.ones(512)) is None


@settings(max_examples=30, deadline=None)
@given(edge=st.floats(0.1, 0.9), above=st.booleans())
def test_a_switch_is_found_where_it_is(edge: float, above: bool) -> None:
    u = points(["a", "b", "c"], 256, 3)
    found = switch(u, (u[:, 1] > edge) == above)
    assert found is not None
    assert (found.place, found.above, found.right) == (1, above, 1.0)
    assert found.edge == pytest.approx(edge, abs=0.01)
    assert switch(u, np.random.default_rng(1).random(256) > 0.5) is None


def test_the_verb_tells_what_the_design_names(tmp_path: Path) -> None:
    path = tmp_path / "plant.yaml"
    path.write_text(f"{NEAR}uncertainties: [{FEE}]\n", encoding="utf-8")
    out = tmp_path / "u"
    words = ["uncertainty", str(path)]
    done = CliRunner().invoke(command_line, [*words, "--samples", "64", "--json", "--out", str(out)])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert {"mean", "sd", "p05", "p50", "p95", "unit"} <= set(told["objective"])
    assert (told["samples"], told["failed"]) == (64, 0)
    assert {"name", "kind", "share", "p05", "p50", "p95", "unit"} <= set(told["chosen"][0])
    assert {"uncertainty", "correlation", "first", "total"} <= set(told["ranking"][0])
    again = CliRunner().invoke(command_line, ["uncertainty", str(path), "--samples", "64", "--out", str(out)])
    assert again.exit_code == 0, again.output
    other = CliRunner().invoke(command_line, ["uncertainty", str(path), "--samples", "32", "--out", str(out)])
    assert other.exit_code == 2
    refused = [*words, "--samples", "32", "--minimise", "none such", "--out", str(out), "--force"]
    assert CliRunner().invoke(command_line, refused).exit_code != 0
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["plant.yaml", "u"]
    assert json.loads((out / "study.json").read_text(encoding="utf-8"))["asked"]["samples"] == 64
    replaced = CliRunner().invoke(command_line, [*words, "--samples", "32", "--out", str(out), "--force"])
    assert replaced.exit_code == 0, replaced.output
    assert f"Page: {out / 'uncertainty.html'}" in replaced.output
    assert json.loads((out / "study.json").read_text(encoding="utf-8"))["asked"]["samples"] == 32
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["plant.yaml", "u"]


def test_a_folder_of_other_things_is_not_replaced_by_a_study(tmp_path: Path) -> None:
    """Not even with --force, and told before the work."""
    path, out = tmp_path / "plant.yaml", tmp_path / "mine"
    path.write_text(f"{NEAR}uncertainties: [{FEE}]\n", encoding="utf-8")
    out.mkdir()
    (out / "thesis.txt").write_text("years of work")
    done = CliRunner().invoke(command_line, ["uncertainty", str(path), "--out", str(out), "--force"])
    assert isinstance(done.exception, mfo.UsageError)
    assert [entry.read_text() for entry in out.iterdir()] == ["years of work"]


def test_one_sample_says_nothing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"1 samples say nothing.*Ask for 2 or more"):
        bench_of(f"{NEAR}uncertainties: [{FEE}]\n", tmp_path).uncertainty(1)


def test_what_moves_nothing_spreads_nothing(tmp_path: Path) -> None:
    """At 110 nothing goes to the farm, whatever room it has: 100 t to the tip each time, 10,000."""
    row = (
        "{uncertainty: room, table: markets, row: farm, column: maximum, distribution: uniform, low: 80, high: 80.0001}"
    )
    found = bench_of(f"{NEAR}uncertainties: [{row}]\n", tmp_path).uncertainty(8)
    assert found.objective.mean == pytest.approx(10_000)
    assert found.objective.sd == 0


def test_means_without_a_plan_leave_the_reason_open(tmp_path: Path) -> None:
    """Most likely 60 t of peel, at most 240, 120 on the mean; the tip takes 30 t and the farm 80, 110 in all.

    At the middle value, 60 t, the tip is filled for 100 and the farm has 30 t for 110: 6,300. At the mean there is no
    plan, so that nobody can say how much of the distance is due to lopsided ranges. Samples of up to 110 t have
    one, and none is cheaper than 60 t are.
    """
    row = (
        "{uncertainty: peel, table: supplies, row: peels, column: amount, distribution: triangular, low: 60 t/year, "
        "middle: 60 t/year, high: 240 t/year}"
    )
    text = NEAR.replace("price: -100 MXN/t,", "price: -100 MXN/t, maximum: 30 t/year,")
    found = bench_of(f"{text}uncertainties: [{row}]\n".replace("amount: 100 t", "amount: 60 t"), tmp_path).uncertainty(
        64
    )
    assert found.middle == pytest.approx(30 * 100 + 30 * 110)
    assert found.objective.mean > found.middle
    told = why_apart(found)
    assert told.startswith("The mean lies ")
    assert told.endswith("above the plan at middle values, 6,300 MXN.")
