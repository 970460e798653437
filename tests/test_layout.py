"""The import graph: no cycle between folders, small folders, one direction of dependency."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import mfo.cli

import mfo

ROOT = Path(mfo.__file__).parent
CLI = Path(mfo.cli.__file__).parent
MOST_MODULES = 12
MOST_ANY = 100
MOST_LINES = 500

ALLOWED = {
    "units": set(),
    "writing": set(),
    "tables": {"units", "writing"},
    "plant": {"tables", "units"},
    "differences": {"plant", "tables", "units"},
    "footprints": {"library", "tables", "units"},
    "interchange": {"plan", "plant", "units", "writing", "tables"},
    "library": {"plant", "tables", "units", "writing"},
    "processes": {"library", "plant", "units"},
    "reading": {"library", "plant", "processes", "tables", "units"},
    "graph": {"library", "plant", "processes", "units"},
    "program": {"graph"},
    "solve": {"graph", "program", "units", "writing"},
    "reconciliation": {"graph", "plant", "program", "solve", "units"},
    "plan": {
        "differences",
        "graph",
        "plant",
        "processes",
        "program",
        "reconciliation",
        "solve",
        "units",
        "writing",
    },
    "report": {"differences", "graph", "plan", "plant", "units", "writing"},
    "matches": {
        "graph",
        "library",
        "plan",
        "plant",
        "program",
        "reading",
        "solve",
        "tables",
        "units",
        "writing",
    },
    "owners": {"graph", "plan", "plant", "program", "reading", "solve", "tables", "units", "writing"},
    "serving": {"plant", "reading", "report", "solve", "studies", "tables", "template", "units", "writing"},
    "template": {"library", "plant", "tables", "units", "writing"},
    "studies": {
        "differences",
        "graph",
        "library",
        "plan",
        "plant",
        "program",
        "reading",
        "reconciliation",
        "report",
        "solve",
        "tables",
        "units",
        "writing",
    },
}
"""What each package may import; ``errors`` is everybody's, and the modules beside the packages stand above them."""


def modules() -> dict[str, Path]:
    """Every module of the library by its dotted name."""
    found = {}
    for path in ROOT.rglob("*.py"):
        parts = ("mfo", *path.relative_to(ROOT).with_suffix("").parts)
        found[".".join(parts)] = path
    return found


@cache
def texts() -> dict[Path, str]:
    """The text of every module, those of the command line too."""
    paths = [*modules().values(), *CLI.rglob("*.py")]
    return {path: path.read_text(encoding="utf-8") for path in paths}


def imported(name: str, path: Path, known: dict[str, Path]) -> Iterator[str]:
    """The modules that a module imports when it runs; imports for types alone do not count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or id(node) in for_types:
            continue
        package = name.split(".")[: -node.level] if node.level else []
        base = ".".join([*package, *(node.module or "").split(".")]).strip(".")
        for alias in node.names:
            for candidate in (f"{base}.{alias.name}", f"{base}.{alias.name}.__init__", base, f"{base}.__init__"):
                if candidate in known:
                    yield candidate
                    break


def folder(module: str) -> str:
    """The folder a module stands in."""
    return module.rsplit(".", 1)[0]


@cache
def edges() -> dict[str, set[str]]:
    """Which folder imports which."""
    known = modules()
    found: dict[str, set[str]] = defaultdict(set)
    for name, path in known.items():
        for target in imported(name, path, known):
            if folder(name) != folder(target) and "mfo" not in (folder(name), folder(target)):
                found[folder(name)].add(folder(target))
    return found


def test_no_cycle_between_folders() -> None:
    """Proves: folders can be put in an order in which each imports only those before it."""
    graph = {source: set(targets) for source, targets in edges().items()}
    left = set(graph) | {target for targets in graph.values() for target in targets}
    while free := {name for name in left if not graph.get(name, set()) & left}:
        left -= free
    assert not left, f"in a cycle, or above one: {sorted(left)}"


def test_dependencies_go_one_way() -> None:
    """Proves: a package imports only what the table above names."""
    wrong = {
        (source, target)
        for source, targets in edges().items()
        for target in targets
        if (one := source.split(".")[1]) != (other := target.split(".")[1]) and other not in ALLOWED[one]
    }
    assert not wrong


def test_no_folder_holds_more_than_a_dozen_modules() -> None:
    """Proves: nobody has to look through a long list to find the room."""
    count = Counter(folder(name) for name in modules() if not name.endswith("__init__"))
    count += Counter(
        path.parent.relative_to(CLI.parent).as_posix() for path in CLI.rglob("*.py") if path.stem != "__init__"
    )
    assert {name: many for name, many in count.items() if many > MOST_MODULES} == {}


def test_verbs_use_what_stands_around_them_and_not_the_other_way() -> None:
    """Proves: texts for the screen know no verb, what stands around knows neither, and no verb another kind of verb."""
    above = {"frame": {"frame"}, "screen": {"screen", "frame"}}
    verbs = {path.name for path in CLI.iterdir() if path.is_dir() and path.name not in (*above, "__pycache__")}
    for path in CLI.rglob("*/*.py"):
        allowed = above.get(path.parent.name, {*above, path.parent.name})
        used = set(re.findall(r"^\s*from \.\.(\w+)", path.read_text(encoding="utf-8"), re.MULTILINE))
        assert used & {*above, *verbs} <= allowed, path


def test_few_things_are_of_any_type() -> None:
    """Proves: ``Any`` stands where a library has no types or a file may hold anything, and hardly elsewhere."""
    count = sum(len(re.findall(r"\bAny\b", text)) for text in texts().values())
    assert count <= MOST_ANY


def test_no_module_is_long() -> None:
    """Proves: a module that has grown past one meaning is parted."""
    long = {str(path): text.count("\n") for path, text in texts().items()}
    assert {name: lines for name, lines in long.items() if lines > MOST_LINES} == {}


def test_a_class_has_its_name_alone() -> None:
    """Proves: nobody who reads of a class has to ask which of two is meant."""
    where: dict[str, list[str]] = {}
    for path, text in texts().items():
        for name in re.findall(r"^class (\w+)", text, re.MULTILINE):
            if not name.startswith("_"):
                where.setdefault(name, []).append(path.name)
    assert {name: files for name, files in where.items() if len(files) > 1} == {}


def test_lines_are_laid_out_by_the_tool() -> None:
    """Proves: layout by hand is kept for tables of columns, which are read down; elsewhere it only saved lines."""
    by_hand = {path.name for path, text in texts().items() if re.search(r"# fmt: (skip|off)", text)}
    assert {name for name in by_hand if not name.endswith(("_tables.py", "_columns.py"))} <= {
        "schema.py",
        "column_groups.py",
    }
