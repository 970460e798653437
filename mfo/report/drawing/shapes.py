"""The pieces of a drawing, which a page writes as SVG and `mfo serve` builds in the browser from plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..facts.markup import Html, tag


@dataclass(frozen=True)
class Shape:
    """One element of an SVG: its name, its attributes, its text, a title to point at, and what is inside of it."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    title: str = ""
    inside: tuple[Shape, ...] = ()

    def html(self) -> Html:
        """The element as HTML; everything that is not HTML is escaped."""
        written = {
            key.replace("-", "_") + ("_" if key == "class" else ""): value for key, value in self.attributes.items()
        }
        title = tag("title", self.title) if self.title else ""
        return tag(self.name, title, self.text, *(part.html() for part in self.inside), **written)

    def data(self) -> dict[str, object]:
        """The element as plain data for JSON."""
        told: dict[str, object] = {"name": self.name, "attributes": dict(self.attributes)}
        if self.text:
            told["text"] = self.text
        if self.title:
            told["title"] = self.title
        if self.inside:
            told["inside"] = [part.data() for part in self.inside]
        return told


@dataclass(frozen=True)
class Drawing:
    """A drawing of a size in pixels."""

    width: float
    height: float
    shapes: tuple[Shape, ...]

    def data(self) -> dict[str, object]:
        """The drawing as plain data for JSON."""
        return {"width": self.width, "height": self.height, "shapes": [shape.data() for shape in self.shapes]}


def group(kind: str, inside: Sequence[Shape], **attributes: str) -> Shape:
    """Shapes that belong together, of a class."""
    return Shape("g", {"class": kind, **attributes}, inside=tuple(inside))


def text(content: str, x: float, y: float, kind: str = "", anchor: str = "start") -> Shape:
    """A line of text."""
    attributes = {"x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": anchor}
    return Shape("text", {**attributes, "class": kind} if kind else attributes, content)
