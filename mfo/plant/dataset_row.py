"""A row of the datasets that a plan rests on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DatasetRow:
    """A row of the datasets that a plan rests on, and what it is used for."""

    name: str  # of the supply, market, material, process or mode
    use: str  # "upstream", "displaced", "warming potential", "property", "parameter"
    key: str
    property: str
    value: float  # in ``unit``, as the dataset has it
    unit: str
    low: float | None
    high: float | None
    applied: str  # of an emission factor: what one unit of the plant's own material was taken to cause
    region: str
    year: str
    source: str
    reference: str
    licence: str
    standing: str
