"""Landfills that are opened cell by cell: when each cell opens, is full and closes."""
