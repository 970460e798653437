"""What people call tables and columns beside the format's own names: told once, and read as meant."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from ...errors import Findings, Where
from ...translation import TABLE, folded, in_english, known_names

TABLES = {
    "settings": "plant",
    "configuration": "plant",
    "ajustes": "plant",
    "configuracion": "plant",
    "products": "materials",
    "productos": "materials",
    "substances": "materials",
    "places": "sites",
    "locations": "sites",
    "lugares": "sites",
    "ubicaciones": "sites",
    "sedes": "sites",
    "ofertas": "supplies",
    "facilities": "processes",
    "instalaciones": "processes",
    "technologies": "processes",
    "tecnologias": "processes",
    "storage": "stores",
    "storages": "stores",
    "almacenamiento": "stores",
    "depositos": "stores",
    "demands": "markets",
    "demandas": "markets",
    "customers": "markets",
    "clientes": "markets",
    "transport": "links",
    "transporte": "links",
    "vinculos": "links",
    "conexiones": "links",
    "targets": "limits",
    "metas": "limits",
    "restricciones": "limits",
    "constraints": "limits",
    "lecturas": "measurements",
    "readings": "measurements",
    "tasas": "rates",
    "time slots": "slots",
    "intervalos": "slots",
}
"""Sheets by what people call them, folded."""

COLUMNS = {
    "quantity": "amount",
    "qty": "amount",
    "cant": "amount",
    "tonelaje": "amount",
    "coste": "cost",
    "unit price": "price",
    "precio unitario": "price",
    "location": "site",
    "place": "site",
    "lugar": "site",
    "ubicacion": "site",
    "sede": "site",
    "lat": "latitude",
    "lon": "longitude",
    "long": "longitude",
    "lng": "longitude",
    "altura": "elevation",
    "units": "unit",
    "uom": "unit",
    "um": "unit",
    "unidad de medida": "unit",
    "product": "material",
    "producto": "material",
    "substance": "material",
    "insumo": "material",
    "dueno": "owner",
    "company": "owner",
    "empresa": "owner",
    "firm": "owner",
    "duena": "owner",
    "technology": "model",
    "tecnologia": "model",
    "origin": "from",
    "origen": "from",
    "de": "from",
    "destination": "to",
    "destino": "to",
    "a": "to",
    "dist": "distance",
    "km": "distance",
    "vehicle": "mode",
    "vehiculo": "mode",
    "transporte": "mode",
    "min": "minimum",
    "max": "maximum",
    "cap": "capacity",
    "costo de inversion": "capex",
    "investment": "capex",
    "opex": "variable_cost",
    "life": "lifetime",
    "vida": "lifetime",
    "reference": "source",
    "referencia": "source",
    "origen del dato": "source",
    "parameter": "setting",
    "parametro": "setting",
    "configuracion": "setting",
    "name": "",
    "nombre": "",
}
"""Columns by what people call them, folded; a blank one stands for the table's own name of a row."""

MOST_TITLES = 8
"""Rows that may stand above the columns' names."""

KEYS = {
    "materials": "material",
    "sites": "site",
    "supplies": "supply",
    "processes": "process",
    "stores": "store",
    "markets": "market",
    "links": "link",
    "effects": "effect",
    "limits": "limit",
    "plant": "setting",
}


def table_meant(typed: str, place: Where, findings: Findings) -> str:
    """The table that a sheet's name stands for, blank where it stands for none; an unusual name is told."""
    own = in_english(TABLE, typed)
    if own:
        return own
    meant = TABLES.get(folded(typed)) or _other_number(TABLE, folded(typed))
    if meant:
        findings.warn(
            "name-read-as",
            f"`{typed.strip()}` is read as the table `{meant}`.",
            place,
            f"Call it `{meant}` if that is right; begin the name with `#` if it is no table.",
        )
    return meant


def column_meant(table: str, typed: str, taken: frozenset[str], place: Where, findings: Findings) -> str:
    """The column that a header's name stands for; as typed where it stands for none. ``taken`` are the others' names.

    In ``profiles`` a column is named as its profile, so there the format's own names alone count.
    """
    own = in_english(table, typed)
    if own or table == "profiles":
        return typed if own in taken and own != typed else own or typed
    meant = COLUMNS.get(folded(typed), _other_number(table, folded(typed)))
    meant = KEYS.get(table, "") if meant == "" and folded(typed) in COLUMNS else meant
    if not meant or meant in taken or meant not in known_names(table):
        return typed
    findings.warn(
        "name-read-as",
        f"The column `{typed}` is read as `{meant}`.",
        place,
        f"Call it `{meant}` if that is right; call it `notes` if it is none of the table's.",
    )
    return meant


@lru_cache(maxsize=4096)
def _other_number(context: str, name: str) -> str:
    """The name that differs by its ending alone: singular for plural, or plural for singular."""
    shorter = [name.removesuffix(ending) for ending in ("s", "es") if name.endswith(ending)]
    ies = [name.removesuffix("ies") + "y"] if name.endswith("ies") else [name.removesuffix("y") + "ies"]
    candidates = [*shorter, name + "s", name + "es", *ies]
    return next((found for each in candidates if each and (found := in_english(context, each))), "")


def head_row(rows: Sequence[Sequence[str]], table: str) -> int:
    """Which of a table's first rows holds its columns' names: the first with two of them, for titles stand above.

    0 where none does, or where the table is one whose columns people name themselves.
    """
    for position, row in enumerate(rows[:MOST_TITLES] if table != "profiles" else ()):
        known = {column_meant(table, text.split("[")[0].strip(), frozenset(), Where(), Findings()) for text in row}
        if len(known & known_names(table)) > 1:
            return position
    return 0


def tell_titles(above: Sequence[str], place: Where, findings: Findings) -> None:
    """Say what stands above the columns' names, which is passed over."""
    findings.warn(
        "title-above",
        f"`{above[0][:40]}` stands above the columns' names and is passed over.",
        place,
        "Delete what is above them if it should say anything to mfo.",
    )
