"""Progress on stderr, only for work that lasts longer than a second."""

from __future__ import annotations

import threading
import time
from types import TracebackType

import click

from ...sentences import in_language
from ...translation import SCREEN, spoken


class Progress:
    """Call it with each stage's name; it stays silent until a second has passed, then names the stages."""

    def __init__(self, quiet: bool = False, patience: float = 1.0) -> None:
        self.quiet = quiet
        self.patience = patience
        self._language = spoken()
        self._begun = time.monotonic()
        self._stage = ""
        self._told = ""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __call__(self, stage: str) -> None:
        """A new stage begins."""
        self._stage = in_language(stage, self._language, context=SCREEN)

    def __enter__(self) -> Progress:
        if not self.quiet:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _watch(self) -> None:
        if self._stop.wait(self.patience):
            return
        while True:
            if self._stage and self._stage != self._told:
                self._told = self._stage
                click.echo(f"{time.monotonic() - self._begun:5.1f} s  {self._stage}", err=True)
            if self._stop.wait(0.2):
                return
