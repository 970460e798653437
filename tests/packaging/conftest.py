"""The bundle is built and started only when asked for, as it takes minutes: `pytest tests/packaging --bundle`."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bundle", action="store_true", help="build the bundle for people without Python, and start it")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    wanted = parent.config.getoption("--bundle", default=False)
    if not wanted or not file_path.name.startswith("check_") or parent.session.isinitpath(file_path):
        return None
    return pytest.Module.from_parent(parent, path=file_path)
