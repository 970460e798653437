"""The pages are checked in a browser only when asked for: `pytest tests/browser --browser`."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--browser", action="store_true", help="check the pages in Chromium")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    wanted = parent.config.getoption("--browser", default=False)
    if not wanted or not file_path.name.startswith("check_") or parent.session.isinitpath(file_path):
        return None
    return pytest.Module.from_parent(parent, path=file_path)
