"""What lies on the desk: the plant being worked on, its changes, and the plans that were made of it."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import Problem, UsageError, Where
from ..plant.schema import TABLES
from ..tables.cells.cell_text import join_header, text_of
from ..tables.cells.table import Table, Tables
from ..tables.editing import Draft, Edit
from ..translation import CHOICE, EFFECT, TABLE, spoken, translated
from ..writing.whole import write_bytes, write_text
from .ways_out import lever_in

KEPT = ".mfo"
SESSION = "session.json"
PLANTS = (".xlsx", ".xlsm", ".yaml", ".yml")
TABLED = (".csv", ".yaml", ".yml")  # of which a plant's folder consists
MOST_FILES, DEEPEST = 300, 3
MOST_ROWS = 400  # of a table at once

Record = dict[str, Any]
"""What is kept as JSON."""


@dataclass
class KeptPlan:
    """A plan that was made here: where it lies, what was asked, and what the page says of it."""

    number: int
    folder: Path
    question: dict[str, object]
    changed: list[dict[str, object]]
    plant: str = ""
    said: Record = field(default_factory=dict)


@dataclass
class KeptStudy:
    """A study that was made here: its kind, where it lies, what was asked of which plant, and the plans to be made."""

    number: int
    kind: str
    folder: Path
    asked: Record
    changed: list[dict[str, object]]
    digest: str
    plant: str = ""
    ways: list[dict[str, object]] = field(default_factory=list)


class Desk:
    """One plant at a time from one folder; everything done is kept in ``FOLDER/.mfo`` as it comes."""

    def __init__(self, folder: Path) -> None:
        """Work in ``folder``."""
        self.folder = folder
        self.draft: Draft | None = None
        self.shown = ""
        self.plans: list[KeptPlan] = []
        self.studies: list[KeptStudy] = []
        self.problems: list[dict[str, object]] = []
        self._places = 0  # of plans that were given away, made or not

    # -- files

    def choices(self) -> list[str]:
        """The plants of the folder: workbooks, YAML files and folders with plant.yaml, by name."""
        found = [
            path
            for path in sorted(self.folder.iterdir())
            if (path.suffix.lower() in PLANTS and path.is_file() and not path.name.startswith((".", "~$")))
            or (path / "plant.yaml").is_file()
        ]
        return [path.name for path in found]

    def path_of(self, name: str) -> Path:
        """A plant of the folder by its name. Raises :class:`mfo.UsageError` for any other path."""
        if name not in self.choices():
            message = f"There is no plant `{name}` in the folder."
            raise UsageError(Problem("plant-missing", message, remedy="Choose one of the list."))
        return self.folder / name

    def receive(self, name: str, content: bytes) -> Path:
        """Keep an uploaded file under its own name, or the next free one. Nothing that is there is replaced."""
        plain = _plain(name)
        path = Path(plain)
        if path.suffix.lower() not in PLANTS:
            message = f"`{plain}` is no workbook (.xlsx) and no YAML file."
            raise UsageError(Problem("plant-kind", message, Where(plain), "Save it as an Excel workbook (.xlsx)."))
        target = self.free(plain)
        write_bytes(target, content, force=False)
        return target

    def receive_folder(self, name: str, files: Mapping[str, bytes]) -> Path:
        """Keep a plant that is a folder of files, whole or not at all, under the next free name.

        Only tables and YAML files are taken, by their paths in it. Raises :class:`mfo.UsageError` where there is no
        plant.yaml, or more than a plant has.
        """
        plain = _plain(name) or "plant"
        wanted = {_inside(path): content for path, content in files.items() if Path(path).suffix.lower() in TABLED}
        if Path("plant.yaml") not in wanted:
            message = f"The folder `{plain}` holds no plant.yaml, and so no plant."
            remedy = "Drop the folder that plant.yaml lies in, or a workbook (.xlsx)."
            raise UsageError(Problem("plant-kind", message, Where(plain), remedy))
        if len(wanted) > MOST_FILES:
            message = f"The folder `{plain}` holds {len(wanted)} files, more than a plant has."
            raise UsageError(Problem("plant-kind", message, Where(plain), "Drop the folder of the plant alone."))
        target = self.free(plain)
        with tempfile.TemporaryDirectory(dir=self.folder, prefix=".part-") as part:
            for path, content in wanted.items():
                write_bytes(Path(part) / "plant" / path, content, force=False)
            os.replace(Path(part) / "plant", target)
        return target

    def free(self, name: str) -> Path:
        """Where a file of this name can stand in the folder, with a number where there is one already."""
        path, number = Path(name), 2
        target = self.folder / path
        while target.exists():
            target, number = self.folder / f"{path.stem}-{number}{path.suffix}", number + 1
        return target

    def put(self, path: Path, tables: Tables) -> None:
        """Lay a plant on the desk, with the changes of the last time if it is the same file."""
        self.draft, self.shown, self.problems = Draft(tables), path.name, []
        held = held_of(self._session(), path.name)
        if held.get("digest") == _digest(path):
            self.draft.replay(held.get("steps", []))
        self.plans = [kept for each in held.get("plans", []) if (kept := self._kept(each)).folder.is_dir()]
        self.studies = [each for each in map(self._study, held.get("studies", [])) if each.folder.is_dir()]
        self.keep()

    def _session(self) -> Record:
        try:
            found = json.loads((self.folder / KEPT / SESSION).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def keep(self) -> None:
        """Write down which plant lies here, and what was changed and planned of it; those of other plants stay."""
        if self.draft is None:
            return
        self._write(
            self.shown,
            {
                "digest": _digest(self.folder / self.shown),
                "steps": self.draft.record(),
                "plans": [_record_of(plan) for plan in self.plans],
                "studies": [_study_record(study) for study in self.studies],
            },
        )

    def _write(self, plant: str, record: Record) -> None:
        (self.folder / KEPT).mkdir(exist_ok=True)
        session = self._session()
        held = session.get("plants", {})
        told = {"plant": self.shown, "plants": {**(held if isinstance(held, dict) else {}), plant: record}}
        write_text(self.folder / KEPT / SESSION, json.dumps(told, ensure_ascii=False))

    def _kept(self, record: Record) -> KeptPlan:
        folder = self.folder / KEPT / "plans" / Path(str(record["folder"])).name
        return KeptPlan(record["number"], folder, record["question"], record["changed"], self.shown, record["said"])

    def _study(self, record: Record) -> KeptStudy:
        folder = self.folder / KEPT / "studies" / Path(str(record["folder"])).name
        told = {key: record[key] for key in ("number", "kind", "asked", "changed", "digest", "ways")}
        return KeptStudy(folder=folder, plant=self.shown, **told)

    def last(self) -> str | None:
        """The plant that lay here last, if it is still in the folder."""
        name = self._session().get("plant")
        return name if name in self.choices() else None

    # -- what the page shows

    def need(self) -> Draft:
        """The draft. Raises :class:`mfo.UsageError` where no plant lies here."""
        if self.draft is None:
            raise UsageError(Problem("plant-missing", "No plant is open.", remedy="Choose one first."))
        return self.draft

    def state(self) -> dict[str, object]:
        """Everything but the cells: tables with their sizes, problems, plans."""
        draft = self.draft
        if draft is None:
            return {"plant": None, "choices": self.choices(), "last": self.last()}
        tables = []
        for name in dict.fromkeys([*TABLES, *draft.tables.tables]):
            table = draft.tables.get(name)
            about = TABLES[name].row if name in TABLES else ""
            shown, sheet = translated(name, spoken(), TABLE), table.sheet if table else None
            rows = len(table) if table else 0
            tables.append({"name": name, "shown": shown, "sheet": sheet, "rows": rows, "about": about})
        return {
            "plant": self.shown,
            "choices": self.choices(),
            "revision": draft.revision,
            "tables": tables,
            "undo": bool(draft.steps),
            "problems": self.problems,
            "effects": {name: translated(name, spoken(), EFFECT) for name in self._effects()},
            "plans": [self.plan_record(plan) for plan in self.plans],
            "studies": self._studies_told(),
        }

    def _studies_told(self) -> list[dict[str, object]]:
        """The kept studies as data; ``fresh`` tells whether the plant is still the one that was asked about."""
        changed, digest = self.changed(), _digest(self.folder / self.shown)
        return [
            {
                "study": each.number,
                "kind": each.kind,
                "asked": each.asked,
                "about": _about(each.asked),
                "ways": each.ways,
                "fresh": each.digest == digest and each.changed == changed,
            }
            for each in self.studies
        ]

    def _effects(self) -> list[str]:
        return list(dict.fromkeys(name for plan in self.plans for name in plan.said.get("totals", {})))

    def plan_record(self, plan: KeptPlan) -> dict[str, object]:
        """A kept plan as data."""
        language = spoken()
        changed = [
            {
                **each,
                "table": translated(str(each["table"]), language, TABLE),
                "column": translated(str(each["column"]), language, str(each["table"])),
            }
            for each in plan.changed
        ]
        return {"plan": plan.number, "question": plan.question, "changed": changed, **plan.said}

    def window(self, name: str, first: int, count: int) -> dict[str, object]:
        """Some rows of a table with the addresses of its cells, and what each column is."""
        draft = self.need()
        if name not in TABLES and name not in draft.tables.tables:
            raise UsageError(Problem("table-unknown", f"There is no table `{name}`."))
        table = draft.tables.get(name) or Table(name, {})
        spec = TABLES.get(name)
        names = list(dict.fromkeys([*table.columns, *(spec.names if spec else ())]))
        count = min(count, MOST_ROWS)
        rows = range(max(first, 0), min(first + count, len(table)))
        changed = {(each.line, each.column) for each in draft.differences() if each.table == name}
        return {
            "table": name,
            "revision": draft.revision,
            "first": rows.start,
            "total": len(table),
            "columns": [self._column(name, table, column) for column in names],
            "rows": [
                {
                    "row": row,
                    "line": table.lines[row],
                    "cells": [text_of(table.value(row, column)) for column in names],
                    "changed": [column for column in names if (table.lines[row], column) in changed],
                }
                for row in rows
            ],
        }

    def _column(self, name: str, table: Table, column: str) -> dict[str, object]:
        spec = TABLES[name].column(column) if name in TABLES else None
        held, language = table.columns.get(column), spoken()
        shown = translated(column, language, name)
        told: dict[str, object] = {
            "name": column,
            "letter": table.letters.get(column, ""),
            "head": join_header(shown, held.unit) if held else shown,
            "there": held is not None,
        }
        if spec is not None:
            told |= {
                "meaning": translated(spec.meaning, language),
                "blank": translated(spec.blank, language),
                "example": translated(spec.example, language, CHOICE),
                "needed": spec.needed,
                "unit": spec.unit_text,
                "choices": [translated(each, language, CHOICE) for each in spec.choices],
            }
        return told

    # -- changes

    def change(self, plant: str, revision: int, edits: list[Edit] | None) -> None:
        """Make a step in ``plant``, or take the last one back (``edits`` None).

        Raises :class:`ConflictError` where somebody else changed the plant meanwhile.
        """
        draft = self.need()
        if plant != self.shown or revision != draft.revision:
            raise ConflictError
        if edits is None:
            draft.undo()
        else:
            draft.apply(edits)
        self.keep()

    def changed(self) -> list[dict[str, object]]:
        """What stands otherwise than in the file, for people to read."""
        draft = self.need()
        return [
            {"table": each.table, "line": each.line, "column": each.column, "value": text_of(each.value)}
            for each in draft.differences()
        ][:500]

    def new_plan(self, question: dict[str, object]) -> KeptPlan:
        """A place for the next plan, which no other has or had: two may be worked out side by side."""
        return KeptPlan(0, self._place("plans"), question, self.changed(), self.shown)

    def _place(self, kind: str) -> Path:
        held = self.folder / KEPT / kind
        taken = [int(each.name) for each in held.iterdir() if each.name.isdigit()] if held.is_dir() else []
        self._places = max([self._places, *taken]) + 1
        return held / str(self._places)

    def new_study(self, kind: str, asked: Record) -> KeptStudy:
        """A place for the next study of the plant as it lies here."""
        place, digest = self._place("studies"), _digest(self.folder / self.shown)
        return KeptStudy(0, kind, place, asked, self.changed(), digest, self.shown)

    def keep_study(self, study: KeptStudy, ways: list[dict[str, object]]) -> None:
        """Keep a study that was made with its plant, which may lie here no more."""
        study.ways = ways
        if study.plant == self.shown:
            study.number = len(self.studies) + 1
            self.studies.append(study)
            self.keep()
            return
        held = held_of(self._session(), study.plant)
        before = held.get("studies", [])
        study.number = len(before) + 1
        self._write(study.plant, {**held, "studies": [*before, _study_record(study)]})

    def keep_plan(self, plan: KeptPlan, said: dict[str, object]) -> None:
        """Keep a plan that was made with its plant, which may lie here no more."""
        plan.said = said
        if plan.plant == self.shown:
            plan.number = len(self.plans) + 1
            self.plans.append(plan)
            self.keep()
            return
        held = held_of(self._session(), plan.plant)
        before = held.get("plans", [])
        plan.number = len(before) + 1
        self._write(plan.plant, {**held, "plans": [*before, _record_of(plan)]})


def _about(asked: Record) -> list[str]:
    """What a study was asked, in the language that is spoken: the number that is moved, its ends, and the rest."""
    table, _, rest = str(asked.get("of") or "").partition(" ")
    row, _, column = rest.rpartition(" ")
    told = [lever_in(table, row, column, spoken()) if column else ""]
    told += [str(asked.get(key) or "") for key in ("low", "high", "samples", "within", "scenario")]
    return [part for part in (*told, *asked.get("limits", [])) if part]


def _plain(name: str) -> str:
    """The last part of a name, without what no file system has in one."""
    return re.sub(r"[^\w. ()-]", "_", Path(name.replace("\\", "/")).name).lstrip(". ")[:100]


def _inside(path: str) -> Path:
    """A path in a folder, each part of it a plain name. Raises ValueError for one that leads out of it."""
    parts = path.split("/")
    if not 0 < len(parts) <= DEEPEST or any(part != _plain(part) or not part for part in parts):
        raise ValueError(f"no path in a folder: {path[:80]}")
    return Path(*parts)


class ConflictError(Exception):
    """The plant was changed from elsewhere since the page last looked."""


def held_of(session: Record, plant: str) -> Record:
    """What a session holds of a plant: its file's digest, the steps made in it, and its plans."""
    plants = session.get("plants", {})
    found = plants.get(plant) if isinstance(plants, dict) else None
    return found if isinstance(found, dict) else {}


def _record_of(plan: KeptPlan) -> Record:
    return {
        "number": plan.number,
        "folder": plan.folder.name,
        "question": plan.question,
        "changed": plan.changed,
        "said": plan.said,
    }


def _study_record(study: KeptStudy) -> Record:
    return {
        "number": study.number,
        "kind": study.kind,
        "folder": study.folder.name,
        "asked": study.asked,
        "changed": study.changed,
        "digest": study.digest,
        "ways": study.ways,
    }


def _digest(path: Path) -> str:
    import hashlib

    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
