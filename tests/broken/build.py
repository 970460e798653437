"""Ways to break a plant's files: each takes the plant's folder and gives the path that is then read."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import xlsxwriter

Break = Callable[[Path], Path]


def replaced(name: str, old: str, new: str) -> Break:
    """One text of a file replaced by another, once."""

    def act(plant: Path) -> Path:
        text = (plant / name).read_text(encoding="utf-8")
        if old not in text:
            raise LookupError(f"{name} has no {old!r}")
        (plant / name).write_text(text.replace(old, new, 1), encoding="utf-8")
        return plant

    return act


def written(name: str, content: str | bytes, read: str = "") -> Break:
    """A file with this content; ``read`` is what is given as the plant instead of the folder."""

    def act(plant: Path) -> Path:
        (plant / name).write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return plant / read if read else plant

    return act


def added(name: str, text: str) -> Break:
    """Text added at the end of a file."""
    return lambda plant: written(name, (plant / name).read_bytes() + text.encode("utf-8"))(plant)


def both(one: Break, other: Break) -> Break:
    """Two changes, one after the other."""

    def act(plant: Path) -> Path:
        one(plant)
        return other(plant)

    return act


def removed(name: str) -> Break:
    """A file taken away."""

    def act(plant: Path) -> Path:
        (plant / name).unlink()
        return plant

    return act


def given(name: str) -> Break:
    """Nothing broken, but this path given as the plant."""
    return lambda plant: plant / name


def linked(name: str, target: str) -> Break:
    """A symbolic link."""

    def act(plant: Path) -> Path:
        (plant / name).unlink(missing_ok=True)
        (plant.parent / "elsewhere.csv").write_text("site\na\n")
        os.symlink(target, plant / name)
        return plant

    return act


def library_linked(part: str) -> Break:
    """A folder of models or datasets that is a link out of the plant."""

    def act(plant: Path) -> Path:
        (plant.parent / "library").mkdir()
        os.symlink("../library", plant / part)
        return plant

    return act


def folder_called(name: str) -> Break:
    """A folder where a file should stand."""

    def act(plant: Path) -> Path:
        (plant / name).mkdir()
        return plant

    return act


def grown(name: str, size: int) -> Break:
    """A file of this size, sparse on the disk."""

    def act(plant: Path) -> Path:
        with (plant / name).open("wb") as stream:
            stream.truncate(size)
        return plant

    return act


def workbook(fill: Callable[[openpyxl.Workbook], None]) -> Break:
    """A workbook of settings, materials and sites, changed by ``fill``."""

    def act(plant: Path) -> Path:
        path = plant.parent / "plant.xlsx"
        _sound_workbook(path)
        book = openpyxl.load_workbook(path)
        fill(book)
        book.save(path)
        return path

    return act


def _sound_workbook(path: Path) -> None:
    sheets = {
        "plant": [["setting", "value"], ["name", "canteens"], ["currency", "MXN"]],
        "materials": [["material", "unit"], ["food waste", "t"]],
        "sites": [["site", "owner"], ["canteen", "school"], ["yard", "town"]],
        "supplies": [
            ["supply", "site", "material", "amount [t/d]", "take", "price [MXN/t]"],
            ["kitchen", "canteen", "food waste", 2, "all", 0],
        ],
        "markets": [["market", "site", "material", "price [MXN/t]"], ["tip", "canteen", "food waste", -300]],
    }
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                sheet.write_row(row, 0, cells)


def workbook_bytes(change: Callable[[bytes], bytes]) -> Break:
    """A workbook whose bytes are changed."""

    def act(plant: Path) -> Path:
        path = plant.parent / "plant.xlsx"
        _sound_workbook(path)
        path.write_bytes(change(path.read_bytes()))
        return path

    return act


def workbook_of_bytes(content: bytes) -> Break:
    """A file called a workbook that is something else."""
    return workbook_bytes(lambda _: content)


def zip_of(name: str, content: bytes) -> bytes:
    """A zip archive with one file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def single(text: str) -> Break:
    """The plant as one YAML file with this text."""

    def act(plant: Path) -> Path:
        path = plant.parent / "single.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return act
