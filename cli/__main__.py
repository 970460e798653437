"""``python -m mfo.cli`` is the same as ``mfo``."""

from . import main

main()
