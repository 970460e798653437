"""What every verb prints is Spanish where Spanish is asked for: a city whose names are Spanish, so that each English
word is one of ours."""

from __future__ import annotations

import gc
import json
import os
import re
from pathlib import Path

import click
import pytest
from mfo.cli.frame.run import run
from mfo.cli.group import command_line
from mfo.cli.screen.plan_summary import text
from mfo.cli.screen.words import unit_words, word

from mfo.garbage import seldom_collected
from mfo.plan.plan import Plan
from mfo.sentences import in_language
from mfo.translation import SCREEN, click_speaks, speaking

CITY = """
planta: {nombre: Morelia chica, moneda: MXN, periodos: 1 year, minimizar: costo}
materiales: [{material: comida, unidad: t, residuo: sí}, {material: composta madura, unidad: t}]
sitios:
  - {sitio: mercado, propietario: Ayuntamiento}
  - {sitio: patio, propietario: Compostera}
  - {sitio: tiradero, propietario: Ayuntamiento}
suministros:
  - {suministro: recolectado, sitio: mercado, material: comida, cantidad: 10 t/d, tomar: todo, precio: 0 MXN/t}
procesos:
  - {proceso: compostaje, sitio: patio, modelo: recipe, ruta: composta, capacidad: 8 t/d, existente: 0 t/d,
     inversión: 100000 MXN/(t/d), vida útil: 10 year, costo variable: 100 MXN/t}
  - {proceso: entierro, sitio: tiradero, modelo: recipe, ruta: relleno sanitario, costo variable: 500 MXN/t}
recetas:
  - {proceso: compostaje, papel: entra, material: comida, cantidad: 1}
  - {proceso: compostaje, papel: sale, material: composta madura, cantidad: 0.4}
  - {proceso: entierro, papel: entra, material: comida, cantidad: 1}
mercados: [{mercado: viveros, sitio: patio, material: composta madura, precio: 300 MXN/t, máximo: 3 t/d}]
enlaces:
  - {desde: mercado, hasta: patio, material: comida, costo por cantidad: 20 MXN/t, capacidad: 9 t/d}
  - {desde: mercado, hasta: tiradero, material: comida, costo por cantidad: 40 MXN/t}
límites:
  - {límite: tope, qué: a relleno sanitario, máximo: 3000 t/year}
  - {límite: meta, qué: "indicador: desvío", mínimo: 10 %}
mediciones: [{en: entierro, material: comida, cantidad: 10 t/d}]
escenarios:
  - {escenario: composta cara, tabla: mercados, fila: viveros, columna: precio, valor: 900 MXN/t, probabilidad: 40 %}
incertidumbres:
  - {incertidumbre: precio, tabla: mercados, fila: viveros, columna: precio, distribución: uniforme, bajo: -20 %,
     alto: "+30 %"}
"""
ENGLISH = re.compile(
    r"\b(the|of|and|with|from|is|are|to|by|have|has|this|that|each|or|for|more|less|today|cost|at|on|be|would|it|its|"
    r"price|market|process|supply|route|limit|landfill|compost|reading|wrote|build|years|months|not|nothing|changed)\b",
    re.IGNORECASE,
)
VERBS = (
    ["check", "city.yaml", "--closure"],
    ["explain", "run"],
    ["verify", "run"],
    ["compare", "run", "run", "--out", "held.html"],
    ["diff", "city.yaml", "--scenario", "composta cara"],
    ["sweep", "city.yaml", "--no-report", "--vary", "mercados viveros precio=200; 400 MXN/t"],
    ["pareto", "city.yaml", "--against", "a relleno sanitario", "--points", "3"],
    ["alternatives", "city.yaml", "--number", "1", "--no-report"],
    ["breakeven", "city.yaml", "--of", "mercados viveros precio"],
    ["uncertainty", "city.yaml", "--samples", "4"],
    ["stochastic", "city.yaml", "--no-report"],
    ["matches", "city.yaml"],
    ["share", "city.yaml"],
    ["reconcile", "city.yaml"],
    ["optimise", "city.yaml", "--limit", "relleno sanitario <= 1 % de recolectado", "--no-report"],
    ["optimise", "city.yaml", "--minimise", "coste"],
    ["breakeven", "city.yaml", "--of", "mercado viveros precio"],
    ["inventado"],
)


def main(arguments: list[str]) -> int:
    """The command line, without leaving Python."""
    return run(command_line, arguments)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the city, and a run of it as far as the command line makes one."""
    folder = tmp_path_factory.mktemp("city")
    (folder / "city.yaml").write_text(CITY, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert main(["optimise", "city.yaml", "--out", "run", "--no-report", "--language", "es"]) == 0
    return folder


def english_in(text: str) -> list[str]:
    """The lines that hold an English word of ours; paths, options and units are nobody's words."""
    plain = (re.sub(r"\S*[/.\\]\S*|--\w+|\[[a-z-]+\]|`[^`]*`", "", line) for line in text.splitlines())
    return [line for line in plain if ENGLISH.search(line) and not line.startswith(("Usage:", "Try "))]


@pytest.mark.parametrize("arguments", VERBS, ids=lambda arguments: " ".join(arguments[:3:2]))
def test_a_screen_holds_no_english_word(arguments, city, monkeypatch, capfd):
    monkeypatch.chdir(city)
    monkeypatch.setenv("MFO_LANGUAGE", "es")
    main(list(arguments))
    told = capfd.readouterr()
    assert told.out or told.err
    assert english_in(told.out.replace(str(city), "")) == []
    assert english_in(told.err.replace(str(city), "")) == []


def test_the_first_line_says_what_how_much_and_when_it_pays_back(city, monkeypatch, capfd):
    """By hand: 3 t/d of 0.4 t/t are 7.5 t/d composted, 750,000 MXN. Today 10 t/d are carried and buried for 540 MXN/t.
    Composting a tonne costs 120 MXN and sells 0.4 t for 120 MXN: each saves 540 MXN, 7.5 x 365 x 540 = 1,478,250 MXN a
    year without capital. 750,000 / 1,478,250 of a year are 6.1 months; less 75,000 MXN of capital it saves 1,403,250.
    """
    with speaking("es"):
        first = text(Plan.load(city / "run"), city / "run").splitlines()[0]
    assert first == (
        "Construir compostaje (7.5 t/d) por 750,000 MXN: con todos los cambios la inversión se recupera "
        "en 6.1 meses, ahorra 1.403 millones de MXN al año."
    )
    monkeypatch.chdir(city)
    (city / "new.yaml").write_text(re.sub("mediciones.*\n", "", CITY), encoding="utf-8")
    main(["optimise", "new.yaml", "--no-report", "--language", "es"])
    first = capfd.readouterr().out.splitlines()[0]
    assert first == (
        "Construir compostaje (7.5 t/d) por 750,000 MXN. No se dice en cuánto tiempo se recupera la "
        "inversión: nada dice qué fluye hoy (tabla mediciones)."
    )


def test_json_has_the_same_keys_codes_and_numbers_in_both_languages(city, monkeypatch, capfd):
    monkeypatch.chdir(city)
    told = {}
    for language in ("en", "es"):
        main(["optimise", "city.yaml", "--limit", "landfilled <= 1 t/year", "--json", "--language", language])
        told[language] = json.loads(capfd.readouterr().out)
    english, spanish = (told[language]["problems"] for language in ("en", "es"))
    assert [each["code"] for each in english] == [each["code"] for each in spanish]
    assert all(one["message"] != other["message"] for one, other in zip(english, spanish, strict=True))
    numbers = [re.findall(r"\d[\d.,]*\d", " ".join(each["remedy"] for each in side)) for side in (english, spanish)]
    assert sorted(numbers[0]) == sorted(numbers[1])
    assert told["en"].keys() == told["es"].keys()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["optimise", "--nosuch"], "No existe la opción '--nosuch'."),
        (["optimise"], "Falta el argumento 'PLANTA'."),
        (["nosuch"], "No hay una orden `nosuch`."),
        (["check", "a", "b"], "Sobra un argumento: b"),
        (["serve", "--port", "seven"], "Valor no válido para '--port': 'seven' no es válido"),
    ],
)
def test_what_click_itself_says_is_spanish(
    typed: list[str], told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Usage and mistakes of typing; in English where English is asked for, whatever the system speaks."""
    monkeypatch.setenv("LANG", "es_MX.UTF-8")
    monkeypatch.setenv("MFO_LANGUAGE", "es")
    assert run(command_line, typed) == 2
    said = capsys.readouterr().err
    assert told in said
    assert said.startswith("Uso: ")
    monkeypatch.setenv("MFO_LANGUAGE", "en")
    assert run(command_line, typed) == 2
    assert capsys.readouterr().err.startswith("Usage: ")


def test_help_has_its_heads_in_spanish(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("MFO_LANGUAGE", "es")
    command = command_line.get_command(click.Context(command_line), "optimise")
    monkeypatch.setattr(command, "_help_option", None, raising=False)  # click keeps the words of the first time
    assert run(command_line, ["optimise", "--help"]) == 0
    said = capsys.readouterr().out
    assert "\nOpciones:\n" in said
    assert "Mostrar este texto y salir." in said


def test_units_and_discounted_effects_are_words_too():
    with speaking("es"):
        assert [unit_words(unit) for unit in ("MWh/year", "item/d", "kW")] == ["MWh/año", "piezas/día", "kW"]
        assert word("cost (discounted)") == "costo (descontado)"
        assert word("black carbon") == "carbono negro"
    assert unit_words("MWh/year") == "MWh/year"


def test_progress_of_samples_is_spanish_to_its_end():
    told = in_language("20 of 220 samples, faltan 3:20", "es", context=SCREEN)
    assert told == "20 de 220 muestras, faltan 3:20"


def test_blanks_around_a_sentence_stay_and_the_environment_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sentence that is part of a line keeps its place in it; what a shell set before a command stands after it."""
    assert in_language("  `price` is blank.\n", "es") == "  `price` está en blanco.\n"
    for before in ("fr", None):
        if before:
            monkeypatch.setenv("LANGUAGE", before)
        else:
            monkeypatch.delenv("LANGUAGE")
        with click_speaks("es"):
            assert os.environ["LANGUAGE"] == "es"
        assert os.environ.get("LANGUAGE") == before


def test_where_nobody_searches_for_garbage_it_stays_so() -> None:
    before = gc.get_threshold()
    gc.set_threshold(0, 5, 5)
    try:
        with seldom_collected():
            assert gc.get_threshold() == (0, 5, 5)
        assert gc.get_threshold() == (0, 5, 5)
    finally:
        gc.set_threshold(*before)
