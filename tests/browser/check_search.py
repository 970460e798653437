"""The documentation's own search, with words that people use: the first page that it names is the one that answers.

`pytest tests/browser --browser` takes the pages that a build has left in `docs/_build/html`
(`python -m sphinx -b html docs docs/_build/html`; with `-a` where pages were built before, since Sphinx forgets the
index entries of pages that it does not write again).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from .chromium import Chromium

SITE = Path(__file__).parents[2] / "docs" / "_build" / "html"
WANTED = {
    "payback": "build-or-not",
    "subsidy": "build-or-not",
    "sensitivity": "scenarios",
    "shadow price": "read-a-price",
    "LibreOffice": "own-park",
    "Excel": "own-park",
    "spreadsheet": "own-park",
    "Windows": "install",
    "upgrade": "install",
    "PDF": "share-report",
    "Spanish": "share-report",
    "Sankey": "share-report",
    "infeasible": "no-plan",
    "no plan": "no-plan",
    "warnings": "warnings",
    "carbon price": "carbon-price",
    "carbon tax": "carbon-price",
    "ban": "targets",
    "target": "targets",
    "budget": "roadmap",
    "loan": "cash",
    "net present value": "cash",
    "demand charge": "tariffs",
    "battery": "stores",
    "deposit": "returns",
    "Monte Carlo": "uncertainty",
    "break-even": "breakeven",
    "Pareto": "curve",
    "scope 3": "emissions",
    "GRI 306": "disclosures",
    "weighbridge": "reconcile",
    "meter": "reconcile",
    "who pays": "share",
    "recycling rate": "indicators",
    "landfill gas": "landfill",
    "typical day": "typical-days",
    "units": "units",
    "error codes": "error-codes",
    "glossary": "glossary",
    "WARM": "warm",
    "Python": "python",
    "discount rate": "money",
    "first plan": "own-park",
    "defend a number": "read-a-price",
    "price of a target": "targets",
    "getting started": "own-data",
    "opex": "build-or-not",
    "ROI": "build-or-not",
    "gate fee": "read-a-price",
    "tornado": "uncertainty",
    "worst case": "uncertainty",
    "compare scenarios": "scenarios",
    "two plans": "diff",
    "language": "share-report",
    "waste exchange": "matches",
    "negotiation": "share",
    "no solution": "no-plan",
    "time limit": "whole-numbers",
    "jobs": "city",
    "CTI": "disclosures",
    "circularity indicator": "indicators",
    "minimum price": "breakeven",
    "update": "install",
    "carbon credit": "credits",
    "shapefile": "containers",
    "KML": "containers",
    "compost": "models/composting_windrow",
    "biogas": "models/anaerobic_digestion",
    "solar": "models/photovoltaics",
    "heat pump": "models/heat_pump",
    "API": "api",
    "take or pay": "contracts",
    "minimum purchase": "contracts",
    "volume discount": "contracts",
    "exchange rate": "money",
    "dollars": "money",
    "part load": "whole-numbers",
    "travel time": "time",
    "in transit": "time",
    "N-1": "scenarios",
    "power outage": "scenarios",
    "lock a decision": "scenarios",
    "landfill cell": "airspace",
    "budget on cash": "cash",
    "interest rate": "cash",
    "map": "containers",
    "EPD": "footprint",
    "water footprint": "footprint",
    "openLCA": "footprint",
    "hazardous waste": "disclosures",
    "CSRD": "disclosures",
    "SDG 11.6.1": "city",
    "informal": "city",
    "plastic leakage": "city",
    "peak demand": "tariffs",
    "heat storage": "stores",
    "refill": "returns",
    "error message": "error-codes",
    "why is it infeasible": "no-plan",
    "currency": "money",
    "kWh": "units",
    "new material": "own-material",
    "add a technology": "own-model",
    "Gurobi": "another-solver",
    "jupyter": "python",
    "uncertain yield": "reconcile",
    "mass balance": "reconcile",
    "second best": "alternatives",
    "robust decision": "stochastic",
    "separate collection": "people",
    "awareness campaign": "people",
    "Word": "share-report",
}
SPANISH = {
    "recuperación de la inversión": "build-or-not",
    "precio sombra": "read-a-price",
    "presupuesto": "roadmap",
    "relleno sanitario": "airspace",
    "hoja de cálculo": "own-park",
    "subsidio": "build-or-not",
    "no hay plan": "no-plan",
    "tomar o pagar": "contracts",
    "tipo de cambio": "money",
    "dólares": "money",
    "carga parcial": "whole-numbers",
    "tiempo de traslado": "time",
    "celda": "airspace",
    "vida útil del relleno": "airspace",
    "falla": "scenarios",
    "préstamo": "cash",
    "flujo de efectivo": "cash",
    "tasa de interés": "cash",
    "periodo de recuperación": "build-or-not",
    "mapa": "containers",
    "residuos peligrosos": "disclosures",
    "pepenadores": "city",
    "tarifa eléctrica": "tariffs",
    "recibo de luz": "tariffs",
    "envases retornables": "returns",
    "medidor": "reconcile",
    "balance de masa": "reconcile",
    "incertidumbre": "uncertainty",
    "escenario": "scenarios",
    "precio del carbono": "carbon-price",
    "bonos de carbono": "credits",
    "meta": "targets",
    "costo de la meta": "targets",
    "otro optimizador": "another-solver",
    "agregar una tecnología": "own-model",
    "material nuevo": "own-material",
    "idioma": "share-report",
    "mensaje de error": "error-codes",
    "advertencias": "warnings",
    "negociación": "share",
    "intercambio de residuos": "matches",
    "recolección separada": "people",
    "defender un número": "read-a-price",
}
FIRST = """(queries => queries.map(query => {
  const found = Search._performSearch(...Search._parseQuery(query));
  return found.length ? found[found.length - 1][0] : '';
}))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    with Chromium() as chromium:
        yield chromium


@pytest.mark.parametrize(("folder", "wanted"), [(".", WANTED), ("es", {**SPANISH, "PDF": "share-report"})])
def test_what_people_search_for_leads_to_the_page_that_answers(
    browser: Chromium, folder: str, wanted: dict[str, str]
) -> None:
    browser.open(SITE / folder / "search.html")
    found = browser.ask(f"{FIRST}({json.dumps(list(wanted))})")
    apart = {word: (first, wanted[word]) for word, first in zip(wanted, found, strict=True) if first != wanted[word]}
    assert len(wanted) >= 30
    assert not apart, apart
