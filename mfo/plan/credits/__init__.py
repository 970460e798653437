"""Statements of emission reductions: a calculation by a protocol, and no verification."""
