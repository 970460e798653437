"""Every row of the datasets: where it stands in its source, in which money, under which licence, and within which laws.

The laws of feeds: carbon is at most 0.6 of the volatile solids (0.77 is fat alone), their oxygen demand lies between
1.0 (lighter than sugar) and 2.9 (fat), the methane potential within 0.35 Nm3 per kg of oxygen demand, and a digester
that reaches 90 % of the potential breaks down at most 90 % of the solids.
"""

from __future__ import annotations

import re

import pytest

from mfo.library.datasets import STANDINGS, Row
from mfo.library.library import Library
from mfo.units import parse_unit

MONEY = re.compile(r"(MXN|USD|EUR|KRW)")
CARBON_PER_VOLUME = 0.53587e-3  # t per Nm3 of a gas with one carbon atom a molecule: 12.011 g/mol over 22.414 L/mol
HEAT_PER_OXYGEN = 13.1  # MJ per kg of oxygen, net, for all organic matter within 5 % (Thornton 1917)
DIGITS = 2e-3  # sources give three digits


def named(row: Row) -> str:
    return f"{row.key} {row.property} ({row.where})"


def test_what_was_read_names_its_place_in_the_source(library: Library) -> None:
    """A table, page, sheet, file, abstract or the text of a page: without it nobody can check a number."""
    for row in library.rows():
        if row.standing in ("source read", "secondary source"):
            assert row.place, named(row)


GENERAL = {"text of the page", "article text", "article", "page", "text", "composition", "table", "report"}


def test_no_place_is_a_whole_text(library: Library) -> None:
    """A paragraph, a line, an item or a section of it: who looks a number up again finds it at once. What could not be
    found again is an assumption, and says so."""
    for row in library.rows():
        assert row.place.strip().lower() not in GENERAL, named(row)
    for name, model in library.models.items():
        for each in [*model.parameters.values(), *model.costs.values()]:
            assert each.place.strip().lower() not in GENERAL, f"{name}: {each.name}"


def test_an_abstract_says_which_figure_it_states(library: Library) -> None:
    assert {row.key for row in library.rows() if row.place.strip().lower() == "abstract"} == set()


def test_what_one_source_quotes_of_another_is_secondary(library: Library) -> None:
    """`X via Y`, `X, as quoted in Y` and `Y quoting X`: Y was read, X was not."""
    for row in library.rows():
        if re.search(r" via | quoted | quoting |as encoded|as listed", row.source):
            assert row.standing in ("secondary source", "derived"), named(row)
    for name, model in library.models.items():
        for each in [*model.parameters.values(), *model.costs.values()]:
            if re.search(r" via | quoted | quoting |as encoded|as listed", each.source):
                assert each.standing in ("secondary source", "derived"), f"{name}: {each.name}"


def test_a_place_is_one_of_the_source_named(library: Library) -> None:
    """WARM's matrices are those of WARMer, sheets of a flat file DEFRA's, files of an encoding the encoding's."""
    kinds = {
        "matrices solved": "WARMer",
        "flat file": "DEFRA",
        "lfg_calc_py/": "lfg-calc-py",
        "outputs/costs": "PyPSA",
        "Comp_Input.csv": "swolfpy",
        "daten/": "LfL",
        "tarifas_gdmth.csv": "GDMTH",
    }
    for row in library.rows():
        for place, source in kinds.items():
            assert place not in row.place or source in row.source, named(row)


def test_every_row_has_a_licence(library: Library) -> None:
    for row in library.rows():
        assert row.licence, named(row)


def test_money_says_of_which_year_it_is(library: Library) -> None:
    for row in library.rows():
        if MONEY.search(row.unit) and not row.key.startswith("fx."):
            assert re.fullmatch(r"(19|20)\d\d", row.price_year), named(row)


def test_a_range_holds_its_value(library: Library) -> None:
    for row in library.rows():
        if isinstance(row.value, float):
            assert row.low is None or row.low <= row.value, named(row)
            assert row.high is None or row.value <= row.high, named(row)


def test_a_standing_is_what_the_word_says(library: Library) -> None:
    """An unofficial encoding is no source read, an assumption names no source, and a derivation says how."""
    for row in library.rows():
        assert row.standing in STANDINGS, named(row)
        if "as encoded in" in row.source:
            assert row.standing in ("secondary source", "derived"), named(row)
        if row.standing == "unsourced":
            assert not row.source, named(row)
            assert row.low is not None and row.high is not None and row.low <= row.high, named(row)  # noqa: PT018
        if row.standing == "derived":
            assert row.description, named(row)


def test_the_attribution_that_a_licence_wants_is_there(library: Library) -> None:
    """The Open Government Licence wants a sentence; DEFRA's rows carry it."""
    rows = [row for row in library.rows() if "DEFRA GHG" in row.source]
    assert len(rows) > 50
    assert all("Open Government Licence v3.0" in row.licence for row in rows)


FEEDS = sorted({row.key for row in Library.load().rows() if row.property == "methane_potential"} - {"volume_only"})


def value(library: Library, key: str, name: str) -> float:
    row = library.datasets.row(key, name)
    assert row is not None, f"{key} has no {name}"
    return row.canonical[0]


def oxygen_demand(library: Library, key: str) -> float:
    """t of oxygen per t of volatile solids: as read, else from the heating value."""
    solids = value(library, key, "dry_matter") * value(library, key, "volatile_solids")
    if library.datasets.row(key, "chemical_oxygen_demand"):
        return value(library, key, "chemical_oxygen_demand") / solids
    heat = value(library, key, "lower_heating_value_dry") * 3600  # MJ/t
    return heat / 1000 / HEAT_PER_OXYGEN / value(library, key, "volatile_solids")


@pytest.mark.parametrize("key", FEEDS)
def test_a_feed_keeps_the_laws_of_composition(library: Library, key: str) -> None:
    solids = value(library, key, "dry_matter") * value(library, key, "volatile_solids")
    carbon = value(library, key, "carbon_biogenic") / solids
    oxygen = oxygen_demand(library, key)
    potential = value(library, key, "methane_potential")
    assert 0.3 <= carbon <= 0.6 * (1 + DIGITS)
    assert 1.0 <= oxygen <= 2.9
    assert potential <= 350 * oxygen * (1 + DIGITS)
    formed = 0.9 * potential * CARBON_PER_VOLUME / (12 / 64 * oxygen / carbon)  # carbon of all gas formed
    assert formed / carbon <= 0.9 * (1 + DIGITS)


@pytest.mark.parametrize("key", FEEDS)
def test_the_gas_of_a_feed_is_that_of_buswells_equation(library: Library, key: str) -> None:
    """CH4 takes 64 g of oxygen a mol and holds 12 g of carbon: its share of the gas is 12/64 of COD over C. A tenth of
    the carbon dioxide stays dissolved."""
    solids = value(library, key, "dry_matter") * value(library, key, "volatile_solids")
    formed = 12 / 64 * oxygen_demand(library, key) * solids / value(library, key, "carbon_biogenic")
    expected = formed / (formed + (1 - formed) * 0.9)
    assert value(library, key, "biogas_methane_share") == pytest.approx(expected, abs=2e-3)


def test_vinasse_gives_alike_in_a_sludge_blanket_and_in_a_digester(library: Library) -> None:
    """60 kg COD x 90 % x 92 % not built into sludge x 0.35 = 17.4 Nm3; 45 kg of solids x 429 x 90 % = 17.4 Nm3."""
    from .shared import out, run

    blanket = out(run("uasb", "vinasse"), "biogas", "vinasse") * 0.68 / 0.98
    digester = run("anaerobic_digestion", "vinasse")
    made = out(digester, "biogas", "vinasse") + out(digester, "escaped gas", "vinasse")
    assert made * value(library, "vinasse", "biogas_methane_share") == pytest.approx(blanket, rel=0.01)


def test_fat_leaves_a_digestate_that_can_be(library: Library) -> None:
    """Avocado pulp: gas of 69.9 % methane, 120 Nm3 of it. With 0.1875 x COD/C = 67.6 % of the carbon formed in methane,
    120.0 x 0.53587 / 0.676 = 95.1 kg of 148.5 kg of carbon leave, and 164.3 of 256.5 kg of solids with them."""
    from .shared import out, run

    found = run("anaerobic_digestion", "avocado_pulp")
    held = found.declared["digestate"].properties
    left = out(found, "digestate", "avocado_pulp")
    assert held["dry_matter"].value * left == pytest.approx(0.27 - 0.1643, abs=3e-4)
    assert held["carbon_biogenic"].value < 0.6 * held["dry_matter"].value
    assert found.declared["biogas"].properties["methane_share"].value > 0.65


def test_every_price_index_is_a_series_without_gaps(library: Library) -> None:
    for currency in ("usd", "eur", "mxn"):
        years = sorted(int(row.key.rpartition(".")[2]) for row in library.rows(f"price_index.{currency}"))
        assert years == list(range(years[0], 2026))


def test_units_of_money_are_read(library: Library) -> None:
    for row in library.rows():
        if MONEY.search(row.unit):
            assert parse_unit(row.unit).factor > 0, named(row)
