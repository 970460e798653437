"""What a material is before the law where it is waste: list codes, hazard, classes; checked against one another."""

from __future__ import annotations

import re

from ...plant.model import NO_CLASS, WasteClass
from ..cells.rows import TableRows, as_text

_LIST = re.compile(r"(\d\d) ?(\d\d) ?(\d\d) ?(\*?)")
GROUPS = {
    1: "01 03 04 05",
    2: "01 02 03 04 05 06 07",
    3: "01 02 03",
    4: "01 02",
    5: "01 06 07",
    6: "01 02 03 04 05 06 07 08 09 10 11 13",
    7: "01 02 03 04 05 06 07",
    8: "01 02 03 04 05",
    9: "01",
    10: "01 02 03 04 05 06 07 08 09 10 11 12 13 14",
    11: "01 02 03 05",
    12: "01 03",
    13: "01 02 03 04 05 07 08",
    14: "06",
    15: "01 02",
    16: "01 02 03 04 05 06 07 08 09 10 11",
    17: "01 02 03 04 05 06 08 09",
    18: "01 02",
    19: "01 02 03 04 05 06 07 08 09 10 11 12 13",
    20: "01 02 03",
}
"""The groups of each chapter of the European List of Waste (Commission Decision 2000/532/EC)."""

CRETIB = ("C", "R", "E", "T", "Te", "Th", "Tt", "I", "B")
"""Corrosive, reactive, explosive, toxic (to the environment, acutely, chronically), ignitable, biological-infectious:
the properties of NOM-052-SEMARNAT-2005."""

HP = tuple(f"HP {number}" for number in range(1, 16))
"""The properties of Annex III of Directive 2008/98/EC."""

_BASEL = re.compile(r"Y([1-9]|[1-4]\d)|[AB][1-4]\d\d\d")


def read_waste_class(rows: TableRows, row: int) -> WasteClass:
    """What the columns of waste say of a material; each contradiction is a finding at its cell."""
    columns = ("hazardous", "hazard_class", "waste_code", "waste_class", "basel_code")
    if not any(rows.given(row, column) for column in columns):
        return NO_CLASS
    code, basel, hazards = _list_code(rows, row), _basel_code(rows, row), _hazards(rows, row)
    of_law = rows.choice(row, "waste_class")
    signs = {
        "waste_code": f"`{code}` carries an asterisk" if code.endswith("*") else "",
        "hazard_class": f"`{'; '.join(hazards)}` makes it so" if hazards else "",
        "waste_class": "`hazardous` says it is" if of_law == "hazardous" else "",
        "basel_code": f"`{basel}` stands in Annex VIII, the list of hazardous wastes" if basel.startswith("A") else "",
    }
    said = rows.flag(row, "hazardous") if rows.given(row, "hazardous") else None
    for column, sign in signs.items():
        if sign and said is False:
            message = f"It is said not to be hazardous, and in `{column}` {sign}."
            rows.error("waste-class-conflict", message, row, column, "Correct one of the two cells.")
    hazardous = any(signs.values()) if said is None else said
    if hazardous and of_law in ("urban", "special handling"):
        rows.error(
            "waste-class-conflict",
            f"It is hazardous, and `{of_law}` is a class of waste that is not.",
            row,
            "waste_class",
            "Write `hazardous`, or correct what makes it so.",
        )
    return WasteClass(code, hazards, of_law, basel, hazardous)


def _list_code(rows: TableRows, row: int) -> str:
    """A code of the European List of Waste as the list writes it: ``16 06 01*``; blank where there is none."""
    typed = as_text(rows.table.value(row, "waste_code"))
    if not typed:
        return ""
    match = _LIST.fullmatch(typed)
    if match is None:
        rows.error(
            "waste-code-form",
            f"`{typed[:40]}` is no code of the European List of Waste.",
            row,
            "waste_code",
            "Write its six digits, and the asterisk where the list has one: `20 01 08`, `16 06 01*`. A sheet "
            "drops a leading zero unless the cell is text.",
        )
        return ""
    chapter, group, entry, star = match.groups()
    if int(chapter) not in GROUPS or group not in GROUPS[int(chapter)].split() or entry == "00":
        known = f"Chapter {chapter} has the groups {GROUPS[int(chapter)]}." if int(chapter) in GROUPS else ""
        rows.error(
            "waste-code-unknown",
            f"The European List of Waste has no entry `{chapter} {group} {entry}`.",
            row,
            "waste_code",
            known or "Its chapters are 01 to 20.",
        )
        return ""
    return f"{chapter} {group} {entry}{star}"


def _basel_code(rows: TableRows, row: int) -> str:
    typed = as_text(rows.table.value(row, "basel_code")).upper().replace(" ", "")
    if typed and not _BASEL.fullmatch(typed):
        rows.error(
            "waste-code-form",
            f"`{typed[:40]}` is no code of the annexes of the Basel Convention.",
            row,
            "basel_code",
            "Write `Y1` to `Y49` (Annexes I and II), or four digits after `A` (Annex VIII) or `B` "
            "(Annex IX): `A1180`, `B3020`.",
        )
        return ""
    return typed


def _hazards(rows: TableRows, row: int) -> tuple[str, ...]:
    known = {name.casefold().replace(" ", ""): name for name in (*CRETIB, *HP)}
    found = []
    for typed in rows.names(row, "hazard_class"):
        name = known.get(typed.casefold().replace(" ", ""))
        if name is None:
            message = f"`{typed[:40]}` is no property that makes waste hazardous."
            remedy = f"Write letters of CRETIB ({', '.join(CRETIB)}), or `HP 1` to `HP 15`."
            rows.error("hazard-unknown", message, row, "hazard_class", remedy)
        else:
            found.append(name)
    return tuple(dict.fromkeys(found))
