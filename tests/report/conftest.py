from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

import mfo

from ..examples.plans import plan_of
from . import synthetic
from .example_pages import NAMES, Page
from .plants import PLANTS


@pytest.fixture(scope="session")
def one_year() -> synthetic.SyntheticPlan:
    """One year, one slot, today's routing, two owners, a recycling loop."""
    return synthetic.build((2025,), 1)


@pytest.fixture(scope="session")
def roadmap() -> synthetic.SyntheticPlan:
    """The same over three milestone years of twelve months."""
    return synthetic.build()


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The run folders of the examples by name, without reports, each written once."""

    @cache
    def folder(name: str) -> Path:
        made = tmp_path_factory.mktemp("numbers")
        if name in PLANTS:
            (made / "plant.yaml").write_text(PLANTS[name], encoding="utf-8")
            return mfo.read(made / "plant.yaml").optimise().save(made / "run")
        return plan_of(name).save(made / "run")

    return folder


@pytest.fixture(scope="session")
def pages(run_folder: Callable[[str], Path]) -> Callable[[str, str], Page]:
    """The reports of the examples by name and language, each written once from its loaded run folder."""

    @cache
    def made(name: str, code: str) -> Page:
        return Page(run_folder(name), code)

    return made


@pytest.fixture(params=NAMES)
def page(request: pytest.FixtureRequest, pages: Callable[[str, str], Page]) -> Page:
    """The English report of each example."""
    return pages(request.param, "en")
