"""The bundle for people without Python is built, and started where there is none: from an example to a proven plan."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from .test_wheel import ROOT, build, tracked


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the bundle, unpacked from its archive as a user would, of a wheel built from the tree."""
    folder = tmp_path_factory.mktemp("bundle")
    source, dist, home = folder / "source", folder / "dist", folder / "home"
    for name in tracked():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes((ROOT / name).read_bytes())
    for made in (dist, home):
        made.mkdir()
    build("wheel", source, dist)
    subprocess.run(["bash", str(ROOT / ".ci" / "bundle"), str(dist)], check=True, capture_output=True)
    (archive,) = dist.glob("mfo-*-*.zip")
    subprocess.run(["unzip", "-q", str(archive), "-d", str(home)], check=True)
    shutil.rmtree(dist)
    return home


def run(home: Path, *words: str) -> str:
    """What a verb of the bundle says, in an environment without a path to any Python or to the tree."""
    empty = {"HOME": str(home), "PATH": "/nowhere", "LANG": "C.UTF-8"}
    done = subprocess.run([str(home / "mfo" / "mfo"), *words], cwd=home, env=empty, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_an_example_becomes_a_verified_plan_and_a_report_without_python(bundle: Path) -> None:
    """The cost of the starter is found by hand in tests/cli/test_verbs.py."""
    run(bundle, "new", "firm", "--from", "starter")
    assert "Sin errores ni avisos." in run(bundle, "check", "firm", "--language", "es")
    run(bundle, "optimise", "firm", "--out", "run")
    told = json.loads((bundle / "run" / "run.json").read_text(encoding="utf-8"))
    assert told["totals"]["cost"]["value"] == pytest.approx(122_275)
    assert "" not in told["versions"].values()
    assert (bundle / "run" / "report.html").stat().st_size > 50_000  # its styles, scripts and font are in it
    assert "Verified." in run(bundle, "verify", "run")


def test_workers_of_a_study_start_the_bundle_again(bundle: Path) -> None:
    run(bundle, "new", "other", "--from", "starter")
    told = run(
        bundle, "sweep", "other", "--vary", "supplies kitchen amount=1..2 t/d:2", "--workers", "2", "--out", "swept"
    )
    assert (bundle / "swept" / "sweep.html").exists(), told
