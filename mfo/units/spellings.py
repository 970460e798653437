"""Which spellings of a unit are understood, what each means, and which are refused with a question.

Every unit belongs to one base dimension with one canonical unit, and is worth a plain factor of it. Volume, area and
length are dimensions of their own, as are normal gas volume, CO2e, things counted, persons and each currency: the
domain never multiplies three lengths, but often mistakes m3 for Nm3.

Sources: SI brochure (9th edition) for metric units; International Yard and Pound Agreement of 1959 for lb and mile;
ISO 31-4 for the Btu (1055.05585262 J); IEA for the tonne of oil equivalent (41.868 GJ); 42 US gallons for the barrel
of oil. A year is 365 days and a month a twelfth of it: the convention of the plant format.
"""

from __future__ import annotations

CANONICAL = {
    "mass": "t",
    "CO2e": "t_CO2e",
    "energy": "MWh",
    "normal volume": "Nm3",
    "volume": "m3",
    "area": "m2",
    "length": "km",
    "count": "item",
    "persons": "person",
    "temperature": "degC",
    "temperature difference": "K",
    "angle": "deg",
    "time": "h",
    "slots": "slot",
}
"""Base dimension -> canonical unit. Currencies come on top, each the canonical unit of a dimension of its own."""

_MASS = {"t": 1.0, "kg": 1e-3, "g": 1e-6, "mg": 1e-9, "kt": 1e3, "Mt": 1e6}
_BTU = 1055.05585262 / 3.6e9  # MWh

BASE_UNITS: dict[str, dict[str, float]] = {
    "mass": {
        **_MASS,
        "ug": 1e-12,
        "ng": 1e-15,
        "tonne": 1.0,
        "lb": 0.45359237e-3,
        "short_ton": 0.90718474,
        "long_ton": 1.0160469088,
    },
    "CO2e": {f"{mass}_CO2e": factor for mass, factor in _MASS.items()},
    "energy": {
        **{"Wh": 1e-6, "kWh": 1e-3, "MWh": 1.0, "GWh": 1e3, "TWh": 1e6},
        **{"J": 1 / 3.6e9, "kJ": 1 / 3.6e6, "MJ": 1 / 3600, "GJ": 1 / 3.6, "TJ": 1e3 / 3.6, "PJ": 1e6 / 3.6},
        **{"toe": 11.63, "Btu": _BTU, "MMBtu": 1e6 * _BTU},
    },
    "normal volume": {"Nm3": 1.0, "NL": 1e-3},
    "volume": {
        **{"m3": 1.0, "L": 1e-3, "mL": 1e-6, "hL": 0.1, "kL": 1.0, "ML": 1e3, "dm3": 1e-3, "cm3": 1e-6, "hm3": 1e6},
        "bbl": 0.158987294928,
    },
    "area": {"m2": 1.0, "ha": 1e4, "km2": 1e6, "acre": 4046.8564224},
    "length": {"km": 1.0, "m": 1e-3, "cm": 1e-5, "mm": 1e-6, "mile": 1.609344},
    "count": {"item": 1.0},
    "persons": {"person": 1.0},
    "temperature": {"degC": 1.0},
    "temperature difference": {"K": 1.0},
    "angle": {"deg": 1.0},
    "time": {"h": 1.0, "min": 1 / 60, "s": 1 / 3600, "day": 24.0, "week": 168.0, "month": 730.0, "year": 8760.0},
    "slots": {"slot": 1.0},
    "": {"percent": 0.01, "permille": 1e-3, "ppm": 1e-6, "one": 1.0},
}
"""Base dimension -> unit -> its worth in the canonical unit. The blank dimension holds plain numbers."""

COMPOUND_UNITS: dict[str, tuple[float, tuple[tuple[str, int], ...]]] = {
    **{
        f"{prefix}W": (factor, (("MWh", 1), ("h", -1)))
        for prefix, factor in {"": 1e-6, "k": 1e-3, "M": 1.0, "G": 1e3}.items()
    },
    "tkm": (1.0, (("t", 1), ("km", 1))),
    "pkm": (1.0, (("person", 1), ("km", 1))),
}
"""Units of more than one base dimension: worth, and the canonical units with their powers."""

ALIASES = {
    **dict.fromkeys(("d", "days", "día", "días", "dia", "dias"), "day"),
    **dict.fromkeys(("y", "a", "yr", "yrs", "years", "annum", "año", "años"), "year"),
    **dict.fromkeys(("hr", "hrs", "hour", "hours", "hora", "horas"), "h"),
    **dict.fromkeys(("minute", "minutes"), "min"),
    **dict.fromkeys(("sec", "second", "seconds"), "s"),
    **dict.fromkeys(("weeks", "semana", "semanas"), "week"),
    **dict.fromkeys(("months", "mes", "meses"), "month"),
    **dict.fromkeys(("µg",), "ug"),
    **dict.fromkeys(("tonnes", "tonelada", "toneladas"), "tonne"),
    **dict.fromkeys(("l", "litre", "litres", "liter", "liters", "litro", "litros"), "L"),
    **dict.fromkeys(("ml",), "mL"),
    **dict.fromkeys(("kl",), "kL"),
    **dict.fromkeys(("hl",), "hL"),
    **dict.fromkeys(("kwh",), "kWh"),
    **dict.fromkeys(("barrel", "barrels"), "bbl"),
    **dict.fromkeys(("acres",), "acre"),
    **dict.fromkeys(("mi", "miles"), "mile"),
    **dict.fromkeys(("items", "piece", "pieces", "pieza", "piezas"), "item"),
    **dict.fromkeys(
        ("persons", "people", "capita", "cap", "inhabitant", "inhabitants", "hab", "habitante", "habitantes"), "person"
    ),
    **dict.fromkeys(("°C",), "degC"),
    **dict.fromkeys(("°", "degree", "degrees", "grado", "grados"), "deg"),
    **dict.fromkeys(("slots",), "slot"),
    **dict.fromkeys(("%", "percent"), "percent"),
    **dict.fromkeys(("‰",), "permille"),
    **dict.fromkeys(("-", "1"), "one"),
}
"""Other spellings of the same unit."""

NAMES = {
    "t": "tonne, 1,000 kg",
    "kt": "kilotonne",
    "Mt": "megatonne, a million tonnes",
    "kg": "kilogram",
    "g": "gram",
    "mg": "milligram",
    "ug": "microgram",
    "ng": "nanogram",
    "tonne": "tonne, 1,000 kg",
    "lb": "pound",
    "short_ton": "short ton of the United States",
    "long_ton": "long ton, imperial",
    "toe": "tonne of oil equivalent, 41.868 GJ",
    "Btu": "British thermal unit",
    "MMBtu": "million British thermal units",
    "Nm3": "normal cubic metre, gas at 0 °C and 101.325 kPa",
    "NL": "normal litre, gas at 0 °C and 101.325 kPa",
    "bbl": "barrel of oil, 42 US gallons",
    "ha": "hectare",
    "item": "thing counted",
    "km": "kilometre",
    "m3": "cubic metre",
    "kWh": "kilowatt-hour",
    "MWh": "megawatt-hour",
    "GJ": "gigajoule",
    "MJ": "megajoule",
    "L": "litre",
    "m": "metre",
    "person": "person",
    "day": "day, 24 h",
    "week": "week of 7 days",
    "h": "hour",
    "min": "minute",
    "s": "second",
    "slot": "slot of the plant's horizon",
    "month": "month, a twelfth of a year (the calendar's, where slots have dates)",
    "year": "year of 365 days",
    "percent": "hundredth",
    "permille": "thousandth",
    "ppm": "millionth",
    "one": "plain number",
    "degC": "degree Celsius",
    "K": "kelvin, a difference of temperatures",
    "deg": "degree of an angle",
    "tkm": "tonne-kilometre",
    "pkm": "person-kilometre",
    "hm3": "cubic hectometre, a million m3",
}
"""What the short spellings stand for."""


def _ask(question: str, *choices: str) -> tuple[str, str]:
    return question, f"Write {' or '.join(choices)}." if choices else ""


_MONEY = _ask("is money of many countries", "the ISO code of the currency: MXN", "USD", "EUR")
_BARE_PREFIX = _ask("may be thousand, million or a unit left out", "the number in full and a unit such as t", "kWh")

REFUSED: dict[str, tuple[str, str]] = {
    **dict.fromkeys(
        ("ton", "tons", "Ton", "Tons", "TON", "TONS"),
        _ask("may be a tonne of 1,000 kg or a short ton of 907 kg", "t (1,000 kg)", "short_ton (907 kg)"),
    ),
    **dict.fromkeys(
        ("MT", "mt", "mT", "MTon", "Mton", "mton"),
        _ask("may be a metric tonne or a million tonnes", "t (1,000 kg)", "Mt (a million tonnes)"),
    ),
    **dict.fromkeys(("M", "MM", "k", "K$", "M$"), _BARE_PREFIX),
    **dict.fromkeys(
        ("unit", "units", "ea", "each", "pc", "pcs"),
        _ask("does not say what is counted", "item (things counted)", "a unit such as t, m3 or kWh"),
    ),
    **dict.fromkeys(
        ("$", "US$", "MX$", "R$", "€", "£", "¥", "₹", "peso", "pesos", "dollar", "dollars", "euro", "euros", "pound"),
        _MONEY,
    ),
    **dict.fromkeys(("MDP", "mdp", "Mdp"), _ask("is short for millions of pesos", "MMXN (million Mexican pesos)")),
    **dict.fromkeys(("MDD", "mdd", "Mdd"), _ask("is short for millions of dollars", "MUSD (million US dollars)")),
    **dict.fromkeys(
        ("gal", "gallon", "gallons"), _ask("may be 3.785 L (US) or 4.546 L (imperial)", "the amount in L", "m3")
    ),
    **dict.fromkeys(
        ("Sm3", "scm", "scf", "Scf", "cf", "cfm"),
        _ask("is gas at a temperature that differs between countries", "Nm3 (0 °C, 101.325 kPa), converted first"),
    ),
    **dict.fromkeys(("m3N", "m3n", "m3_N", "ncm", "Ncm"), _ask("may be normal cubic metres", "Nm3", "m3")),
    **dict.fromkeys(("MBtu", "mBtu", "mmBtu"), _ask("may be a thousand or a million Btu", "MMBtu (a million)", "MJ")),
    **dict.fromkeys(("Mm3",), _ask("may be a thousand or a million m3", "hm3 (a million m3)", "ML (a thousand m3)")),
    **dict.fromkeys(("cal", "Cal"), _ask("has several definitions, a thousandfold apart", "kJ", "kWh")),
    **dict.fromkeys(
        ("HP", "hp", "Hp", "CV", "cv"), _ask("may be 745.7 W or a metric horsepower of 735.5 W", "the power in kW", "W")
    ),
    **dict.fromkeys(("oz",), _ask("may be mass or volume", "g", "mL")),
    **dict.fromkeys(("C", "F", "°F"), _ask("may be a temperature or an electrical unit", "°C")),
    **dict.fromkeys(("mo", "mth", "mos"), _ask("may be a month or something else", "month")),
    **dict.fromkeys(("w", "wk"), _ask("may be a week or a watt", "week", "W")),
    **dict.fromkeys(("mW", "mWh", "Mwh", "mwh", "MWH", "Mw"), _ask("may be milli or mega", "MW", "MWh", "kWh")),
}
"""Ambiguous spellings: what is unclear, and what to write instead."""

CURRENCIES = frozenset(
    """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF
    CHE CHF CHW CLF CLP CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD
    GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP
    LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN
    PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS
    TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW
    ZWG ZWL
    """.split()  # noqa: SIM905 - a list of quoted codes would not fit a page
)
"""Alphabetic codes of ISO 4217, those of countries and of funds; metals and test codes are left out."""

MONEY_PREFIXES = {"k": 1e3, "M": 1e6}
"""kEUR and MEUR are understood as thousand and million."""
