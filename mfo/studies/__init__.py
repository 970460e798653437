"""Studies over many plans of one plant."""

from .curve import Curve
from .pareto import Asked, trade_off

__all__ = ["Asked", "Curve", "trade_off"]
