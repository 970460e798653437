"""A folder is open in one `mfo serve` at a time: two would write over one another's changes."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path


def serving(folder: Path) -> tuple[subprocess.Popen[str], str]:
    """A page of a folder in a process of its own, and where it answers."""
    process, opening = opened(folder)
    return process, opening.partition("/?")[0]


def opened(folder: Path) -> tuple[subprocess.Popen[str], str]:
    """A page of a folder in a process of its own, and the address that opens it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "mfo.cli", "serve", str(folder), "--no-browser"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    told = process.stdout.readline()
    found = re.search(r"http://[^/]+:\d+/\?\S+", told)
    assert found is not None, told + process.stdout.read()
    return process, found[0]


def test_the_second_is_told_where_the_first_is_and_a_killed_one_blocks_nobody(tmp_path: Path) -> None:
    first, address = serving(tmp_path)
    try:
        (tmp_path / ".mfo" / "session.json").write_text('{"plant": "yard.yaml"}')
        for language, begin in (("en", "This folder is open already"), ("es", "Esta carpeta ya está abierta")):
            again = [sys.executable, "-m", "mfo.cli", "serve", str(tmp_path), "--no-browser", "--language", language]
            told = subprocess.run(again, capture_output=True, text=True, timeout=60, check=False)
            assert told.returncode == 2
            assert begin in told.stderr
            assert address in told.stderr
            assert "serve-folder" in told.stderr
        assert (tmp_path / ".mfo" / "session.json").read_text() == '{"plant": "yard.yaml"}'
        other, elsewhere = serving(tmp_path / "another")
        other.kill()
        other.wait()
        assert elsewhere != address
    finally:
        first.kill()
        first.wait()
    third, at = serving(tmp_path)
    third.kill()
    third.wait()
    assert at.startswith("http://127.0.0.1:")
