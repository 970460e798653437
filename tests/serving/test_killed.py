"""A page that is killed while it plans leaves no process behind."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

import mfo

from .test_alone import opened

YEAR = Path(mfo.__file__).parents[1] / "examples" / "nopalmex-hourly"
TOKEN = re.compile(r'name="mfo-token" content="([^"]+)"')


class Visitor:
    """Somebody who has opened the page, without a browser."""

    def __init__(self, opening: str) -> None:
        self._address = opening.partition("/?")[0]
        self._keeper = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        found = TOKEN.search(self._keeper.open(opening, timeout=60).read().decode())
        assert found is not None
        self._token = found[1]

    def ask(self, path: str, content: object = None) -> dict[str, object]:
        """What the page answers; a change where there is content."""
        data = None if content is None else json.dumps(content).encode()
        asked = urllib.request.Request(self._address + path, data, {"x-mfo-token": self._token})
        told: dict[str, object] = json.loads(self._keeper.open(asked, timeout=60).read())
        return told


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL there")
def test_a_page_killed_in_the_midst_of_a_plan_ends_its_worker(tmp_path: Path) -> None:
    """The solver goes through a year of hours, which takes it longer than the worker may live on.

    Page and worker print to one pipe, which is closed once both have ended.
    """
    shutil.copytree(YEAR, tmp_path / "year")
    process, opening = opened(tmp_path)
    try:
        visitor = Visitor(opening)
        visitor.ask("/api/open", {"name": "year"})
        job = visitor.ask("/api/plan", {"limits": []})
        begun = time.monotonic()
        while not str(job["stage"]).startswith("solving"):
            assert job["state"] in ("waiting", "running"), job
            assert time.monotonic() < begun + 120
            time.sleep(0.05)
            job = visitor.ask(f"/api/jobs/{job['job']}")
    finally:
        process.kill()
    killed = time.monotonic()
    process.communicate(timeout=60)
    assert time.monotonic() < killed + 5
