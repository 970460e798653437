"""Memory that arrays leave is kept for those that follow, where that can be asked for."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mfo.program import memory
from mfo.program.components.pyomo_components import stable_order

GLIBC = sys.platform == "linux" and hasattr(ctypes.CDLL(None), "gnu_get_libc_version")
ASKED = """
import resource, numpy as np
from mfo.program.memory import keep_memory
if not keep_memory():
    raise SystemExit
def taken():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    np.ones(8_000_000)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
print(taken(), taken())
"""


@pytest.mark.skipif(not GLIBC, reason="another C library")
def test_an_array_takes_the_memory_that_one_of_its_size_has_left():
    """The pages of the first are asked of the system, those of the second are there."""
    environment = {name: value for name, value in os.environ.items() if name not in memory.OTHERS_SAY}
    done = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, check=True, env=environment)
    if not done.stdout:
        pytest.skip("a C library so old that it keeps no array of more than 32 MB")
    first, second = map(int, done.stdout.split())
    assert first >= 20  # 64 MB in pages of two megabytes at the most
    assert second < first / 4


def test_nothing_is_asked_where_the_environment_says_how_memory_is_kept(monkeypatch):
    """Nor of a system whose C library is another."""
    monkeypatch.setenv("MALLOC_TRIM_THRESHOLD_", "131072")
    assert memory.keep_memory.__wrapped__() is False
    monkeypatch.delenv("MALLOC_TRIM_THRESHOLD_")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert memory.keep_memory.__wrapped__() is False


@given(st.lists(st.integers(0, 2**40) | st.integers(0, 70_000), max_size=50))
def test_counting_sorts_as_comparing_does(owner):
    """The order of owners, alike ones as they come, is that of numpy's stable sort."""
    numbers = np.array(owner, dtype=np.int64)
    assert np.array_equal(stable_order(numbers), np.argsort(numbers, kind="stable"))
