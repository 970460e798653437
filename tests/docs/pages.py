"""Runs a documentation page: its sh and python blocks in order, in a folder of its own.

A ``yaml`` or ``csv`` block whose first line is ``# file: NAME`` is written to that file first. Blocks of any other language are
text. A sh block that shows a failure names its exit code in the fence: ```` ```sh exit=3 ````.
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
    python: list[str] = []
    for block in blocks(page):
        if block.kind in ("yaml", "csv") and block.body.startswith("# file:"):
            name, _, rest = block.body.partition("\n")
            target = folder / name.removeprefix("# file:").strip()
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(rest if block.kind == "csv" else block.body, encoding="utf-8")
            continue
        if block.kind == "python":
            python.append(block.body)
            command = [sys.executable, "-c", "\n".join(python)]  # a page is one programme
        elif block.kind == "sh":
            command = ["bash", "-euc", block.body]
        else:
            continue
        wanted = int(block.options.removeprefix("exit=") or 0) if block.options.startswith("exit=") else 0
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)
        if done.returncode != wanted:
            failures.append(
                f"{page.name}:{block.line} ended with {done.returncode}, not {wanted}\n{done.stdout}\n{done.stderr}"
            )
    return failures
