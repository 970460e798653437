"""Rows of landfills that are opened cell by cell, written down again."""
