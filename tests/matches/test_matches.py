"""Ways that a plant does not have: plants solved by hand, and ways that were taken out of real ones."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from mfo.cli.frame.run import run
from mfo.cli.group import command_line

import mfo
from mfo.matches.find_matches import find_matches, with_link
from mfo.matches.match import Match, Matches
from mfo.matches.match_files import save_links, save_matches
from mfo.matches.proof_by_planning import planned_objective

GRAIN = """
plant: {name: grain, currency: EUR}
materials: [{material: spent grain, unit: t}, {material: feed, unit: t}, {material: ration, unit: t}]
sites: [{site: brewery, owner: Brewer}, {site: farm, owner: Farmer}, {site: depot}]
supplies:
  - {supply: draff, site: brewery, material: spent grain, amount: 1000 t/year, take: all, price: 0 EUR/t}
  - {supply: soy, site: farm, material: feed, take: up to, price: 500 EUR/t}
processes:
  - {process: mixer, site: farm, model: recipe, variable_cost: 0 EUR/t}
recipes:
  - {process: mixer, material: feed, role: in}
  - {process: mixer, material: spent grain, role: in}
  - {process: mixer, material: ration, role: out, amount: 1 t/t}
markets:
  - {market: tip, site: brewery, material: spent grain, price: -300 EUR/t}
  - {market: herd, site: farm, material: ration, price: 0 EUR/t, minimum: 600 t/year, maximum: 600 t/year}
links:
  - {from: depot, to: farm, material: feed, distance: 10 km, cost_per_amount_and_distance: 2 EUR/t/km}
"""


def read(text: str, folder: Path) -> mfo.Workbench:
    path = folder / "plant.yaml"
    path.write_text(text, encoding="utf-8")
    return mfo.read(path)


def only(found: Matches) -> Match:
    assert len(found.matches) == 1, found.matches
    return found.matches[0]


def test_a_by_product_for_which_the_taker_has_no_place_yet(tmp_path: Path) -> None:
    """A tonne of grain costs 300 at the tip and stands for a tonne of feed at 500: worth 800, for 600 t of rations.

    Nothing brings grain to the farm, so its plan knows no price of it there. Freight of 2 a tonne and km is known from
    another link: 400 km. In all 600 x 800 = 480,000, which a plan with the way saves too: 600,000 become 120,000.
    """
    found = read(GRAIN, tmp_path).matches()
    match = only(found)
    assert (match.origin, match.destination, match.material, match.unit) == ("brewery", "farm", "spent grain", "t")
    assert (match.owner_from, match.owner_to) == ("Brewer", "Farmer")
    assert match.worth == pytest.approx(800)
    assert (match.least_price, match.most_price) == pytest.approx((-300, 500))
    assert match.amount == pytest.approx(600)
    assert (match.most, match.saving, match.proved) == pytest.approx((600, 480_000, 480_000))
    assert match.break_even_distance == pytest.approx(400)
    assert match.replaces == ("600 t of soy", "600 t of tip")
    assert match.dodges == ()
    assert found.objective == pytest.approx(600_000)


def test_a_decision_that_is_held_is_held_in_what_ways_are_worth(tmp_path: Path) -> None:
    """Held: all grain to the tip, so that none is left for the farm. With at least 700 t to the tip 300 t are left: at
    800 they save 240,000, which the plan with the way says, too."""
    bench = read(GRAIN, tmp_path)
    assert bench.matches(fixes=["tip = 1000 t/year"]).matches == ()
    match = only(bench.matches(limits=["tip >= 700 t/year"]))
    assert (match.worth, match.amount, match.saving, match.proved) == pytest.approx((800, 300, 240_000, 240_000))


def test_where_the_first_stretch_ends(tmp_path: Path) -> None:
    """Of the grain 100 t have a better way, at 50 for a tonne: the first 100 t replace nothing of it.

    900 t go to the tip today, and 600 fit into the rations, so all 600 are worth 800. With room for 950 t in the
    rations the first 900 t are worth 800, and 50 more only 500 - 50 = 450: 900 x 800 + 50 x 450 = 742,500.
    """
    better = GRAIN.replace(
        "markets:\n",
        "markets:\n  - {market: pigs, site: brewery, material: spent grain, price: 50 EUR/t, maximum: 100 t/year}\n",
    )
    match = only(read(better, tmp_path).matches())
    assert (match.worth, match.amount, match.saving) == pytest.approx((800, 600, 480_000))
    match = only(read(better.replace("600 t/year", "950 t/year"), tmp_path).matches())
    assert (match.worth, match.amount, match.most, match.saving) == pytest.approx((800, 900, 950, 742_500))


def test_slots_in_which_it_pays(tmp_path: Path) -> None:
    """A roof sells 10 MWh by day at 50 that cost 100 next door: worth 50, 10 MWh on 365 days."""
    plant = read(
        """
plant: {name: roof, currency: EUR}
materials: [{material: power, unit: MWh}]
sites: [{site: barn}, {site: mill}]
slots: [{slot: day, hours: 12, weight: 365}, {slot: night, hours: 12, weight: 365}]
profiles:
  - {slot: day, "sun [MWh/h]": 0.8333333333333334, "tariff [EUR/MWh]": 100}
  - {slot: night, "sun [MWh/h]": 0, "tariff [EUR/MWh]": 200}
supplies:
  - {supply: roof, site: barn, material: power, amount: sun, take: all, price: 0 EUR/MWh}
  - {supply: grid, site: mill, material: power, take: up to, price: tariff}
markets:
  - {market: feed-in, site: barn, material: power, price: 50 EUR/MWh}
  - {market: drives, site: mill, material: power, price: 0 EUR/MWh, minimum: 2 MWh/h, maximum: 2 MWh/h}
""",
        tmp_path,
    )
    match = only(plant.matches())
    assert (match.worth, match.amount, match.saving) == pytest.approx((50, 3650, 182_500))


def test_going_round_a_lossy_pipe_is_told_as_such(tmp_path: Path) -> None:
    """Steam for b costs 10 / 0.8 = 12.5 over the pipe and 10 at a: a way from a to b spares 2.5, nothing else."""
    plant = read(
        """
plant: {name: pipes, currency: EUR}
materials: [{material: steam, unit: MWh}]
sites: [{site: hub}, {site: a}, {site: b}]
supplies: [{supply: boiler, site: hub, material: steam, take: up to, price: 10 EUR/MWh}]
links:
  - {link: short, from: hub, to: a, material: steam, cost_per_amount: 0 EUR/MWh}
  - {link: long, from: hub, to: b, material: steam, cost_per_amount: 0 EUR/MWh, loss: 20 %}
markets:
  - {market: use a, site: a, material: steam, price: 0 EUR/MWh, minimum: 100 MWh/year, maximum: 100 MWh/year}
  - {market: use b, site: b, material: steam, price: 0 EUR/MWh, minimum: 80 MWh/year, maximum: 80 MWh/year}
""",
        tmp_path,
    )
    match = only(plant.matches())
    assert (match.origin, match.destination, match.dodges) == ("a", "b", ("long",))
    assert (match.worth, match.amount) == pytest.approx((2.5, 80))
    assert plant.matches().link_rows() == []


def test_a_way_without_end_has_no_amount(tmp_path: Path) -> None:
    """What is bought without limit for 10 and sold without limit for 15 elsewhere would go on for ever."""
    plant = read(
        """
plant: {name: endless, currency: EUR}
materials: [{material: oil, unit: t}]
sites: [{site: here}, {site: there}]
supplies: [{supply: well, site: here, material: oil, take: up to, price: 10 EUR/t}]
markets: [{market: port, site: there, material: oil, price: 15 EUR/t}]
""",
        tmp_path,
    )
    match = only(plant.matches())
    assert match.worth == pytest.approx(5)
    assert (match.amount, match.most, match.saving, match.proved) == (None, None, None, None)


def test_what_nothing_can_take_is_no_match(tmp_path: Path) -> None:
    """A mixer without room for grain gives it no worth: the way would carry nothing."""
    none = GRAIN.replace("material: spent grain, role: in}", "material: spent grain, role: in, maximum_share: 0 %}")
    assert read(none, tmp_path).matches().matches == ()


def test_rows_of_links_make_the_plan_that_was_promised(tmp_path: Path) -> None:
    """The rows, put into the plant, save 480,000 before freight; with the freight known they carry it."""
    (tmp_path / "grain.yaml").write_text(GRAIN, encoding="utf-8")
    rows = tmp_path / "written" / "rows.csv"
    rows.parent.mkdir()
    assert run(command_line, ["matches", str(tmp_path / "grain.yaml"), "--apply", str(rows)]) == 0
    written = list(csv.DictReader(rows.open(encoding="utf-8")))
    assert [(row["from"], row["to"], row["material"]) for row in written] == [("brewery", "farm", "spent grain")]
    assert written[0]["today"] == "no"  # an idea has no part in today's flows
    row = "{" + ", ".join(f"{key}: '{value}'" for key, value in written[0].items() if value) + "}"
    changed = read(GRAIN + f"  - {row}\n", tmp_path)
    assert changed.optimise().objective == pytest.approx(120_000)
    apart = GRAIN.replace("{site: brewery,", "{site: brewery, latitude: 0, longitude: 0,")
    apart = apart.replace("{site: farm,", "{site: farm, latitude: 0, longitude: 0.5,")
    (rows_with_freight,) = read(apart, tmp_path).matches().link_rows()
    assert rows_with_freight["cost_per_amount_and_distance"] == "2 EUR/t/km"


def test_the_verb_tells_and_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "grain.yaml"
    path.write_text(GRAIN, encoding="utf-8")
    assert run(command_line, ["matches", str(path)]) == 0
    told = capsys.readouterr().out
    assert "spent grain, brewery > farm" in told
    assert "800 EUR/t" in told
    assert "Brewer gains above -300 EUR/t paid for it, Farmer below 500 EUR/t." in told
    assert run(command_line, ["matches", str(path), "--json", "--out", str(tmp_path / "found")]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["matches"][0]["worth"] == pytest.approx(800)
    assert record["matches"][0]["break_even_distance"] == pytest.approx(400)
    assert (tmp_path / "found" / "matches.csv").exists()
    assert json.loads((tmp_path / "found" / "study.json").read_text(encoding="utf-8"))["question"] == "matches"
    assert run(command_line, ["matches", str(path), "--apply", str(tmp_path / "rows.xlsx")]) == 2
    assert "Name a file that ends in .csv or .yaml." in capsys.readouterr().err


def test_a_plant_without_a_plan_says_why(tmp_path: Path) -> None:
    with pytest.raises(mfo.InfeasibleError, match="minimum of market herd"):
        read(GRAIN.replace("price: 500 EUR/t}", "price: 500 EUR/t, amount: 100 t/year}"), tmp_path).matches()


def test_a_way_taken_out_of_the_park_is_found() -> None:
    """Without the way to the recovery works the paint works' solvent is burnt: the way is found and worth its links.

    What it saves is what the park saves with the way and without: 19 million, from two plans.
    """
    whole = mfo.read("examples/park").plant
    name = "used solvent: paint works > recovery works"
    hidden = replace(whole, links=tuple(link for link in whole.links if link.name != name))
    found = find_matches(hidden, number=5, prove=1)
    first = found.matches[0]
    assert (first.origin, first.destination, first.material) == ("paint works", "recovery works", "used solvent")
    assert first.proved == pytest.approx(first.saving)
    with_it = find_matches(with_link(hidden, first), number=1, prove=0)
    assert found.objective - with_it.objective == pytest.approx(first.proved)


DRYER = """
dryer:
  title: Drying to meal
  route: recycling
  scope: The dryer.
  validity: Anything wet.
  accepts: {needs: [dry_matter], per: t}
  capacity: input
  outputs:
    meal: {unit: t, amount: dry_matter, properties: {dry_matter: 100 %}}
  costs: {none: the plant gives them}
  losses: {mass: water vapour}
"""
DRYING = """
plant: {name: drying, currency: EUR}
materials: [{material: pulp, unit: t, dry_matter: 20 %}, {material: grain, unit: t, dry_matter: 25 %}]
sites: [{site: works}, {site: brewery}, {site: shop}]
supplies:
  - {supply: pulp mill, site: works, material: pulp, amount: 10 t/year, take: all, price: 0 EUR/t}
  - {supply: draff, site: brewery, material: grain, amount: 100 t/year, take: all, price: 0 EUR/t}
processes: [{process: big dryer, site: works, model: dryer, accepts: pulp, variable_cost: 30 EUR/t}]
markets:
  - {market: tip, site: brewery, material: grain, price: -100 EUR/t}
  - {market: feed, site: works, material: meal, price: 1000 EUR/t}
"""


@pytest.mark.parametrize("listed", [True, False])
def test_what_a_process_could_take_besides(listed: bool, tmp_path: Path) -> None:
    """A quarter of grain is meal at 1,000: with 30 for drying and 100 spared at the tip a tonne is worth 320 there.

    The dryer lists pulp alone, so that grain must be added; without a list it would take what comes.
    """
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "dryer.yaml").write_text(DRYER, encoding="utf-8")
    text = DRYING if listed else DRYING.replace("accepts: pulp, ", "")
    match = only(read(text, tmp_path).matches())
    assert (match.origin, match.destination, match.material) == ("brewery", "works", "grain")
    assert (match.taken_by, match.listed) == ("big dryer", listed)
    assert (match.worth, match.amount, match.saving) == pytest.approx((320, 100, 32_000))


def test_a_link_that_is_there_is_not_written_again(tmp_path: Path) -> None:
    """With a lorry at 20 the grain lacks nothing but the dryer's `accepts`; a second way at no cost would be wrong."""
    lorry = "links: [{link: lorry, from: brewery, to: works, material: grain, cost_per_amount: 20 EUR/t}]\n"
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "dryer.yaml").write_text(DRYER, encoding="utf-8")
    found = read(DRYING + lorry, tmp_path).matches()
    match = only(found)
    assert (match.taken_by, match.linked) == ("big dryer", True)
    assert found.link_rows() == []


def test_what_the_digester_of_the_park_could_take(tmp_path: Path) -> None:
    """A digester that is told to take whey alone could take the brewery's grain, from where it arises."""
    shutil.copytree("examples/park", tmp_path / "park")
    table = tmp_path / "park" / "processes.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace("spent grain;whey;vegetable waste,90", "whey,90"), encoding="utf-8")
    bench = mfo.read(tmp_path / "park")
    found = bench.matches(number=3, prove=0)
    first = found.matches[0]
    assert (first.origin, first.destination, first.material) == ("brewery", "utilities", "spent grain")
    assert (first.taken_by, first.listed) == ("park digester", True)
    assert all(match.origin != "outside" for match in found.matches)
    assert found.objective == pytest.approx(planned_objective(bench.plant), rel=1e-9)


HEAT = """
plant: {name: heat, currency: EUR}
materials:
  - {material: waste heat, unit: MWh, temperature: 90 degC}
  - {material: hot water, unit: MWh, temperature: 60 degC}
  - {material: steam, unit: MWh, temperature: 150 degC}
  - {material: chilled water, unit: MWh, temperature: 6 degC}
sites:
  - {site: foundry, owner: Founder, latitude: 20.0, longitude: -100.0}
  - {site: greenhouse, owner: Grower, latitude: 20.1, longitude: -100.0}
  - {site: dyeworks, owner: Dyer, latitude: 20.0, longitude: -100.2}
supplies:
  - {supply: furnace, site: foundry, material: waste heat, amount: 1000 MWh/year, take: all, price: 0 EUR/MWh}
  - {supply: gas boiler, site: greenhouse, material: hot water, take: up to, price: 40 EUR/MWh}
  - {supply: steam boiler, site: dyeworks, material: steam, take: up to, price: 50 EUR/MWh}
  - {supply: chiller, site: dyeworks, material: chilled water, take: up to, price: 70 EUR/MWh}
markets:
  - {market: cooler, site: foundry, material: waste heat, price: -5 EUR/MWh}
  - {market: beds, site: greenhouse, material: hot water, price: 0 EUR/MWh,
     minimum: 600 MWh/year, maximum: 600 MWh/year}
  - {market: vats, site: dyeworks, material: steam, price: 0 EUR/MWh, minimum: 300 MWh/year, maximum: 300 MWh/year}
  - {market: hall, site: dyeworks, material: chilled water, price: 0 EUR/MWh, minimum: 9 MWh/year, maximum: 9 MWh/year}
"""


def test_heat_that_is_warm_enough(tmp_path: Path) -> None:
    """Heat of 90 degC replaces hot water of 60 at 40 EUR/MWh and spares the cooler's 5: 600 x 45 = 27,000.

    It is too cold for steam of 150 degC, and no cold for the hall. A plan with the way and an exchanger saves the same.
    """
    match = only(read(HEAT, tmp_path).matches())
    assert (match.origin, match.destination, match.material, match.taken_as) == (
        "foundry",
        "greenhouse",
        "waste heat",
        "hot water",
    )
    assert (match.worth, match.amount, match.saving, match.proved) == pytest.approx((45, 600, 27_000, 27_000))
    assert (match.least_price, match.most_price) == pytest.approx((-5, 40))
    assert match.replaces == ("600 MWh of gas boiler", "600 MWh of cooler")
    assert match.dodges == ()


def test_heat_is_told_by_its_temperature_alone(tmp_path: Path) -> None:
    """At 160 degC the foundry's heat makes steam, too, worth 50 + 5; without a temperature nobody knows what it is for.

    What asks for 90 degC takes heat of exactly that.
    """
    hotter = read(HEAT.replace("90 degC", "160 degC"), tmp_path).matches().matches
    assert [(match.taken_as, match.worth) for match in hotter] == [
        ("hot water", pytest.approx(45)),
        ("steam", pytest.approx(55)),
    ]
    assert not read(HEAT.replace(", temperature: 90 degC", ""), tmp_path).matches().matches
    assert only(read(HEAT.replace("60 degC", "90 degC"), tmp_path).matches()).taken_as == "hot water"
    assert not read(HEAT.replace("60 degC", "91 degC"), tmp_path).matches().matches


def test_a_process_that_needs_heat_is_offered_it(tmp_path: Path) -> None:
    """A dryer takes 2 MWh of hot water a tonne for 300 t: the same 600 MWh, of a recipe instead of a market."""
    text = HEAT.replace(
        "  - {market: beds, site: greenhouse, material: hot water, price: 0 EUR/MWh,\n"
        "     minimum: 600 MWh/year, maximum: 600 MWh/year}\n",
        "  - {market: shop, site: greenhouse, material: herbs, price: 0 EUR/t, minimum: 300 t/year, "
        "maximum: 300 t/year}\n",
    ).replace("materials:\n", "materials:\n  - {material: leaves, unit: t}\n  - {material: herbs, unit: t}\n")
    text += """
processes: [{process: dryer, site: greenhouse, model: recipe, variable_cost: 0 EUR/t}]
recipes:
  - {process: dryer, material: leaves, role: in}
  - {process: dryer, material: hot water, role: in, amount: 2 MWh/t}
  - {process: dryer, material: herbs, role: out, amount: 1 t/t}
"""
    text = text.replace(
        "supplies:\n",
        "supplies:\n  - {supply: leaf, site: greenhouse, material: leaves, take: up to, price: 0 EUR/t}\n",
    )
    match = only(read(text, tmp_path).matches())
    assert (match.taken_as, match.destination) == ("hot water", "greenhouse")
    assert (match.amount, match.saving) == pytest.approx((600, 27_000))


def test_a_temperature_of_what_is_no_energy_is_told(tmp_path: Path) -> None:
    """Hot water counted in tonnes has no effect on anything: nothing stays silent."""
    text = HEAT.replace("materials:\n", "materials:\n  - {material: slurry, unit: t, temperature: 60 degC}\n")
    warned = [problem for problem in read(text, tmp_path).plant.problems if problem.code == "property-unused"]
    assert ["slurry" in problem.message for problem in warned] == [True]
    with pytest.raises(mfo.PlantError, match="temperature"):
        read(HEAT.replace("90 degC", "90 t"), tmp_path)


def test_the_page_has_the_way_on_its_map(tmp_path: Path) -> None:
    """From, to, an arrow and what it saves, in English and in Spanish."""
    (tmp_path / "heat.yaml").write_text(HEAT, encoding="utf-8")
    for language, told, saves in (
        ("en", "waste heat as hot water", "27,000"),
        ("es", "waste heat como hot water", "27.000"),
    ):
        out = tmp_path / language
        arguments = ["matches", str(tmp_path / "heat.yaml"), "--out", str(out), "--language", language]
        assert run(command_line, arguments) == 0
        page = (out / "report.html").read_text(encoding="utf-8")
        assert f"foundry → greenhouse: {saves} EUR ({told} 600 MWh)" in page
        assert 'class="head"' in page
        assert page.count(told) > 2
    assert "Founder gana por encima de" in page


ONE_SITE = """
plant: {name: dairy, currency: EUR}
materials:
  - {material: milk, unit: t}
  - {material: powder, unit: t}
  - {material: vapour, unit: MWh, temperature: 95 degC}
  - {material: hot water, unit: MWh, temperature: 70 degC}
  - {material: steam, unit: MWh, temperature: 160 degC}
sites: [{site: dairy, owner: Dairy}]
supplies:
  - {supply: farms, site: dairy, material: milk, take: up to, price: 0 EUR/t}
  - {supply: gas boiler, site: dairy, material: hot water, take: up to, price: 40 EUR/MWh, owner: Boilers}
  - {supply: steam boiler, site: dairy, material: steam, take: up to, price: 50 EUR/MWh, owner: Boilers}
processes:
  - {process: dryer, site: dairy, model: recipe, variable_cost: 0 EUR/t}
recipes:
  - {process: dryer, material: milk, role: in}
  - {process: dryer, material: steam, role: in, amount: 0.8 MWh/t}
  - {process: dryer, material: powder, role: out, amount: 0.1 t/t}
  - {process: dryer, material: vapour, role: out, amount: 0.5 MWh/t}
markets:
  - {market: shop, site: dairy, material: powder, price: 0 EUR/t, minimum: 100 t/year, maximum: 100 t/year}
  - {market: roof, site: dairy, material: vapour, price: -2 EUR/MWh}
  - {market: washing, site: dairy, material: hot water, price: 0 EUR/MWh, owner: Cleaner,
     minimum: 300 MWh/year, maximum: 300 MWh/year}
"""
EXCHANGER = """  - {process: economiser, site: dairy, model: recipe, variable_cost: 0 EUR/MWh, capacity: 100 MWh/year}
recipes:
  - {process: economiser, material: vapour, role: in}
  - {process: economiser, material: hot water, role: out, amount: 1 MWh/MWh}
"""


def test_heat_of_one_process_for_another_use_at_the_same_site(tmp_path: Path) -> None:
    """1,000 t of milk give off 500 MWh of vapour at 95 degC, 300 of which wash at 70: (40 + 2) x 300 = 12,600.

    It is too cold for the steam of the same dryer. Nothing is sent, so that there is no link to add.
    """
    bench = read(ONE_SITE, tmp_path)
    found = bench.matches()
    match = only(found)
    assert (match.origin, match.destination, match.material, match.taken_as) == (
        "dairy",
        "dairy",
        "vapour",
        "hot water",
    )
    assert (match.owner_from, match.owner_to) == ("Dairy", "Cleaner")
    assert (match.worth, match.amount, match.saving, match.proved) == pytest.approx((42, 300, 12_600, 12_600))
    assert (match.least_price, match.most_price) == pytest.approx((-2, 40))
    assert match.replaces == ("300 MWh of gas boiler", "300 MWh of roof")
    assert (match.dodges, match.break_even_distance) == ((), None)
    assert found.link_rows() == []


def test_what_is_turned_there_already_is_no_match(tmp_path: Path) -> None:
    """An economiser, though it is small, is no way that nobody wrote down."""
    text = ONE_SITE.replace("recipes:\n", EXCHANGER)
    assert not read(text, tmp_path).matches().matches


@pytest.mark.parametrize("text", [ONE_SITE, HEAT], ids=["at one site", "between sites"])
def test_applied_heat_plans_as_told(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The rows for heat, put into the plant, save what the match said."""
    path = tmp_path / "heat.yaml"
    path.write_text(text, encoding="utf-8")
    assert run(command_line, ["matches", str(path), "--apply", str(tmp_path / "ideas.yaml")]) == 0
    told = capsys.readouterr().out
    assert ("vapour as hot water at dairy" in told) == (text == ONE_SITE)
    before, match = mfo.read(path).optimise("cost"), only(mfo.read(path).matches())
    tables = yaml.safe_load(text)
    for table, rows in yaml.safe_load((tmp_path / "ideas.yaml").read_text(encoding="utf-8")).items():
        tables[table] = [*tables.get(table, ()), *rows]
    path.write_text(yaml.safe_dump(tables), encoding="utf-8")
    assert before.objective - mfo.read(path).optimise("cost").objective == pytest.approx(match.saving)


def test_no_match_is_written_as_a_table_without_rows(tmp_path: Path) -> None:
    """An empty file was told as a full disk."""
    assert save_links(Matches((), "MXN", 0.0, 1.0), tmp_path / "rows.yaml") == 0
    assert (tmp_path / "rows.yaml").read_text() == "links: []\n"


def test_without_anything_that_takes_there_is_no_match(tmp_path: Path) -> None:
    """Grain that need not be taken, and nothing to take it: no pair of places is looked at."""
    text = GRAIN.partition("processes:")[0].replace("take: all", "take: up to")
    found = read(text, tmp_path).matches()
    assert (found.matches, found.looked_at, found.objective) == ((), 0, 0)


def test_what_a_model_does_not_list_is_offered_to_nobody(tmp_path: Path) -> None:
    """The model takes pulp and grain alone: sludge, as wet as grain, is no offer, though burying it costs as much."""
    (tmp_path / "models").mkdir()
    listing = DRYER.replace("needs: [dry_matter]", "needs: [dry_matter], materials: [pulp, grain]")
    (tmp_path / "models" / "dryer.yaml").write_text(listing, encoding="utf-8")
    text = DRYING.replace("dry_matter: 25 %}", "dry_matter: 25 %}, {material: sludge, unit: t, dry_matter: 25 %}")
    row = "  - {supply: sump, site: brewery, material: sludge, amount: 5 t/year, take: all, price: 0 EUR/t}\n"
    text = text.replace("supplies:\n", f"supplies:\n{row}")
    text = text.replace(
        "markets:\n", "markets:\n  - {market: pit, site: brewery, material: sludge, price: -100 EUR/t}\n"
    )
    match = only(read(text, tmp_path).matches())
    assert (match.material, match.taken_by) == ("grain", "big dryer")


def test_without_a_page_the_tables_are_written(tmp_path: Path) -> None:
    bench = read(GRAIN, tmp_path)
    save_matches(bench.matches(), bench.plant, tmp_path / "found")
    assert sorted(each.name for each in (tmp_path / "found").iterdir()) == ["matches.csv", "study.json"]
    told = json.loads((tmp_path / "found" / "study.json").read_text(encoding="utf-8"))
    assert told["objective"] == pytest.approx(600_000)
