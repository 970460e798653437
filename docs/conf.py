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
myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist", "dollarmath"]  # attrs: anchors of columns
myst_heading_anchors = 3
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "mfo"
html_static_path = ["_static"]
html_css_files = ["tables.css"]
html_search_scorer = str(Path(__file__).parent / "scorer.js")
smartquotes_action = "qe"  # no dashes: `--out` in the help of a command stays what one types
autodoc_typehints = "description"
autodoc_member_order = "bysource"
suppress_warnings = ["misc.highlighting_failure"]


locale_dirs = ["locale"]  # Spanish: `sphinx-build -D language=es`; translate.py renews the catalogues
gettext_compact = False
gettext_location = False
templates_path = ["_templates"]
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "language.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}


def setup(app):
    """Make what stands in no file before the pages are read, and lead from each page to the other language."""
    app.connect("builder-inited", make_what_is_shown)
    app.connect("html-page-context", other_language)
    for part in ("description", "epilog") if "sphinx_click" in app.extensions else ():
        app.connect(f"sphinx-click-process-{part}", commands_as_code)


def make_what_is_shown(app):
    """Pages and pictures; texts alone (the gettext builder) take neither."""
    from make_pages import make_pages

    if app.builder.name != "gettext":
        make_pages(Path(app.srcdir))


def commands_as_code(app, ctx, lines):
    """Set the commands in a verb's help as code: in a line of text their quotation marks would be curled."""
    found, inside = [], False
    for line in lines:
        text = line.removeprefix("|").strip()
        command = line.startswith("|") and text.startswith("mfo ")
        if command != inside:
            found += ["", ".. code-block:: sh", ""] if command else [""]
        found.append(f"   {text}" if command else line)
        inside = command
    lines[:] = found


def other_language(app, pagename, templatename, context, doctree):
    """Where the page stands in the other language; Spanish pages lie in `es/` beside the English ones."""
    catalogues = Path(app.srcdir) / "locale" / "es" / "LC_MESSAGES"
    translated = (catalogues / f"{pagename}.po").exists()
    spanish = app.config.language == "es"
    up = "../" * pagename.count("/")
    name = pagename if translated or spanish else "index"
    context["other_language"] = f"{up}../{name}.html" if spanish else f"{up}es/{name}.html"
    context["spanish"] = spanish
    if spanish and not translated and doctree is not None:
        context["body"] = f'<p class="untranslated">Esta página todavía está en inglés.</p>\n{context["body"]}'
