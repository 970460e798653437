"""Files that are broken before anybody asks what they mean, each with the one finding it must give.

``PLANT`` stands for the folder of the plant, ``ABOVE`` for the folder it is in.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable

import openpyxl

from .build import (
    Break,
    added,
    folder_called,
    given,
    grown,
    library_linked,
    linked,
    removed,
    replaced,
    single,
    workbook,
    workbook_bytes,
    workbook_of_bytes,
    written,
    zip_of,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
ARCHIVE = zip_of("xl/workbook.xml", b"x")
ALIASES = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"


def cell(sheet: str, address: str, value: object) -> Callable[[openpyxl.Workbook], None]:
    """Put a value or formula into a cell."""

    def fill(book: openpyxl.Workbook) -> None:
        book[sheet][address] = value

    return fill


def without(name: str) -> Callable[[openpyxl.Workbook], None]:
    """Take a sheet away."""
    return lambda book: book.remove(book[name])


def merge(sheet: str, area: str) -> Callable[[openpyxl.Workbook], None]:
    """Merge cells."""
    return lambda book: book[sheet].merge_cells(area)


def new_sheet(name: str) -> Callable[[openpyxl.Workbook], None]:
    """Add a sheet with one cell."""
    return lambda book: book.create_sheet(name).append(["x"])


def spoilt(content: bytes) -> bytes:
    """A zip archive with its first compressed stream overwritten."""
    return content[:60] + bytes(40) + content[100:]


CASES: dict[str, tuple[Break, str]] = {
    "path that is not there": (
        given("../plnat"),
        "PLANT/../plnat: There is no such folder or file. Did you mean PLANT/../plant? [plant-missing]",
    ),
    "folder without settings": (
        removed("plant.yaml"),
        "PLANT: The folder has no plant.yaml. Put the settings into plant.yaml. [plant-missing]",
    ),
    "CSV given as plant": (
        given("supplies.csv"),
        "PLANT/supplies.csv: A CSV file is one table of a plant. Give the folder that holds it. [plant-kind]",
    ),
    "old Excel suffix": (
        written("old.xls", OLE, "old.xls"),
        "PLANT/old.xls: This is the old Excel format. Save the workbook as .xlsx. [plant-kind]",
    ),
    "OpenDocument": (
        written("p.ods", zip_of("content.xml", b"x"), "p.ods"),
        "PLANT/p.ods: This is an OpenDocument sheet. Save it as .xlsx. [plant-kind]",
    ),
    "JSON": (
        written("p.json", "{}", "p.json"),
        "PLANT/p.json: This is a JSON file. Write the plant as YAML, which is close to it. [plant-kind]",
    ),
    "unknown suffix": (
        written("p.docx", "x", "p.docx"),
        "PLANT/p.docx: This is no plant. Give a folder with plant.yaml, a workbook (.xlsx) or a YAML file "
        "(.yaml). [plant-kind]",
    ),
    "empty table file": (
        written("sites.csv", ""),
        "sites.csv: The file is empty. Fill it, or take it away. [file-empty]",
    ),
    "blank table file": (
        written("sites.csv", ",,\n,,\n"),
        "sites.csv: The file has no header. Write the columns' names first. [table-headless]",
    ),
    "empty settings": (
        written("plant.yaml", ""),
        "plant.yaml: The file is empty. Fill it, or take it away. [file-empty]",
    ),
    "no encoding of ours": (
        written("sites.csv", b"site,owner\ncanteen,school\nZit\xa0\x81cuaro,town\n"),
        "sites.csv, line 3: Byte 0xA0 is not UTF-8; in Windows-1252 it would be `\xa0`. Save the file as UTF-8 "
        "(in Excel: CSV UTF-8). [file-encoding]",
    ),
    "UTF-16": (
        written("sites.csv", "site\ncanteen\n".encode("utf-16")),
        "sites.csv: The file is text in UTF-16. Save it as UTF-8. [file-encoding]",
    ),
    "NUL byte": (
        written("sites.csv", "site,owner\ncan\0teen,school\n"),
        "sites.csv, line 2: The line holds the control character U+0000. Delete it; save as plain text. "
        "[file-control-character]",
    ),
    "decimal points and commas": (
        written("sites.csv", "site;latitude\ncanteen;19,5\nyard;19.5\n"),
        "sites.csv, line 3: `19,5` (line 2) has a decimal comma and `19.5` (line 3) a decimal point. Write all "
        "decimals of the file alike, best with points. [csv-separator]",
    ),
    "a point that may part thousands": (
        written("sites.csv", "site;latitude\ncanteen;19.500\n"),
        "sites.csv, line 2: `19.500` may be 19500 or 19.500: nothing else in the file tells. Write 19500, or 19.5000. "
        "[number-separator]",
    ),
    "bars": (
        written("sites.csv", "site|owner\ncanteen|school\n"),
        "sites.csv, line 1: The columns are separated by bars, and not by commas, semicolons or tabs throughout. Save "
        "the file with commas between columns and points as decimals (in Excel: CSV UTF-8, with a region that uses "
        "points), or use a workbook. [csv-separator]",
    ),
    "quotation mark left open": (
        written("sites.csv", 'site,owner\ncanteen,"school\nyard,town\n'),
        "sites.csv, line 2: The row cannot be read: a quotation mark is not closed. Quote a cell as a whole, "
        'and write " within it twice. [csv-quotes]',
    ),
    "quotation mark within a cell": (
        written("sites.csv", 'site,owner\n"can"teen,school\n'),
        "sites.csv, line 2: The row cannot be read: a quotation mark is misplaced. Quote a cell as a whole, "
        'and write " within it twice. [csv-quotes]',
    ),
    "row too long": (
        added("supplies.csv", "rest,canteen,food waste,1,5,all,0\n"),
        "supplies.csv, line 3: The row has 7 cells, the header 6. Put a cell that holds a comma in quotation "
        "marks, or give the column a header. [row-too-long]",
    ),
    "column twice": (
        replaced("supplies.csv", "price [MXN/t]", "amount [MXN/t]"),
        "supplies.csv, line 1, column amount [MXN/t]: The column `amount` stands here twice, as `amount "
        "[t/d]` and `amount [MXN/t]`. Keep one of them. [column-twice]",
    ),
    "column nameless": (
        replaced("supplies.csv", "amount [t/d]", ""),
        "supplies.csv, line 2: Column number 4 has values but no name. Give it a header, or empty it. "
        "[column-nameless]",
    ),
    "header brackets": (
        replaced("supplies.csv", "amount [t/d]", "amount [t/d"),
        "supplies.csv, line 1, column amount [t/d: The header `amount [t/d` is not a name with a unit in "
        "brackets. Write it as in `amount [t/d]`. [header-brackets]",
    ),
    "header sign": (
        replaced("plant.yaml", "distance: 10 km", '"distance; mode": 10 km'),
        "plant.yaml, links, line 21, column distance; mode: The header `distance; mode` holds a semicolon. "
        "Use letters, digits, blanks and hyphens. [header-sign]",
    ),
    "workbook called csv": (
        written("sites.csv", ARCHIVE),
        "sites.csv: The file is a workbook or another zip archive, not text as its suffix says. Save it as "
        "CSV UTF-8 (comma delimited), or give the file its true suffix. [file-kind]",
    ),
    "workbook called yaml": (
        written("single.yaml", ARCHIVE, "single.yaml"),
        "single.yaml: The file is a workbook or another zip archive, not text as its suffix says. Save it as "
        "plain text, or give the file its true suffix. [file-kind]",
    ),
    "pdf called csv": (
        written("sites.csv", b"%PDF-1.7 ..."),
        "sites.csv: The file is a PDF document, not text as its suffix says. Save it as CSV UTF-8 (comma "
        "delimited), or give the file its true suffix. [file-kind]",
    ),
    "old xls called xlsx": (
        workbook_of_bytes(OLE),
        "plant.xlsx: The file is a workbook of the old Excel format. Save it as Excel workbook (.xlsx). [file-kind]",
    ),
    "workbook with a password": (
        workbook_of_bytes(OLE + "EncryptedPackage".encode("utf-16-le")),
        "plant.xlsx: The workbook is protected by a password. Take the password off and save it again. [file-kind]",
    ),
    "text called xlsx": (
        workbook_of_bytes(b"site,owner\n"),
        "plant.xlsx: The file is text or something else, not a workbook as its suffix says. Save it as "
        ".xlsx, or give it its true suffix. [file-kind]",
    ),
    "zip no workbook": (
        workbook_of_bytes(zip_of("word/document.xml", b"x")),
        "plant.xlsx: The file is a zip archive, but no Excel workbook. Save it as Excel workbook (.xlsx). [file-kind]",
    ),
    "workbook cut off": (
        workbook_bytes(lambda b: b[: len(b) // 2]),
        "plant.xlsx: The workbook is damaged and cannot be opened. Open it in Excel, have it repaired and "
        "save it anew. [file-damaged]",
    ),
    "workbook damaged inside": (
        workbook_bytes(spoilt),
        "plant.xlsx: The workbook is damaged and cannot be opened; its reader says: WHY. Open it in Excel, "
        "have it repaired and save it anew. [file-damaged]",
    ),
    "file of 200 MB": (
        grown("supplies.csv", 200_000_000),
        "supplies.csv: The file has 200 MB; a .csv file may have 100 MB. Split the plant, or use longer "
        "slots. [file-too-large]",
    ),
    "uncached formula": (
        workbook(cell("supplies", "D2", "=1+1")),
        "plant.xlsx, sheet supplies, cell D2: The formula `=1+1` has no stored result. Open the workbook in "
        "Excel or LibreOffice and save it, or write the value. [cell-uncached-formula]",
    ),
    "cell with an error of Excel": (
        workbook(cell("supplies", "D2", "#N/A")),
        "plant.xlsx, sheet supplies, cell D2: The cell holds the error #N/A. Mend the formula, or write the "
        "value. [cell-error]",
    ),
    "merged cells": (
        workbook(merge("sites", "B2:B3")),
        "plant.xlsx, sheet sites, cell B2: The cells B2:B3 are merged, so all but the first are blank. Take "
        "the merging off and fill every cell. [cell-merged]",
    ),
    "sheet nameless column": (
        workbook(cell("sites", "C2", "x")),
        "plant.xlsx, sheet sites, cell C2: Column C has values but no name. Give it a header, or empty it. "
        "[column-nameless]",
    ),
    "sheet column twice": (
        workbook(cell("sites", "B1", "site")),
        "plant.xlsx, sheet sites, cell B1: The column `site` stands here twice. Keep one of them. [column-twice]",
    ),
    "sheet name": (
        workbook(new_sheet("My plant!")),
        "plant.xlsx, sheet My plant!: `My plant!` cannot be the name of a table. Use the format's "
        "tables: plant, materials, sites, supplies, ... What is not to be read begins with #. [table-name]",
    ),
    "broken link": (
        linked("sites.csv", "nowhere.csv"),
        "sites.csv: The file is a link to nothing. Put the file in its place, or take the link away. [file-missing]",
    ),
    "link that leads out of the folder": (
        linked("sites.csv", "../elsewhere.csv"),
        "sites.csv: The link leads out of the plant's folder, to ABOVE/elsewhere.csv. Copy the file into the "
        "plant's folder. [file-outside]",
    ),
    "link to itself as a file": (
        linked("sites.csv", "sites.csv"),
        "sites.csv: The file is a link to nothing. Put the file in its place, or take the link away. [file-missing]",
    ),
    "folder for a file": (
        folder_called("sites.csv"),
        "sites.csv: This is not a file. Put a file here, or take it away. [file-kind]",
    ),
    "YAML key twice": (
        replaced("plant.yaml", "  slots: 2 days", "  currency: USD"),
        "plant.yaml, line 4: The key `currency` stands here again, first in line 3. Keep one of them. [key-twice]",
    ),
    "YAML table twice": (
        added("plant.yaml", "sites: []\n"),
        "plant.yaml, line 28: The key `sites` stands here again, first in line 7. Keep one of them. [key-twice]",
    ),
    "YAML circular reference": (
        single("plant: &a {name: *a}\n"),
        "single.yaml, line 1: `&a` is an anchor, which plant files do not have. Write the values out; quote "
        "a text that starts with &. [yaml-alias]",
    ),
    "YAML aliases by the million": (
        single(ALIASES),
        "single.yaml, line 1: `&a` is an anchor, which plant files do not have. Write the values out; quote "
        "a text that starts with &. [yaml-alias]",
    ),
    "YAML alias": (
        single("plant: {name: *x}\n"),
        "single.yaml, line 1: `*x` is an alias, which plant files do not have. Write the values out; quote a "
        "text that starts with *. [yaml-alias]",
    ),
    "YAML merge": (
        single("plant:\n  <<: {name: x}\n"),
        "single.yaml, line 2: `<<` merges another part of the file. Write the values out. [yaml-alias]",
    ),
    "YAML tag": (
        single("plant: !!python/object/apply:os.system [ls]\n"),
        "single.yaml, line 1: `tag:yaml.org,2002:python/object/apply:os.system` is a tag, which plant files "
        "do not have. Take it away. [yaml-tag]",
    ),
    "YAML indented with a tab": (
        single("plant:\n\tname: x\n"),
        "single.yaml, line 2: The line is indented with a tab. Indent with spaces. [yaml-syntax]",
    ),
    "YAML colon in a text": (
        single("plant:\n  name: x: y\n"),
        "single.yaml, line 2: The line cannot be read as YAML: mapping values are not allowed in this "
        "context. Check indentation, brackets and quotes; quote a text that holds `: ` or ` #` or starts "
        "with a sign. [yaml-syntax]",
    ),
    "YAML brace left open": (
        single("sites:\n  - {site: a\n"),
        "single.yaml, line 3: The line cannot be read as YAML: did not find expected ',' or '}'. Check "
        "indentation, brackets and quotes; quote a text that holds `: ` or ` #` or starts with a sign. "
        "[yaml-syntax]",
    ),
    "YAML with two documents": (
        single("plant: {name: x}\n---\nplant: {name: y}\n"),
        "single.yaml, line 2: A second document starts here. Keep one per file. [yaml-documents]",
    ),
    "YAML nested deeply": (
        single("plant: " + "[" * 5000 + "]" * 5000 + "\n"),
        "single.yaml, line 1: Lists and mappings are nested more than 8 deep. A plant needs a table, its "
        "rows and their cells. [yaml-depth]",
    ),
    "YAML nested deeply in lists below one another": (
        single("plant:\n" + "".join(" " * depth + "-\n" for depth in range(2000))),
        "single.yaml, line 10: Lists and mappings are nested more than 8 deep. A plant needs a table, its "
        "rows and their cells. [yaml-depth]",
    ),
    "YAML nested deeply in mappings, and never closed": (
        single("plant: " + "{a: " * 1500 + "\n"),
        "single.yaml, line 1: Lists and mappings are nested more than 8 deep. A plant needs a table, its "
        "rows and their cells. [yaml-depth]",
    ),
    "YAML nested deeply in dashes": (
        single("sites:\n  - {site: a}\n  " + "- " * 3000 + "a\n"),
        "single.yaml, line 3: Lists and mappings are nested more than 8 deep. A plant needs a table, its "
        "rows and their cells. [yaml-depth]",
    ),
    "YAML list as key": (
        single("plant: {[a, b]: c}\n"),
        "single.yaml, line 1: A list or mapping stands where a key should. Write a name. [yaml-key]",
    ),
    "YAML list at the top": (
        single("- plant\n- sites\n"),
        "single.yaml, line 1: The file is no mapping of tables. Start with `plant:`. [yaml-not-tables]",
    ),
    "YAML setting at the top": (
        single("name: canteens\n"),
        "single.yaml, name, line 1: `name` holds `canteens` where a table should stand. Settings belong "
        "under `plant:`. Write a list of rows, such as `- {site: yard, owner: town}`. [yaml-not-rows]",
    ),
    "YAML table as mapping": (
        single("sites: {canteen: {owner: school}}\n"),
        "single.yaml, sites, line 1: `sites` is a mapping, not a list of rows. Write a list of rows, such as "
        "`- {site: yard, owner: town}`. [yaml-not-rows]",
    ),
    "YAML row as text": (
        single("sites:\n  - canteen\n"),
        "single.yaml, sites, line 2: The row is `canteen`, not columns with values. Write a list of rows, "
        "such as `- {site: yard, owner: town}`. [yaml-not-rows]",
    ),
    "YAML mapping in a cell": (
        replaced("plant.yaml", "owner: school", "owner: {name: school}"),
        "plant.yaml, sites, line 8, column owner: The cell holds a mapping or a list of lists. Write one "
        "value, or a list of names: [yard, tip]. [cell-nested]",
    ),
    "YAML list with a semicolon": (
        replaced("plant.yaml", "to: yard", 'to: ["yard; canteen"]'),
        "plant.yaml, links, line 21, column to: A text of the list holds a semicolon, which separates texts "
        "in a sheet. Use another sign. [list-semicolon]",
    ),
    "YAML with a control character": (
        single('plant: {name: "a\\ab"}\n'),
        "single.yaml, line 1: The text holds U+0007. Delete it. [file-control-character]",
    ),
    "YAML column with and without unit": (
        replaced(
            "plant.yaml",
            "{process: burying, site: yard, model: recipe, variable_cost: 300 MXN/t",
            '{process: burying, site: yard, model: recipe, "variable_cost [MXN/t]": 300',
        ),
        "plant.yaml, processes, line 13, column variable_cost [MXN/t]: The column `variable_cost` stands "
        "here as `variable_cost [MXN/t]`, before as `variable_cost`. Write the column's name alike in all "
        "rows, and the unit in the cell: 40 t/d. [column-twice]",
    ),
    "table name with a path": (
        single("../sites: []\n"),
        "single.yaml, ../sites, line 1: `../sites` cannot be the name of a table. Use the format's "
        "tables: plant, materials, sites, supplies, ... What is not to be read begins with #. [table-name]",
    ),
    "table twice": (
        written("sites.csv", "site\ncanteen\n"),
        "sites.csv: The table `sites` stands in plant.yaml, sites too. Keep one of them. [table-twice]",
    ),
    "table case twice": (
        added("plant.yaml", "Sites:\n  - {site: x}\n"),
        "plant.yaml, Sites, line 28: The table `sites` stands here again, whatever the size of its letters. "
        "Keep one of them. [table-twice]",
    ),
    "settings twice": (
        written("plant.yml", "plant: {name: y}\n"),
        "plant.yml: The folder has both plant.yaml and plant.yml. Keep one of them. [plant-twice]",
    ),
    "models linked from elsewhere": (
        library_linked("models"),
        "models: The link leads out of the plant's folder, to ABOVE/library. Copy the file into the plant's "
        "folder. [file-outside]",
    ),
    "workbook without settings": (
        workbook(without("plant")),
        "plant.xlsx: The plant has no table `plant`. Add it: the settings. [table-missing]",
    ),
    "date for a number": (
        workbook(cell("supplies", "D2", datetime.date(2025, 3, 1))),
        "plant.xlsx, sheet supplies, cell D2: `amount` is `2025-03-01`: `2025-03-01` is a date, not a "
        "number. Write the number; in Excel give the cell the format of a number first. [number-text]",
    ),
    "error of a division": (
        workbook(cell("supplies", "D2", "#DIV/0!")),
        "plant.xlsx, sheet supplies, cell D2: The cell holds the error #DIV/0!. Mend the formula, or write "
        "the value. [cell-error]",
    ),
}
