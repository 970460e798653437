"""Makes what a build of the documentation shows and no file keeps: pages of examples, tables and models; pictures."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mfo import Plan

ROOT = Path(__file__).resolve().parents[1]
PICTURED = {
    "starter": ("plan",),
    "nopalmex": ("today", "plan"),
    "nopalmex-hourly": ("plan",),
    "park": ("plan",),
    "municipality": ("2040",),
}


REPORTED = "nopalmex"
"""The example whose report the start page shows."""
PLANTS_OF_PAGES = {"what-is-decided": "one-pool", "roadmap": "roadmap-plan"}
"""Pages whose first plant, written out as YAML, is drawn as a picture."""


def make_pages(source: Path) -> None:
    """Write the pages and the pictures into ``source`` (the folder of the documentation)."""
    make_examples(source)
    _reference(source)
    _write(source / "changelog.md", _changes())
    _pictures(source / "_static" / "pictures")


def make_examples(source: Path) -> None:
    """Write the pages of the examples."""
    for readme in sorted(ROOT.glob("examples/*/README.md")):
        _write(source / "examples" / f"{readme.parent.name}.md", _page(readme))


def _page(readme: Path) -> str:
    """An example's README with its links as the documentation has them, and its plan as a picture."""
    text = readme.read_text(encoding="utf-8").replace("../../docs/", "../")
    for other in ROOT.glob("examples/*/README.md"):
        text = text.replace(f"../{other.parent.name}/README.md", f"{other.parent.name}.md")
    name = readme.parent.name
    if name in PICTURED:
        text += (
            f"\n## The plan as a picture\n\n![Flows of the plan](../_static/pictures/{name}-{PICTURED[name][-1]}.svg)\n"
        )
    return text


def _reference(source: Path) -> None:
    """A page a table of the format and a page a process model."""
    from generate_format import table_pages
    from generate_library import model_pages

    from mfo.errors import Findings
    from mfo.library.library import Library

    library = Library.load(None, Findings())
    for folder, pages in (("format", table_pages()), ("models", model_pages(library))):
        for name, text in pages.items():
            _write(source / folder / f"{name}.md", text)
        for path in (source / folder).glob("*.md"):
            if path.stem not in pages:
                path.unlink()


def _changes() -> str:
    """The changelog, its links as the documentation has them."""
    return re.sub(r"\]\(docs/", "](", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))


def _write(path: Path, text: str) -> None:
    """Write what differs, so that a build without changes has nothing to do."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def _pictures(folder: Path) -> None:
    """The flows of the examples, today or planned, as pictures."""
    import mfo

    folder.mkdir(parents=True, exist_ok=True)
    for page, name in PLANTS_OF_PAGES.items():
        _picture_of(ROOT / "docs" / f"{page}.md", folder / f"{name}.svg")
    for name, states in PICTURED.items():
        if all((folder / f"{name}-{state}.svg").exists() for state in states):
            continue  # of an earlier build: remove the folder to have them made again
        plan = mfo.read(ROOT / "examples" / name).optimise()
        for state in states:
            _draw(plan, folder / f"{name}-{state}.svg", state)
        if name == REPORTED:
            _picture_of_report(plan, folder)


def _picture_of(page: Path, picture: Path) -> None:
    """The flows of the plant that a page writes out, under its plan."""
    import tempfile

    import mfo

    if picture.exists():
        return
    text = page.read_text(encoding="utf-8").split("```yaml\n", 1)[1].split("```", 1)[0]
    with tempfile.TemporaryDirectory() as scratch:
        plant = Path(scratch) / "plant.yaml"
        plant.write_text(text, encoding="utf-8")
        _draw(mfo.read(plant).optimise(), picture)


def _picture_of_report(plan: Plan, folder: Path) -> None:
    """The first screen of a report in both languages, by a browser of this machine; without one its diagram."""
    import subprocess
    import tempfile

    from mfo.report import write_report, write_sankey
    from mfo.writing.pdf import browser

    for language, suffix in (("es", ".es.png"), ("en", ".png")):
        picture = (folder / "report").with_suffix(suffix)
        with tempfile.TemporaryDirectory() as scratch:
            page = Path(scratch) / "report.html"
            write_report(plan, page, language=language)
            if program := browser():
                flags = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars")
                asked = (f"--user-data-dir={scratch}/profile", "--window-size=1100,1150", f"--screenshot={picture}")
                subprocess.run(
                    [program, *flags, "--disable-background-networking", *asked, page.as_uri()],
                    capture_output=True,
                    timeout=180,
                    check=False,
                )
        if not picture.exists():
            write_sankey(plan, picture, language=language)


def _draw(plan: Plan, picture: Path, state: str | None = None) -> None:
    """The flows of a plan in both languages; Sphinx takes ``NAME.es.svg`` into the Spanish pages by itself."""
    from mfo.report import write_sankey

    for path, language in ((picture.with_suffix(".es.svg"), "es"), (picture, "en")):
        write_sankey(plan, path, state=state, language=language)
