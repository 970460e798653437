"""The table ``recipes``: inputs and outputs of a process of its own, and what its activity is counted in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from ...plant.model import Input, LoadCurve, Output, Series
from ...plant.quantities import CellError, fit, in_own, parse_number
from ..cells.rows import TableRows
from ..operation.load_curves import AMOUNT, LoadBase, read_load_curve

CANONICAL = ("t", "MWh", "m3", "Nm3", "item", "t.km", "km", "h")
"""What activity can be counted in beside the plant's own units."""


def by_process(rows: TableRows, silent: bool = False) -> dict[str, list[int]]:
    """The rows of each process; rows of unknown processes become findings."""
    found: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        process = rows.text(row, "process") if silent else rows.refer(row, "process")
        if process:
            found[process].append(row)
    return found


def typed_unit(rows: TableRows, row: int, column: str) -> str | None:
    """The unit that a cell was typed in (blank: a plain number); None where there is none to read."""
    value = rows.table.value(row, column)
    if value is None:
        return None
    profile = rows.reading.profiles.get(value.strip()) if isinstance(value, str) else None
    if profile is not None:
        return profile.unit
    try:
        number = parse_number(value, rows.table.columns[column].unit)
    except CellError:
        return None
    return number.unit.typed if number.unit else None


def find_basis(process: TableRows, row: int, recipe: TableRows, lines: list[int]) -> str | None:
    """What the activity is counted in: told by the capacity, else by the mix, else by costs and amounts."""
    units = dict.fromkeys(recipe.reading.unit(name) for name in _materials(recipe, lines))
    candidates = (*units, *(unit for unit in CANONICAL if unit not in units))
    for column in ("capacity", "existing", "unit_size"):
        basis = _match(typed_unit(process, row, column), "{basis}/h", candidates)
        if basis:
            return basis
    for line in lines:
        if is_mixed(recipe, line):
            material = recipe.text(line, "material")
            if material in recipe.reading.materials:
                return recipe.reading.unit(material)
    currency = process.reading.settings.currency
    cost = in_own(typed_unit(process, row, "variable_cost") or "", currency)
    basis = _match(cost, currency + "/{basis}", candidates)
    return basis or _basis_of_amounts(recipe, lines, candidates)


def _materials(recipe: TableRows, lines: list[int]) -> list[str]:
    names = (recipe.text(line, "material") for line in lines)
    return [name for name in names if name in recipe.reading.materials]


def _basis_of_amounts(recipe: TableRows, lines: list[int], candidates: tuple[str, ...]) -> str | None:
    ordered = sorted(lines, key=lambda line: recipe.choice(line, "role") != "out")
    for line in ordered:
        material = recipe.text(line, "material")
        if recipe.text(line, "per") or material not in recipe.reading.materials:
            continue
        unit = recipe.reading.unit(material)
        typed = typed_unit(recipe, line, "amount")
        if typed is None and recipe.given(line, "amount"):
            return unit
        basis = _match(typed, unit + "/{basis}", candidates)
        if basis:
            return basis
    return None


def _match(typed: str | None, pattern: str, candidates: tuple[str, ...]) -> str | None:
    if not typed:
        return None
    try:
        for unit in candidates:
            if fit(typed, (pattern.replace("{basis}", unit),)):
                return unit
    except CellError:
        return None
    return None


def is_mixed(rows: TableRows, line: int) -> bool:
    """Whether a row is an input of a free mix."""
    fixed = rows.given(line, "amount") or rows.given(line, AMOUNT)
    return rows.choice(line, "role") == "in" and not fixed


def read_recipe(rows: TableRows, lines: list[int], base: LoadBase) -> tuple[tuple[Input, ...], tuple[Output, ...]]:
    """Inputs and outputs of a process whose activity is counted in the basis of ``base``."""
    basis = base.basis
    mix = [rows.text(line, "material") for line in lines if is_mixed(rows, line)]
    inputs: dict[str, Input] = {}
    outputs: dict[str, Output] = {}
    for line in lines:
        material = rows.refer(line, "material")
        if material is None:
            continue
        _refuse_uncertainty(rows, line)
        if rows.choice(line, "role") == "in":
            by_load = _by_load(rows, line, material, base, inputs.get(material))
            if by_load:
                inputs[material] = by_load
            elif not rows.given(line, AMOUNT):
                inputs[material] = _input(rows, line, material, basis, mix, inputs.get(material))
        elif rows.given(line, AMOUNT):
            made = _made_by_load(rows, line, material, base, outputs.get(material))
            if made:
                outputs[material] = made
        else:
            outputs[material] = _output(
                rows,
                line,
                material,
                basis,
                outputs.get(material),
                [rows.text(each, "material") for each in lines if rows.choice(each, "role") == "in"],
            )
    _check_shares(rows, lines)
    return tuple(inputs.values()), tuple(outputs.values())


def _input(rows: TableRows, line: int, material: str, basis: str, mix: list[str], before: Input | None) -> Input:
    unit, where = rows.reading.unit(material), rows.where(line)
    cost = rows.number(line, "cost", material=unit)
    least, most = rows.number(line, "minimum_share"), rows.number(line, "maximum_share")
    if rows.given(line, "amount"):
        if rows.given(line, "minimum_share") or rows.given(line, "maximum_share"):
            rows.error(
                "share-misplaced",
                f"`{material}` has both an amount and a share of the mix.",
                line,
                "amount",
                "Leave the amount blank where the input is one of a free mix.",
            )
        per_activity, per_input = _amount(rows, line, unit, basis, mix)
        joined = {**(before.per_input if before else {}), **per_input}
        return Input(
            material,
            False,
            None,
            per_activity or (before.per_activity if before else None),
            joined,
            cost=cost or (before.cost if before else None),
            where=where,
            uncertainty={
                **(before.uncertainty if before else {}),
                **_uncertain(rows, line, unit, basis, per_activity, per_input),
            },
        )
    if unit != basis:
        rows.error(
            "mix-unit",
            f"`{material}` is one of a free mix and counted in {unit}, but the process in {basis}.",
            line,
            "material",
            f"Give its amount, such as `1 {unit}/{basis}`, or count the capacity in {unit}.",
        )
    one = Series(np.array(1.0), "", "1", where)
    return Input(material, True, one, minimum_share=least, maximum_share=most, cost=cost, where=where)


def _by_load(rows: TableRows, line: int, material: str, base: LoadBase, before: Input | None) -> Input | None:
    """An input whose amount hangs on the load; counted by its least amount where one number stands for it."""
    curve = _alone(rows, line, material, base, before)
    if curve is None:
        return None
    unit = rows.reading.unit(material)
    least = Series(np.array(min(curve.amounts)), f"{unit}/{base.basis}", rows.text(line, AMOUNT), curve.where)
    cost = rows.number(line, "cost", material=unit)
    return Input(material, False, None, least, {}, cost=cost, where=rows.where(line), by_load=curve)


def _made_by_load(rows: TableRows, line: int, material: str, base: LoadBase, before: Output | None) -> Output | None:
    """An output whose amount hangs on the load; counted by its largest amount where one number stands for it."""
    curve = _alone(rows, line, material, base, before)
    if curve is None:
        return None
    unit = rows.reading.unit(material)
    most = Series(np.array(max(curve.amounts)), f"{unit}/{base.basis}", rows.text(line, AMOUNT), curve.where)
    cost = rows.number(line, "cost", material=unit)
    return Output(material, most, {}, cost, where=rows.where(line), by_load=curve)


def _alone(
    rows: TableRows, line: int, material: str, base: LoadBase, before: Input | Output | None
) -> LoadCurve | None:
    """The curve of a row; told where another number, or row, says how much of the material it is."""
    if not rows.given(line, AMOUNT):
        return None
    others = ("amount", "per", "minimum_share", "maximum_share")
    beside = next((column for column in others if rows.given(line, column)), None)
    if beside or before is not None:
        rows.error(
            "load-curve",
            f"`{material}` has both `{AMOUNT}` and " + (f"`{beside}`." if beside else "another row."),
            line,
            AMOUNT,
            f"Leave one of them blank: the points of `{AMOUNT}` tell all that a unit of activity takes or gives.",
        )
        return None
    return read_load_curve(rows, line, AMOUNT, rows.reading.unit(material), base, rising=True)


def _output(rows: TableRows, line: int, material: str, basis: str, before: Output | None, inputs: list[str]) -> Output:
    unit, where = rows.reading.unit(material), rows.where(line)
    if not rows.given(line, "amount"):
        rows.error(
            "value-missing",
            f"The output `{material}` has no amount.",
            line,
            "amount",
            f"Give it per unit of activity, such as `0.5 {unit}/{basis}`.",
        )
    for column in ("minimum_share", "maximum_share"):
        if rows.given(line, column):
            rows.error(
                "share-misplaced",
                f"`{column}` is of inputs in a mix, but `{material}` comes out.",
                line,
                column,
                "Remove it.",
            )
    per_activity, per_input = _amount(rows, line, unit, basis, inputs)
    joined: Mapping[str, Series] = {**(before.per_input if before else {}), **per_input}
    cost = rows.number(line, "cost", material=unit)
    return Output(
        material,
        per_activity or (before.per_activity if before else None),
        joined,
        cost or (before.cost if before else None),
        where=where,
        uncertainty={
            **(before.uncertainty if before else {}),
            **_uncertain(rows, line, unit, basis, per_activity, per_input),
        },
    )


def _refuse_uncertainty(rows: TableRows, line: int) -> None:
    """An uncertainty is of an amount that is one number; nothing else of a recipe is reconciled."""
    if rows.given(line, "uncertainty") and not rows.given(line, "amount"):
        rows.error(
            "uncertainty-misplaced",
            "`uncertainty` is of an `amount`, and this row has none.",
            line,
            "uncertainty",
            "Give the amount, or leave the uncertainty blank.",
        )


def _uncertain(
    rows: TableRows, line: int, unit: str, basis: str, per_activity: Series | None, per_input: Mapping[str, Series]
) -> dict[str, float]:
    """The standard uncertainty of a row's amount as a share of it, by what the amount is per; empty where exact."""
    found = {}
    for per, amount in {**({"": per_activity} if per_activity is not None else {}), **per_input}.items():
        series = rows.number(line, "uncertainty", material=unit, basis=rows.reading.unit(per) if per else basis)
        if series is None:
            continue
        mean = float(np.mean(amount.values))
        if mean == 0:
            rows.error(
                "uncertainty-of-zero", "An amount of zero has no uncertainty.", line, "uncertainty", "Leave it blank."
            )
            continue
        in_unit = series.unit or "/" in (typed_unit(rows, line, "uncertainty") or "")  # 0.05 t/t is no share of 5 %
        share = float(series.values) / (mean if in_unit else 1.0)
        if share > 1:
            rows.error(
                "share-above-one",
                f"`uncertainty` is {series.typed}: more than the amount itself.",
                line,
                "uncertainty",
                f"Write `{series.typed} %` if percent is meant.",
            )
            continue
        found[per] = share
    return found


def _amount(
    rows: TableRows, line: int, unit: str, basis: str, inputs: list[str]
) -> tuple[Series | None, dict[str, Series]]:
    per = rows.refer(line, "per")
    if per is None:
        if rows.text(line, "per"):
            return None, {}
        return rows.number(line, "amount", material=unit, basis=basis), {}
    if per not in inputs:
        rows.error(
            "per-unknown",
            f"The amount is per unit of `{per}`, which is no input of the process's mix.",
            line,
            "per",
            "Its inputs are " + ", ".join(f"`{name}`" for name in inputs) + ".",
        )
        return None, {}
    amount = rows.number(line, "amount", material=unit, basis=rows.reading.unit(per))
    return None, {per: amount} if amount is not None else {}


def _check_shares(rows: TableRows, lines: list[int]) -> None:
    least: list[float] = []
    most: list[float] = []
    mix = [line for line in lines if is_mixed(rows, line)]
    for line in mix:
        low, high = rows.number(line, "minimum_share"), rows.number(line, "maximum_share")
        least.append(float(np.max(low.values)) if low is not None else 0.0)
        most.append(float(np.min(high.values)) if high is not None else 1.0)
        if least[-1] > most[-1]:
            rows.error(
                "minimum-above-maximum",
                f"The least share ({least[-1]:.4g}) lies above the largest ({most[-1]:.4g}).",
                line,
                "minimum_share",
                "Exchange them.",
            )
    if sum(least) > 1 + 1e-9:
        rows.error(
            "shares-above-one",
            f"The least shares add up to {sum(least):.4g}.",
            mix[0],
            "minimum_share",
            "Lower them to 1 or less together.",
        )
    if mix and sum(most) < 1 - 1e-9:
        rows.error(
            "shares-below-one",
            f"The largest shares add up to {sum(most):.4g}, so no mix fills the whole.",
            mix[0],
            "maximum_share",
            "Raise them to 1 or more together.",
        )
