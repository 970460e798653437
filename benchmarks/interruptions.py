"""Kills and full disks in the middle of what every verb writes: ``python benchmarks/interruptions.py [VERB ...]``.

Each verb runs once in a folder where an older result stands, with every call that changes the disk (a file opened for
writing, bytes written, flushed, renamed, linked, removed, a folder made or removed) counted. Then

- the folder is judged as it is at each of these calls, which is what a kill there leaves, a write half-way through its
  bytes; and a process of its own is killed at ``--kills`` of them, placed evenly from the first to the last;
- the disk takes so many bytes and no more, every ``--step`` of them, ``--fills`` at most, placed evenly.

After each, the old result must stand, or the new one as a whole; after a full disk mfo must have said so and ended with
2, 3 or 5; and the next writer of the same name must find nothing in its way and clean up what is left. What breaks this
is listed, and the exit code is then 1.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.writing.disk import WATCHING, Disk

SECONDS = 900.0  # after which a process counts as hanging
KILLED, HANGS = "killed", "hangs"

PLANT = """
plant: {name: two ways, currency: MXN}
materials: [{material: peel, unit: t}]
sites: [{site: yard, owner: Ann}, {site: field, owner: Bob}]
supplies: [{supply: s, site: yard, material: peel, amount: 100 t/year, take: all, price: 0 MXN/t}]
markets:
  - {market: tip, site: yard, material: peel, price: -100 MXN/t}
  - {market: farm, site: field, material: peel, price: -200 MXN/t, maximum: 80 t/year}
links: [{link: road, from: yard, to: field, material: peel, cost_per_amount: 10 MXN/t}]
rates:
  - {at: tip, effect: fossil CO2, rate: 2 t/t}
  - {at: farm, effect: fossil CO2, rate: 1 t/t}
measurements: [{at: s, amount: 100 t/year, uncertainty: 5 %}, {at: tip, amount: 90 t/year, uncertainty: 5 %}]
uncertainties:
  - {uncertainty: tip price, table: markets, row: tip, column: price, low: -150 MXN/t, high: -50 MXN/t}
scenarios: [{scenario: dear, table: markets, row: tip, column: price, value: -500 MXN/t}]
"""
OLD = "old"
"""What an older file holds; an older folder is one of mfo's with this file in it."""


@dataclass(frozen=True)
class Verb:
    """A command and the name that it writes; ``given``: files that older results lie in, whatever the verb."""

    words: tuple[str, ...]
    target: str
    kind: str = "folder"  # or file, or files: a folder whose files are written one by one
    fresh: bool = False  # there may be nothing of this name before


OUT = ("--out", "target", "--force")
VERBS = {
    "optimise": Verb(("optimise", "plant.yaml", *OUT), "target"),
    "pareto": Verb(("pareto", "plant.yaml", "--points", "3", *OUT), "target"),
    "sweep": Verb(("sweep", "plant.yaml", "--no-report", *OUT), "target"),
    "alternatives": Verb(("alternatives", "plant.yaml", "--number", "1", "--no-report", *OUT), "target"),
    "breakeven": Verb(("breakeven", "plant.yaml", "--of", "markets tip price", *OUT), "target"),
    "uncertainty": Verb(("uncertainty", "plant.yaml", "--samples", "8", *OUT), "target"),
    "stochastic": Verb(("stochastic", "plant.yaml", "--no-report", *OUT), "target"),
    "reconcile": Verb(("reconcile", "plant.yaml", *OUT), "target"),
    "matches": Verb(("matches", "plant.yaml", *OUT), "target"),
    "matches --apply": Verb(("matches", "plant.yaml", "--apply", "rows.csv", "--force"), "rows.csv", "file"),
    "share": Verb(("share", "plant.yaml", *OUT), "target"),
    "split": Verb(("split", "plant.yaml", "--out", "target", "--force"), "target", "files"),
    "merge": Verb(("merge", "parts", "--out", "target.xlsx", "--force"), "target.xlsx", "file"),
    "report": Verb(("report", "run", "--out", "page.html", "--force"), "page.html", "file"),
    "report --sankey": Verb(("report", "run", "--sankey", "flows.svg", "--force"), "flows.svg", "file"),
    "compare": Verb(("compare", "run", "run", "--out", "page.html", "--force"), "page.html", "file"),
    "export lp": Verb(("export", "plant.yaml", "--out", "plan.lp", "--force"), "plan.lp", "file"),
    "export mps": Verb(("export", "plant.yaml", "--to", "mps", "--out", "plan.mps", "--force"), "plan.mps", "file"),
    "convert workbook": Verb(("convert", "plant.yaml", "target.xlsx", "--force"), "target.xlsx", "file"),
    "convert yaml": Verb(("convert", "plant.yaml", "target.yaml", "--force"), "target.yaml", "file"),
    "convert folder": Verb(("convert", "plant.yaml", "target", "--force"), "target"),
    "new": Verb(("new", "target"), "target", fresh=True),
    "new workbook": Verb(("new", "target.xlsx"), "target.xlsx", "file", fresh=True),
}


@dataclass
class Ended:
    """How a process ended and what it said."""

    code: int | str
    said: str


def in_a_child(folder: Path, words: Sequence[str], prepare: Callable[[Disk], None] = lambda _disk: None) -> Ended:
    """Run a verb in ``folder``, in a process of its own that is forked with everything loaded."""
    told = folder.parent / "told"
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        code = 70
        try:
            speak_to(told)
            os.chdir(folder)
            disk = Disk(folder)
            prepare(disk)
            from mfo.cli.frame.run import run
            from mfo.cli.group import command_line

            with disk.watched():
                code = run(command_line, list(words))
        finally:
            sys.stdout.flush()
            os._exit(code)
    return awaited(child, told)


def speak_to(told: Path) -> None:
    """Let what this process prints go to a file, from its beginning."""
    handle = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    sys.stdout, sys.stderr = (os.fdopen(each, "w", buffering=1, closefd=False) for each in (1, 2))


def awaited(child: int, told: Path) -> Ended:
    """How a child ends, and what it said."""
    until = time.monotonic() + SECONDS
    while not (ended := os.waitpid(child, os.WNOHANG))[0]:
        if time.monotonic() > until:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return Ended(HANGS, told.read_text(errors="replace"))
        time.sleep(0.002)
    code = KILLED if os.WIFSIGNALED(ended[1]) else os.waitstatus_to_exitcode(ended[1])
    return Ended(code, told.read_text(errors="replace"))


@dataclass
class Trial:
    """A verb under interruption: what was tried, and what broke."""

    name: str
    base: Path
    before: dict[str, bytes] = field(default_factory=dict)
    after: dict[str, bytes] = field(default_factory=dict)
    looked: int = 0
    kills: int = 0
    fills: int = 0
    broken: list[str] = field(default_factory=list)

    @property
    def verb(self) -> Verb:
        """The verb."""
        return VERBS[self.name]

    def fresh(self) -> Path:
        """A folder as it was before."""
        folder = self.base / "work"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.base / "start", folder)
        return folder

    def look_at_every_call(self) -> int:
        """Judge a copy of the folder as it is at each call: what a kill there would leave. Gives how many there are."""
        work, results = self.fresh(), self.base / "looked"

        def prepare(disk: Disk) -> None:
            def look(call: int) -> None:
                WATCHING.remove(disk)
                copy = self.base / "copy"
                shutil.rmtree(copy, ignore_errors=True)
                shutil.copytree(work, copy)
                self.judge(copy, f"at call {call}")
                results.write_text(json.dumps([disk.calls, self.broken]))
                WATCHING.append(disk)

            disk.at_call = look

        must(in_a_child(work, self.verb.words, prepare))
        self.looked, self.broken = json.loads(results.read_text())
        return self.looked

    def fill(self, fills: int, step: int) -> None:
        """Let the disk be full after so many bytes, each time from the first byte on, in a process forked there."""
        size = sum(map(len, self.after.values()))
        work, results = self.fresh(), self.base / "filled"

        def prepare(disk: Disk) -> None:
            disk.at_first_file = lambda: self._fill(disk, work, [step * at for at in places(size // step + 1, fills)])

        in_a_child(work, self.verb.words, prepare)
        if results.exists():  # the solver writes files of its own, past Python: tests/writing limits their size
            self.fills, self.broken = json.loads(results.read_text())

    def _fill(self, disk: Disk, work: Path, rooms: list[int]) -> None:
        """In the process that is about to write: a child for each room, which goes on from here."""
        begun, told = self.base / "begun", self.base / "told of this"
        WATCHING.remove(disk)
        shutil.copytree(work, begun)
        for room in rooms:
            child = os.fork()
            if child == 0:
                WATCHING.append(disk)
                speak_to(told)
                disk.room = room
                return
            ended = awaited(child, told)
            self.fills += 1
            said = ended.code in (2, 3, 5) and "Traceback" not in ended.said and "Wrote target" not in ended.said
            if not said and not (ended.code == 0 and contents(work / self.verb.target).keys() == self.after.keys()):
                self.broken.append(
                    f"{self.name}, room for {room} bytes: ended with {ended.code}: {ended.said[-300:]!r}"
                )
            self.judge(work, f"room for {room} bytes")
            for path in work.iterdir():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            shutil.copytree(begun, work, dirs_exist_ok=True)
        (self.base / "filled").write_text(json.dumps([self.fills, self.broken]))
        os._exit(0)

    def judge(self, folder: Path, what: str) -> None:
        """The old result or the new one as a whole; and the next writer cleans up."""
        from mfo.writing.claim import Claim

        found = contents(folder / self.verb.target)
        if self.verb.kind == "files":
            wrong = [name for name, data in found.items() if data != self.before.get(name) and not whole(name, data)]
        elif found == self.before or (self.verb.fresh and not found):
            wrong = []
        else:
            wrong = sorted(name for name in {*self.after} ^ {*found})
            wrong += [name for name, data in found.items() if not whole(name, data)]
        if not found and not self.verb.fresh:
            aside = any((each / "old").exists() for each in folder.glob(f".{self.verb.target}.*.part"))
            wrong = [] if aside else ["the old result is gone"]
        targets = [folder / self.verb.target]
        targets += [folder / self.verb.target / name for name in self.after] if self.verb.kind == "files" else []
        for target in targets:
            with Claim(target):
                pass
        if not contents(folder / self.verb.target) and not self.verb.fresh:
            wrong.append("the next writer does not find the old result")
        left = [path.name for path in folder.rglob(".*") if not self.kept(path)]
        if wrong or left:
            self.broken.append(f"{self.name}, {what}: {', '.join(wrong[:3]) or 'left over: ' + ', '.join(left[:3])}")

    def kept(self, path: Path) -> bool:
        """Whether a hidden name is meant to stay: samples of a study that goes on where it was."""
        return path.name.endswith(".study") or any(part.endswith(".study") for part in path.parts)


def contents(path: Path) -> dict[str, bytes]:
    """The files of a folder by their names within it, or one file; none where there is nothing."""
    if path.is_file():
        return {path.name: path.read_bytes()}
    found = sorted(path.rglob("*")) if path.is_dir() else []
    return {
        each.relative_to(path).as_posix(): each.read_bytes()
        for each in found
        if each.is_file() and not each.name.startswith(".")
    }


ENDS = {".html": (b"</html>",), ".svg": (b"</svg>",), ".lp": (b"end",), ".mps": (b"ENDATA",), ".json": (b"}",)}


def whole(name: str, data: bytes) -> bool:
    """Whether a file is complete, as far as its own form tells."""
    suffix = Path(name).suffix
    if suffix == ".xlsx":
        import zipfile

        try:
            return zipfile.ZipFile(io.BytesIO(data)).testzip() is None
        except zipfile.BadZipFile:
            return False
    return bool(data) and data.rstrip().endswith(ENDS.get(suffix, (data.rstrip()[-1:],)))


def prepare(name: str, base: Path) -> Trial:
    """A folder with the plant, a run, parts and an older result of the verb; and what the verb makes of it."""
    verb, start = VERBS[name], base / "start"
    start.mkdir(parents=True)
    (start / "plant.yaml").write_text(PLANT, encoding="utf-8")
    if "run" in verb.words:
        must(in_a_child(start, ["optimise", "plant.yaml", "--out", "run", "--no-report"]))
    if "parts" in verb.words:
        must(in_a_child(start, ["split", "plant.yaml", "--out", "parts"]))
    target = start / verb.target
    if verb.kind == "file" and not verb.fresh:
        target.write_text(OLD)
    elif not verb.fresh:
        must(in_a_child(start, verb.words))
        if verb.kind == "folder" and (target / "question.json").exists():
            (target / "question.json").write_text("{}\n")  # another question's
        for path in [path for path in target.rglob("*.csv") if path.is_file()][:1]:
            path.write_bytes(path.read_bytes() + b"\n")  # told from the new one
    trial = Trial(name, base, contents(target))
    folder = trial.fresh()
    must(in_a_child(folder, verb.words))
    trial.after = contents(folder / verb.target)
    return trial


def must(ended: Ended) -> Ended:
    """What was not interrupted has to end well."""
    if ended.code != 0:
        raise SystemExit(f"ended with {ended.code}: {ended.said}")
    return ended


def places(count: int, most: int) -> list[int]:
    """At most so many of ``range(count)``, placed evenly, its ends among them."""
    if count <= most:
        return list(range(count))
    return sorted({round(place * (count - 1) / (most - 1)) for place in range(most)}) if most > 1 else [count // 2]


def interrupt(name: str, base: Path, kills: int, fills: int, step: int) -> Trial:
    """Look at a verb's folder at every call, kill it at some, and fill its disk at places all over what it writes."""
    trial = prepare(name, base)
    calls = trial.look_at_every_call()
    for call in places(calls, kills):
        folder = trial.fresh()

        def kill(disk: Disk, at: int = call) -> None:
            disk.at_call = lambda now: os.kill(os.getpid(), signal.SIGKILL) if now == at else None

        ended = in_a_child(folder, trial.verb.words, kill)
        trial.kills += ended.code == KILLED
        if ended.code not in (KILLED, 0):
            trial.broken.append(f"{name}, to be killed at call {call}: ended with {ended.code}")
        trial.judge(folder, f"killed at call {call} of {calls}")
    trial.fill(fills, step)
    return trial


def load() -> None:
    """Load what the verbs load, once, before any process is forked."""
    import highspy  # noqa: F401
    import openpyxl  # noqa: F401
    import pyomo.environ  # noqa: F401
    import xlsxwriter  # noqa: F401

    import mfo.report
    import mfo.workbench  # noqa: F401


def main() -> int:
    """Interrupt the verbs named, or all; 1 where something is lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verbs", nargs="*", metavar="VERB", help=", ".join(VERBS))
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--fills", type=int, default=1000)
    parser.add_argument("--step", type=int, default=100)
    asked = parser.parse_args()
    load()
    broken = 0
    for name in asked.verbs or VERBS:
        with tempfile.TemporaryDirectory() as folder:
            trial = interrupt(name, Path(folder), asked.kills, asked.fills, asked.step)
        broken += len(trial.broken)
        print(
            f"{name}: looked at {trial.looked} calls, {trial.kills} kills, {trial.fills} full disks, "
            f"{len(trial.broken)} broken",
            flush=True,
        )
        for line in trial.broken[:20]:
            print(f"  {line}", flush=True)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
