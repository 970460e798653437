"""Rows of capital that is no single price per size, written down again."""
