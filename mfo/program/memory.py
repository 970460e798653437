"""Keeps memory that large arrays leave for those that follow, where the system's C library can be asked to."""

from __future__ import annotations

import ctypes
import os
import sys
from functools import cache

KEPT = 1 << 30  # bytes that may lie idle: glibc gives back what is beyond
TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3  # of glibc's malloc.h
OTHERS_SAY = ("MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_", "MALLOC_TOP_PAD_", "GLIBC_TUNABLES")


@cache
def keep_memory() -> bool:
    """Ask glibc once to keep what is freed; whether it does.

    Otherwise it gives each array of many megabytes back to the system and asks for it again a moment later, page by
    page, which for a large program took longer than all arithmetic. Nothing is asked where it is another library, or
    where somebody has set in the environment how memory is kept.
    """
    if sys.platform != "linux" or any(name in os.environ for name in OTHERS_SAY):
        return False
    library = ctypes.CDLL(None)
    if not (hasattr(library, "gnu_get_libc_version") and hasattr(library, "mallopt")):
        return False
    # the first alone is worse than nothing: a threshold that is set no longer follows what is freed
    return bool(library.mallopt(MMAP_THRESHOLD, KEPT)) and bool(library.mallopt(TRIM_THRESHOLD, KEPT))
