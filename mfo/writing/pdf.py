"""A page as PDF, printed by a browser of this machine: Chromium, Chrome or Edge."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from ..errors import Problem, UsageError, Where
from .whole import whole_file

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge", "microsoft-edge")
WINDOWS = (
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
MAC = ("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",)
PATIENCE = 180.0  # seconds for a browser to start and to print


def browser() -> str | None:
    """The program that prints, if there is one."""
    named = (shutil.which(name) for name in BROWSERS)
    placed = (path for path in (*WINDOWS, *MAC) if Path(path).exists())
    return next((path for path in (*named, *placed) if path), None)


def print_pdf(page: str, target: Path, force: bool = False) -> None:
    """Write ``page``, the text of an HTML page, as a PDF of A4 or letter paper, as the page's own style says.

    Raises :class:`mfo.UsageError` where no browser is found, or it does not print.
    """
    program, place = browser(), Where(str(target))
    if program is None:
        message = "A PDF is printed by Chromium, Chrome or Edge, and none of them is found."
        raise UsageError(Problem("pdf-missing", message, place, "Install one, or print report.html from any browser."))
    with tempfile.TemporaryDirectory(prefix="mfo-pdf-") as folder, whole_file(target, force) as part:
        source, made = Path(folder) / "page.html", Path(folder) / "page.pdf"
        source.write_text(page, encoding="utf-8")
        told = _print(program, folder, source, made)
        if not made.exists():
            message = f"The browser did not print the page: {told or 'it gave no reason'}."
            raise UsageError(Problem("pdf-missing", message, place, "Print report.html from a browser."))
        part.write_bytes(made.read_bytes())


def _print(program: str, folder: str, source: Path, made: Path) -> str:
    """Have the browser print, and give its last word."""
    command = [
        program,
        "--headless",
        "--disable-gpu",
        "--no-sandbox",
        "--no-first-run",
        "--no-pdf-header-footer",
        f"--user-data-dir={folder}/profile",
        f"--print-to-pdf={made}",
        source.as_uri(),
    ]
    try:
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:][0] if done.stderr.strip() else ""
