"""Runs a documentation page in a folder of its own: its sh blocks in order, then its python blocks as one programme.

A ``yaml`` or ``csv`` block whose first line is ``# file: NAME`` is written to that file first. Blocks of any other
language are text. A sh block that shows a failure names its exit code in the fence: ```` ```sh exit=3 ````.
"""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^```(?P<kind>[a-z]+)(?P<options>[^\n]*)\n(?P<body>.*?)^```\s*$", re.M | re.S)


@dataclass(frozen=True)
class Block:
    kind: str
    options: str
    body: str
    line: int


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [
        Block(match["kind"], match["options"].strip(), match["body"], text[: match.start()].count("\n") + 1)
        for match in FENCE.finditer(text)
    ]


def run_page(page: Path, folder: Path, environment: dict[str, str]) -> list[str]:
    """Run every block of the page in ``folder``; the failures, each with its line and what was printed."""
    failures = []
    found = blocks(page)
    for block in found:
        if block.kind in ("yaml", "csv") and block.body.startswith("# file:"):
            _write(folder, block)
        if block.kind == "sh":
            wanted = int(block.options.removeprefix("exit=")) if block.options.startswith("exit=") else 0
            failures += _run(["bash", "-euc", block.body], folder, environment, f"{page.name}:{block.line}", wanted)
    programme = [block for block in found if block.kind == "python"]
    if programme:
        place = f"{page.name}:{programme[0].line}"
        text = "\n".join(block.body for block in programme)
        failures += _run([sys.executable, "-c", text], folder, environment, place, 0)
    return failures


def _write(folder: Path, block: Block) -> None:
    name, _, rest = block.body.partition("\n")
    target = folder / name.removeprefix("# file:").strip()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(rest if block.kind == "csv" else block.body, encoding="utf-8")


def _run(command: list[str], folder: Path, environment: dict[str, str], place: str, wanted: int) -> list[str]:
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)
    if done.returncode == wanted:
        return []
    return [f"{place} ended with {done.returncode}, not {wanted}\n{done.stdout}\n{done.stderr}"]
