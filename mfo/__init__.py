"""Circular-economy material-flow optimisation: from plant files to a certified plan."""
