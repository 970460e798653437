"""The command line of mfo: one module a group of verbs, errors told the same way by all of them.

Nothing here does work of its own: a verb reads what was typed, calls the library and tells the result. Heavy modules
are imported inside the verbs, so that help and completion answer at once.
"""

from __future__ import annotations

from collections.abc import Sequence

from .group import command_line


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code (see ``mfo --help``)."""
    from .run import run

    raise SystemExit(run(command_line, arguments))
