"""Outlets in which waste decays or burns and nothing counts what that emits: the plan would look cleaner than it is.

A market, or a recipe, has no gases of its own. So where it buries, dumps, composts, digests or burns what is known to
decay or to hold fossil carbon, or where a store or a link loses it, the row is told, with the model or the rate that
would count it. So is what is paid to take what decays, or swallows it, by a route that says nothing of what becomes of
it: a lagoon, a river, a contractor.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import Findings, Where
from ..library.library import Library
from ..plant.effects import ROUTES
from ..plant.model import Link, Market, Material, Process, Rate, Store

BURYING = re.compile(
    r"landfill|dump|\btip\b|bury|buried|burial|relleno|vertedero|tiradero|basurero|entierro", re.IGNORECASE
)
BURNING = re.compile(
    r"burn|incinerat|combust|energy recovery|flare|quema|incinera|recuperaci[oó]n (de )?energ", re.IGNORECASE
)
ROTTING = re.compile(
    r"compost|digest|biog[aá]s|anaer[oó]b|methani[sz]|septic|s[eé]ptic|lagoon|laguna|sewer|sewage|alcantarilla|drenaje|"
    r"waste ?water|aguas? residual|land application|(land|field) spreading|aplicaci[oó]n (al|en) (el )?suelo",
    re.IGNORECASE,
)
"""Routes of treatment: by them waste decays, but what is called so without a route may be a buyer of compost."""
FIRING = re.compile(
    r"kiln|co-?process|gasif|pyroly|waste[ -]to[ -]energy|\bwte\b|horno|coproces|pir[oó]lis", re.IGNORECASE
)
VENTING = re.compile(r"\bvent|releas|atmosphere|atm[oó]sfera", re.IGNORECASE)
METHANE = ("CH4", "fossil CH4", "emissions")
CARBON = ("fossil CO2", "emissions")
DECAYS = ("degradable_carbon", "methane_potential", "volatile_solids")
BURNS = ("carbon_fossil",)
ESCAPES = ("methane_share",)
SAID = frozenset(ROUTES)
"""Routes that say what becomes of the waste; those by which it decays are found by their words."""
MOST_NAMES = 3
LET_GO = "is let go there"
ROTS = "rots there"
MODELS = (
    (re.compile("compost", re.IGNORECASE), "composting_windrow"),
    (re.compile("digest|biog|anaer|methan", re.IGNORECASE), "anaerobic_digestion"),
    (re.compile("lagoon|laguna", re.IGNORECASE), "wastewater_lagoon"),
    (re.compile("s[eé]ptic", re.IGNORECASE), "septic_tank"),
    (re.compile("application|spread|aplicaci|field|campo|parcela|soil|suelo", re.IGNORECASE), "land_application"),
    (re.compile("sewer|sewage|alcantarilla|drenaje|waste ?water|residual", re.IGNORECASE), "wastewater_treatment"),
)
"""The model of how waste decays, the first of which a word is in the route or the name; see ``ROTTING``."""


@dataclass(frozen=True)
class _Outlet:
    """A row that takes something for good."""

    table: str
    name: str
    route: str
    told_by: str  # its route, or its name where it has none
    materials: tuple[str, ...]
    where: Where | None
    rids: bool  # of what nobody wants, without a word of what becomes of it


def tell_uncounted_waste(
    materials: Mapping[str, Material],
    processes: Iterable[Process],
    markets: Iterable[Market],
    lossy: Iterable[Store | Link],
    rates: Sequence[Rate],
    returning: Iterable[str],
    library: Library,
    findings: Findings,
) -> None:
    """Warn of each outlet by burying or burning, and of each loss, of what is known to decay or burn, without a rate.

    A market from which something comes back (gas, by `returns`) is no outlet for good. What a model makes, such as
    digestate, has been treated, and is told by the words of a route alone.
    """
    counted = {(rate.table, rate.at, rate.effect) for rate in rates}
    back = set(returning)
    processes = list(processes)
    treated = {each.material for item in processes if item.model != "recipe" for each in item.outputs}
    outlets = [
        _Outlet(
            "markets",
            item.name,
            item.route,
            item.route or item.name,
            item.materials,
            item.where,
            item.route not in SAID and bool(np.any(item.price.values < 0)),
        )
        for item in markets
        if not item.emissions and item.name not in back
    ]
    outlets += [
        _Outlet(
            "processes",
            item.name,
            item.route,
            item.route or ("" if item.outputs else item.name),
            tuple(entry.material for entry in item.inputs),
            item.where,
            item.route not in SAID and not item.outputs,
        )
        for item in processes
        if item.model == "recipe"
    ]
    for outlet in outlets:
        buried, burns = BURYING.search(outlet.told_by), BURNING.search(outlet.told_by) or FIRING.search(outlet.route)
        rots = ROTTING.search(outlet.route) or (outlet.rids and not burns)  # True: by no word
        for found, effects, properties, what in (
            (buried or rots, METHANE, DECAYS, "decays there" if buried else ROTS),
            (burns, CARBON, BURNS, "burns there"),
            (VENTING.search(outlet.told_by), METHANE, ESCAPES, LET_GO),
        ):
            if found and not any((outlet.table, outlet.name, each) in counted for each in effects):
                plain = outlet.rids and found is True
                taken = [name for name in outlet.materials if not (plain and name in treated)]
                known = [name for name in taken if _has(materials[name], properties, library)]
                _tell(outlet, known, what, effects[0], materials, findings)
    for item in lossy:
        table = "stores" if isinstance(item, Store) else "links"
        if any((table, item.name, each) in counted for each in METHANE):
            continue
        known = [name for name in item.materials if _has(materials[name], DECAYS, library)]
        _tell_lost(table, item, known, materials, findings)


def _has(material: Material, properties: Sequence[str], library: Library) -> bool:
    """Whether a material has any of the properties above zero, by itself or by the row that it is like."""
    key = material.like or material.name.strip().casefold().replace(" ", "_")
    theirs = library.material(key)
    found = [material.properties.get(name) or theirs.get(name) for name in properties]
    return any(each is not None and each.value > 0 for each in found)


def _tell(
    outlet: _Outlet, known: list[str], what: str, effect: str, materials: Mapping[str, Material], findings: Findings
) -> None:
    if not known:
        return
    gas = (
        "the methane of what is let go there"
        if what == LET_GO
        else "the methane of what decays there"
        if effect == "CH4"
        else "the fossil carbon dioxide of what burns there"
    )
    taken, name, route = _names(known), outlet.name, outlet.told_by
    message = (
        f"`{name}` takes {taken}, but nothing counts {gas}: the plan's emissions leave it out."
        if route == name
        else f"`{name}` takes {taken} by the route `{route}`, but nothing counts {gas}: the plan's emissions leave it "
        "out."
    )
    rate, model = _rate(name, effect, known[0], materials), _model(outlet)
    remedy = (
        f"Use a process with the model `flare` in its place, or add {rate}."
        if what == LET_GO
        else f"Use a process with the model `{model}` in its place, or add {rate}."
        if what == ROTS and model
        else "Use a process with the model of what becomes of it in its place (`mfo models` lists them), or add "
        f"{rate}."
        if what == ROTS
        else f"Use a process with the model `landfill` (or `open_dump`) in its place, or add {rate}."
        if effect == "CH4"
        else f"Use a process with the model `incineration` in its place, or add {rate}."
    )
    findings.warn("emissions-uncounted", message, outlet.where, remedy)


def _model(outlet: _Outlet) -> str:
    words = outlet.route if ROTTING.search(outlet.route) else f"{outlet.route} {outlet.name}"
    return next((model for word, model in MODELS if word.search(words)), "")


def _tell_lost(
    table: str, item: Store | Link, known: list[str], materials: Mapping[str, Material], findings: Findings
) -> None:
    if known:
        findings.warn(
            "emissions-uncounted",
            f"`{item.name}` loses {_names(known)}, which decays, but nothing counts what that emits: the plan's "
            "emissions leave it out.",
            item.where,
            f"Add {_rate(item.name, 'CH4', known[0], materials, table == 'stores')}.",
        )


def _rate(name: str, effect: str, material: str, materials: Mapping[str, Material], by_time: bool = False) -> str:
    unit = f"t/{materials[material].unit}" + ("/year" if by_time else "")
    return (
        f"a row to `rates`: at `{name}`, effect `{effect}`, per `{material}`, rate in {unit}; 0 where none is emitted"
    )


def _names(names: Sequence[str]) -> str:
    more = " and more" if len(names) > MOST_NAMES else ""
    return ", ".join(f"`{name}`" for name in names[:MOST_NAMES]) + more
