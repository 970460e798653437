"""Cells that say how things are paid for, and in which money."""
