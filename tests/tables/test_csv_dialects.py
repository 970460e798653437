"""CSV files as Excel writes them in Spanish are read where they are so throughout, and refused where they are not."""

from __future__ import annotations

import pytest

from mfo.errors import Findings
from mfo.sentences import problem_in
from mfo.tables.formats.csvfile import read_csv

SPANISH = (
    "suministro;sitio;cantidad [t/d];precio [MXN/t];fuente\n"
    "Tacámbaro;patio;1.200,5;-0,25;una, y otra\n"
    "b;patio;3,125 t/d;7;x\n"
)


def read(tmp_path, content):
    path = tmp_path / "supplies.csv"
    path.write_bytes(content)
    findings = Findings()
    return read_csv(path, path.name, findings), findings.problems


@pytest.mark.parametrize(("encoding", "told"), [("cp1252", ", Windows-1252"), ("utf-8-sig", "")])
def test_semicolons_and_decimal_commas(encoding, told, tmp_path):
    table, problems = read(tmp_path, SPANISH.replace("\n", "\r\n").encode(encoding))
    assert table.columns["amount"].values == [1200.5, "3.125 t/d"]
    assert table.columns["price"].values == [-0.25, 7]
    assert table.columns["supply"].values[0] == "Tacámbaro"
    assert table.columns["source"].values[0] == "una, y otra"
    assert [problem.code for problem in problems] == ["file-read-as"]
    assert f"semicolons{told}, decimal commas" in problems[0].message


def test_what_a_file_is_written_with_is_told_in_spanish(tmp_path):
    """Each habit is a word of its own: they stood in English within the Spanish sentence."""
    _, problems = read(tmp_path, SPANISH.encode("cp1252"))
    assert problem_in(problems[0], "es").message == (
        "El archivo está escrito con punto y coma, Windows-1252, comas decimales, y así se lee."
    )
    _, problems = read(tmp_path, SPANISH.encode("utf-8"))
    assert problem_in(problems[0], "es").message == (
        "El archivo está escrito con punto y coma, comas decimales, y así se lee."
    )


def test_windows_encoding_with_commas_between_columns(tmp_path):
    table, problems = read(tmp_path, "supply,amount\nTacámbaro,1.5\n".encode("cp1252"))
    assert table.columns["amount"].values == [1.5]
    assert [problem.code for problem in problems] == ["file-read-as"]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_hint_of_excel_and_points(separator, tmp_path):
    text = f"sep={separator}\nsupply{separator}amount\na{separator}1.5\n"
    table, problems = read(tmp_path, text.encode())
    assert table.columns["amount"].values == [1.5]
    assert table.where(0, "amount").line == 3
    assert [problem.severity for problem in problems] == ["warning"]


@pytest.mark.parametrize("numbers", [("1,5", "2.5"), ("1.200", "7"), ("1.200", "2,5"), ("1,200", "7")])
def test_what_may_be_read_in_two_ways_is_asked_about(numbers, tmp_path):
    table, problems = read(tmp_path, "supply;amount\na;{}\nb;{}\n".format(*numbers).encode())
    assert table is None
    assert [problem.severity for problem in problems] == ["error"]


def test_a_comma_that_the_file_explains_is_a_decimal(tmp_path):
    table, _ = read(tmp_path, b"supply;amount\na;1,200\nb;2,5\n")
    assert table.columns["amount"].values == [1.2, 2.5]
