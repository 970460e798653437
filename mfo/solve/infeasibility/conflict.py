"""Which bounds contradict each other: an irreducible set of those that somebody could change.

Found with the elastic program of the linear relaxation. First whatever gives at least cost is held, again and again,
until nothing can give enough: what is held by then contradicts itself. Then each is let go that the others can
contradict each other without, several at a time while that works. (Chinneck, Feasibility and Infeasibility in
Optimization, 2008, chapter 6: elastic filter and deletion filter.)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ...errors import SolverError
from ...graph.arrays.flow_graph import Ints
from ..engine.highs_session import OPTIMAL
from ..engine.solution import INFEASIBLE
from ..matrix.compile_program import Compiled
from .elastic import Elastic


@dataclass(frozen=True)
class ConflictBound:
    """A bound that takes part in a conflict."""

    source: str  # name of a variable (its bounds) or of a family of rows
    kind: str
    member: int  # position in the graph, of the element
    bound: str  # "amount", "capacity", "minimum", ...
    year: int  # -1: all
    slot: int  # -1: all


def find_conflict(compiled: Compiled, later: Callable[[ConflictBound], bool]) -> list[ConflictBound]:
    """Bounds that cannot hold together, though they could without any one of them; in the order of the program.

    Empty where none is found in the steps that a session has, as for a program that only its whole numbers make
    infeasible. What is ``later`` is let go only where nothing else can be, so that it rather takes part.
    """
    matrix = compiled.matrix.relaxed()
    search = _Search(Elastic(replace(compiled, matrix=matrix)))
    try:
        held = search.filtered()
        kept = search.reduced(sorted(held, key=lambda k: (later(search.label(k)), k)))
    except (SolverError, _ExhaustedError):
        return []
    return [search.label(k) for k in sorted(kept, key=search.place)]


class _ExhaustedError(Exception):
    """The session has no steps left."""


class _Search:
    """Holds gives and lets them go."""

    def __init__(self, elastic: Elastic) -> None:
        self.elastic = elastic
        self.session = elastic.session

    def label(self, k: int) -> ConflictBound:
        give, kind, member, year, slot = self.elastic.labels[k]
        return ConflictBound(give.source, kind, member, give.bound, year, slot)

    def place(self, k: int) -> tuple[int, int]:
        """Where a give's bounds stand in the program: columns first, then rows."""
        compiled, source = self.elastic.compiled, self.elastic.labels[k][0].source
        variable = compiled.program.registry.variables.get(source)
        return (compiled.matrix.columns + compiled.rows[source].start if variable is None else variable.first), k

    def filtered(self) -> list[int]:
        """Gives that contradict each other when held, and perhaps others with them."""
        held: list[int] = []
        while (status := self._run()) == OPTIMAL:
            values = self.session_values[self.elastic.first :]
            giving = np.flatnonzero(values > 1e-7)
            if not len(giving):
                return []
            self._set(giving, 0.0)
            held += giving.tolist()
        return held if status == INFEASIBLE else []

    def reduced(self, held: list[int]) -> list[int]:
        """The same without any that the others contradict each other without."""
        self.session.set_costs(np.zeros(self.elastic.first + self.elastic.count))
        kept: list[int] = []
        waiting = self._taking_part(held)
        step = max(1, len(waiting) // 4)
        while waiting:
            chunk, rest = waiting[:step], waiting[step:]
            self._set(np.array(chunk), np.inf)
            if self._run() == INFEASIBLE:
                waiting, step = self._taking_part(rest), step * 2
                continue
            self._set(np.array(chunk), 0.0)
            if len(chunk) == 1:
                kept, waiting = [*kept, *chunk], rest
            step = max(1, len(chunk) // 4)
        return kept

    def _taking_part(self, held: list[int]) -> list[int]:
        """Those that the solver's proof needs; the others are let go. Call it after a run that was infeasible."""
        proof = self.session.proof()
        if proof is None:
            return held
        weight = np.abs(self.elastic.matrix.transposed_times(proof)[self.elastic.first :])
        needed = weight > 1e-9 * weight.max(initial=0.0)
        others = [k for k in held if not needed[k]]
        self._set(np.array(others, dtype=np.int64), np.inf)
        return [k for k in held if needed[k]]

    def _run(self) -> str:
        if self.session.exhausted:
            raise _ExhaustedError
        answer = self.session.run()
        self.session_values = answer.values
        return answer.status

    def _set(self, gives: Ints, most: float) -> None:
        self.session.set_bounds(gives + self.elastic.first, np.zeros(len(gives)), np.full(len(gives), most))
