from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mfo.errors import UsageError
from mfo.report.facts.language import LANGUAGES, language

STORED = json.loads((files("mfo.report") / "assets" / "texts.json").read_text(encoding="utf-8"))
PACKAGE = Path(str(files("mfo.report")))


@pytest.mark.parametrize("key", STORED["texts"])
def test_every_text_is_in_every_language_with_the_same_places(key: str) -> None:
    entry = STORED["texts"][key]
    places = {code: sorted(set(re.findall(r"{(\w+)", entry[code]))) for code in LANGUAGES}
    assert all(entry[code].strip() for code in LANGUAGES)
    assert len(set(map(tuple, places.values()))) == 1


def test_every_word_is_in_every_language() -> None:
    assert all(set(entry) == set(LANGUAGES) for entry in STORED["words"].values())


def test_every_key_in_the_code_exists_and_every_text_is_used() -> None:
    """Without this a missing text would stop a report only when its section appears."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    plain = set(re.findall(r"""\bwords\(["']([\w.]+)["']""", code)) | set(
        re.findall(r'language\("([a-z_.]{4,})"', code)
    )
    assert plain - set(STORED["texts"]) == set()
    heads = [re.escape(part) for part in re.findall(r'f"([\w.]+\.)\{', code)]
    heads += [re.escape(f"{kind}.") for kind in re.findall(r'\.choice\("(\w+)"', code)]
    quoted = set(re.findall(r"""["']([\w.]+)["']""", code))
    unused = {key for key in STORED["texts"] if key not in quoted and not any(re.match(head, key) for head in heads)}
    assert {key for key in unused if not re.fullmatch(r"\w+\.title", key)} == set()


def test_numbers_follow_the_language_and_the_country() -> None:
    """1234.5 is read as 1,234.5 in English and in Mexico, and as 1.234,5 in Spain."""
    assert language("en").number(1234.5, 5) == "1,234.5"
    assert language("es", "EUR").number(1234.5, 5) == "1.234,5"
    assert language("es", "MXN").number(1234.5, 5) == "1,234.5"
    assert language("es-MX", "MXN").amount(-2.5e6, "MXN") == "−2.5 millones de MXN"
    assert language("en").amount(0.00012345, "t_CO2e/Nm3") == "0.0001234 t CO₂e/Nm³"
    assert language("en").number(None) == ""
    assert language("en").number(float("nan")) == ""
    assert language("en").number(float("inf")) == "∞"
    assert language("en").percent(0.4567) == "45.7 %"


@given(st.floats(-1e12, 1e12, allow_nan=False))
def test_a_number_reads_back_to_its_digits(value: float) -> None:
    text = language("en").number(value, 6).replace(",", "").replace("−", "-")
    assert float(text) == pytest.approx(value, rel=1e-5, abs=1e-11)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UsageError, match="no language 'fr'"):
        language("fr")


def test_months_are_called_in_the_report_s_language() -> None:
    assert [language("es").slot(label) for label in ("January", "March 2026", "week 3", 7)] == [
        "enero",
        "marzo 2026",
        "week 3",
        "7",
    ]
    assert language("en").slot("March 2026") == "March 2026"
