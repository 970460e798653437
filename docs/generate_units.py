"""Writes the page about units from the registry's own tables: units.md.

``python docs/generate_units.py`` writes the page; with ``--check`` it says whether it is out of date, and ends with 1
if it is.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

from mfo.units import parse_unit
from mfo.units.spellings import ALIASES, BASE_UNITS, CANONICAL, COMPOUND_UNITS, CURRENCIES, NAMES, REFUSED

PAGE = Path(__file__).parent / "units.md"

TOP = """\
<!-- Written by docs/generate_units.py; change mfo/units/spellings.py, not this page. -->

# Units

```{index} ! kWh, ! tonne, ! unit of measure, ! unidad
```

Every number of a plant has a unit, in the header of its column (`amount [t/d]`) or in its own cell (`960 kg/d`). What
was typed is kept and shown; inside, everything is in the canonical units below. Ask what a spelling means:

```sh
mfo units "12 kt/yr"
mfo units "USD/t.km"
```

## How units are put together

- `.` joins units and binds before `/`; `/` reads from the left; brackets may be used. `USD/t.km` is `USD/(t.km)`, and
  `USD/t/year` is `USD/(t.year)`. `USD/(t/year)` is money per yearly capacity.
- A year is 365 d = 8,760 h, a month a twelfth of it, 730 h.
- Each currency is a dimension of its own, and so are CO2e, normal gas volume, things counted, persons, area and length.
  `Nm3` to `m3`, `t` to `t_CO2e` and `USD` to `MXN` are errors, not conversions.
- A unit names no substance: `kg CH4/t` is written `kg/t`, for the column or the material says what is measured.
- A number has a point for decimals and nothing between thousands: `1234.5 t`. `1,234` is refused, for it may be either.

An ambiguous spelling is refused with a question:

```sh exit=2
mfo units "3 ton"
```
"""


def _table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def _code(texts: list[str]) -> str:
    return ", ".join(f"`{text}`" for text in texts)


def _spelt(unit: str) -> list[str]:
    spellings = [alias for alias, name in ALIASES.items() if name == unit]
    return spellings if unit in ("percent", "permille", "one") else [unit, *spellings]


def _accepted() -> list[tuple[str, ...]]:
    rows = []
    for dimension, units in BASE_UNITS.items():
        for unit in units:
            spelt = _spelt(unit)
            parsed = parse_unit(spelt[0])
            worth = f"{parsed.factor:.10g}" + ("" if parsed.is_plain else f" {parsed.canonical}")
            rows.append((_code(spelt), NAMES.get(unit, ""), dimension or "plain number", worth))
    for unit in COMPOUND_UNITS:
        parsed = parse_unit(unit)
        kind = "energy per time" if unit.endswith("W") else "transport"
        rows.append((_code(_spelt(unit)), NAMES.get(unit, ""), kind, f"{parsed.factor:.10g} {parsed.canonical}"))
    return rows


def _refused() -> list[tuple[str, ...]]:
    alike: dict[tuple[str, str], list[str]] = defaultdict(list)
    for spelling, question in REFUSED.items():
        alike[question].append(spelling)
    return [(_code(spellings), question, remedy) for (question, remedy), spellings in alike.items()]


def page() -> str:
    """The text of the page."""
    canonical = _table(("what", "canonical unit"), [(name, f"`{unit}`") for name, unit in CANONICAL.items()])
    money = ", ".join(sorted(CURRENCIES))
    return "\n".join(
        [
            TOP,
            "## Canonical units\n",
            canonical,
            "\nMoney stays in its own currency.\n",
            "## Accepted spellings\n",
            _table(("spelling", "what it is", "dimension", "worth"), _accepted()),
            "",
            "Currencies, by their ISO 4217 codes, also in thousands (`kEUR`) and millions (`MEUR`):\n",
            f"```text\n{money}\n```\n",
            "## Refused spellings\n",
            _table(("spelling", "what is unclear", "remedy"), _refused()),
            "",
        ]
    )


def main(arguments: list[str]) -> int:
    """Write or check the page."""
    if "--check" not in arguments:
        PAGE.write_text(page(), encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page():
        print("docs/units.md is out of date: run python docs/generate_units.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
