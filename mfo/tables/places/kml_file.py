"""KML 2.2: placemarks read with the lines they begin in, and written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.parsers import expat

from ...errors import Findings, Where
from ..formats.file_guards import ARCHIVE_DAMAGE
from .feature import Feature

MOST_BYTES = 20_000_000  # of a KML file within a KMZ file
GEOMETRIES = ("Point", "LineString", "LinearRing", "Polygon")


class _Reader:
    """Puts placemarks together while the text is parsed."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self.parser = parser
        self.found: list[Feature] = []
        self.wrong: list[int] = []
        self.path: list[str] = []
        self.text: list[str] = []
        self.now: Feature | None = None
        self.told: dict[str, str | float] = {}
        self.key = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rsplit(":", 1)[-1]
        self.path.append(tag)
        self.text = []
        if tag == "Placemark":
            self.told = {}
            self.now = Feature("", [], "", self.told, self.parser.CurrentLineNumber)
        if tag in ("Data", "SimpleData"):
            self.key = attributes.get("name", "")

    def data(self, text: str) -> None:
        self.text.append(text)

    def end(self, _name: str) -> None:
        tag, text, feature = self.path.pop(), "".join(self.text).strip(), self.now
        self.text = []
        if feature is None:
            return
        if tag == "name" and self.path[-1:] == ["Placemark"]:
            feature.name = text
        elif (tag == "value" and self.path[-1:] == ["Data"]) or tag == "SimpleData":
            self.told[self.key] = text
        elif tag == "coordinates" and not feature.kind:
            self._coordinates(feature, text)
        elif tag == "Placemark":
            if feature.kind:
                self.found.append(feature)
            self.now = None

    def _coordinates(self, feature: Feature, text: str) -> None:
        shape = next((tag for tag in reversed(self.path) if tag in GEOMETRIES), "")
        feature.kind = "Polygon" if "Polygon" in self.path or shape == "LinearRing" else shape or "Point"
        try:
            feature.points = [tuple(float(part) for part in point.split(",") if part) for point in text.split()]
        except ValueError:
            feature.points = []
        if not feature.points or any(len(point) < 2 for point in feature.points):
            self.wrong.append(feature.line)
            self.now = None


def read_kml(text: str, shown: str, findings: Findings) -> list[Feature]:
    """The placemarks of a text; what is wrong with it is among the findings."""
    if "<!DOCTYPE" in text:
        findings.error("geo-form", "The file declares entities of its own.", Where(shown), "Save it anew as KML.")
        return []
    parser = expat.ParserCreate()
    reader = _Reader(parser)
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.data
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        findings.error(
            "geo-form",
            f"This is no KML: {expat.ErrorString(error.code)}.",
            Where(shown, line=error.lineno),
            "Save the places anew as KML.",
        )
        return []
    for line in reader.wrong:
        findings.error(
            "geo-form",
            "The placemark has no coordinates that can be read.",
            Where(shown, line=line),
            "Give longitude and latitude in degrees, parted by a comma.",
        )
    return reader.found


def kml_of_kmz(content: bytes, shown: str, findings: Findings) -> bytes | None:
    """The KML file within a KMZ file: ``doc.kml``, or its first; None with the reason among the findings."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [item for item in archive.infolist() if item.filename.lower().endswith(".kml")]
            names.sort(key=lambda item: item.filename.lower() != "doc.kml")
            if names and names[0].file_size <= MOST_BYTES:
                return archive.read(names[0])
    except ARCHIVE_DAMAGE:
        names = []
    message = "The KML file within is too large." if names else "This is no KMZ file with a KML file in it."
    findings.error("geo-form", message, Where(shown), "Save the places anew as KML.")
    return None


def kml_text(features: Sequence[Feature], title: str) -> str:
    """Features as KML; what a feature says beside its name stands in its extended data."""
    from xml.sax.saxutils import escape  # late, here and below: it loads what talks to the web

    marks = "".join(_placemark(each) for each in features)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>\n'
        f"<name>{escape(title)}</name>\n{marks}</Document></kml>\n"
    )


def kmz_bytes(features: Sequence[Feature], title: str) -> bytes:
    """The same, packed."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("doc.kml", (2000, 1, 1, 0, 0, 0)), kml_text(features, title))
    return held.getvalue()


def _placemark(each: Feature) -> str:
    from xml.sax.saxutils import escape, quoteattr

    told = "".join(
        f"<Data name={quoteattr(key)}><value>{escape(str(value))}</value></Data>"
        for key, value in each.properties.items()
    )
    points = " ".join(",".join(repr(part) for part in point) for point in each.points)
    line = "<tessellate>1</tessellate>" if each.kind == "LineString" else ""
    return (
        f"<Placemark><name>{escape(each.name)}</name>"
        + (f"<ExtendedData>{told}</ExtendedData>" if told else "")
        + f"<{each.kind}>{line}<coordinates>{points}</coordinates></{each.kind}></Placemark>\n"
    )
