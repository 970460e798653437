"""Sphinx configuration. What is made at each build: the pages of the examples, and the pictures, from the plants."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "mfo"
copyright = "2026, the mfo authors"
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.mathjax",
    "sphinx_click",
    "sphinx_copybutton",
    "sphinx_design",
]
myst_enable_extensions = ["dollarmath", "colon_fence", "deflist"]
myst_heading_anchors = 3
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "mfo"
html_static_path = ["_static"]
html_css_files = ["tables.css"]
autodoc_typehints = "description"
autodoc_member_order = "bysource"
suppress_warnings = ["misc.highlighting_failure"]


def setup(app):
    """Make what stands in no file before the pages are read."""
    from make_pages import make_pages

    app.connect("builder-inited", lambda app: make_pages(Path(app.srcdir)))
