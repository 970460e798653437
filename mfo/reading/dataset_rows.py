"""The rows of the datasets that a plant rests on, each with what it is used for: the evidence behind a number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..library.datasets import EmissionFactor, Row
from ..library.library import Library
from ..plant.model import DatasetRow, Emission, Link, Market, Material, Process, Supply
from .cells.rows import ReadingContext
from .tables.emissions import own_factors, replaced_key


def dataset_rows(
    reading: ReadingContext,
    library: Library,
    supplies: Iterable[Supply],
    markets: Iterable[Market],
    processes: Iterable[Process],
    links: Iterable[Link],
) -> tuple[DatasetRow, ...]:
    """Factors of what is bought and displaced, warming potentials, properties, and parameters of models."""
    found = [
        *_upstream(reading, library, supplies),
        *_displaced(reading, library, markets),
        *_potentials(reading, library),
        *_properties(reading.materials.values(), library),
        *_parameters(library, processes, links),
    ]
    return tuple(dict.fromkeys(found))


def _upstream(reading: ReadingContext, library: Library, supplies: Iterable[Supply]) -> Iterator[DatasetRow]:
    for supply in supplies:
        material = reading.materials[supply.material]
        if supply.emissions and not own_factors(material):
            factors = _at_stages(library, material.like or "", "upstream")
            yield from _factors("upstream", supply.name, factors, supply.emissions)


def _displaced(reading: ReadingContext, library: Library, markets: Iterable[Market]) -> Iterator[DatasetRow]:
    for market in markets:
        key = replaced_key(reading, market)
        if market.avoided and key:
            yield from _factors("displaced", market.name, _at_stages(library, key, "upstream", "use"), market.avoided)


def _at_stages(library: Library, key: str, *stages: str) -> list[EmissionFactor]:
    return [each for each in library.emissions(key) if each.stage in stages]


def _factors(
    use: str, name: str, factors: list[EmissionFactor], emissions: tuple[Emission, ...]
) -> Iterator[DatasetRow]:
    """Each factor with what one unit of the plant's own material was taken to cause by it."""
    for factor, emission in zip(factors, emissions, strict=False):
        applied = f"{float(emission.value.values):.6g} {emission.value.unit}"
        yield _row(use, name, factor.row, applied)


def _potentials(reading: ReadingContext, library: Library) -> Iterator[DatasetRow]:
    for row in library.rows(f"gwp100.{reading.settings.gwp.lower()}"):
        yield _row("warming potential", reading.settings.gwp, row)


def _properties(materials: Iterable[Material], library: Library) -> Iterator[DatasetRow]:
    for material in materials:
        for name, known in material.properties.items():
            row = library.datasets.row(material.like or "", name)
            if row is not None and known.where == row.where:
                yield _row("property", material.name, row)


def _parameters(library: Library, processes: Iterable[Process], links: Iterable[Link]) -> Iterator[DatasetRow]:
    models = [(process.name, process.model, process.used) for process in processes]
    models += [(link.mode, link.mode, link.used) for link in links if link.used]
    for name, model, used in models:
        parameters = library.models[model].parameters if model in library.models else {}
        own = {each.name for each in used if each.source == "plant"}
        for parameter in parameters.values():
            row = library.datasets.row(parameter.dataset) if parameter.dataset else None
            if row is not None and parameter.name not in own:
                yield _row("parameter", name, row)


def _row(use: str, name: str, row: Row, applied: str = "") -> DatasetRow:
    value = float(row.value) if isinstance(row.value, float) else float("nan")
    return DatasetRow(
        name,
        use,
        row.key,
        row.property,
        value,
        row.unit,
        row.low,
        row.high,
        applied,
        row.region,
        row.year,
        row.source,
        row.reference,
        row.licence,
        row.standing,
    )
