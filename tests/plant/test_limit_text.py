"""Limits as typed on a command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mfo.errors import UsageError
from mfo.plant.model import Plant
from mfo.reading.limit_text import parse_limit

from .plants import plant_of


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Plant:
    return plant_of(Path(tmp_path_factory.mktemp("plant")))


@pytest.mark.parametrize(
    ("text", "kind", "basis", "value", "upper"),
    [
        ("emissions <= 8760 t_CO2e/year", "effect", "rate", 1, True),
        ("landfilled<=10 % of harvest", "effect", "share", 0.1, True),
        ("biogas >= 30 % of nopal", "route", "share", 0.3, False),
        ("cost <= 3 MMXN", "effect", "amount", 3e6, True),
        ("harvest + barn >= 24 t/d", "supply", "rate", 1, False),
        ("harvest; barn ≥ 24 t/d in each slot", "supply", "rate", 1, False),
        ("process: digester <= 2", "process", None, None, True),
        ("grid <= 1 MWh", "market", "amount", 1, True),
        ("digester <= 0", "process", "rate", 0, True),
    ],
)
def test_what_can_be_said(plant: Plant, text: str, kind: str, basis: str | None, value: float, upper: bool) -> None:
    if basis is None:
        with pytest.raises(UsageError, match="without a unit"):
            parse_limit(text, plant)
        return
    limit = parse_limit(text, plant)
    bound = limit.maximum if upper else limit.minimum
    assert bound is not None
    assert (limit.what[0].kind, limit.basis, float(bound.values)) == (kind, basis, pytest.approx(value))
    assert limit.typed == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("emissions ~ 3 t_CO2e", "is no limit"),
        ("emissions", "Write it like `emissions <= 500"),
        ("emission <= 3 t_CO2e", "Did you mean `emissions`?"),
        ("emissions <= 3 t", "are different"),
        ("cost <= 3 USD/year", "give the rate of USD"),
        ("landfilled <= 10 % of engine", "is no share of"),
        ("harvest + engine <= 3 t", "no sum"),
        ("emissions <= many", "is not a number"),
        ("emissions <= 1,5 t_CO2e", "1.5"),
        ("x" * 1000, "is no limit"),
    ],
)
def test_what_cannot_is_told_with_what_could(plant: Plant, text: str, words: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse_limit(text, plant)
    assert words in str(raised.value)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(["emissions", "<=", ">=", "%", "of", "harvest", "5", "t", "/", ";", "+", " ", "in each slot"])
        | st.text(max_size=4),
        max_size=10,
    )
)
def test_any_text_is_a_limit_or_a_usage_error(plant: Plant, parts: list[str]) -> None:
    """Law: what cannot be read is told; nothing else is raised."""
    text = " ".join(parts)
    try:
        limit = parse_limit(text, plant)
    except UsageError:
        return
    assert (limit.minimum is None) != (limit.maximum is None)
