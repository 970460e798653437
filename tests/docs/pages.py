"""Runs a documentation page in the current folder: its sh blocks in order, then its python blocks as one programme.

A ``yaml`` or ``csv`` block whose first line is ``# file: NAME`` is written to that file first. Blocks of any other
language are text. A sh block that shows a failure names its exit code in the fence: ```` ```sh exit=3 ````.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import subprocess
import traceback
from dataclasses import dataclass
from pathlib import Path

from mfo.cli.frame.run import run
from mfo.cli.group import command_line

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


def run_page(page: Path, environment: dict[str, str], in_a_shell: bool = False) -> list[str]:
    """Run every block of the page in the current folder; the failures, each with its line and what was printed."""
    failures = []
    found = blocks(page)
    for block in found:
        if block.kind in ("yaml", "csv") and block.body.startswith("# file:"):
            _write(block)
        if block.kind == "sh":
            wanted = int(block.options.removeprefix("exit=")) if block.options.startswith("exit=") else 0
            words = None if in_a_shell else plain_words(block.body)
            code, told = _in_a_shell(block.body, environment) if words is None else _here(words)
            failures += [f"{page.name}:{block.line} ended with {code}, not {wanted}\n{told}"] if code != wanted else []
    programme = [block for block in found if block.kind == "python"]
    if programme:
        told = _python("\n".join(block.body for block in programme))
        failures += [f"{page.name}:{programme[0].line} {told}"] if told else []
    return failures


def plain_words(body: str) -> list[list[str]] | None:
    """The words of each line where a block is nothing but ``mfo`` with words; None where it takes a shell."""
    lines = [line for line in body.replace("\\\n", " ").splitlines() if line.strip() and not line.startswith("#")]
    found = []
    for line in lines:
        parts = shlex.shlex(line, posix=True, punctuation_chars=True)
        parts.wordchars += ":=%,[]@+"
        words = list(parts)
        if words[:1] != ["mfo"] or set("$`*~") & set(line) or any(set(word) <= set("();<>|&") for word in words):
            return None
        found.append(words[1:])
    return found


def _here(commands: list[list[str]]) -> tuple[int, str]:
    """Run commands of mfo until one ends with another code than 0; the last code, and what was printed."""
    code, told = 0, io.StringIO()
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
        for words in commands:
            code = code or run(command_line, words)
    return code, told.getvalue()


def _python(text: str) -> str:
    """Run a programme; what went wrong."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(text, "page", "exec"), {"__name__": "__main__"})
    except Exception:
        return traceback.format_exc()
    return ""


def _write(block: Block) -> None:
    name, _, rest = block.body.partition("\n")
    target = Path(name.removeprefix("# file:").strip())
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(rest if block.kind == "csv" else block.body, encoding="utf-8")


def _in_a_shell(body: str, environment: dict[str, str]) -> tuple[int, str]:
    done = subprocess.run(["bash", "-euc", body], env=environment, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr
