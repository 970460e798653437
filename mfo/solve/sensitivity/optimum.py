"""The optimum of what is solved beside a plan, where there is one: no plan may fail by what it tells besides."""

from __future__ import annotations

from ...errors import SolverError
from ..engine.highs_session import Session, SolverRun
from ..engine.solution import OPTIMAL


def optimum(session: Session) -> SolverRun | None:
    """The optimum from the last basis; None where there is none, or the solver stops without saying so."""
    try:
        found = session.run()
    except SolverError:
        return None
    return found if found.status == OPTIMAL else None
