"""Studies over many plans of one plant."""

from .pareto import Curve, trade_off

__all__ = ["Curve", "trade_off"]
