"""The command line of mfo: one verb a module, errors told the same way by all of them.

Nothing here does work of its own: a verb reads what was typed, calls the library and tells the result. Heavy modules
are imported inside the verbs, so that help and completion answer at once.
"""

from __future__ import annotations

import atexit
import gc
import sys
from collections.abc import Sequence

GARBAGE_AFTER = 500_000, 20, 20  # objects: loading packages makes many that stay, and Python would look at 700
INTERRUPTED = 130  # what shells give for Ctrl-C


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code (see ``mfo --help``)."""
    gc.set_threshold(*GARBAGE_AFTER)
    atexit.register(gc.freeze)  # or Python looks through all that is left as it ends: a sixth of a small plan's time
    try:
        from .frame.run import run
        from .group import command_line
    except KeyboardInterrupt:  # Ctrl-C while the modules load: nothing else could tell it
        sys.stderr.write("Interrupted. Nothing was written.\n")
        raise SystemExit(INTERRUPTED) from None
    raise SystemExit(run(command_line, arguments))
