"""Writes the page of error codes (error-codes.md) and their enumeration (mfo/error_codes.py) from error_codes.yaml.

``python docs/generate_error_codes.py`` writes the page; with ``--check`` it says whether it is out of date, and ends
with 1 if it is. Either way it ends with 1 if a code of the source is not described, or a described one is used nowhere.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "error-codes.md"
DATA = ROOT / "docs" / "error_codes.yaml"

MODULE = ROOT / "mfo" / "error_codes.py"

CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
NOT_CODES = ROOT / "mfo" / "report"  # there ``code`` is the code of a language

TOP = """\
<!-- Written by docs/generate_error_codes.py; change error_codes.yaml, not this page. -->

# Error codes

```{index} ! error message, ! mensaje de error
```

Every finding of mfo has a place, a sentence that says what was found, a remedy, and a code in brackets that never
changes its meaning. In `--json` the code stands under `problems`, beside `severity`, `message`, `remedy` and `where`.
A warning leaves the plant usable; an error stops the command, after everything that can be found in one pass was told.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | a defect of mfo |
| 2 | what was asked cannot be asked: an unknown option, effect, limit or target |
| 3 | the plant's files are wrong |
| 4 | no plan can satisfy everything asked, or nothing bounds it |
| 5 | the solver gave no answer that could be certified |
| 130 | interrupted; nothing was written |
"""

MODULE_TOP = '''\
"""The codes of all findings: ``problem.code == mfo.Code.UNIT_MISSING``. Written by docs/generate_error_codes.py."""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """What a finding is, whatever its sentence says; docs/error-codes.md says what each means and what to do.

    >>> mfo.Code("unit-missing"), mfo.Code.UNIT_MISSING == "unit-missing"
    (<Code.UNIT_MISSING: 'unit-missing'>, True)
    """

'''

STAGES = {
    "files": ("Files", "Opening the plant's files and reading their tables."),
    "units": ("Numbers and units", "Reading one number."),
    "plant": ("The plant's tables", "What the rows mean, and how they fit together."),
    "models": ("Process models and reference data", "The library, and models and data beside the plant."),
    "graph": ("The graph of flows", "What can be seen to be wrong before anything is solved."),
    "program": ("Solving", "What is asked, and whether there is a plan."),
    "plan": ("Plans, runs and pages", "Today's flows, the certificate, run folders, pictures."),
}


def sources() -> Iterator[tuple[Path, ast.Module]]:
    """Every module of the product, parsed."""
    for folder in ("mfo", "cli"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def carriers() -> dict[str, set[int]]:
    """Functions and classes that take a ``code``: its position among the arguments of a call."""
    found: dict[str, set[int]] = {"Problem": {0}}
    for path, tree in sources():
        if path.is_relative_to(NOT_CODES):
            continue
        for owner in ast.walk(tree):
            for function in ast.iter_child_nodes(owner):
                if isinstance(function, ast.FunctionDef):
                    names = [argument.arg for argument in function.args.args]
                    if "code" in names:
                        called = owner.name if function.name == "__init__" else function.name  # type: ignore[attr-defined]
                        found.setdefault(called, set()).add(names.index("code") - (names[0] == "self"))
    return found


def _texts(node: ast.expr, assigned: dict[str, list[ast.expr]]) -> Iterator[str]:
    """The texts an expression may be: a constant, either side of a choice, or what a name was given."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body, assigned)
        yield from _texts(node.orelse, assigned)
    elif isinstance(node, ast.Name) and node.id == "code":
        for value in assigned.get(node.id, ()):
            yield from _texts(value, {})


def used() -> dict[str, tuple[str, set[bool]]]:
    """Every code in the source: a place where it is used, and whether as a warning, an error or both."""
    known = carriers()
    found: dict[str, tuple[str, set[bool]]] = {}
    for path, tree in sources():
        assigned: dict[str, list[ast.expr]] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                assigned.setdefault(node.targets[0].id, []).append(node.value)
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            given = [node.args[position] for position in known.get(name, ()) if position < len(node.args)]
            given += [word.value for word in node.keywords if word.arg == "code" and name in known]
            for text in (text for argument in given for text in _texts(argument, assigned)):
                if CODE.fullmatch(text):
                    place = f"{path.relative_to(ROOT)}, line {node.lineno}"
                    found.setdefault(text, (place, set()))[1].add(name == "warn")
    return found


def described() -> dict[str, dict[str, dict[str, str]]]:
    """The registry: stage, code, and what it means, an example and what to do."""
    read: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return read


def differences() -> list[str]:
    """What keeps registry and source apart, in words."""
    source, stages = used(), described()
    known = [code for entries in stages.values() for code in entries]
    told = [f"{code} ({place}) is not described" for code, (place, _) in source.items() if code not in known]
    told += [f"{code} is described and used nowhere" for code in known if code not in source]
    told += [f"{code} is described twice" for code in dict.fromkeys(known) if known.count(code) > 1]
    told += [f"there is no stage {stage}" for stage in stages if stage not in STAGES]
    for entries in stages.values():
        told += [
            f"{code} lacks means, example or do"
            for code, entry in entries.items()
            if not (entry.get("means") and entry.get("example") and entry.get("do"))
        ]
        for code, entry in entries.items():
            severities = source[code][1] if code in source else set()
            if len(severities) == 1 and ("warning" in entry["means"]) not in severities:
                told.append(f"{code} should {'' if True in severities else 'not '}say that it is a warning")
    return told


def page() -> str:
    """The text of the page."""
    parts, stages = [TOP], described()
    for stage, (title, what) in STAGES.items():
        parts.append(f"## {title}\n\n{what}\n")
        for code, entry in sorted(stages.get(stage, {}).items()):
            parts.append(f"(code-{code})=\n### {code}\n\n{entry['means']}\n\n> {entry['example']}\n\n{entry['do']}\n")
    return "\n".join(parts)


def enumeration() -> str:
    """The module with every code as a member of an enumeration."""
    codes = sorted(code for entries in described().values() for code in entries)
    members = "\n".join(f'    {code.upper().replace("-", "_")} = "{code}"' for code in codes)
    return f"{MODULE_TOP}{members}\n"


def main(arguments: list[str]) -> int:
    """Write or check the page and the enumeration."""
    apart = differences()
    for line in apart:
        print(f"docs/error_codes.yaml: {line}")
    if apart:
        return 1
    for path, text in ((PAGE, page()), (MODULE, enumeration())):
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            print(f"{path.relative_to(ROOT)} is out of date: run python docs/generate_error_codes.py")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
