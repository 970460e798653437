"""Gathers what is to be translated into the catalogue of each language, and compiles it.

``python docs/generate_catalogue.py`` renews ``mfo/locale/*/LC_MESSAGES/mfo.po`` (new texts without a translation, those
that are gone left out) and ``mfo.mo``, and compiles ``click.po``, what click says of its own; with ``--check`` it says
whether they are out of date, and ends with 1 if so.
"""

from __future__ import annotations

import ast
import calendar
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import mfo.cli
import yaml
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from mfo.cli.frame.spoken_help import help_texts
from mfo.cli.group import command_line

from mfo.graph.arrays.families import COLUMNS, ROWS
from mfo.library.datasets import PROPERTIES
from mfo.library.library import Library
from mfo.library.technology import GROUPS
from mfo.plant.effects import ROUTES
from mfo.plant.names import SINGULAR
from mfo.plant.schema import KINDS, SETTINGS, TABLES, Column
from mfo.reading.cells.indicator_subjects import INDICATORS
from mfo.tables.formats.csv_dialect import DECIMAL_COMMAS
from mfo.tables.formats.csvfile import PARTED_BY
from mfo.template.sheets import NOT_IN_OWN_WORDS
from mfo.template.template_workbook import HELP as SHEET_HELP
from mfo.translation import (
    CHOICE,
    EFFECT,
    FOLDER,
    HELP,
    KIND,
    MONTH,
    PARAMETER,
    SCREEN,
    SETTING,
    SHOWN,
    TABLE,
    TRANSLATED,
)
from mfo.units.spellings import REFUSED

WIDTH = 120


def names() -> Iterator[tuple[str, str]]:
    """Every name of the plant format with its context."""
    for spec in TABLES.values():
        yield TABLE, spec.name
        for column in spec.columns:
            yield spec.name, column.name
    for name in PROPERTIES:
        yield "materials", name
    for setting in SETTINGS:
        yield SETTING, setting.name
    words = [choice for column in _columns() for choice in column.choices if not choice.isdigit()]
    for word in dict.fromkeys([*words, *ROUTES, "recipe", "yes", "no"]):
        yield CHOICE, word
    for word in ("cost", "emissions", "landfilled", "investment", "cash", *INDICATORS):
        yield EFFECT, word
    for word in (*SINGULAR.values(), "indicator"):
        yield KIND, word
    for word in calendar.month_name[1:]:
        yield MONTH, word
    for model in Library.load().models.values():
        for name, each in model.parameters.items():
            if each.low is not None and not each.choices:  # what has a range is told on the page of what is not sure
                yield PARAMETER, name


def texts() -> Iterator[str]:
    """Every text of the plant format: what tables and columns mean."""
    for spec in TABLES.values():
        yield spec.row
        yield spec.further
        yield spec.singular
    yield from (*KINDS.values(), *SHEET_HELP, "help", "The sheets:", "Needed.", "Blank:")
    yield from (*PARTED_BY.values(), DECIMAL_COMMAS)
    for column in _columns():
        yield column.meaning
        yield column.blank


def examples() -> Iterator[str]:
    """Examples in people's own words; what begins with a figure is typed as it is in every language."""
    for column in _columns():
        own = column.kind in ("name", "names", "text") and column.name not in NOT_IN_OWN_WORDS
        if own and column.example[:1].isalpha():
            yield column.example


def model_texts() -> Iterator[str]:
    """What the library's models say of the mixes that they hold for, which a plan's warnings tell."""
    for path in sorted((FOLDER.parents[1] / "models").glob("*.yaml")):
        model = yaml.safe_load(path.read_text(encoding="utf-8"))
        for held in (model, *(part for part in model.values() if isinstance(part, dict))):
            for limit in held.get("mix") or ():
                yield from (" ".join(str(limit[key]).split()) for key in ("title", "advice") if limit.get(key))


def command_texts() -> Iterator[str]:
    """The help of every verb and option."""
    context = click.Context(command_line)
    yield from help_texts(command_line)
    for name in command_line.list_commands(context):
        verb = command_line.get_command(context, name)
        yield from help_texts(verb) if verb else ()


SENTENCES = (
    "tables",
    "units",
    "plant",
    "library",
    "processes",
    "reading",
    "graph",
    "program",
    "solve",
    "plan",
    "studies",
    "matches",
    "owners",
    "reconciliation",
    "interchange",
    "footprints",
    "differences",
    "writing",
    "serving",
    ".",
)
"""The packages whose sentences a person reads as problems."""
SENTENCE = r"[A-Z`{'(].*[.?:`}'\])]"  # what a text begins and ends with that is told
CARRIERS = frozenset({"error", "warn", "Problem", "CellError", "UnitError", "_problem"})
VARIABLES = frozenset({"message", "remedy", "told"})


def sentences() -> Iterator[str]:
    """The templates of all problems: what is given to those that carry them, fields by name."""
    for path in _sentence_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for expression in _carried(node):
                yield from _texts_of(expression)


def _sentence_files() -> Iterator[Path]:
    for package in SENTENCES:
        yield from sorted((FOLDER.parent / package).glob("*.py" if package == "." else "**/*.py"))
    yield from sorted(Path(mfo.cli.__path__[0]).rglob("*.py"))


SPOKEN = frozenset({"say", "Check", "RunCheck"})
SOLVING = "solving:"  # what progress tells of a search begins with it
STAGES = frozenset({"progress", "_progress"})
CONSTANTS = frozenset({"WASTE", "DIVERSION", "TITLES", "STAYS", "THEY_STAY"})
"""Tables of the screens whose texts are told through :func:`mfo.translation.say`."""
TEXTS = ("text", "wrong")  # names under which a text stands before it is told
ELEMENTS = ("supply", "process", "market", "link", "store", "limit", "contract", "measurement")
STATUSES = (
    "optimal",
    "feasible",
    "infeasible",
    "must",
    "may",
    "never",
    "added",
    "removed",
    "moved",
    "changed",
    "in another unit",
)


def screens() -> Iterator[str]:
    """What :func:`mfo.translation.say` tells: its texts, and the words that ``counted`` counts."""
    yield from (*STATUSES, *GROUPS, *_bounds())
    for node in _everywhere():
        if isinstance(node, ast.Call):
            name = _called(node)
            if name in SPOKEN or (name == "map" and getattr(node.args[0], "id", "") == "say"):
                yield from (text for each in node.args for text in _constants(each))
            if name == "counted" and len(node.args) == 2:
                for word in _constants(node.args[1]):
                    yield from (word, word + ("es" if word.endswith("ch") else "s"))
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
            if getattr(node.targets[0], "id", "") in CONSTANTS:
                yield from (text for value in node.value.values for text in _constants(value))
        elif isinstance(node, ast.FunctionDef) and any(_tells_text(each) for each in ast.walk(node)):
            yield from _assigned(node)


def _bounds() -> Iterator[str]:
    """The bounds that may give way where there is no plan, and what they are bounds of."""
    gives = [each for family in (*COLUMNS.values(), *ROWS.values()) for each in family.gives]
    for bound in dict.fromkeys(each.bound.replace("_", " ") for each in gives):
        yield f"{bound} of {{material}} in {{thing}}" if bound.endswith("share") else f"{bound} of {{thing}}"
    for kind in ELEMENTS:
        yield f"{kind} {{name}}"
        yield {"supply": "supplies", "process": "processes"}.get(kind, f"{kind}s")


def _tells_text(node: ast.AST) -> bool:
    """Whether a call tells what stands under such a name."""
    return (
        isinstance(node, ast.Call)
        and _called(node) == "say"
        and bool(node.args)
        and getattr(node.args[0], "id", "") in TEXTS
    )


def _assigned(function: ast.FunctionDef) -> Iterator[str]:
    for each in ast.walk(function):
        if isinstance(each, ast.Assign) and getattr(each.targets[0], "id", "") in TEXTS:
            yield from _constants(each.value)


def stages() -> Iterator[str]:
    """What progress tells."""
    for node in _everywhere():
        if isinstance(node, ast.Return) and isinstance(node.value, ast.JoinedStr):
            yield from (text for text in _branches(node.value) if text.startswith(SOLVING))
        if isinstance(node, ast.Call) and _called(node) in STAGES and node.args:
            yield from (_template(part) for part in ast.walk(node.args[0]) if isinstance(part, ast.JoinedStr))
            yield from _constants(node.args[0])


def _called(call: ast.Call) -> str:
    return str(getattr(call.func, "attr", getattr(call.func, "id", "")))


def _constants(expression: ast.expr) -> Iterator[str]:
    """The texts that an expression may be: itself, either of a choice, each of several."""
    if isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        yield expression.value
    elif isinstance(expression, ast.IfExp):
        yield from (*_constants(expression.body), *_constants(expression.orelse))
    elif isinstance(expression, ast.Tuple):
        yield from (text for each in expression.elts for text in _constants(each))


def _everywhere() -> Iterator[ast.AST]:
    for folder in (FOLDER.parent, Path(mfo.cli.__path__[0])):
        for path in sorted(folder.rglob("*.py")):
            yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def _carried(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        return [*node.args, *(word.value for word in node.keywords)] if name in CARRIERS else []
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield) and node.value.value is not None:
        return [node.value.value]
    if isinstance(node, ast.Return) and isinstance(node.value, ast.JoinedStr | ast.Constant | ast.IfExp | ast.BinOp):
        return [node.value]
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        name = node.targets[0].id
        return [node.value] if name in VARIABLES or re.fullmatch("_?[A-Z_]*(EXAMPLE|ROWS|HINT|REMEDY)", name) else []
    return []


def _texts_of(expression: ast.expr) -> Iterator[str]:
    if isinstance(expression, ast.BinOp) and isinstance(expression.op, ast.Add):
        for parts in _sums(expression):
            yield from _told(_template(ast.JoinedStr(parts)).strip())
        for part in _leaves(expression):
            yield from _texts_of(part)
    elif isinstance(expression, ast.IfExp | ast.BoolOp | ast.BinOp):
        for part in ast.iter_child_nodes(expression):
            if isinstance(part, ast.expr):
                yield from _texts_of(part)
    elif isinstance(expression, ast.Constant) and isinstance(expression.value, str) and " " in expression.value:
        if re.fullmatch(SENTENCE, expression.value.strip(), re.DOTALL):
            yield expression.value.replace("{", "{{").replace("}", "}}").strip()
    elif isinstance(expression, ast.JoinedStr):
        yield from _told(_template(expression).strip())


def _told(text: str) -> Iterator[str]:
    """A template, if a person is told it."""
    if text.startswith('{{"') or not re.fullmatch(SENTENCE, text, re.DOTALL):
        return
    if re.search("[a-z]{2}", re.sub(r"\{\w+\}", "", text)):
        yield text


def _leaves(expression: ast.expr) -> list[ast.expr]:
    """What is added up."""
    if isinstance(expression, ast.BinOp) and isinstance(expression.op, ast.Add):
        return [*_leaves(expression.left), *_leaves(expression.right)]
    return [expression]


def _sums(expression: ast.expr) -> list[list[ast.expr]]:
    """The pieces of texts that are added up, for each way that its choices may go."""
    if isinstance(expression, ast.BinOp) and isinstance(expression.op, ast.Add):
        return [[*left, *right] for left in _sums(expression.left) for right in _sums(expression.right)]
    if isinstance(expression, ast.IfExp):
        return [*_sums(expression.body), *_sums(expression.orelse)]
    if isinstance(expression, ast.JoinedStr):
        return [list(expression.values)]
    return [[expression if isinstance(expression, ast.Constant) else ast.FormattedValue(expression, -1)]]


def asked_units() -> Iterator[str]:
    """What is asked of units that may be several, and what is to be written."""
    for question, remedy in REFUSED.values():
        yield question
        yield remedy


def fragments() -> Iterator[str]:
    """Parts of sentences that are one of two: the branches of choices within them, and of names that stand in them."""
    for path in _sentence_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            held = [
                value
                for expression in _carried(node)
                for part in ast.walk(expression)
                if isinstance(part, ast.FormattedValue)
                for value in ast.walk(part.value)
            ]
            held += [node.value] if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) else []
            held = [each for each in held if isinstance(each, ast.IfExp)]
            held += [node.value] if isinstance(node, ast.Return) and isinstance(node.value, ast.JoinedStr) else []
            for text in (text for each in held for text in _branches(each)):
                if (
                    " " in text
                    and not text.startswith(("<", SOLVING))
                    and re.search("[a-z]{2}", re.sub(r"\{\w+\}|`[^`]*`", "", text))
                ):
                    yield text


def _branches(expression: ast.expr) -> Iterator[str]:
    if isinstance(expression, ast.Constant) and isinstance(expression.value, str) and "{" not in expression.value:
        yield expression.value.strip()
    elif isinstance(expression, ast.JoinedStr):
        yield _template(expression).strip()
    elif isinstance(expression, ast.IfExp):
        yield from (*_branches(expression.body), *_branches(expression.orelse))


def _template(joined: ast.JoinedStr) -> str:
    """The template of an f-string: each value by the name of what it shows."""
    text, used = "", set[str]()
    for part in joined.values:
        if isinstance(part, ast.Constant):
            text += str(part.value).replace("{", "{{").replace("}", "}}")
        elif isinstance(part, ast.FormattedValue):
            found = [each for each in ast.walk(part.value) if isinstance(each, ast.Name | ast.Attribute)]
            own = getattr(part.value, "attr", getattr(part.value, "id", "")) or next(
                (getattr(each, "attr", getattr(each, "id", "")) for each in found), "value"
            )
            name, count = own, 1
            while name in used:
                count += 1
                name = f"{own}_{count}"
            used.add(name)
            text += "{" + name + "}"
    return text


def _columns() -> Iterator[Column]:
    yield from SETTINGS
    for spec in TABLES.values():
        yield from spec.columns


def gathered() -> Catalog:
    """All that is to be translated."""
    found = Catalog(project="mfo", charset="utf-8")
    for context, name in names():
        found.add(name, context=context)
    for text in (*screens(), *stages()):
        if text:
            found.add(text, context=SCREEN)
    for text in command_texts():
        if text:
            found.add(text, context=HELP)
    for text in examples():
        found.add(text, context=SHOWN)
    for text in (*texts(), *model_texts(), *sentences(), *fragments(), *asked_units(), *STATUSES[:3]):
        if text:
            found.add(text)
    return found


def renewed(language: str, template: Catalog) -> tuple[bytes, bytes]:
    """The catalogue of a language, with every text that is to be translated: as text and compiled."""
    path = FOLDER / language / "LC_MESSAGES" / "mfo.po"
    with path.open("rb") as stream:
        found = read_po(stream, locale=language)
    date = found.creation_date
    found.update(template, no_fuzzy_matching=True)
    found.creation_date = date
    found.obsolete.clear()
    text, compiled = io.BytesIO(), io.BytesIO()
    write_po(text, found, width=WIDTH, sort_output=True, ignore_obsolete=True)
    write_mo(compiled, found)
    return text.getvalue(), compiled.getvalue()


def of_click(folder: Path) -> bytes:
    """The compiled catalogue of what click itself says, which is kept by hand."""
    held = io.BytesIO()
    with (folder / "click.po").open("rb") as handle:
        write_mo(held, read_po(handle, locale=folder.parent.name))
    return held.getvalue()


def main(arguments: list[str]) -> int:
    """Write or check the catalogues."""
    template = gathered()
    for language in TRANSLATED:
        folder = FOLDER / language / "LC_MESSAGES"
        made = zip(("mfo.po", "mfo.mo", "click.mo"), (*renewed(language, template), of_click(folder)), strict=True)
        for name, content in made:
            path: Path = folder / name
            if "--check" not in arguments:
                path.write_bytes(content)
            elif not path.exists() or path.read_bytes() != content:
                print(f"{path.name} of {language} is out of date: run python docs/generate_catalogue.py")
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
