"""What purchased materials bring with them, and what deliveries displace: factors of the datasets, by gas.

A factor known only as a sum of CO2e belongs to one set of warming potentials. Counting it beside gases weighed with
another set would add unlike things, so it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from ...errors import Findings, Where
from ...library.datasets import EmissionFactor
from ...library.library import Library
from ...plant.effects import GASES
from ...plant.model import Emission, Market, Material, Output, Property, Series, Supply, Used
from ...plant.names import near
from ...plant.quantities import fit, unit_of, wanted_text
from ...units import split_quantity
from ..cells.rows import ReadingContext

ENERGY_BOUGHT = frozenset(("electricity", "power", "heat", "steam", "cooling", "cold", "electricidad", "calor", "frío"))
"""Words in a material's name or in its dataset's key that make its upstream emissions scope 2; others are 3."""

LHV = "lower_heating_value"

SUM = "CO2e"
POTENTIALS = ("AR4", "AR5", "AR6")
MOST_PLACES = 5  # at which factors of another set are used, that are named


@dataclass(frozen=True)
class Factor:
    """What one unit of a thing causes at one stage."""

    effect: str  # a gas, or "emissions" where only the sum is known
    stage: str
    value: float  # t (t_CO2e) per canonical unit
    per: str  # that unit
    gwp: str
    source: str
    used: Used  # for the list of sources


def own_factors(material: Material) -> list[Factor]:
    """The factors that the plant gives as properties, such as ``upstream fossil CO2`` or ``upstream CO2e AR5``."""
    found = []
    for name, each in material.properties.items():
        gas = factor_gas(name) if each.source == "plant" else None
        if gas:
            sum_of_gases, _, gwp = gas.partition(" ")
            effect = "emissions" if sum_of_gases == SUM else gas
            used = Used(f"{name} of {material.name}", each.typed, "plant", "plant")
            weighed = gwp if effect != gas else ""
            found.append(Factor(effect, "upstream", each.value, material.unit, weighed, "plant", used))
    return found


def factor_gas(name: str) -> str | None:
    """What a property of a material counts if it is an emission factor: a gas, or ``CO2e`` and its set."""
    stage, _, counted = name.replace("_", " ").partition(" ")
    if stage != "upstream":
        return None
    known = (*GASES, SUM, *(f"{SUM} {gwp}" for gwp in POTENTIALS))
    return next((gas for gas in known if gas.casefold() == counted.casefold()), None)


def check_factor(each: Property, material: Material, findings: Findings) -> None:
    """Check that a factor of the plant's own is a mass over the material's unit, and a sum says what weighed it."""
    gas = factor_gas(each.name) or ""
    if gas == SUM:
        findings.error(
            "gwp-missing",
            f"`{each.name}` does not say with which warming potentials the gases were added up.",
            each.where,
            f"Name the set, as in `{each.name} AR5`, or give each gas: `upstream fossil CO2`, `upstream N2O`, ...",
        )
    wanted = (f"{'t_CO2e' if gas.startswith(SUM) else 't'}/{material.unit}",)
    typed = each.unit or split_quantity(each.typed)[1]  # t/t is a plain number, but not one without a unit
    if not typed or fit(typed, wanted) is None:
        findings.error(
            "unit-dimension" if typed else "unit-missing",
            f"`{each.name}` is {each.typed}, where {wanted_text(wanted)} is wanted.",
            each.where,
            "Check the unit, in the cell and in the header.",
        )


def library_factors(key: str, library: Library) -> list[Factor]:
    """The factors of a material of the datasets."""
    unit = unit_of(library.datasets.unit(key)).canonical if library.datasets.unit(key) else "t"
    return [_factor(each, unit) for each in library.emissions(key)]


def _factor(each: EmissionFactor, unit: str) -> Factor:
    effect = "emissions" if each.gas == "CO2e" else each.gas
    row = each.row
    used = Used(f"{row.property} of {row.key}", row.typed, row.source, row.standing)
    return Factor(effect, each.stage, each.value, unit, each.gwp, row.source, used)


def with_upstream(reading: ReadingContext, supplies: Iterable[Supply], library: Library) -> tuple[Supply, ...]:
    """The supplies with the upstream emissions of their material: the plant's own factors, else its ``like``'s."""
    return tuple(_with_upstream(reading, supply, library) for supply in supplies)


def bought_scope(material: Material) -> int:
    """The scope of what making a bought material emits: 2 of power, heat, steam and cold, else 3."""
    words = re.findall(r"[^\W\d_]+", f"{material.like or ''} {material.name}".casefold())
    return 2 if ENERGY_BOUGHT.intersection(words) else 3


def _with_upstream(reading: ReadingContext, supply: Supply, library: Library) -> Supply:
    material = reading.materials[supply.material]
    key = material.like or ""
    factors = own_factors(material) or [each for each in library_factors(key, library) if each.stage == "upstream"]
    scope, found = bought_scope(material), []
    for each in factors:
        if not _same_potentials(reading, each, material.name if each.source == "plant" else key, material.where):
            return supply
        ratio = units_per(material, each.per, key, library)
        if ratio is None:
            reading.findings.warn(
                "factor-unit",
                f"`{key}` is counted per {each.per}, `{material.name}` in "
                f"{material.unit}: its upstream emissions are not counted.",
                material.where,
                f"Give `{LHV}` or `density`, or a column `upstream fossil CO2` of your own.",
            )
            return supply
        found.append(_emission(each, ratio, material, scope, "upstream"))
    return replace(supply, emissions=tuple(found), used=tuple(each.used for each in factors))


def with_avoided(
    reading: ReadingContext, markets: Iterable[Market], made: Iterable[Output], library: Library
) -> tuple[Market, ...]:
    """The markets with the burdens that they avoid by what they replace: making it, and burning it if it is a fuel.

    ``made`` are the outputs of processes: models say how far what they put out is made.
    """
    stages = {output.material: output.stage for output in made if output.stage}
    found = tuple(_with_avoided(reading, market, library) for market in markets)
    for market in found:
        _check_stage(reading, market, stages, library)
    return found


def _check_stage(reading: ReadingContext, market: Market, stages: Mapping[str, str], library: Library) -> None:
    """Warn where what is delivered and what it displaces are made to a different extent."""
    datasets, theirs = library.datasets, library.datasets.stage(market.replaces)
    for name in market.materials if market.avoided and theirs else ():
        like = reading.materials[name].like or ""
        own = stages.get(name) or datasets.stage(like)
        if not own or own == theirs:
            continue
        same = [key for key in datasets.materials() if datasets.stage(key) == own and datasets.emissions(key)]
        tail = market.replaces.partition("_")[2]
        close = [key for key in same if key.partition("_")[2] == tail] or [f"a row whose stage is `{own}`"]
        reading.findings.warn(
            "replaces-stage",
            f"`{name}` is of the stage {own}, and `{market.replaces}`, which it replaces, of the stage {theirs}: what "
            "lies between the two is booked nowhere, and the burden avoided is wrong by it.",
            market.where,
            f"Replace {' or '.join(f'`{key}`' if ' ' not in key else key for key in close)}, or model what makes "
            f"{theirs} of `{name}`.",
        )


def replaced_key(reading: ReadingContext, market: Market) -> str:
    """The key of the datasets that a market replaces; blank where a material of the plant has factors of its own."""
    own = reading.materials.get(market.replaces)
    if own is None:
        return market.replaces
    return "" if own_factors(own) else own.like or market.replaces


def _displaced_factors(reading: ReadingContext, market: Market, library: Library) -> list[Factor]:
    """What making (and burning) what is replaced emits: a material's of the plant, else the datasets'."""
    own = reading.materials.get(market.replaces)
    found = own_factors(own) if own is not None else []
    key = replaced_key(reading, market)
    return found or [each for each in library_factors(key, library) if each.stage in ("upstream", "use")]


def _with_avoided(reading: ReadingContext, market: Market, library: Library) -> Market:
    key = market.replaces
    if not key:
        return market
    factors = _displaced_factors(reading, market, library)
    if not factors:
        keys = sorted({row.key for row in library.rows("") if row.property.startswith(("upstream", "use "))})
        close = " or ".join(f"`{name}`" for name in near(key, keys))
        owned = key in reading.materials
        reading.findings.error(
            "replaces-unknown",
            f"Neither the plant nor the datasets know what making `{key}` emits."
            if owned
            else f"The datasets know no emissions of `{key}`.",
            market.where,
            f"Give `{key}` a `like`, or a column `upstream fossil CO2`, in `materials`."
            if owned
            else f"Did you mean {close}?"
            if close
            else "`mfo datasets` lists what they know; a material of the plant may have factors of its own.",
        )
        return market
    share, row = library.datasets.substitution(replaced_key(reading, market))
    used = [each.used for each in factors]
    if market.substitution is not None:
        share = market.substitution
    elif row is not None:
        used.append(Used(f"substitution of {key}", row.typed, row.source, row.standing))
    material = reading.materials[market.materials[0]]
    found = []
    for each in factors:
        if not _same_potentials(reading, each, key, market.where):
            return market
        ratio = _replaced(reading, material, each.per, key, library)
        if ratio is None:
            reading.findings.error(
                "factor-unit",
                f"`{key}` is counted in {each.per}, `{material.name}` in "
                f"{material.unit}: how much of it one unit replaces is not known.",
                market.where,
                f"Give `{LHV}` of `{material.name}` in `materials`, or count it in {each.per}.",
            )
            return market
        found.append(_emission(each, ratio * share, material, 3, "replaced"))
    return replace(market, avoided=tuple(found), used=tuple(used))


def _emission(each: Factor, ratio: float, material: Material, scope: int, category: str) -> Emission:
    unit = "t_CO2e" if each.effect == "emissions" else "t"
    typed = f"{each.value * ratio:.6g} {unit}/{material.unit} ({each.source or 'assumption'})"
    value = Series(np.array(each.value * ratio), f"{unit}/{material.unit}", typed, material.where)
    return Emission(each.effect, value, scope, category)


def _same_potentials(reading: ReadingContext, each: Factor, key: str, where: Where | None) -> bool:
    chosen = reading.settings.gwp
    if not each.gwp or each.gwp == chosen:
        return True
    places = reading.mixed.setdefault(each.gwp, [])
    if (key, where) not in places:
        places.append((key, where))
    return False


def tell_mixed(reading: ReadingContext, setting: Where | None) -> None:
    """Tell of the factors that were weighed with another set: once for each set, as one cell mends them all."""
    chosen = reading.settings.gwp
    for wanted, places in reading.mixed.items():
        keys = list(dict.fromkeys(key for key, _ in places))
        known = f"{', '.join(f'`{key}`' for key in keys)} {'is' if len(keys) == 1 else 'are'} known only as CO2e"
        message = f"{known} with the warming potentials of {wanted}, but the plant counts with {chosen}."
        where = places[0][1]
        if len(places) > 1:
            where = setting
            told = "; ".join(str(place) for _, place in places[:MOST_PLACES])
            more = f" and {len(places) - MOST_PLACES} more places" if len(places) > MOST_PLACES else ""
            message = f"{message} (Used at {told}{more}.)"
        factors = "the factor" if len(keys) == 1 else "these factors"
        remedy = f"Set `gwp: {wanted}`, or give {factors} by gas in a dataset of your own."
        reading.findings.error("gwp-mixed", message, where, remedy)


def _property(material: Material, name: str, key: str, library: Library) -> float | None:
    own = material.properties.get(name)
    if own is not None:
        return own.value
    found = library.material(key).get(name) if key else None
    return found.value if found else None


def units_per(material: Material, per: str, key: str, library: Library) -> float | None:
    """How many units ``per`` of the factor one unit of the material is."""
    if material.unit == per:
        return 1.0
    heat, density = (_property(material, name, key, library) for name in (LHV, "density"))
    if material.unit == "MWh" and heat:
        return 1 / heat
    if per == "MWh" and heat:
        return heat
    if per == "t" and material.unit in ("m3", "Nm3") and density:
        return density
    if material.unit == "t" and per in ("m3", "Nm3") and density:
        return 1 / density
    return None


def _replaced(reading: ReadingContext, material: Material, per: str, key: str, library: Library) -> float | None:
    """How much of what it replaces one unit stands for: by energy where both are fuels, else one to one."""
    own = material.properties.get(LHV)
    other = reading.materials[key].properties.get(LHV) if key in reading.materials else library.material(key).get(LHV)
    energy = 1.0 if material.unit == "MWh" else own.value if own else None
    per_unit = 1.0 if per == "MWh" else other.value if other else None
    if energy and per_unit:
        return energy / per_unit
    return 1.0 if material.unit == per else None
