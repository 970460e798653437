"""The Sankey diagram as a file of its own: SVG, or PNG without a browser."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import Problem, UsageError
from ...writing.whole import write_bytes, write_text
from ..sankey.diagram import Diagram, build_diagram
from ..sankey.svg import standalone
from .report_page import figures_of

if TYPE_CHECKING:
    from ...plan.plan import Plan

ZOOM = 2.0  # pixels of the PNG per pixel of the drawing
WIDEST = 4000.0  # a drawing is not enlarged beyond this width [px]
FONT = "mfo-sans.ttf"


def write(plan: Plan, path: Path, code: str, quantity: str | None, by: str, state: str | None) -> None:
    """Write the diagram; the file's suffix says as what.

    Raises :class:`UsageError` for another suffix, an unknown quantity, colour or state, or where nothing flows.
    """
    if path.suffix.lower() not in (".svg", ".png"):
        message = f"A Sankey diagram is written as .svg or .png, not as {path.suffix or 'a file without suffix'}."
        raise UsageError(Problem("sankey-suffix", message, remedy="Name a file such as flows.svg."))
    figures = figures_of(plan, code)
    diagram = build_diagram(figures)
    if diagram is None:
        raise UsageError(Problem("sankey-empty", "Nothing flows in this plan, so there is nothing to draw."))
    _check("quantity", quantity, diagram.quantities)
    _check("colour", by, ("route", "material"))
    _check("state", state, diagram.states)
    text = standalone(diagram, figures.name, state or default_state(diagram), quantity, by)
    if path.suffix.lower() == ".svg":
        write_text(path, text)
    else:
        write_bytes(path, png(text))


def default_state(diagram: Diagram) -> str:
    """The plan, or the first year of a roadmap."""
    return next(state for state in diagram.states if state != "today")


def _check(what: str, given: str | None, known: tuple[str, ...]) -> None:
    if given is not None and given not in known:
        message = f"This plan's diagram has no {what} {given!r}."
        raise UsageError(Problem("sankey-choice", message, remedy=f"Choose one of: {', '.join(known)}."))


def png(svg: str) -> bytes:
    """An SVG as PNG, drawn with the font that mfo brings, so that it looks alike everywhere.

    Raises :class:`UsageError` where the drawing library is not installed.
    """
    try:
        import resvg_py
    except ImportError as error:
        message = "PNG files need the package resvg_py, which is not installed."
        raise UsageError(
            Problem("png-missing", message, remedy="Run `pip install resvg_py`, or write an .svg file instead.")
        ) from error
    width = float(svg.split('width="', 1)[1].split('"', 1)[0])
    with as_file(files("mfo.report") / "assets" / FONT) as font:
        drawn = resvg_py.svg_to_bytes(
            svg_string=svg,
            zoom=max(1.0, min(ZOOM, WIDEST / width)),
            skip_system_fonts=True,
            font_files=[str(font)],
            font_family="mfo Sans",
            sans_serif_family="mfo Sans",
        )
    return bytes(drawn)
