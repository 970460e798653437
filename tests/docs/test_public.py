"""Everything public shows itself in an example, and every example runs as it stands.

What the examples say is computed by hand from the plant of docs/api.md: 2 t/d for 100 MXN/t to send and bury, or, for
1.5 t/d at most, 151 MXN/t to send and compost; 50 kg of methane, 1.35 t CO2e, a tonne buried.
"""

from __future__ import annotations

import doctest
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import mfo
import mfo.report
import mfo.units

from .pages import blocks

ROOT = Path(__file__).parents[2]


def public() -> Iterator[tuple[str, object]]:
    """What ``mfo`` offers, the methods and properties of its classes, and what its units and reports offer."""
    for part in (mfo.units, mfo.report):
        yield from ((f"{part.__name__}.{name}", getattr(part, name)) for name in part.__all__)
    for name in mfo.__all__:
        if name.startswith("__"):
            continue
        offered = getattr(mfo, name)
        yield name, offered
        if inspect.isclass(offered):
            yield from ((f"{name}.{part}", member) for part, member in members(offered))


def members(offered: type) -> Iterator[tuple[str, object]]:
    for home in offered.__mro__:
        if home.__module__.startswith("mfo."):
            for name, member in vars(home).items():
                if not name.startswith("_") and hasattr(member, "__get__") and not inspect.ismemberdescriptor(member):
                    yield name, member


def test_nothing_public_is_without_an_example() -> None:
    assert not [name for name, offered in public() if ">>>" not in (offered.__doc__ or "")]


@pytest.fixture(scope="module")
def shown() -> dict[str, object]:
    """The plant of the page, and its plan."""
    names: dict[str, object] = {}
    exec("".join(block.body for block in blocks(ROOT / "docs" / "api.md") if block.kind == "python"), names)
    return names


def modules_with_examples() -> Iterator[str]:
    for path in sorted((ROOT / "mfo").rglob("*.py")):
        if ">>>" in path.read_text(encoding="utf-8"):
            yield ".".join(("mfo", *path.relative_to(ROOT / "mfo").with_suffix("").parts)).removesuffix(".__init__")


def test_every_example_runs(shown: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    told: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    for name in modules_with_examples():
        for test in doctest.DocTestFinder().find(import_module(name), name, extraglobs=shown):
            runner.run(test, out=told.append)
    assert not runner.summarize(verbose=False).failed, "".join(told)
    assert runner.summarize(verbose=False).attempted > 60
