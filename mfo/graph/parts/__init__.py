"""One builder a part of the graph: processes, routes, returns, effects, limits, annuities."""
