"""Sphinx configuration: MyST pages; generated pages are written before the build."""

from __future__ import annotations

project = "mfo"
copyright = "2026, the mfo authors"
extensions = ["myst_parser", "sphinx.ext.mathjax"]
myst_enable_extensions = ["dollarmath", "colon_fence", "deflist"]
myst_heading_anchors = 3
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
html_theme = "alabaster"
html_title = "mfo"
suppress_warnings = ["myst.xref_missing", "misc.highlighting_failure"]
