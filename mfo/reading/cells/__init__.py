"""Readers of single cells and columns: rows, settings, times, profiles, stated sources."""
