"""Ways that a plant does not have as a page: on the map, and each with its worth and who gains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..drawing.map_section import figure
from ..drawing.site_map import SiteMap, Way
from ..facts.blocks import Section, intro, number
from ..facts.language import Language, language, pretty_unit
from ..facts.markup import Html, join, table, tag
from ..pages.report_page import made_by, shell

if TYPE_CHECKING:
    from ...matches.match import Match, Matches
    from ...plant.model import Plant

VIEW = ("matches", "matches")


def matches_page(found: Matches, plant: Plant, code: str = "en") -> str:
    """What :func:`mfo.matches.find_matches.find_matches` found as one HTML page."""
    words = language(code, found.currency).marked
    new = [match for match in found.matches if not match.dodges]
    title, span = words("matches.title"), words("matches.year" if found.years == 1 else "matches.horizon")
    lead = words("matches.lead", count=words.number(len(new), of="count"), span=span) if new else words("matches.none")
    top = tag(
        "header",
        tag("p", plant.settings.name, class_="over"),
        tag("h1", title),
        tag("p", lead, class_="lead"),
        class_="top",
    )
    parts = []
    on_map = _map(new, plant, found.currency, words)
    note = words("matches.unplaced") if on_map is None else ""
    if on_map is not None:
        missing = sorted({name for match in new for name in (match.origin, match.destination)} - set(on_map.places))
        elsewhere = words("map.elsewhere", names=", ".join(missing)) if missing else ""
        drawn = figure(on_map, VIEW, "", elsewhere, words("matches.map.note"))
        parts.append(Section("map", words("map.title"), join([intro(words("matches.map.intro")), drawn])))
    if new:
        parts.append(
            Section(
                "matches", words("matches.each"), join([_table(new, found.currency, words), note and intro(note)]), True
            )
        )
    if len(new) < len(found.matches):
        parts.append(Section("round", words("matches.round"), _round(found, words), True))
    return shell(f"{plant.settings.name}: {title}", words.code, top, parts, made_by(words))


def _map(new: Sequence[Match], plant: Plant, currency: str, words: Language) -> SiteMap | None:
    """The matches between sites with coordinates, each as wide as what it saves; None where there are none."""
    places = {
        name: (site.latitude, site.longitude)
        for name, site in plant.sites.items()
        if site.latitude is not None and site.longitude is not None
    }
    drawn = [m for m in new if m.origin in places and m.destination in places and not m.at_one_site]
    if not drawn:
        return None
    pairs: dict[tuple[str, str], list[Match]] = {}
    for match in drawn:
        pairs.setdefault((match.origin, match.destination), []).append(match)
    ways = [
        Way(
            *pair,
            sum(match.saving or 0.0 for match in held),
            tuple((_what(match, words), match.amount or 0.0, pretty_unit(match.unit)) for match in held),
        )
        for pair, held in pairs.items()
    ]
    owners = {name: site.owner for name, site in plant.sites.items()}
    return SiteMap(places, {VIEW: ways}, {VIEW[1]: currency}, words.plain, owners)


def _what(match: Match, words: Language) -> str:
    """What goes: the material, and what takes it where that is not plain."""
    if match.taken_by:
        return words("matches.into", material=match.material, process=match.taken_by)
    if match.taken_as:
        return words("matches.as", material=match.material, other=match.taken_as)
    return match.material


def _table(new: Sequence[Match], currency: str, words: Language) -> Html:
    heads = [words(key) for key in ("from", "to", "material")]
    heads += [words(f"matches.{key}") for key in ("worth", "amount", "saves", "ends", "replaces", "gains")]
    rows = [
        [
            match.origin,
            match.destination,
            _what(match, words),
            _money(match.worth, match, currency, words),
            _or_no_end(match.amount, pretty_unit(match.unit), words),
            _or_no_end(match.saving, currency, words),
            _ends(match, currency, words),
            "; ".join(
                words("matches.of", amount=words.plain.amount(each.amount, pretty_unit(each.unit)), name=each.name)
                for each in match.replaced
            ),
            _who(match, currency, words),
        ]
        for match in new
    ]
    listed = table(words("matches.each"), heads, rows, numeric=(3, 4, 5), hide_caption=True)
    return join([intro(words("matches.intro")), listed])


def _money(value: float, match: Match, currency: str, words: Language) -> Html:
    unit = f"{currency}/{pretty_unit(match.unit)}"
    return join([number(words, value, unit=unit), " ", unit])


def _or_no_end(value: float | None, unit: str, words: Language) -> Html | str:
    return words("matches.endless") if value is None else join([number(words, value, unit=unit), " ", unit])


def _ends(match: Match, currency: str, words: Language) -> Html:
    """The distance, or else the freight, at which nothing is left; blank where nothing is sent."""
    if match.at_one_site:
        return Html("")
    distance = match.break_even_distance
    if distance is None:
        return _money(match.worth, match, currency, words)
    told = join([number(words, distance, significant=3, unit="km"), " km"])
    if match.distance is None:
        return told
    apart = words("matches.apart", distance=words.plain.amount(match.distance, "km"))
    return join([told, f" {apart}"])


def _who(match: Match, currency: str, words: Language) -> str:
    """Between which prices both sides gain."""
    giver, taker = match.owner_from or match.origin, match.owner_to or match.destination
    if giver == taker:
        return words("matches.same", owner=giver)
    unit = f"{currency}/{pretty_unit(match.unit)}"
    least, most = (words.plain.amount(value, unit) for value in (match.least_price, match.most_price))
    return words("matches.prices", giver=giver, taker=taker, least=least, most=most)


def _round(found: Matches, words: Language) -> Html:
    heads = [words(key) for key in ("from", "to", "material", "matches.worth", "matches.instead")]
    rows = [
        [
            match.origin,
            match.destination,
            _what(match, words),
            _money(match.worth, match, found.currency, words),
            ", ".join(match.dodges),
        ]
        for match in found.matches
        if match.dodges
    ]
    told = table(words("matches.round"), heads, rows, numeric=(3,), hide_caption=True)
    return join([intro(words("matches.round.intro")), told])
