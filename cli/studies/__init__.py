"""The verbs of studies, one a module."""
