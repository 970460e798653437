"""The lock names everything that pyproject.toml asks for and all that this needs, in versions that are allowed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
BUILD = PROJECT["build-system"]["requires"]
RUN = [*PROJECT["project"]["dependencies"], *BUILD]
EXTRAS = PROJECT["project"]["optional-dependencies"]
WANTED = {
    "run.txt": RUN,
    "test.txt": [*RUN, *EXTRAS["test"]],
    "check.txt": [*RUN, *(line for name, extra in EXTRAS.items() if name != "bench" for line in extra)],
}

Pins = Mapping[str, list[tuple[Version, Marker | None]]]  # by name


def locked(file: str) -> Pins:
    """The versions that a file of the lock gives, with the Pythons and systems that each is for."""
    pins: dict[str, list[tuple[Version, Marker | None]]] = {}
    for line in (ROOT / "requirements" / file).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith((" ", "#")):
            asked = Requirement(line.removesuffix("\\"))
            (only,) = asked.specifier
            assert only.operator == "==", line
            pins.setdefault(canonicalize_name(asked.name), []).append((Version(only.version), asked.marker))
    return pins


def environment(python: str) -> dict[str, str]:
    """This system with another Python."""
    here = {key: str(value) for key, value in default_environment().items()}
    return {**here, "python_version": python, "python_full_version": f"{python}.0", "extra": ""}


def versions(pins: Pins, name: str, python: str) -> list[Version]:
    """The versions that are installed for a Python."""
    found = pins.get(canonicalize_name(name), [])
    return [version for version, marker in found if marker is None or marker.evaluate(environment(python))]


def requirements(lines: Iterable[str], python: str) -> list[Requirement]:
    """What is asked for under a Python."""
    asked = map(Requirement, lines)
    return [item for item in asked if item.marker is None or item.marker.evaluate(environment(python))]


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("file", WANTED)
def test_the_lock_holds_all_that_is_asked_for_in_versions_that_are_allowed(file: str, python: str) -> None:
    pins = locked(file)
    for asked in requirements(WANTED[file], python):
        found = versions(pins, asked.name, python)
        assert len(found) == 1, f"{asked.name} on Python {python}: {found}; remake the lock: requirements/lock"
        assert asked.specifier.contains(found[0]), f"{asked} but {found[0]}; remake the lock: requirements/lock"


def test_the_lock_holds_what_its_packages_need() -> None:
    """Of every locked package that is installed here in the locked version, all that it asks for is locked, too."""
    looked_at = 0
    for file in WANTED:
        pins = locked(file)
        for name in pins:
            try:
                installed = distribution(name)
            except PackageNotFoundError:  # for another system, or for another step
                continue
            python = default_environment()["python_version"]
            if Version(installed.version) not in versions(pins, name, python):
                continue
            looked_at += 1
            for asked in requirements(installed.requires or (), python):
                found = versions(pins, asked.name, python)
                assert len(found) == 1, f"{name} needs {asked}"
                assert asked.specifier.contains(found[0]), f"{name} needs {asked}, not {found[0]}"
    assert looked_at


def test_every_locked_version_has_its_hashes_and_no_place_to_fetch_it_from() -> None:
    for file in WANTED:
        text = (ROOT / "requirements" / file).read_text(encoding="utf-8")
        entries = re.split(r"^(?=\S+==)", text, flags=re.M)[1:]
        assert len(entries) == sum(map(len, locked(file).values()))
        for entry in entries:
            assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry
        assert not re.search(r"://|^\s*-(?!-hash)", text, re.M)


def test_the_files_of_the_lock_agree() -> None:
    run, test, check = (locked(file) for file in WANTED)
    assert run.items() <= test.items()
    assert test.items() <= check.items()


def test_the_build_is_locked_as_it_is_asked_for() -> None:
    lines = (ROOT / "requirements" / "build.in").read_text(encoding="utf-8").splitlines()
    assert [line.partition("#")[0].strip() for line in lines] == BUILD


@pytest.mark.parametrize(("heading", "file"), [("Run it", "run.txt"), ("Test it", "test.txt")])
def test_the_readme_installs_what_is_locked_and_nothing_else(heading: str, file: str) -> None:
    section = (ROOT / "README.md").read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    (block,) = re.findall(r"^```sh\n(.*?)^```", section, re.M | re.S)
    installs = re.findall(r"pip install ([^&]*)", block)
    assert [f"-r requirements/{file}" in words for words in installs] == [True, False]
    assert "--require-hashes" in installs[0]
    assert "--no-deps --no-build-isolation" in installs[1]
