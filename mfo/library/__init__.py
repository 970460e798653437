"""The library of technologies and reference data: process models as YAML with formulas, datasets as CSV."""
