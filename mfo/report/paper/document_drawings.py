"""Drawings of a Word document as SVG, which Word turns into shapes that can be edited, beside a PNG for other programs.

Word knows little of style sheets and of the order in which outline and area are painted: every element carries what it
looks like, and letters have no outline.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as Tree
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.document import Document
    from docx.shape import InlineShape

NAMESPACE = "http://www.w3.org/2000/svg"
EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"  # of a picture: the same as SVG
ASVG = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
FAMILY = "Arial, 'mfo Sans', sans-serif"
LETTERS = frozenset({"paint-order", "stroke", "stroke-width", "stroke-opacity", "stroke-linejoin"})
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
FONT = re.compile(r"(?:(\d+) )?([\d.]+)px (.+)")
Rule = tuple[tuple[int, int], list[str], dict[str, str]]  # how particular it is, its steps, what it says


def add_svg(document: Document, shape: InlineShape, svg: str) -> None:
    """Put a drawing beside a picture that shows the same."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml

    package = document.part.package
    names = {str(part.partname) for part in package.iter_parts()}
    number = next(n for n in range(1, len(names) + 2) if f"/word/media/drawing{n}.svg" not in names)
    part = Part(PackURI(f"/word/media/drawing{number}.svg"), "image/svg+xml", plain_svg(svg).encode("utf-8"), package)
    held = document.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    blip = next(each for each in shape._inline.iter() if str(each.tag).endswith("}blip"))
    blip.append(
        parse_xml(
            '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
            ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
            f'<a:ext uri="{EXTENSION}"><asvg:svgBlip xmlns:asvg="{ASVG}" r:embed="{held}"/></a:ext></a:extLst>'
        )
    )


def plain_svg(svg: str) -> str:
    """A drawing without a style sheet and without what is not shown: each element says itself what it looks like."""
    Tree.register_namespace("", NAMESPACE)
    root = Tree.fromstring(svg)
    rules: list[Rule] = []
    for style in list(root.iter(f"{{{NAMESPACE}}}style")):
        rules += _rules(style.text or "")
    _plain(root, [], sorted(rules, key=lambda rule: rule[0]))
    return Tree.tostring(root, encoding="unicode")


def _rules(text: str) -> list[Rule]:
    """The rules of a style sheet, each with how particular it is and after how many it comes."""
    found: list[Rule] = []
    for selectors, body in RULE.findall(text):
        told = dict(part.split(":", 1) for part in body.split(";") if ":" in part)
        for selector in selectors.split(","):
            found.append(((10 * selector.count(".") + selector.count(" "), len(found)), selector.split(), told))
    return found


def _plain(element: Tree.Element, above: list[Tree.Element], rules: list[Rule]) -> None:
    name = element.tag.rpartition("}")[2]
    told: dict[str, str] = {}
    for _, steps, said in rules:
        if _meets(element, steps[-1]) and all(any(_meets(each, step) for each in above) for step in steps[:-1]):
            told |= said
    told = _letters(told) if name in ("text", "tspan") else told
    for key, value in told.items():
        if not (key in element.attrib and key in ("stroke-width", "text-anchor")):
            element.set(key, value.strip())
    for key in [key for key in element.attrib if key.startswith(("data-", "aria-")) or key in ("role", "tabindex")]:
        del element.attrib[key]
    for child in list(element):
        kind = child.tag.rpartition("}")[2]
        if kind == "style" or child.get("display") == "none" or child.get("visibility") == "hidden":
            element.remove(child)
        else:
            _plain(child, [*above, element], rules)
    element.attrib.pop("class", None)


def _letters(told: dict[str, str]) -> dict[str, str]:
    """What is said of letters, without their outline; the short form of the font in full."""
    kept = {key: value for key, value in told.items() if key not in LETTERS}
    font = FONT.fullmatch(kept.pop("font", ""))
    if font is not None:
        kept = {"font-size": f"{font[2]}px", "font-family": FAMILY, **kept}
    return kept


def _meets(element: Tree.Element, selector: str) -> bool:
    """Whether an element is meant by one step of a selector: a name and classes."""
    name, *classes = selector.split(".")
    own = element.get("class", "").split()
    return (not name or element.tag.rpartition("}")[2] == name) and all(each in own for each in classes)
