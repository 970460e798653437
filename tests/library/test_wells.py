"""Landfill gas where only some sites have wells: Mexico's mean is far above that of a site that is run well."""

from __future__ import annotations

import numpy as np
import pytest

from mfo.errors import Findings
from mfo.plant.model import Series
from mfo.processes.evaluate import ProcessRequest, evaluate

from .shared import gas, library, materials

WASTE = "mixed_municipal_waste"


def methane(share: float) -> float:
    """t CH4 of a t of mixed waste, where a share of the sites has wells."""
    typed = Series(np.array(share), "", f"{share:g}", None)
    asked = ProcessRequest("tip", "landfill", parameters={"sites_with_wells": typed}, accepts=(WASTE,))
    findings = Findings()
    found = evaluate(asked, {WASTE: materials()[WASTE]}, library(), findings)
    assert not list(findings)
    assert found is not None
    return gas(found, "CH4", WASTE)


def test_a_quarter_of_sites_with_wells_lies_a_quarter_of_the_way() -> None:
    """What is collected is in proportion to the sites that collect it; NOM-083 is kept by a quarter at most."""
    none, quarter, every = methane(0.0), methane(0.25), methane(1.0)
    assert quarter == pytest.approx(0.75 * none + 0.25 * every, rel=1e-9)
    assert every < 0.6 * none
    row = library().datasets.row("msw.sdf.compliant")
    assert row is not None
    assert row.value == 25
