"""From the typed plant to the flow graph, with its checks."""

from .build import build_graph
from .checks import check_graph
from .limits import add_limits

__all__ = ["add_limits", "build_graph", "check_graph"]
