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
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

sys.path.insert(0, str(Path(__file__).parent))

from interrupted_verbs import VERBS, Verb, lay_out, of_the_page

from tests.writing.disk import WATCHING, Disk

SECONDS = 900.0  # after which a process counts as hanging
KILLED, HANGS = "killed", "hangs"

OLD = "old"
"""What an older file holds; an older folder is one of mfo's with this file in it."""


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
                code = of_the_page(words[1]) if words[0] == "serve" else run(command_line, list(words))
        finally:
            sys.stdout.flush()
            os._exit(code)
    return awaited(child, told)


def speak_to(told: Path) -> None:
    """Let what this process prints go to a file, from its beginning."""
    speak_into(os.open(told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC))


def speak_into(handle: int) -> None:
    """Let what this process prints go to an open file or pipe."""
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


@dataclass(frozen=True)
class Branch:
    """One way on from where the first file is opened: what is done to the disk, and what is wrong with an end."""

    what: str
    begin: Callable[[Disk], None]
    fault: Callable[[Ended], str]


def _killed_at(call: int, ends: int) -> Branch:
    """A kill at a call; a run that makes a call less than another, as that of a browser may, ends by itself."""

    def begin(disk: Disk) -> None:
        disk.at_call = lambda now: os.kill(os.getpid(), signal.SIGKILL) if now == call else None

    def fault(ended: Ended) -> str:
        return "" if ended.code in (KILLED, ends) else f"ended with {ended.code}"

    return Branch(f"killed at call {call}", begin, fault)


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

        must(in_a_child(work, self.verb.words, prepare), self.verb.ends)
        self.looked, self.broken = json.loads(results.read_text())
        return self.looked

    def kill(self, calls: int, kills: int) -> None:
        """Kill a process of its own at calls all over the writing, each forked where the first file is opened."""
        chosen, results = places(calls, kills), self.base / "killed"

        def branches(disk: Disk) -> list[Branch]:
            results.write_text(str(disk.calls))
            return [_killed_at(call, self.verb.ends) for call in chosen if call >= disk.calls]

        tried = self._branch(branches)
        first = int(results.read_text()) if tried is not None else calls  # no file was opened by Python
        self.kills += tried or 0
        for call in chosen:
            if call >= first:
                break
            folder, branch = self.fresh(), _killed_at(call, self.verb.ends)
            if fault := branch.fault(in_a_child(folder, self.verb.words, branch.begin)):
                self.broken.append(f"{self.name}, {branch.what}: {fault}")
            self.kills += 1
            self.judge(folder, branch.what)

    def fill(self, fills: int, step: int) -> None:
        """Let the disk be full after so many bytes, each time from the first byte on, in a process forked there."""
        size = sum(map(len, self.after.values()))
        rooms = [step * at for at in places(size // step + 1, fills)]
        tried = self._branch(lambda _disk: [self._with_room(room) for room in rooms])
        if tried is None:  # the solver writes files of its own, past Python
            self._limit(rooms)
        self.fills += tried if tried is not None else len(rooms)

    def _limit(self, rooms: list[int]) -> None:
        """Let no file grow beyond so many bytes, in a process of its own each time."""
        for room in rooms:
            folder, told = self.fresh(), os.pipe()

            def limited(_disk: Disk, room: int = room, told: tuple[int, int] = told) -> None:
                speak_into(told[1])  # a pipe is no file that may not grow
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

            ended = in_a_child(folder, self.verb.words, limited)
            os.close(told[1])
            with os.fdopen(told[0], "rb") as heard:
                ended.said = heard.read().decode(errors="replace")
            branch = self._with_room(room)
            if fault := branch.fault(ended):
                self.broken.append(f"{self.name}, {branch.what}: {fault}")
            self.judge(folder, branch.what)

    def _with_room(self, room: int) -> Branch:
        def begin(disk: Disk) -> None:
            disk.room = room

        def fault(ended: Ended) -> str:
            said = ended.code in (2, 3, 5) and "Traceback" not in ended.said and "Wrote target" not in ended.said
            done = ended.code == self.verb.ends
            done = done and contents(self.base / "work" / self.verb.target).keys() == self.after.keys()
            return "" if said or done else f"ended with {ended.code}: {ended.said[-300:]!r}"

        return Branch(f"room for {room} bytes", begin, fault)

    def _branch(self, branches: Callable[[Disk], list[Branch]]) -> int | None:
        """Run the verb to its first file and from there on once for each branch; gives how many, None where no file."""
        work, results = self.fresh(), self.base / "branched"
        results.unlink(missing_ok=True)

        def prepare(disk: Disk) -> None:
            disk.at_first_file = lambda: self._at_first_file(disk, work, branches(disk))

        in_a_child(work, self.verb.words, prepare)
        if not results.exists():
            return None
        tried, self.broken = json.loads(results.read_text())
        return int(tried)

    def _at_first_file(self, disk: Disk, work: Path, branches: list[Branch]) -> None:
        """In the process that is about to write: a child for each branch, which goes on from here."""
        begun, told = self.base / "begun", self.base / "told of this"
        calls, written = disk.calls, disk.written
        WATCHING.remove(disk)
        shutil.rmtree(begun, ignore_errors=True)
        shutil.copytree(work, begun)
        for branch in branches:
            child = os.fork()
            if child == 0:
                WATCHING.append(disk)
                speak_to(told)
                disk.calls, disk.written = calls, written  # putting things back counted, too
                branch.begin(disk)
                return
            if fault := branch.fault(awaited(child, told)):
                self.broken.append(f"{self.name}, {branch.what}: {fault}")
            copy = self.base / "copy"  # where nobody holds a claim: this process holds those of the work
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(work, copy)
            self.judge(copy, branch.what)
            for path in work.iterdir():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            shutil.copytree(begun, work, dirs_exist_ok=True)
        (self.base / "branched").write_text(json.dumps([len(branches), self.broken]))
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
            wrong += [name for name, data in found.items() if not self.complete(name, data)]
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

    def complete(self, name: str, data: bytes) -> bool:
        """Whether a file holds all that it should: what an undisturbed run writes, where two write the same."""
        if self.verb.kind == "file" and name.endswith(SAME_EACH_TIME):
            return data == self.after[name]
        return whole(name, data)

    def kept(self, path: Path) -> bool:
        """Whether a hidden name is meant to stay: samples of a study that goes on, the page's folder."""
        return path.name == ".mfo" or any(part.endswith(".study") for part in path.parts)


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


ENDS = {
    ".html": b"</html>",
    ".svg": b"</svg>",
    ".kml": b"</kml>",
    ".lp": b"end",
    ".mps": b"ENDATA",
    ".json": b"}",
    ".geojson": b"}",
    ".png": b"IEND\xaeB`\x82",
    ".pdf": b"%%EOF",
}
PACKED = (".xlsx", ".docx", ".zip", ".kmz")
SAME_EACH_TIME = (".csv", ".yaml", ".lp", ".mps", ".kml", ".svg")


def whole(name: str, data: bytes) -> bool:
    """Whether a file is complete, as far as its own form tells."""
    suffix = Path(name).suffix
    if suffix in PACKED:
        import zipfile

        try:
            return zipfile.ZipFile(io.BytesIO(data)).testzip() is None
        except zipfile.BadZipFile:
            return False
    return bool(data) and data.rstrip().endswith(ENDS.get(suffix, data.rstrip()[-1:]))


def prepare(name: str, base: Path) -> Trial:
    """A folder with the plant, a run, parts and an older result of the verb; and what the verb makes of it."""
    verb, start = VERBS[name], base / "start"
    start.mkdir(parents=True)
    lay_out(start, verb, lambda *words: must(in_a_child(start, words)))
    target = start / verb.target
    if verb.kind == "file" and not verb.fresh:
        target.parent.mkdir(exist_ok=True)
        target.write_text(OLD)
    elif not verb.fresh and not target.exists():
        must(in_a_child(start, verb.words), verb.ends)
        if verb.kind == "folder" and (target / "question.json").exists():
            (target / "question.json").write_text("{}\n")  # another question's
        for path in [path for path in target.rglob("*.csv") if path.is_file()][:1]:
            path.write_bytes(path.read_bytes() + b"\n")  # told from the new one
    trial = Trial(name, base, contents(target))
    folder = trial.fresh()
    must(in_a_child(folder, verb.words), verb.ends)
    trial.after = contents(folder / verb.target)
    return trial


def must(ended: Ended, code: int = 0) -> Ended:
    """What was not interrupted has to end well."""
    if ended.code != code:
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
    trial.kill(trial.look_at_every_call(), kills)
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
    parser.add_argument("--kills", type=int, default=200)
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
