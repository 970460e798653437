"""What holds for all tests."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings

# How long an example takes says how busy the machine is, not whether mfo is right.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Tests of one file run in one process, so that what they share is worked out once.

    Files come in their order: by the number of their tests those with few long ones would be last, on one core.
    """
    from xdist.scheduler import LoadFileScheduling

    config.option.loadscopereorder = False
    return LoadFileScheduling(config, log) if config.getvalue("dist") == "load" else None
