"""Checks on the graph before solving: structure, gains in loops, mass, outlets, duplicates, readings."""
