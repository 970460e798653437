"""Writes a program as an LP or MPS file, rows and columns named in the user's words."""

from __future__ import annotations

import errno
import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ..graph.arrays.element_names import NamedElement, element
from ..program.build import Program
from ..program.components.builder import Family, Variable
from ..writing.whole import whole_file
from .engine.highs_session import Session
from .matrix.compile_program import compile_program

LONGEST = 200  # characters; some readers stop at 255
END = {".lp": "end", ".mps": "endata"}
"""The last word of a whole file."""


def write_program(program: Program, path: Path | str) -> None:
    """Write the program; the suffix (``.lp`` or ``.mps``) tells the format. Replaces the file if there is one."""
    compiled = compile_program(program)
    session = Session(compiled.matrix, scaled=False)
    variables = program.registry.variables.values()
    columns = _unique(name for variable in variables for name in _names(program, variable))
    rows = _unique(name for family in program.registry.families for name in _names(program, family))
    session.name(columns, rows)
    with whole_file(path) as part:  # HiGHS does not survive a path that it cannot write
        session.write(str(part))
        _check_end(part)


def _check_end(path: Path) -> None:
    """HiGHS does not say that a disk is full: the file's last word tells whether all of it arrived."""
    last = END[path.suffix.lower()]
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 80))
        tail = file.read().decode("ascii", "replace").split()
    if not tail or tail[-1].casefold() != last:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _names(program: Program, part: Variable | Family) -> Iterator[str]:
    """A name for each column or row: its family, element, milestone and slot."""
    times = program.graph.times
    axes = part.axes if isinstance(part, Family) else "myt"[: len(part.shape)]
    labels = {"y": [str(year) for year in times.years], "t": list(times.labels)}
    members = member_words(program, part)
    for index in np.ndindex(*part.shape):
        words = [members[index[0]]]
        for axis, position in zip(axes[1:], index[1:], strict=True):
            label = labels.get(axis)
            words.append(label[position] if label is not None and position < len(label) else str(position + 1))
        yield _plain(".".join([part.name, *words]))


def member_words(program: Program, part: Variable | Family) -> list[str]:
    """What each member of a family of columns or rows is called, in the user's words; two may be called alike."""
    limits = (*program.graph.limits, *program.limits)
    fixed = [name for held in program.fixed for name in held.names]
    return [_words(part.kind, int(member), program, limits, fixed) for member in part.member]


def _words(kind: str, member: int, program: Program, limits: tuple, fixed: list[str]) -> str:  # type: ignore[type-arg]
    if kind == "measurement":
        return fixed[member]
    if kind == "constant":
        return "one"
    found: NamedElement = element(program.graph, kind, member, limits)
    if kind == "pool":
        return f"{found.site}.{found.material}"
    several = kind in ("feed", "arc", "delivery", "stock")
    return f"{found.name}.{found.material}" if several else found.name


def _plain(name: str) -> str:
    """A name that readers of LP files take: letters, digits, dots and underscores."""
    ascii_only = unicodedata.normalize("NFKD", name.replace(">", "to")).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9._]+", "_", ascii_only)[:LONGEST]


def _unique(names: Iterator[str]) -> list[str]:
    """The names, with a number behind those that came before."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name}.again{seen[name]}")
    return found
