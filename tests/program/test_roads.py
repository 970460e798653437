"""The compiler's road and Pyomo's own standard form give the same program."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mfo.program.build import build_program
from mfo.solve.matrix.compile_program import compile_model, compile_program

from .graphs import INF, Sketch


def _cells(matrix, columns, rows):
    """Rows that hold anything: name, coefficients by column, bounds."""
    found = []
    for row in range(matrix.rows):
        part = slice(matrix.starts[row], matrix.starts[row + 1])
        entries = tuple(
            sorted(
                (columns[c], round(v, 12))
                for c, v in zip(matrix.index[part], matrix.value[part], strict=True)
                if round(v, 12)  # terms that cancel leave a rounding here and nothing there
            )
        )
        if entries:
            found.append((rows[row], entries, matrix.row_lower[row], matrix.row_upper[row]))
    return found


def _fast(program):
    compiled = compile_program(program)
    columns, rows = {}, {}
    for name, variable in program.registry.variables.items():
        for k, index in enumerate(np.ndindex(*variable.shape)):
            columns[variable.first + k] = (name, index)
    for family in program.registry.families:
        for k, index in enumerate(np.ndindex(*family.shape)):
            rows[compiled.rows[family.name].start + k] = (family.name.replace(" ", "_") + "_rows", index)
    return compiled.matrix, columns, rows


def _index(component):
    return component.index() if isinstance(component.index(), tuple) else (component.index(),)


def _plain(program):
    standard = compile_model(program.model())
    columns = {k: (v.parent_component().local_name, _index(v)) for k, v in enumerate(standard.columns)}
    rows = {k: (c.parent_component().local_name, _index(c)) for k, c in enumerate(standard.rows)}
    return standard.matrix, columns, rows


def _sided(cells):
    """Rows with two different bounds as two rows, as Pyomo writes them; unbounded sides dropped."""
    found = []
    for name, entries, low, high in cells:
        if low == high:
            found.append((name, entries, "=", round(high, 9)))
            continue
        if low > -INF:
            found.append((name, entries, ">", round(low, 9)))
        if high < INF:
            found.append((name, entries, "<", round(high, 9)))
    return sorted(found)


def assert_same(program):
    fast, fast_columns, fast_rows = _fast(program)
    plain, plain_columns, plain_rows = _plain(program)
    mine, theirs = _sided(_cells(fast, fast_columns, fast_rows)), _sided(_cells(plain, plain_columns, plain_rows))
    assert mine == theirs
    where = {name: k for k, name in fast_columns.items()}
    position = np.array([where[plain_columns[k]] for k in range(plain.columns)], dtype=int)
    assert np.allclose(fast.cost[position], plain.cost)
    assert abs(fast.cost).sum() == pytest.approx(abs(plain.cost).sum())
    assert np.array_equal(fast.lower[position], plain.lower)
    assert np.array_equal(fast.upper[position], plain.upper)
    assert np.array_equal(fast.whole[position], plain.whole)


@st.composite
def sketches(draw):
    """Small graphs in which every part of the format may occur."""
    slots, years = draw(st.integers(1, 3)), draw(st.integers(1, 2))
    weight = draw(st.sampled_from([[1.0] * slots, [1.0, 2.0, 2.0][:slots]]))
    s = Sketch(
        slots, years, hours=[2.0, 3.0, 4.0][:slots], weight=weight, span=[5.0, 3.0][:years], discount=[1.0, 0.8][:years]
    )
    number = st.integers(0, 9).map(float)
    flag = st.booleans()
    materials = ["a", "b", "c"]
    for k in range(draw(st.integers(1, 3))):
        series = np.array(draw(st.lists(number, min_size=slots, max_size=slots)))
        s.supply(materials[k], amount=series, price=draw(number), take_all=draw(flag))
    for _ in range(draw(st.integers(0, 3))):
        options = draw(
            st.sampled_from(
                [
                    {},
                    {"expandable": True, "most": 9.0, "existing": 1.0},
                    {"closable": True},
                    {"minimum_load": 0.4},
                    {"expandable": True, "most": 9.0, "unit_size": 2.0},
                    {"has_start": True},
                    {"ramp": 0.3},
                    {"expandable": True, "most": 8.0, "minimum_load": 0.5, "closable": True, "ramp": 0.5},
                ]
            )
        )
        process = s.process(capacity=draw(st.sampled_from([5.0, 7.0] if options else [5.0, INF])), cost=1.0, **options)
        if draw(flag):
            one = s.feed(process, "a", low=draw(st.sampled_from([0.0, 0.25])))
            two = s.feed(process, "b", activity=2.0, high=draw(st.sampled_from([0.5, 1.0])))
            power = s.feed(process, "c", per=draw(number))
            s.need(power, one, 0.5)
            s.output(process, "p", 0.5, feed=two)
            if draw(flag):
                s.blend("feed", [one, two], [-1.0, 2.0], upper=draw(flag))
        else:
            s.feed(process, "a", per=1.0)
        s.output(process, "p", draw(number))
        s.rate("activity", process, 3.0, effect="CH4")
        if options.get("expandable"):
            s.rate("built", process, 7.0)
            s.rate("capacity", process, 2.0)
        s.rate("open", process, 4.0)
    if draw(flag):
        s.link(
            "here",
            "there",
            ["a", "p"][: draw(st.integers(1, 2))],
            cost=1.0,
            capacity=6.0,
            loss=0.25,
            fixed=draw(st.sampled_from([None, 3.0])),
            load=draw(st.sampled_from([0.0, 2.0])),
        )
        s.market("a", maximum=4.0, site="there")
    if draw(flag):
        s.store(
            ["a", "p"][: draw(st.integers(1, 2))],
            capacity=5.0,
            cost=0.5,
            kept=0.9,
            start=draw(st.sampled_from([np.nan, 1.0])),
            end=draw(st.sampled_from([np.nan, 1.0])),
            carry=draw(flag),
            stay=draw(st.integers(-1, 2)),
        )
    market = s.market(["a", "p"], price=3.0, minimum=1.0, maximum=draw(st.sampled_from([4.0, INF])))
    if draw(flag):
        s.comes_back(0, "b", 0.3, slot_from=0, slot_to=slots - 1, year_to=years - 1)
    for when in draw(st.sets(st.sampled_from(["slot", "year", "total"]))):
        s.limit(
            f"per {when}",
            [s.term("supply", 0, 2.0), s.term("open", 0)] if "process" in s.rows else [s.term("supply", 0, 2.0)],
            when,
            lower=draw(st.sampled_from([-INF, 1.0])),
            upper=30.0,
        )
    assert market >= 0
    return s


@settings(max_examples=60, deadline=None)
@given(sketches())
def test_templates_and_standard_form_give_the_same_program(s):
    """Proves: expanding templates with numpy builds what Pyomo's rules mean, entry by entry, for any graph."""
    s.gwp = {"CH4": 27.0}
    s.carbon_price = np.full(s.years, 2.0)
    assert_same(build_program(s.graph(), fixed=(s.fixed("supply", 0, 1.0),)))
