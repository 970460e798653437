"""Studies over many plans of one plant."""
