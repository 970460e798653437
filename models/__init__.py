"""Data files of mfo; read through importlib.resources."""
