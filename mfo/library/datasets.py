"""Reference data: the rows of ``datasets/*.csv``, the library's and a plant's own.

Every file has the same columns::

    key,property,description,value,low,high,unit,region,year,source,reference,licence,standing,place,price_year

``key`` is lower case with underscores; a dot parts a family from its members (``grid.mx.2024``). ``value``, ``low`` and
``high`` are plain numbers with a point, in ``unit`` (blank: a plain number or a share; ``%`` is allowed).
``reference`` is an address or a DOI, and ``place`` the table, page or sheet in it. ``price_year`` is the year of
the money that an amount of money is counted in. ``standing`` is one of :data:`STANDINGS`; ``unsourced`` is an
assumption: its ``source`` is blank and it has ``low`` and ``high``. ``place`` and ``price_year`` may be missing in a
file of a plant's own.

* A **material** has one row a property: ``key`` is the material (``nopal``), ``property`` one of :data:`PROPERTIES`
  (``dry_matter``) or another name. A row with the property ``unit`` says what the material is counted in (``value`` is
  ``t``, ``Nm3``, ``MWh``, ``item``).
* An **emission factor** of a material or carrier (``lpg``, ``grid_electricity_mx``) is a row with the property
  ``upstream GAS``, ``use GAS`` or ``disposal GAS``; GAS is one of the gases of :data:`mfo.plant.effects.GASES`
  (``use fossil CO2``), in mass of that gas per unit of the material. A factor known only as a sum is written
  ``upstream CO2e AR5``, with the assessment report whose warming potentials made it.
* ``stage`` (a word of :data:`STAGES_OF_MAKING`) says how far a material is made, so that a bale is not credited with
  goods; ``substitution`` says how much of it one unit of a recycled product displaces (blank: one).
* **Everything else** has a blank ``property`` (``gwp100.ar6.n2o``, ``chp.eta_el_small``) and is used by its key;
  parameters of process models take their value from such a row with ``from: KEY``.
  Exchange rates: ``fx.usd_mxn`` is MXN per USD, ``year`` is the year or date of the rate.

A row of a plant's own folder replaces the library's row with the same key and property.
"""

from __future__ import annotations

import builtins
import csv
import difflib
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path

from ..errors import Findings, Where
from ..plant.effects import GASES
from ..plant.model import Property
from ..units import UnitError, parse_unit
from ..writing.ordinary import ordinary

COLUMNS = (
    "key",
    "property",
    "description",
    "value",
    "low",
    "high",
    "unit",
    "region",
    "year",
    "source",
    "reference",
    "licence",
    "standing",
    "place",
    "price_year",
)

STANDINGS: dict[str, str] = {
    "source read": "read in the source named, at the place named",
    "secondary source": "read in a source that quotes or encodes the one named, which was not seen itself",
    "derived": "worked out from rows that were read, as the description says",
    "definition": "a physical constant or a definition",
    "unsourced": "an assumption: a working value with a range, to be replaced by one's own",
}
"""What stands behind a value, and what the word means."""

STAGES = ("upstream", "use", "disposal")
"""The stages of an emission factor: making and delivering it, using (burning) it, disposing of it."""

STAGES_OF_MAKING = ("bale", "raw material", "goods")
"""How far a material is made: sorted and baled, as resin, ingot, pulp or melt before forming, and formed."""

TEXTS = ("unit", "stage")
"""The properties whose value is a word."""

NO_PROPERTIES = (*TEXTS, "substitution")
"""What a dataset says of a material that is no property of what it is made of."""

LARGEST_FILE = 20_000_000  # bytes


@dataclass(frozen=True)
class Meaning:
    """What a property of a material means. ``units`` are canonical; ``{unit}`` stands for the material's own."""

    name: str
    units: tuple[str, ...]  # blank: a plain number
    text: str


def _meanings(*rows: tuple[str, str, str]) -> dict[str, Meaning]:
    return {name: Meaning(name, tuple(unit.strip() for unit in units.split("|")), text) for name, units, text in rows}


PROPERTIES: dict[str, Meaning] = _meanings(
    ("dry_matter", "", "dry matter over the mass as received"),
    ("volatile_solids", "", "organic part of the dry matter"),
    ("methane_potential", "Nm3/t", "methane of a complete digestion test, per mass of volatile solids"),
    ("chemical_oxygen_demand", "t/t | t/m3", "oxygen needed to burn what is in it, per unit"),
    ("carbon_biogenic", "", "biogenic carbon over the mass as received"),
    ("carbon_fossil", "", "fossil carbon over the mass as received"),
    ("nitrogen", "", "nitrogen over the mass as received"),
    ("phosphorus", "", "phosphorus (as P) over the mass as received"),
    ("potassium", "", "potassium (as K) over the mass as received"),
    ("ash", "", "ash over the dry matter"),
    ("reused_content", "", "share of its mass that was used before, as it is, for the indicators of circularity"),
    ("recycled_content", "", "share of its mass that is of recycled material, for the indicators of circularity"),
    ("renewable_content", "", "share of its mass from sources that grow again, for the indicators of circularity"),
    ("plastic_content", "", "share of its mass that is plastic, for what a city leaks"),
    ("lower_heating_value", "MWh/{unit}", "heat of burning it as received, water leaving as vapour"),
    ("lower_heating_value_dry", "MWh/t", "heat of burning its dry matter, per mass of dry matter"),
    ("temperature", "degC", "of heat counted as energy: how warm it is, or has to be for what takes it"),
    ("density", "t/m3 | t/Nm3", "mass per volume"),
    ("item_mass", "t/item", "mass of one item"),
    ("methane_share", "", "methane over the volume of a gas"),
    ("warming_potential", "t_CO2e/t", "warming of a tonne that gets into the air, of a refrigerant"),
    ("hydrogen_sulphide", "", "hydrogen sulphide over the volume of a gas"),
    ("degradable_carbon", "", "degradable organic carbon (DOC) over the mass as received"),
    ("degradable_share", "", "share of the degradable carbon that decomposes without air (DOCf)"),
    ("biogas_methane_share", "", "methane over the biogas that digestion makes of it (Buswell's equation)"),
    ("octane", "", "octane number"),
)
"""The properties that models of the library know. Fractions are of the mass as received unless the text says other."""

SHARES = frozenset(name for name, meaning in PROPERTIES.items() if meaning.units == ("",)) - {"octane"}
"""The properties that are shares of something, and so at most one."""


@dataclass(frozen=True)
class Row:
    """One row of a dataset. ``value`` is a float in ``unit`` as typed, or text for words."""

    key: str
    property: str
    description: str
    value: float | str
    low: float | None
    high: float | None
    unit: str  # as typed
    region: str
    year: str
    source: str
    reference: str
    licence: str
    standing: str
    where: Where
    place: str = ""  # the table, page or sheet of the source
    price_year: str = ""  # of an amount of money

    @builtins.property
    def typed(self) -> str:
        """The value with its unit as text."""
        return f"{self.value:g} {self.unit}".rstrip() if isinstance(self.value, float) else self.value

    @builtins.property
    def canonical(self) -> tuple[float, str]:
        """The value and unit in canonical units; the unit of a plain number is blank."""
        factor, unit = _factor(self.unit)
        return float(self.value) * factor, unit


@dataclass(frozen=True)
class EmissionFactor:
    """What one unit of a material causes at one stage. ``gas`` is one of GASES, or ``CO2e`` with its ``gwp`` set."""

    gas: str
    stage: str
    value: float  # canonical: t of the gas (t_CO2e) per canonical unit of the material
    unit: str
    row: Row
    gwp: str = ""


@lru_cache(maxsize=2048)
def _factor(unit: str) -> tuple[float, str]:
    parsed = parse_unit("" if unit == "-" else unit)
    return parsed.factor, "" if parsed.canonical == "1" else parsed.canonical


class Datasets:
    """Rows of reference data by key and property; later files replace earlier rows."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._by_key: dict[str, dict[str, Row]] = {}
        for row in rows:
            self._by_key.setdefault(row.key, {})[row.property] = row

    def __iter__(self) -> Iterator[Row]:
        for properties in self._by_key.values():
            yield from properties.values()

    def __contains__(self, key: str) -> bool:
        return key in self._by_key

    def changed(self, rows: Iterable[Row]) -> Datasets:
        """The same with other rows in place of some."""
        twin = Datasets()
        twin._by_key = dict(self._by_key)
        for row in rows:
            twin._by_key[row.key] = {**twin._by_key.get(row.key, {}), row.property: row}
        return twin

    def row(self, key: str, prop: str = "") -> Row | None:
        """The row of that key and property, or None."""
        return self._by_key.get(key, {}).get(prop)

    def rows(self, prefix: str) -> list[Row]:
        """All rows whose key is ``prefix`` or starts with it and a dot; all rows where it is blank."""
        start = f"{prefix}."
        keys = [key for key in self._by_key if not prefix or key == prefix or key.startswith(start)]
        return [row for key in keys for row in self._by_key[key].values()]

    def materials(self) -> list[str]:
        """The keys that have a material's properties, sorted."""
        return sorted(key for key, found in self._by_key.items() if "unit" in found)

    def material(self, key: str) -> dict[str, Property]:
        """The numeric properties of a material in canonical units, by name; empty where there is no such key."""
        found = self._by_key.get(key, {})
        return {
            name: _property(name, row)
            for name, row in found.items()
            if name and name not in NO_PROPERTIES and isinstance(row.value, float) and _stage(name) is None
        }

    def unit(self, key: str) -> str:
        """What a material is counted in, as typed; blank where it is not known."""
        row = self.row(key, "unit")
        return str(row.value) if row else ""

    def stage(self, key: str) -> str:
        """How far a material is made, a word of STAGES_OF_MAKING; blank where it is not known."""
        row = self.row(key, "stage")
        return str(row.value) if row else ""

    def substitution(self, key: str) -> tuple[float, Row | None]:
        """How much of a material one unit of a recycled product displaces, and the row that says so."""
        row = self.row(key, "substitution")
        return (row.canonical[0], row) if row else (1.0, None)

    def emissions(self, key: str) -> list[EmissionFactor]:
        """What one unit of a material causes, by gas and stage."""
        factors = []
        for name, row in self._by_key.get(key, {}).items():
            stage = _stage(name)
            if stage is not None:
                gas = name.removeprefix(stage).strip()
                gas, _, gwp = gas.partition(" ") if gas.startswith("CO2e") else (gas, "", "")
                value, unit = row.canonical
                factors.append(EmissionFactor(gas, stage, value, unit, row, gwp))
        return factors

    def near(self, key: str) -> list[str]:
        """Keys that look like ``key``, for a message."""
        return difflib.get_close_matches(key, self._by_key, 3)


def _property(name: str, row: Row) -> Property:
    value, unit = row.canonical
    return Property(name, value, unit, row.typed, row.source, row.standing, row.where)


def _stage(name: str) -> str | None:
    word = name.partition(" ")[0]
    return word if word in STAGES and " " in name else None


def load_datasets(folder: Path | None, findings: Findings) -> Datasets:
    """The library's datasets with those in ``folder``/datasets on top; problems go to ``findings``."""
    rows = list(_library_rows())
    own = folder / "datasets" if folder else None
    if own and own.is_dir():
        for path in sorted(own.glob("*.csv")):
            rows += read_rows(path, findings, f"datasets/{path.name}")
    return Datasets(rows)


@lru_cache(maxsize=1)
def _library_rows() -> tuple[Row, ...]:
    findings = Findings()
    rows: list[Row] = []
    folder = Path(str(resources.files("mfo.datasets")))
    for path in sorted(folder.glob("*.csv")):
        rows += read_rows(path, findings, f"mfo/datasets/{path.name}")
    findings.raise_errors()
    return tuple(rows)


def read_rows(path: Path, findings: Findings, name: str | None = None) -> list[Row]:
    """The rows of one dataset file. Every defect is put into ``findings`` with its line; such rows are left out."""
    where = Where(name or str(path))
    try:
        if path.stat().st_size > LARGEST_FILE:
            findings.error("dataset-file", f"The file is larger than {LARGEST_FILE // 1_000_000} MB.", where)
            return []
        text = ordinary(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        findings.error("dataset-file", f"The file cannot be read: {error}.", where, "Save it as CSV in UTF-8.")
        return []
    reader = csv.reader(text.splitlines(keepends=True))
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if not _check_header(header, findings, where):
            return []
        rows: list[Row] = []
        seen: dict[tuple[str, str], int] = {}
        for cells in reader:
            place = Where(where.file, None, reader.line_num)
            row = _row(dict(zip(header, (cell.strip() for cell in cells), strict=False)), place, findings)
            if row and seen.setdefault((row.key, row.property), reader.line_num) != reader.line_num:
                first = seen[row.key, row.property]
                findings.error("row-twice", f"`{row.key}` `{row.property}` stands in line {first} too.", place)
            elif row:
                rows.append(row)
    except csv.Error as error:
        findings.error("dataset-file", f"The file is no CSV: {error}.", where, "Save it as CSV in UTF-8.")
        return []
    return rows


def _check_header(header: list[str], findings: Findings, where: Where) -> bool:
    unknown = [name for name in header if name not in COLUMNS]
    missing = [name for name in ("key", "value", "standing") if name not in header]
    for name in unknown:
        near = difflib.get_close_matches(name, COLUMNS, 1)
        remedy = f"Did you mean `{near[0]}`?" if near else f"The columns are {', '.join(COLUMNS)}."
        findings.error("column-unknown", f"Datasets have no column `{name}`.", where, remedy)
    for name in missing:
        findings.error("column-missing", f"The column `{name}` is missing.", where, "Add it.")
    return not unknown and not missing


_KEY = re.compile(r"[a-z0-9][\w.\-]*", re.IGNORECASE)


def _row(cells: Mapping[str, str], where: Where, findings: Findings) -> Row | None:
    if not any(cells.values()):
        return None
    defects = len(findings.problems)
    key, name = cells.get("key", ""), cells.get("property", "")
    if not _KEY.fullmatch(key):
        findings.error("dataset-key", f"`{key}` is no key.", where, "Use letters, digits, `_` and `.`.")
    standing = cells.get("standing", "")
    if standing not in STANDINGS:
        findings.error("dataset-standing", f"`{standing}` is no standing.", where, f"Use {', '.join(STANDINGS)}.")
    value: float | str = cells.get("value", "")
    unit = cells.get("unit", "")
    if name == "stage" and value not in STAGES_OF_MAKING:
        remedy = f"Use one of {', '.join(STAGES_OF_MAKING)}."
        findings.error("dataset-stage", f"`{value}` is no stage of making.", where, remedy)
    if name not in TEXTS:
        value = _number(cells, "value", where, findings) or 0.0
        try:
            _factor(unit)
        except UnitError as error:
            findings.error(error.code, error.message, where, error.remedy)
    low, high = (_number(cells, bound, where, findings, needed=False) for bound in ("low", "high"))
    stage = _stage(name)
    if stage and name.removeprefix(stage).strip() not in (*GASES, "CO2e AR4", "CO2e AR5", "CO2e AR6"):
        findings.error("dataset-gas", f"`{name}` names no gas.", where, f"Use one of {', '.join(GASES)}.")
    if len(findings.problems) > defects:
        return None
    texts = ("description", "region", "year", "source", "reference", "place", "price_year")
    rest = {column: cells.get(column, "") for column in texts}
    return Row(
        key,
        name,
        value=value,
        low=low,
        high=high,
        unit=unit,
        licence=cells.get("licence", ""),
        standing=standing,
        where=where,
        **rest,
    )


def _number(
    cells: Mapping[str, str], column: str, where: Where, findings: Findings, needed: bool = True
) -> float | None:
    text = cells.get(column, "")
    if not text and not needed:
        return None
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        findings.error("number-text", f"`{text}` in `{column}` is no number.", where, "Write a number such as 0.5.")
        return None
    return number


def search_datasets(text: str, datasets: Datasets) -> list[Row]:
    """The rows that hold every word of ``text`` in key, property, description, region or source, best first.

    Where no row holds them all, the rows of the keys whose rows hold them together. What a material is counted in is
    no answer of its own.
    """
    words = text.lower().replace("_", " ").split()
    rows = [row for row in datasets if row.property not in TEXTS]
    found = [row for row in rows if all(word in _words(row) for word in words)]
    if not found:
        together: dict[str, str] = {}
        for row in datasets:
            together[row.key] = f"{together.get(row.key, '')} {_words(row)}"
        found = [row for row in rows if all(word in together[row.key] for word in words)]
    named = {text.lower().replace(" ", "_"), *text.lower().split()}
    return sorted(
        found,
        key=lambda row: (
            row.key.lower() not in named,
            -sum(word in _head(row) for word in words),
            row.key,
            row.property,
        ),
    )


def _head(row: Row) -> str:
    return f"{row.key} {row.property}".lower().replace("_", " ")


def _words(row: Row) -> str:
    country = "mexico" if row.region.startswith("MX") or row.region.endswith("MX") else ""
    return f"{_head(row)} {row.description} {row.region} {country} {row.year} {row.source} {row.standing}".lower()
