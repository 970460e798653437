"""Materials, requests and a library with one model of a test's own, for the tests of process models."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from mfo.errors import Findings, Where
from mfo.library.library import Library
from mfo.plant.model import Material, Property, Series
from mfo.processes.contract import Evaluated, ProcessRequest
from mfo.processes.evaluate import evaluate
from mfo.units import parse_quantity, parse_unit

HEAD = """\
{name}:
  title: {name}
  scope: A test.
  validity: A test.
"""

HERE = Where("processes.csv", None, 3)


def library(folder: Path, **models: str) -> Library:
    """The library with models written under ``folder``: the body of each, title and scope added."""
    (folder / "models").mkdir(exist_ok=True)
    for name, body in models.items():
        (folder / "models" / f"{name}.yaml").write_text(HEAD.format(name=name) + body, encoding="utf-8")
    return Library.load(folder, Findings())


def material(name: str, unit: str = "t", like: str | None = None, **properties: str) -> Material:
    """A plant's material with properties as typed: ``dry_matter="9 %"``."""
    parsed = parse_unit(unit)
    found = {}
    for key, typed in properties.items():
        value, own = parse_quantity(typed)
        canonical = "" if own.is_plain else own.canonical
        found[key] = Property(key, value * own.factor, canonical, typed, "plant", "plant")
    return Material(name, parsed.canonical, unit, parsed.dimension, found, like)


def typed(text: str) -> Series:
    """A cell as the plant's reader hands it over."""
    value, unit = parse_quantity(text)
    return Series(np.asarray(value * unit.factor), "" if unit.is_plain else unit.canonical, text, HERE)


def request(model: str, **more: object) -> ProcessRequest:
    """A request of the process `works`."""
    return ProcessRequest("works", model, where=HERE, **more)  # type: ignore[arg-type]


def run(library: Library, asked: ProcessRequest, *materials: Material) -> tuple[Evaluated | None, Findings]:
    """What the model gives, and what was found, the model file's problems included."""
    findings = library.findings
    found = evaluate(asked, {each.name: each for each in materials}, library, findings)
    return found, findings


def amount(found: Evaluated, output: str, of: str) -> float:
    """An output per unit of an input."""
    return float(next(each for each in found.outputs if each.material == output).per_input[of].values)
