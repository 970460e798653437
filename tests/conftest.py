"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

# How long an example takes says how busy the machine is, not whether mfo is right.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")
