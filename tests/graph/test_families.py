"""The registry of families: what is declared once, and what is refused."""

from __future__ import annotations

import pytest

from mfo.graph.arrays import families
from mfo.graph.arrays.families import COLUMNS, COUNTED, ROWS, ColumnFamily, RelaxableBound, RowFamily
from mfo.graph.build import build_graph
from mfo.plan.certificate.rows.written_down import written_down
from mfo.plan.tables.elements import Elements
from mfo.program.build import build_program
from mfo.program.components.builder import Builder
from mfo.solve.infeasibility.gives import COLUMN_GIVES, ROW_GIVES

from ..plan.test_running import switched


@pytest.mark.parametrize(
    ("family", "said"),
    [
        (RowFamily("demand charge", "supply", "", firm="the tariff says so"), "names no check of the certificate"),
        (RowFamily("demand charge", "supply", "demand charges"), "neither what of it may give way nor why nothing may"),
        (RowFamily("balance", "pool", "balance", firm="a law"), "declared twice"),
    ],
)
def test_a_family_without_a_check_or_words_is_refused(family: RowFamily, said: str) -> None:
    """Proves: it cannot be declared, so that the package that declares it cannot be imported."""
    with pytest.raises(ValueError, match=said):
        families.declare_rows(family)
    with pytest.raises(ValueError, match="names no check"):
        families.declare_columns(ColumnFamily("bill", "supplies", "", gives=(RelaxableBound("upper", "maximum"),)))
    assert "demand charge" not in ROWS
    assert "bill" not in COLUMNS


def test_what_is_not_declared_cannot_be_built() -> None:
    """Proves: rows and variables that no entry describes do not come into a program."""
    builder = Builder(build_graph(switched()))
    with pytest.raises(KeyError):
        builder.rows("demand charge", (builder.years,), lambda m, y: m.years == 0)
    with pytest.raises(KeyError):
        builder.variable("bill", (builder.years,))


def test_program_and_certificate_write_families_of_one_shape() -> None:
    """Proves: of a plant with states every family of the program's rows is written again, in its shape."""
    plant = switched()
    graph = build_graph(plant)
    registry = build_program(graph).registry
    written = {rows.family: rows.shape for rows in written_down(Elements(plant, graph), {}, graph.limits, ()).rows}
    assert written == {family.name: family.shape for family in registry.families}
    assert {family.name: (family.kind, family.axes) for family in registry.families} == {
        name: (ROWS[name].kind, ROWS[name].axes) for name in written
    }


def test_effects_are_counted_on_families_of_known_size() -> None:
    """Proves: each family that effects may be counted on has a size in every graph, and a table of the plant."""
    graph = build_graph(switched())
    assert [family for family in COUNTED if graph.size(family) < 0] == []
    assert {COLUMNS[family].table for family in COUNTED} == {"supplies", "processes", "links", "stores", "markets"}


def test_what_gives_way_is_what_the_registry_says() -> None:
    """Proves: the elastic program has no list of its own."""
    declared = {(name, give.side, give.bound) for each in (COLUMNS, ROWS) for name in each for give in each[name].gives}
    assert {(give.source, give.side, give.bound) for give in (*COLUMN_GIVES, *ROW_GIVES)} == declared
