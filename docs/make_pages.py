"""Makes what a build of the documentation shows and no file keeps: pages of the examples, pictures of a plan."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PICTURED = "nopalmex"


def make_pages(source: Path) -> None:
    """Write the pages of the examples and the pictures into ``source`` (the folder of the documentation)."""
    for readme in sorted(ROOT.glob("examples/*/README.md")):
        _write(source / "examples" / f"{readme.parent.name}.md", _page(readme))
    _pictures(source / "_static" / "pictures")


def _page(readme: Path) -> str:
    """An example's README with its links as the documentation has them."""
    text = readme.read_text(encoding="utf-8").replace("../../docs/", "../")
    for other in ROOT.glob("examples/*/README.md"):
        text = text.replace(f"../{other.parent.name}/README.md", f"{other.parent.name}.md")
    return text


def _write(path: Path, text: str) -> None:
    """Write what differs, so that a build without changes has nothing to do."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def _pictures(folder: Path) -> None:
    """The flows of an example, today and planned, as pictures."""
    import mfo
    from mfo.report import write_sankey

    folder.mkdir(parents=True, exist_ok=True)
    plan = mfo.read(ROOT / "examples" / PICTURED).optimise()
    for state in ("today", "plan"):
        write_sankey(plan, folder / f"{PICTURED}-{state}.svg", state=state)
