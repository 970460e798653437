"""Ranges that models and datasets carry, moved one by one or all together."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from mfo.cli.group import command_line

import mfo
from mfo.errors import Findings
from mfo.library.library import Library
from mfo.library.varied import library_ranges, with_values
from mfo.reading.read_plant import read_plant
from mfo.tables.read_tables import read_tables

PLANT = """
plant: {name: boiler, currency: MXN}
materials: [{material: gas, unit: t, like: lpg}, {material: heat, unit: MWh}]
sites: [{site: hall}]
supplies: [{supply: pipe, site: hall, material: gas, take: up to, price: 20000 MXN/t}]
processes: [{process: boiler, site: hall, model: boiler, capacity: 1 MW, variable_cost: 0 MXN/MWh%s}]
markets: [{market: works, site: hall, material: heat, price: 0 MXN/MWh, minimum: 1000 MWh/year, maximum: 1000 MWh/year}]
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "boiler.yaml"
    found.write_text(PLANT % "", encoding="utf-8")
    return found


def test_a_parameter_moved_is_a_parameter_overridden(path: Path) -> None:
    """The model with another efficiency gives what a plant with that efficiency in its cell gives; and not what the
    model gives as it is."""
    tables = read_tables(path)
    library = Library.load(None, Findings())
    found = {each.part: each for each in library_ranges(read_plant(tables), library) if each.of_model}
    efficiency = found["efficiency"]
    assert efficiency.low < efficiency.value < efficiency.high
    moved = read_plant(tables, None, with_values(library, [(efficiency, 0.9)]))
    path.write_text(PLANT % ", efficiency: 90 %", encoding="utf-8")
    typed = read_plant(read_tables(path))
    as_it_is = read_plant(tables, None, library)
    assert str(moved.processes[0].outputs) == str(typed.processes[0].outputs)
    assert str(moved.processes[0].outputs) != str(as_it_is.processes[0].outputs)


def test_what_the_plant_overrides_has_no_range(path: Path) -> None:
    path.write_text(PLANT % ", efficiency: 90 %", encoding="utf-8")
    tables = read_tables(path)
    ranges = library_ranges(read_plant(tables), Library.load(None, Findings()))
    assert "efficiency" not in {each.part for each in ranges}


def test_the_efficiency_moves_the_cost(path: Path) -> None:
    """The gas for 1,000 MWh of heat goes with one over the efficiency: nothing else moves the cost, down as it goes
    up, and at its low end it is as much dearer as the efficiency is less. Emission factors move emissions alone."""
    found = mfo.read(path).uncertainty(8, library=True)
    ranked = {item.uncertainty: item for item in found.ranking}
    library = Library.load(None, Findings())
    efficiency = library.models["boiler"].parameters["efficiency"]
    assert ranked["efficiency"].correlation == pytest.approx(-1)
    assert efficiency.low is not None
    assert ranked["efficiency"].at_low == pytest.approx(found.middle * float(efficiency.value.number) / efficiency.low)
    assert found.effects["emissions"][0].sd > 0
    assert not found.failed


def test_the_page_reads_parameters_in_its_language(path: Path) -> None:
    """Heat from next door costs about what the boiler's does at the efficiency of its model, which alone moves that: it
    decides. In Spanish sentence and picture say so; the table has the name as the model has it."""
    own = "supplies: [{supply: next door, site: hall, material: heat, take: up to, price: 1655 MXN/MWh}, "
    path.write_text((PLANT % "").replace("supplies: [", own), encoding="utf-8")
    out = path.parent / "out"
    line = ["uncertainty", str(path), "--samples", "32", "--library", "--worth", "boiler", "--language", "es"]
    done = CliRunner().invoke(command_line, [*line, "--out", str(out)])
    assert done.exit_code == 0, done.output
    page = (out / "uncertainty.html").read_text(encoding="utf-8")
    assert "Lo que decide es eficiencia" in page
    assert ">eficiencia</text>" in page
    assert ">efficiency</t" in page
    assert "What decides is efficiency" in done.output
