"""Outlets in which waste decays or burns and nothing counts what that emits: the plan would look cleaner than it is.

A market, or a recipe, has no gases of its own. So where it buries, dumps, composts, digests or burns what is known to
decay or to hold fossil carbon, or where a store or a link loses it, the row is told, with the model or the rate that
would count it. So is what is paid to take what decays, or swallows it, by a route that says nothing of what becomes of
it: a lagoon, a river, a contractor. Who takes it for nothing is told where the name says what becomes of it (a lagoon),
not where it does not (a farmer): what is taken for nothing may be of use.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ...errors import Findings, Where
from ...library.library import Library
from ...plant.effects import ROUTES
from ...plant.model import Link, Market, Material, Process, Rate, Store
from .treated_materials import treated_materials

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
"""Routes of treatment: by them waste decays, but what is called so without a route and pays may buy compost."""
PRODUCT = re.compile(
    r"\b((vermi|lombri|bio)?composta?|digestates?|digestatos?|digerid[oa]s?|digested)\b", re.IGNORECASE
)
"""What is left of such a treatment; at names that have ``OF_PRODUCT`` it may be what they take, and no treatment."""
OF_PRODUCT = re.compile(r"compost|digest", re.IGNORECASE)
FIRING = re.compile(
    r"kiln|co-?process|gasif|pyroly|waste[ -]to[ -]energy|\bwte\b|horno|coproces|pir[oó]lis", re.IGNORECASE
)
VENTING = re.compile(r"\bvent|releas|atmosphere|atm[oó]sfera", re.IGNORECASE)
TELLING = (BURYING, BURNING, ROTTING, FIRING, VENTING)
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
    words: str  # in which to look for what becomes of it
    materials: tuple[str, ...]
    where: Where | None
    rids: bool  # of what nobody wants, without a word of what becomes of it
    unpaying: bool = False  # a market whose route says nothing, and that pays nothing: what it is called tells


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

    A market from which something comes back (gas, by `returns`) is no outlet for good. What is left where a model
    treats waste, such as digestate, is told by the words of a route alone.
    """
    counted = {(rate.table, rate.at, rate.effect) for rate in rates}
    back = set(returning)
    processes = list(processes)
    treated = treated_materials(processes, lambda name: _has(materials[name], DECAYS, library), library)
    outlets = [_market(item) for item in markets if not item.emissions and item.name not in back]
    outlets += [_recipe(item) for item in processes if item.model == "recipe"]
    for outlet in outlets:
        every, buried = outlet.materials, BURYING.search(outlet.words)
        rotting = [name for name in every if buried or _rots(outlet, name, treated)]
        for taken, effects, properties, what in (
            (rotting, METHANE, DECAYS, "decays there" if buried else ROTS),
            (every if _burns(outlet) else (), CARBON, BURNS, "burns there"),
            (every if VENTING.search(outlet.words) else (), METHANE, ESCAPES, LET_GO),
        ):
            if not any((outlet.table, outlet.name, each) in counted for each in effects):
                known = [name for name in taken if _has(materials[name], properties, library)]
                _tell(outlet, known, what, effects[0], materials, findings)
    for item in lossy:
        table = "stores" if isinstance(item, Store) else "links"
        if any((table, item.name, each) in counted for each in METHANE):
            continue
        known = [name for name in item.materials if _has(materials[name], DECAYS, library)]
        _tell_lost(table, item, known, materials, findings)


def _market(item: Market) -> _Outlet:
    paid, unpaying = bool(np.any(item.price.values < 0)), bool(np.all(item.price.values <= 0))
    unpaying = unpaying and item.route not in SAID and not any(each.search(item.route) for each in TELLING)
    told_by = item.route or item.name
    words = f"{item.route} {item.name}" if unpaying else told_by
    rids = item.route not in SAID and paid
    return _Outlet("markets", item.name, item.route, told_by, words, item.materials, item.where, rids, unpaying)


def _recipe(item: Process) -> _Outlet:
    told_by = item.route or ("" if item.outputs else item.name)
    taken = tuple(entry.material for entry in item.inputs)
    rids = item.route not in SAID and not item.outputs
    return _Outlet("processes", item.name, item.route, told_by, told_by, taken, item.where, rids)


def _burns(outlet: _Outlet) -> bool:
    """By its words; a kiln by its route, or by its name where it is paid."""
    fired = outlet.words if outlet.rids and outlet.unpaying else outlet.route
    return bool(BURNING.search(outlet.words) or FIRING.search(fired))


def _rots(outlet: _Outlet, material: str, treated: Container[str]) -> bool:
    """Whether a material rots at an outlet that does not bury it: as its route says, or as nothing else is said."""
    if ROTTING.search(outlet.route):
        return True
    if material in treated or _burns(outlet):
        return False
    name = OF_PRODUCT.sub("", outlet.name) if PRODUCT.search(material) else outlet.name
    return outlet.rids or (outlet.unpaying and bool(ROTTING.search(name)))


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
