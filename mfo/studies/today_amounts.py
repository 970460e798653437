"""What flows today, in the quantities that studies keep of a plan."""

from __future__ import annotations

import numpy as np

from ..errors import MfoError
from ..graph.arrays.flow_graph import FlowGraph
from ..plan.baseline import flows_today
from ..plant.model import Plant
from ..reconciliation.year_today import first_as_typed
from .engine.kept_quantities import forms, measured


def today_amounts(standing: Plant, graph: FlowGraph) -> dict[str, float]:
    """Each quantity of today's flows by its key (``process: digester``), as if they went on over a graph's horizon.

    Empty where nothing was measured, or today's flows are not known: today never stops a study.
    """
    if not standing.measurements:
        return {}
    try:
        today = flows_today(first_as_typed(standing))
    except MfoError:
        return {}
    values = np.zeros(today.program.registry.columns)
    for name, variable in today.program.registry.variables.items():
        found = today.solution.values[name]  # of some families of all members, of others of those decided alone
        own = found if found.shape == variable.shape else found[variable.member]
        values[variable.columns] = own.reshape(-1)
    years = float(graph.times.span.sum() / today.graph.times.span.sum())
    kept = measured(today.plant, today.graph)
    amounts = forms(today.program, kept) @ values
    return {each.key: float(amount) * years for each, amount in zip(kept, amounts, strict=True)}
