"""What the library says of a name that a plant does not declare: which models make it, and what to write."""

from __future__ import annotations

from functools import lru_cache

from ...library.library import Library


def library_remedy(name: str) -> str:
    """How to declare a material that the library knows; blank where it does not know the name."""
    key = name.casefold().replace(" ", "_")
    unit, makers = _ports().get(key, ("", ()))
    units = _datasets()
    unit = unit or units.get(key, "")
    if not unit:
        return ""
    like = f", like: {key}" if key in units else ""
    row = f"material: {name}, unit: {unit}{like}"
    if makers:
        maker = makers[0]
        return (
            f"No process here has a model that makes it, such as `{maker}`: add a row to `materials`, such as `{row}`."
        )
    return f"Add a row to `materials`, such as `{row}`."


@lru_cache(maxsize=1)
def _library() -> Library:
    return Library.load()


@lru_cache(maxsize=1)
def _datasets() -> dict[str, str]:
    """The unit of each material of the datasets."""
    datasets = _library().datasets
    return {key: datasets.unit(key) for key in datasets.materials()}


@lru_cache(maxsize=1)
def _ports() -> dict[str, tuple[str, tuple[str, ...]]]:
    """The unit of what models put out or need besides, and the models that put it out."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for model in _library().models.values():
        for port in model.ports:
            key = port.name.casefold().replace(" ", "_")
            unit, makers = found.get(key, ("", ()))
            makes = any(output is port and not output.is_loss for output in model.outputs)
            found[key] = (unit or port.unit, (*makers, model.name) if makes else makers)
    return found
