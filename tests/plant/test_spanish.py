"""What a plant's problems say in Spanish, and that the catalogue of translations is sound."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from mfo.cli.run import language_of

import mfo
from mfo.errors import Problem, Where
from mfo.sentences import in_language, place_in, problem_in
from mfo.translation import FOLDER, catalogue_texts

UNTRANSLATED = 330
"""Sentences of problems that have no translation yet: this number may only become smaller."""

FIELD = re.compile(r"\{(\w+)\}")


def entries() -> dict[str, str]:
    """What the catalogue is made from: every text, translated or not."""
    from babel.messages.pofile import read_po

    with (FOLDER / "es" / "LC_MESSAGES" / "mfo.po").open("rb") as stream:
        return {str(each.id): str(each.string) for each in read_po(stream) if each.id and not each.context}


def test_most_sentences_have_a_translation():
    without = sorted(english for english, spanish in entries().items() if not spanish)
    assert len(without) <= UNTRANSLATED, without


def test_a_translation_has_the_fields_of_its_sentence():
    wrong = {english: spanish for english, spanish in catalogue_texts("es").items()
             if not set(FIELD.findall(spanish)) <= set(FIELD.findall(english))}  # fmt: skip
    assert wrong == {}


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("`price` is blank.", "`price` está en blanco."),
        ("Did you mean `yard` or `tip`?", "¿Quiso decir `yard` o `tip`?"),
        ("There is no site named `yrad`.", "No hay sitio con el nombre `yrad`."),
        ("`amount` is `12,5 t/d`: `12,5 t/d` has a decimal comma.",
         "`amount` es `12,5 t/d`: `12,5 t/d` tiene coma decimal."),
        ("It is needed: Where it stands.", "Es necesario: Dónde está."),
        ("A sentence that nobody wrote.", "A sentence that nobody wrote."),
    ],
)  # fmt: skip
def test_a_finished_sentence_is_translated_by_its_template(english, spanish):
    """Names and numbers stay as they are, sentences within a sentence are translated too."""
    assert in_language(english, "es") == spanish
    assert in_language(english, "en") == english


def test_a_problem_calls_columns_as_its_sheet_does():
    where = Where("p.xlsx", "Suministros", 3, "F3")
    told = problem_in(Problem("value-missing", "`price` is blank.", where, "Check the sign."), "es")
    assert (told.message, told.remedy, told.code) == ("`precio` está en blanco.", "Revise el signo.", "value-missing")
    assert place_in(where, "es") == "p.xlsx, hoja Suministros, celda F3"
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
        ({}, [], "en"), ({"LANG": "es_MX.UTF-8"}, [], "es"), ({"LANG": "de_DE.UTF-8"}, [], "en"),
        ({"LANG": "es_MX", "MFO_LANGUAGE": "en"}, [], "en"), ({"LANG": "C"}, ["check", "p", "--language", "es"], "es"),
    ],
)  # fmt: skip
def test_the_language_is_chosen_or_the_environments(environment, arguments, language, monkeypatch):
    for name in ("MFO_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert language_of(arguments) == language
