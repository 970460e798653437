"""What a plant's problems say in Spanish, and that the catalogue of translations is sound."""

from __future__ import annotations

import ast
import copy
import re
from dataclasses import replace
from pathlib import Path

import mfo.cli
import pytest
import yaml
from mfo.cli.frame.run import language_of

import mfo
from mfo.errors import Problem, Where
from mfo.sentences import in_language, place_in, problem_in
from mfo.translation import FOLDER, catalogue_texts

from .plants import BASE

UNTRANSLATED = 0
"""Sentences, words of screens and names of the format that lack a translation: this may only become smaller."""

FIELD = re.compile(r"\{(\w+)\}")


def entries() -> dict[str, str]:
    """What the catalogue is made from: every text, translated or not."""
    from babel.messages.pofile import read_po

    with (FOLDER / "es" / "LC_MESSAGES" / "mfo.po").open("rb") as stream:
        return {str(each.id): str(each.string) for each in read_po(stream) if each.id and not each.context}


def test_every_sentence_word_and_name_has_a_translation():
    """Whoever adds a sentence adds its Spanish: ``docs/generate_catalogue.py`` gathers it, and it stands here."""
    from babel.messages.pofile import read_po

    with (FOLDER / "es" / "LC_MESSAGES" / "mfo.po").open("rb") as stream:
        without = [(each.context, each.id) for each in read_po(stream) if each.id and not each.string]
    assert len(without) <= UNTRANSLATED, without


def test_a_translation_has_the_fields_of_its_sentence():
    wrong = {
        english: spanish
        for english, spanish in catalogue_texts("es").items()
        if not set(FIELD.findall(spanish)) <= set(FIELD.findall(english))
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("`price` is blank.", "`price` está en blanco."),
        ("Did you mean `yard` or `tip`?", "¿Quiso decir `yard` o `tip`?"),
        ("There is no site named `yrad`.", "No hay sitio con el nombre `yrad`."),
        (
            "`cost` is `5 ton/d`: `ton` in `ton/d` may be a tonne of 1,000 kg or a short ton of 907 kg.",
            "`cost` es `5 ton/d`: `ton` en `ton/d` puede ser una tonelada de 1,000 kg o una tonelada corta de 907 kg.",
        ),
        (
            "Write the ISO code of the currency: MXN or USD or EUR.",
            "Escriba el código ISO de la moneda: MXN, USD o EUR.",
        ),
        (
            "`capacity` is `9 KVA`: `KVA` is not a unit that mfo knows.",
            "`capacity` es `9 KVA`: `KVA` no es una unidad que mfo conozca.",
        ),
        (
            "Write a whole number, such as 2030. Blank means the values hold for every year.",
            "Escriba un número entero, como 2030. En blanco significa: los valores valen para todos los años.",
        ),
        (
            "Write something like `150 MXN/t`, or a profile. There is `a`, `b`.",
            "Escriba algo como `150 MXN/t`, o un perfil. Hay `a`, `b`.",
        ),
        (
            "Did you mean `other waste`? Add a row to `materials`, such as `material: food waste, unit: t`.",
            "¿Quiso decir `other waste`? Agregue una fila a `materials`, como `material: food waste, unit: t`.",
        ),
        (
            "`amount` is `12,5 t/d`: `12,5 t/d` has a decimal comma.",
            "`amount` es `12,5 t/d`: `12,5 t/d` tiene coma decimal.",
        ),
        ("It is needed: Where it stands.", "Es necesario: Dónde está."),
        ("A sentence that nobody wrote.", "A sentence that nobody wrote."),
        ("There is no supply or market named `x`.", "No hay suministro o mercado con el nombre `x`."),
        ("There is no market named `a or b`.", "No hay mercado con el nombre `a or b`."),
        (
            "`x` is the name of several things: a supply, a market.",
            "`x` es el nombre de varias cosas: suministro, mercado.",
        ),
        (
            "None is declared: add a row to `supplies` or `markets`.",
            "No se declara ninguno: agregue una fila a `supplies` o `markets`.",
        ),
        ("It must be `in` or `out`.", "Debe ser `entra` o `sale`."),
        (
            "One side is a thousand times the other: check the units of these readings. Correct a reading, or leave "
            "one of these flows unmeasured, so that it is found from the others.",
            "Un lado es mil veces el otro: revise las unidades de estas lecturas. Corrija una medición, o deje uno de "
            "estos flujos sin medir, para que se halle por los demás.",
        ),
        (
            "'a' at 'b' does not balance: 8 t a year (50.00%) more come in than go out. In: truck 16 t. Out: nothing.",
            "'a' en 'b' no cuadra: 8 t al año (50.00%) más entran de las que salen. Entra: truck 16 t. Sale: nada.",
        ),
    ],
)
def test_a_finished_sentence_is_translated_by_its_template(english, spanish):
    """Names and numbers stay as they are, sentences within a sentence are translated too."""
    assert in_language(english, "es") == spanish
    assert in_language(english, "en") == english


def test_a_problem_calls_columns_as_its_sheet_does():
    where = Where("p.xlsx", "Suministros", 3, "F3")
    told = problem_in(Problem("value-missing", "`price` is blank.", where, "Check the sign."), "es")
    assert (told.message, told.remedy, told.code) == ("`precio` está en blanco.", "Revise el signo.", "value-missing")
    assert place_in(where, "es") == "p.xlsx, hoja Suministros, celda F3"
    many = Problem("value-missing", "`x` is blank. (The same at p.xlsx, sheet recetas, cell C7; q.csv, line 8.)")
    assert problem_in(many, "es").message == (
        "`x` está en blanco. (Lo mismo en p.xlsx, hoja recetas, celda C7; q.csv, línea 8.)"
    )
    other = Problem("name-read-as", "`Mercado` is read as the table `markets`.", Where("p.xlsx", "Mercado"))
    assert problem_in(other, "es").message == "`Mercado` se lee como la tabla `mercados`."
    assert "`markets`" in problem_in(replace(other, where=Where("p.xlsx", "Market")), "es").message
    assert place_in(Where("supplies.csv", None, 3, "price"), "es") == "supplies.csv, línea 3, columna price"


def test_all_problems_of_a_slipped_plant_are_told_in_spanish(tmp_path: Path):
    """Proves it through the reader: none of a dozen common slips is left in English."""
    (tmp_path / "slips.yaml").write_text(
        "plant: {name: p, currency: MXN, slots: 12 months, gwp: AR7}\n"
        "materials: [{material: peel, unit: t}]\n"
        "sites: [{site: yard}]\n"
        "supplies:\n"
        "  - {supply: a, site: yrad, material: peel, amount: '12,5 t/d', take: every, price: 0 MXN/t}\n"
        "  - {supply: b, site: yard, material: peel, amount: 12 kWh/d, take: all, price: }\n"
        "  - {supply: c, site: yard, material: peel, amount: -1 t/d, take: all, price: lots}\n"
        "markets: [{market: m, site: yard, material: peel, prize: 3 MXN/t}]\n",
        encoding="utf-8",
    )
    with pytest.raises(mfo.PlantError) as caught:
        mfo.read(tmp_path / "slips.yaml")
    told = [problem_in(problem, "es") for problem in caught.value.problems]
    assert len(told) >= 8
    for problem, before in zip(told, caught.value.problems, strict=True):
        assert problem.message != before.message
        assert not before.remedy or problem.remedy != before.remedy


@pytest.mark.parametrize(
    ("environment", "arguments", "language"),
    [
        ({}, [], "en"),
        ({"LANG": "es_MX.UTF-8"}, [], "es"),
        ({"LANG": "de_DE.UTF-8"}, [], "en"),
        ({"LANG": "es_MX", "MFO_LANGUAGE": "en"}, [], "en"),
        ({"LANG": "en_US"}, ["check", "ciudad.yaml"], "es"),
        ({"MFO_LANGUAGE": "en"}, ["check", "ciudad.yaml"], "en"),
        ({}, ["verify", "run"], "es"),
        ({}, ["check", "ciudad.yaml", "--language=en"], "en"),
        ({"LANG": "C"}, ["check", "p", "--language", "es"], "es"),
    ],
)
def test_the_language_is_chosen_or_the_environments(environment, arguments, language, monkeypatch, tmp_path):
    """Chosen on the command line, else MFO_LANGUAGE, else the setting of the plant (or of a run's), else the system."""
    (tmp_path / "run" / "inputs").mkdir(parents=True)
    for place in ("ciudad.yaml", "run/inputs/plant.yaml"):
        (tmp_path / place).write_text("planta: {nombre: ciudad, moneda: MXN, idioma: es}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for name in ("MFO_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert language_of(arguments) == language


def test_the_language_of_a_workbook_is_its_setting(tmp_path: Path):
    import mfo.examples

    from mfo.tables.read_tables import read_tables
    from mfo.tables.stated_language import stated_language
    from mfo.template.template_workbook import write_template

    tables = read_tables(Path(mfo.examples.__path__[0]) / "starter")
    for language, stated in (("es", "es"), ("en", "")):
        write_template(tables, tmp_path / f"{language}.xlsx", language)
        assert stated_language(tmp_path / f"{language}.xlsx") == stated
    (tmp_path / "damaged.xlsx").write_bytes(b"PK")
    assert stated_language(tmp_path / "damaged.xlsx") == ""


def test_what_the_screens_print_goes_through_the_catalogue():
    """No text of words stands in the command line's modules as it is: :func:`mfo.translation.say` tells it."""
    folder, found = Path(mfo.cli.__path__[0]), []
    for path in sorted(folder.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        told = {id(part) for node in ast.walk(tree) if _is_told(node) for part in ast.walk(node)}
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and id(node) not in told:
                text = "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values)
                if re.search(r"[A-Za-z]{2,} [a-z]{2,}|\b[a-z]{3,}:? X|X [a-z]{3,}", text) and text not in NO_WORDS:
                    found.append(f"{path.name}, line {node.lineno}: {text}")
            if isinstance(node, ast.Call) and _called(node) in ("echo", "UsageError") and node.args:
                text = getattr(node.args[0], "value", "")
                if isinstance(text, str) and re.search("[a-z]{3}", text):
                    found.append(f"{path.name}, line {node.lineno}: {text}")
    assert found == []


NO_WORDS = ("mfo X", "enters: X")  # the version, and the name of an indicator


def _is_told(node: ast.AST) -> bool:
    """What is translated where it is told: problems, progress, and what is given to ``say``."""
    if isinstance(node, ast.Assign):
        return getattr(node.targets[0], "id", "") in ("message", "remedy")
    return isinstance(node, ast.Call) and _called(node) in ("Problem", "progress", "say")


def _called(call: ast.Call) -> str:
    return str(getattr(call.func, "attr", getattr(call.func, "id", "")))


def test_several_sentences_are_each_told_by_their_own_template():
    """Proves it by what a short template would make of all of them: ``Write {choices}.`` and the rest in English."""
    text = "Write it like `emissions <= 500 t_CO2e/year` or `landfilled <= 10 % of municipal waste`. Leave it blank."
    told = in_language(text, "es")
    assert told == (
        "Escríbalo como `emisiones <= 500 t_CO2e/year` o `a relleno sanitario <= 10 % de residuos "
        "municipales`. Déjelo en blanco."
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (("Suministros", "gas LP", "precio"), ("supplies", "gas LP", "price")),
        (("mercados", "precio", "Precio"), ("markets", "precio", "price")),
        (("planta", "precio del carbono", "valor"), ("plant", "carbon_price", "value")),
        (("nada", "a", "precio"), ("nada", "a", "precio")),
    ],
)
def test_a_cell_is_named_in_spanish(typed, meant):
    """Tables, columns and settings are read as meant; what the user named keeps its name."""
    from mfo.reading.scenarios import cell_meant

    assert cell_meant(*typed) == meant


def test_an_effect_of_ones_own_is_not_taken_for_a_built_in_one():
    from mfo.plant.effects import effects_meant

    assert effects_meant("emisiones; costo", {"cost", "emissions"}) == "emissions; cost"
    assert effects_meant("emisiones", {"emisiones", "emissions"}) == "emisiones"


def test_a_month_is_called_in_spanish():
    """Its name, with or without a year, is the slot; what is no month of the plant stays unknown."""
    import numpy as np

    from mfo.plant.quantities import CellError
    from mfo.plant.slots import Slots

    slots = Slots(np.full(3, 730.0), np.ones(3), ("January", "February", "March 2026"))
    assert [slots.position(text) for text in ("febrero", "Enero", "marzo 2026", "February")] == [1, 0, 2, 1]
    with pytest.raises(CellError):
        slots.position("abril")


@pytest.mark.parametrize("typed", ["receta", "Receta", "Recipe"])
def test_a_recipe_may_be_typed_in_spanish(typed, tmp_path):
    """As other words of the format: it was refused, with `recipe` as what may be meant."""
    changed = copy.deepcopy(BASE)
    for row in changed["processes"]:
        row["model"] = typed
    path = tmp_path / "plant.yaml"
    path.write_text(yaml.safe_dump(changed), encoding="utf-8")
    plant = mfo.read(path).plant
    assert {process.model for process in plant.processes} == {"recipe"}


CARRIERS = ("error", "warn", "Problem", "CellError", "UnitError")
GATHERED = ("message", "remedy", "told")
"""What carries a problem's sentences, and the names under which ``docs/generate_catalogue.py`` gathers them."""


def _texts_under_other_names(function: ast.FunctionDef) -> set[str]:
    """The names under which sentences stand that are then given to a carrier, and are not gathered."""
    sentences = {
        node.targets[0].id
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and any(
            isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value.rstrip().endswith((".", ":"))
            for part in ast.walk(node.value)
        )
    }
    given = {
        argument.id
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in CARRIERS
        for argument in (*node.args, *(word.value for word in node.keywords))
        if isinstance(argument, ast.Name)
    }
    return sentences & given - set(GATHERED)


def test_sentences_stand_under_names_that_are_gathered():
    """Else a sentence is told in English in a Spanish run, and nothing says that it lacks a translation."""
    root = Path(mfo.__file__).parent
    found = {
        (path.name, function.name): names
        for path in (*root.rglob("*.py"), *Path(mfo.cli.__path__[0]).rglob("*.py"))
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef) and (names := _texts_under_other_names(function))
    }
    assert found == {}


def test_places_within_a_sentence_are_spanish_too():
    message = "`currency` stands in two rows of `plant`; the first is at t.xlsx, sheet planta, cell A3."
    found = problem_in(Problem("row-twice", message, Where("t.xlsx", sheet="planta", cell="A21"), ""), "es")
    assert found.message == "`moneda` está en dos filas de `planta`; la primera está en t.xlsx, hoja planta, celda A3."
    message = "There is no material named `x`. (The same at t.xlsx, sheet recetas, cell B10 and 2 more.)"
    told = problem_in(Problem("name-unknown", message, Where("t.xlsx"), ""), "es").message
    assert told == "No hay material con el nombre `x`. (Lo mismo en t.xlsx, hoja recetas, celda B10 y 2 más.)"
