"""Circularity and waste indicators, each with its formula, numerator and denominator."""
