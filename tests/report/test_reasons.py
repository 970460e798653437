"""What an idle chain lacks, and what one more unit that may be built is worth, solved by hand from plant files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import mfo
from mfo.report import explain, report_html

CHAIN = """
plant: {{name: Compost or landfill, currency: EUR{plant}}}
materials: [{{material: waste, unit: t}}, {{material: compost, unit: kg}}]
sites: [{{site: town}}, {{site: yard}}, {{site: farm}}]
supplies:
  - {{supply: bins, site: town, material: waste, amount: 10 t/h, take: all, price: 0 EUR/t}}
processes:
  - {{process: landfill, site: town, model: recipe, variable_cost: {landfill} EUR/t}}
  - {{process: composting, site: yard, model: recipe, variable_cost: 80 EUR/t{composting}}}
recipes:
  - {{process: landfill, material: waste, role: in, amount: 1 t/t}}
  - {{process: composting, material: waste, role: in, amount: 1 t/t}}
  - {{process: composting, material: compost, role: out, amount: 0.5 t/t}}
links:
  - {{from: town, to: yard, material: waste, cost_per_amount: 12 EUR/t}}
  - {{from: yard, to: farm, material: compost, cost_per_amount: 6 EUR/t}}
markets: [{{market: fields, site: farm, material: compost, price: 10 EUR/t}}]
"""


def plan_of(folder: Path, landfill: int = 50, composting: str = "", plant: str = "") -> mfo.Plan:
    path = folder / "plant.yaml"
    path.write_text(CHAIN.format(landfill=landfill, composting=composting, plant=plant), encoding="utf-8")
    return mfo.read(path).optimise()


def lacking(plan: mfo.Plan) -> dict[str, tuple[float, str]]:
    """What whole elements lack, from the table of reduced costs."""
    table = plan.reduced_costs[plan.reduced_costs["slot"] == 0]
    return {row.element: (row.reduced_cost, row.unit) for row in table.itertuples()}


def test_an_idle_chain_lacks_its_sum_at_each_of_its_parts(tmp_path: Path) -> None:
    """Composting a tonne costs 12 + 80 + 0.5 x 6 - 0.5 x 10 = 90 EUR, the landfill 50: the chain lacks 40 EUR/t, or 80
    EUR per tonne of compost. Reduced costs of single flows share the 40 EUR among the parts in some way.
    """
    plan = plan_of(tmp_path)
    found = lacking(plan)
    assert found["composting"] == (pytest.approx(40), "EUR/t")
    assert found["town > yard"] == (pytest.approx(40), "EUR/t")
    assert found["fields"] == (pytest.approx(0.08), "EUR/kg")
    assert found["yard > farm"] == (pytest.approx(0.08), "EUR/kg")
    assert explain(plan, "composting") == ["composting is idle: it would have to be 40 EUR/t cheaper."]
    assert explain(plan, "fields") == ["No compost goes to fields: it would have to pay 0.08 EUR/kg more."]
    plan.save(tmp_path / "run")
    assert mfo.Plan.load(tmp_path / "run").equals(plan)


@pytest.mark.parametrize(("landfill", "composts"), [(89, False), (91, True)])
def test_it_is_the_price_at_which_the_plan_turns(tmp_path: Path, landfill: int, composts: bool) -> None:
    """At 89 EUR/t the chain lacks 1, at 91 the landfill does: 1 EUR/t."""
    plan = plan_of(tmp_path, landfill)
    assert ("composting" in set(plan.flows["element"])) == composts
    assert lacking(plan)["landfill" if composts else "composting"][0] == pytest.approx(1)


def test_capital_counts_where_it_would_have_to_be_built(tmp_path: Path) -> None:
    """A yard for 365 t a year costs 3,650 EUR over ten years: 1 EUR/t more, 41 in all. With a rate of 10 % the annuity
    is 0.16275: 594.03 EUR a year, 1.6275 EUR/t.
    """
    capital = ", capex: 3650 EUR/(t/d), lifetime: 10 years"
    assert lacking(plan_of(tmp_path, composting=capital))["composting"][0] == pytest.approx(41)
    dear = lacking(plan_of(tmp_path, composting=capital, plant=", discount_rate: 10 %"))
    assert dear["composting"][0] == pytest.approx(40 + 10 * 0.1 / (1 - 1.1**-10))


def test_over_a_roadmap_it_is_money_of_the_year(tmp_path: Path) -> None:
    """Discounting and the years stood for are undone: 40 EUR per tonne composted."""
    found = lacking(plan_of(tmp_path, plant=", years: 2030; 2035, discount_rate: 8 %"))
    assert found["composting"][0] == pytest.approx(40)


def test_what_cannot_run_lacks_nothing_in_money(tmp_path: Path) -> None:
    """Without capacity no price would make it run."""
    assert "composting" not in lacking(plan_of(tmp_path, composting=", capacity: 0 t/h"))


def test_what_may_be_built_and_its_worth(tmp_path: Path) -> None:
    """At a landfill of 100 EUR/t composting saves 10 less 1 EUR/t of capital: 9 x 365 EUR a year for one more t/d.

    The capacity that the plan builds is no bound of the plant: nothing is said of it where 300 t/d may be built.
    """
    capital = ", capacity: {} t/d, capex: 3650 EUR/(t/d), lifetime: 10 years"
    told = explain(plan_of(tmp_path, 100, capital.format(200)), "composting")
    said = "one more t/d that may be built is worth 3,285 EUR in a year, up to 240 t/d."
    assert f"composting (at most 200 t/d in place): {said}" in told
    assert not any("one more" in line for line in explain(plan_of(tmp_path, 100, capital.format(300)), "composting"))


def test_a_price_is_told_by_day_and_with_its_end() -> None:
    """Two tonnes a day, 1.5 of them composted: each more saves 230 MXN a day until all are; each less of waste saves
    340 MXN of burying until nothing is buried. By the year it would read 547.5 t and 730 t.
    """
    plan = mfo.read(Path(__file__).parents[2] / "examples" / "starter").optimise()
    told = [*explain(plan, "composting"), *explain(plan, "kitchen")]
    assert "composting: one more t/d of capacity is worth 230 MXN a day, up to 2 t/d." in told
    assert "kitchen: one t/d less of supply is worth 340 MXN a day, down to 1.5 t/d." in told
    assert "composting: una unidad más (t/día) de capacidad vale 230 MXN al día, hasta 2 t/día." in explain(
        plan, "composting", "es"
    )


def test_a_limit_that_holds_in_each_slot_is_told_as_it_was_typed(tmp_path: Path) -> None:
    """A permit to bury 4 of the 10 t of each hour, in two slots of an hour: a t more saves 90 - 50 = 40 EUR in either.

    Summed over the slots it would read as 8 t, of which nobody knows which hour they are for.
    """
    more = "slots: 2 hours}\nlimits:\n  - {limit: permit, what: landfill, when: slot, maximum: 4 t}\nnothing: {"
    text = CHAIN.format(landfill=50, composting="", plant=f", {more}").replace("nothing: {}\n", "")
    path = tmp_path / "plant.yaml"
    path.write_text(text, encoding="utf-8")
    told = explain(mfo.read(path).optimise(), "permit")
    assert told == ["permit (at most 4 t): one more t allowed is worth 40 EUR (in 2 of 2 slots)."]


def test_where_whole_numbers_decide_the_sentences_say_so(tmp_path: Path) -> None:
    """The way to the yard costs 200,000 EUR in a year in which it is used: a whole number says whether it is. Without
    that cost there is nothing to say.
    """
    plan = plan_of(tmp_path)
    assert not any("Whole numbers" in line for line in explain(plan))
    path = tmp_path / "plant.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("cost_per_amount: 12 EUR/t", "cost_per_amount: 12 EUR/t, fixed_cost: 200 kEUR/year"), "utf-8"
    )
    fixed = mfo.read(path).optimise()
    assert any(line.startswith("Whole numbers decide in this plan") for line in explain(fixed))
    assert "Whole numbers decide in this plan" in report_html(fixed)


OWNERS = """
plant: {name: two owners, currency: EUR}
materials: [{material: waste, unit: t}]
sites: [{site: town, owner: city}, {site: tip, owner: contractor}]
supplies: [{supply: bins, site: town, material: waste, amount: 10 t/d, take: all, price: 0 EUR/t}]
processes:
  - {process: landfill, site: tip, model: recipe, variable_cost: 50 EUR/t, route: landfill}
  - {process: composting, site: town, model: recipe, variable_cost: 30 EUR/t, route: compost}
recipes:
  - {process: landfill, material: waste, role: in}
  - {process: composting, material: waste, role: in}
links: [{from: town, to: tip, material: waste, cost_per_amount: 2 EUR/t}]
measurements: [{at: landfill, amount: 10 t/d}]
"""


def test_an_owner_who_pays_nothing_any_more_is_told_too(tmp_path: Path) -> None:
    """Today the contractor's landfill costs 182,500 EUR; in the plan it is idle. Without its row the table would not
    add up to today's total of 189,800, and nobody would see who gains.
    """
    path = tmp_path / "plant.yaml"
    path.write_text(OWNERS, encoding="utf-8")
    page = report_html(mfo.read(path).optimise())
    owners = page[page.index('id="owners"') : page.index('id="binds"')]
    row = owners[owners.index("contractor") :]
    values = [float(value) for value in re.findall(r'<data value="?([-\d.e+]+)', row)[:3]]
    assert values == pytest.approx([182_500, 0, -182_500])


def test_what_lacks_emissions_is_told_in_emissions(tmp_path: Path) -> None:
    """Burying emits 0.1 t a tonne, composting 0.4: of emissions it lacks 0.3 t/t, and nothing is cheaper by that."""
    path = tmp_path / "plant.yaml"
    rates = [
        f"{{at: {at}, effect: fossil CO2, rate: {rate} t/t}}" for at, rate in (("landfill", 0.1), ("composting", 0.4))
    ]
    path.write_text(f"{OWNERS}rates: [{', '.join(rates)}]", encoding="utf-8")
    told = explain(mfo.read(path).optimise(minimise="emissions"), "composting")
    assert told == ["composting is idle: it would have to cause 0.3 t CO₂e/t less."]


def test_a_route_that_the_plan_does_not_use_says_what_it_lacks(tmp_path: Path) -> None:
    """Nothing is buried any more: burying costs 50 + 2 EUR/t, composting 30."""
    path = tmp_path / "plant.yaml"
    text = OWNERS.replace("route: landfill", "route: burying")
    path.write_text(text, encoding="utf-8")
    assert explain(mfo.read(path).optimise(), "burying") == ["landfill is idle: it would have to be 22 EUR/t cheaper."]


PIPED = """
plant: {name: piped, currency: MXN}
materials: [{material: carbon dioxide, unit: kg}]
sites: [{site: brewery, owner: B}, {site: greenhouse, owner: G}]
supplies:
  - {supply: fermentation, site: brewery, material: carbon dioxide, amount: 6 t/d, take: up to, price: 0 MXN/t}
  - {supply: bought, site: greenhouse, material: carbon dioxide, take: up to, price: 400 MXN/t}
links:
  - {link: pipe, from: brewery, to: greenhouse, material: carbon dioxide, capex: 36500 MXN/(t/d), lifetime: 1 year,
      cost_per_amount: 0 MXN/t, owner: G}
markets:
  - {market: tomatoes, site: greenhouse, material: carbon dioxide, price: 0 MXN/t, minimum: 4 t/d, maximum: 4 t/d}
measurements: [{at: bought, material: carbon dioxide, amount: 4 t/d}]
"""


def test_a_link_that_is_built_is_told_like_a_process(tmp_path: Path) -> None:
    """A pipe for 4 t/d at 36,500 MXN for each t/d: 146,000 MXN, in place of 4 x 365 x 400 = 584,000 MXN a year.
    It lasts a year, so that 584,000 come back for 146,000: an internal rate of 3.
    What is sent for nothing is still B's."""
    path = tmp_path / "plant.yaml"
    path.write_text(PIPED, encoding="utf-8")
    plan = mfo.read(path).optimise()
    page = re.sub(r"<[^>]+>", "", report_html(plan)).replace("\u00a0", " ").replace("\u202f", " ")
    assert "Build pipe (4 t/d) for 146,000 MXN" in page
    assert "4 t/d are built, for 146,000 MXN." in explain(plan, "pipe")
    first = plan.tables["measures"].iloc[0]
    assert (first["built"], first["sizes"].partition(" ")[2]) == ("pipe", "t/d")
    assert first["cost_change"] == pytest.approx(146_000 - 584_000)
    assert first["internal_rate"] == pytest.approx(3)
    owners = plan.tables["changes"].set_index("element")["owner"]
    assert (owners["fermentation"], owners["pipe"]) == ("B", "G")
