"""What something idle lacks where using it takes a decision in whole numbers: a fixed cost, a minimum load, a start.

There the first unit is dear and the next ones are not, so that what it would have to be cheaper by per unit is the
least, over all plans that use it, of what they cost more divided by what it handles in them. That ratio is minimised by
Dinkelbach's method (1967, Management Science 13:492): with the ratio of some plan as a discount, the best plan is
looked for; while it is better than the plan as it stands, its own ratio is less, and is the next discount.
"""

from __future__ import annotations

import numpy as np

from ...graph.arrays.flow_graph import Floats
from ..engine.highs_session import Session
from ..matrix.matrix import Matrix
from .optimum import optimum

ROUNDS = 20  # the ratios fall faster than by halves
NEAR = 1e-7  # relative: what a plan may be better by and still be as good
SECONDS = 5.0  # of each search; one that does not end in that time tells nothing


def discount_for_use(matrix: Matrix, values: Floats, weights: Floats) -> float:
    """The least discount per unit of ``weights`` z at which a plan that uses it is as good as the plan as it stands.

    ``values`` (columns,) are the plan as it stands, which uses nothing of it. nan where it cannot be used, or no
    search ended.
    """
    session = Session(matrix, time_limit=SECONDS, patience=0.0)
    best = float(matrix.cost @ values)
    size = max(1.0, float(np.abs(matrix.cost * values).sum()))
    session.set_costs(-weights / max(float(weights.max()), 1e-300))  # the most that it could handle, whatever it costs
    ratio = np.inf
    for _ in range(ROUNDS):
        answer = optimum(session)
        if answer is None:
            return np.nan
        handled = float(weights @ answer.values)
        worse = float(matrix.cost @ answer.values) - best
        if not handled > 0:
            return ratio if np.isfinite(ratio) else np.nan
        if worse - ratio * handled >= -NEAR * size:  # as good as it stands
            return ratio
        ratio = worse / handled
        session.set_costs(matrix.cost - ratio * weights)
        size = max(size, abs(ratio) * handled)
    return ratio
