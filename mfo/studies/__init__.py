"""Studies over many plans of one plant."""

from .curve import Curve
from .pareto import Asked, trade_off
from .sweep import Job, Outcome, Sweep, sweep

__all__ = ["Asked", "Curve", "Job", "Outcome", "Sweep", "sweep", "trade_off"]
