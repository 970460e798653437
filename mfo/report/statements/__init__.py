"""Statements that are handed to others, each a page of its own."""
