"""Cells and tables in memory: values with their place, text as people type it, units in headers."""
