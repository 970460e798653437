"""The library, read once."""

from __future__ import annotations

import pytest

from mfo.library.library import Library

from . import shared


@pytest.fixture(scope="session")
def library() -> Library:
    return shared.library()
