"""Kills and full disks in the middle of what every verb writes: ``python benchmarks/interruptions.py [VERB ...]``.

Each verb runs in a folder where an older result stands, with every call that changes the disk (a file opened for
writing, a piece of bytes written, flushed, renamed, linked, removed, a folder made or removed) counted; writes come in
pieces, so small that there are as many places as kills are asked. At places all over this run, from the first call to
the last, a process is forked, which goes on in a copy of the folder that it finds at the same path, so that each costs
only what it still does:

- at ``--kills`` of the calls it is killed with SIGKILL; at each other call the folder is looked at as it is, which is
  what a kill there would leave;
- at ``--fills`` places of the bytes that are written, one at every hundredth of them, the disk takes no byte more.

What another program writes (the solver's own files) is stopped by the system where the file would grow beyond so many
bytes. ``--alone`` processes for each verb run from their beginning and are killed in the folder itself; there the same
command is given again.

After each, the old result must stand, or the new one as a whole; after a full disk mfo must have said so and ended with
2, 3 or 5; and the next writer of the same name must find nothing in its way and clean up what is left. What breaks this
is listed, and the exit code is then 1. It is quick where TMPDIR is in memory (``/dev/shm``).
"""

from __future__ import annotations

import argparse
import io
import json
import os
import resource
import select
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

from interrupted_copy import go_on_in
from interrupted_verbs import VERBS, Verb, lay_out, of_the_page

from tests.writing.disk import Disk, unwatched

SECONDS, LONG = 300.0, 7200.0  # after which a process counts as hanging, and one from which others are forked
KILLED, HANGS = "killed", "hangs"

OLD = "old"
"""What an older file holds; an older folder is one of mfo's with this file in it."""


@dataclass
class Ended:
    """How a process ended and what it said."""

    code: int | str
    said: str


def in_a_child(
    folder: Path, words: Sequence[str], prepare: Callable[[Disk], None] = lambda _disk: None, seconds: float = SECONDS
) -> Ended:
    """Run a verb in ``folder``, in a process of its own that is forked with everything loaded."""
    sys.stdout.flush()
    heard, tells = os.pipe()
    child = os.fork()
    if child == 0:
        code = 70
        try:
            speak_into(tells)
            os.chdir(folder)
            disk = Disk(folder)
            prepare(disk)
            from mfo.cli.frame.run import run
            from mfo.cli.group import command_line

            with disk.watched():
                code = of_the_page(words[1]) if words[0] == "serve" else run(command_line, list(words))
            disk.at_end()
        finally:
            sys.stdout.flush()
            os._exit(code)
    os.close(tells)
    return awaited(child, heard, seconds)


def speak_to(told: Path) -> None:
    """Let what this process prints go to a file, from its beginning."""
    speak_into(os.open(told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC))


def speak_into(handle: int) -> None:
    """Let what this process prints go to an open file or pipe."""
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    sys.stdout, sys.stderr = (os.fdopen(each, "w", buffering=1, closefd=False) for each in (1, 2))


def awaited(child: int, heard: int, seconds: float = SECONDS) -> Ended:
    """How a child ends, and what it said into a pipe."""
    said, until = b"", time.monotonic() + seconds
    with os.fdopen(heard, "rb", buffering=0) as pipe:
        while (left := until - time.monotonic()) > 0:
            if select.select([pipe], [], [], left)[0]:
                if not (more := pipe.read(65536)):
                    break
                said += more
    if hangs := time.monotonic() > until:
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    code = HANGS if hangs else KILLED if os.WIFSIGNALED(status) else os.waitstatus_to_exitcode(status)
    return Ended(code, said.decode(errors="replace"))


def _killed(ended: Ended) -> str:
    """What is wrong with the end of a process that was killed."""
    return "" if ended.code == KILLED else f"ended with {ended.code}: {ended.said[-300:]!r}"


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

    @property
    def work(self) -> Path:
        """Where the verb runs."""
        return self.base / "work"

    @property
    def copy(self) -> Path:
        """Where a process that was forked from the run finds itself."""
        return self.base / "copy"

    def fresh(self) -> Path:
        """A folder as it was before."""
        shutil.rmtree(self.work, ignore_errors=True)
        shutil.copytree(self.base / "start", self.work)
        return self.work

    def interrupt(self, kills: int, fills: int, alone: int) -> None:
        """Interrupt one run at places all over its writing, and some from their beginning."""
        calls, written = self._counted()
        made = [len(data) for name, data in self.after.items() if data != self.before.get(name)]
        piece = max(1.0, written / (1.2 * (kills - calls))) if calls < kills else float("inf")
        if piece < float("inf"):
            calls, _ = self._counted(piece)
        self._run(
            piece, set(places(calls, kills)), [written * place // fills for place in range(fills if written else 0)]
        )
        if written < sum(made):  # another program writes past Python
            self._limit(max(made), fills, kills)
        for call in places(calls, alone + 2)[1:-1]:
            self._alone(call, piece)

    def _counted(self, piece: float = float("inf")) -> tuple[int, int]:
        """How many calls the verb makes where a write comes in such pieces, and how many bytes it writes."""
        counts = self.base / "counts"

        def count(disk: Disk) -> None:
            disk.piece = piece
            disk.at_end = lambda: counts.write_text(json.dumps([disk.calls, disk.written]))

        must(in_a_child(self.fresh(), self.verb.words, count), self.verb.ends)
        calls, written = json.loads(counts.read_text())
        return calls, written

    def _run(self, piece: float, killed: set[int], rooms: list[int]) -> None:
        """One run: a process killed at the calls ``killed``, a look at the others, and the disk full at ``rooms``."""
        work, results, seen = self.fresh(), self.base / "results", [""]

        def at_call(disk: Disk, call: int) -> None:
            if call in killed:
                self.kills += 1
                if self._forked(disk, lambda: os.kill(os.getpid(), signal.SIGKILL), f"killed at call {call}", _killed):
                    return
            self.looked += 1
            if (now := self._state()) != seen[0]:
                seen[0] = now
                shutil.rmtree(self.copy, ignore_errors=True)
                shutil.copytree(work, self.copy)
                self.judge(self.copy, f"at call {call}")

        def at_write(disk: Disk, size: int) -> None:
            while rooms and rooms[0] < disk.written + size:
                room = rooms.pop(0)
                self.fills += 1
                if self._forked(disk, lambda room=room: setattr(disk, "room", room), f"room for {room}", self._full):
                    return

        def prepare(disk: Disk) -> None:
            disk.piece = piece
            disk.at_call = unwatched(disk, lambda call: at_call(disk, call))
            disk.at_write = unwatched(disk, lambda size: at_write(disk, size))
            disk.at_end = lambda: results.write_text(json.dumps([self.looked, self.kills, self.fills, self.broken]))

        must(in_a_child(work, self.verb.words, prepare, LONG), self.verb.ends)
        self.looked, self.kills, self.fills, self.broken = json.loads(results.read_text())

    def _forked(self, disk: Disk, begin: Callable[[], None], what: str, fault: Callable[[Ended], str]) -> bool:
        """Let a process go on from here in a copy of the folder, and judge what it leaves; true within that process."""
        shutil.rmtree(self.copy, ignore_errors=True)
        shutil.copytree(self.work, self.copy)
        heard, tells = os.pipe()
        child = os.fork()
        if child == 0:
            speak_into(tells)
            disk.at_call, disk.at_write, disk.at_end = lambda _call: None, lambda _size: None, lambda: None
            go_on_in(self.copy, self.work)
            begin()
            return True
        os.close(tells)
        if wrong := fault(awaited(child, heard)):
            self.broken.append(f"{self.name}, {what}: {wrong}")
        self.judge(self.copy, what)
        return False

    def _state(self) -> str:
        """What tells whether the folder has changed since the last look, but for what is written beside a target."""
        found = []
        for path, folders, files in os.walk(self.work):
            folders[:] = [name for name in folders if not name.endswith(".part") or found.append(name)]  # type: ignore[func-returns-value]
            for name in files:
                told = os.stat(os.path.join(path, name))
                found.append(f"{path}/{name} {told.st_ino} {told.st_size} {told.st_mtime_ns}")
        aside = [each.as_posix() for each in self.work.glob(".*.part/old")]
        return "\n".join(sorted([*found, *aside]))

    def _limit(self, size: int, fills: int, kills: int) -> None:
        """Let no file grow beyond so many bytes from the first file on: an error, or the end of the process."""
        work, results = self.fresh(), self.base / "results"
        rooms, deaths = ([size * place // count for place in range(count)] for count in (fills, kills))

        def limited(room: int, then: signal.Handlers) -> None:
            signal.signal(signal.SIGXFSZ, then)
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

        def at_first_file(disk: Disk) -> None:
            for room in rooms:
                if self._forked(disk, lambda room=room: limited(room, signal.SIG_IGN), f"limit {room}", self._full):
                    return
            for room in deaths:
                if self._forked(disk, lambda room=room: limited(room, signal.SIG_DFL), f"killed at {room}", self._cut):
                    return
            results.write_text(json.dumps(self.broken))

        def prepare(disk: Disk) -> None:
            disk.at_first_file = unwatched(disk, lambda: at_first_file(disk))

        must(in_a_child(work, self.verb.words, prepare, LONG), self.verb.ends)
        self.broken = json.loads(results.read_text())
        self.kills += len(deaths)
        self.fills += len(rooms)

    def _alone(self, call: int, piece: float) -> None:
        """Kill a process of its own at a call, in the folder itself; then the same command does what it should."""

        def prepare(disk: Disk) -> None:
            disk.piece = piece
            disk.at_call = lambda now: os.kill(os.getpid(), signal.SIGKILL) if now == call else None

        folder, what = self.fresh(), f"killed alone at call {call}"
        wrong = _killed(in_a_child(folder, self.verb.words, prepare))
        again = in_a_child(folder, self.verb.words)
        left = [path.name for path in folder.rglob(".*") if not self.kept(path)]
        if again.code != self.verb.ends and not (self.verb.fresh and again.code == 2):
            wrong += f" again ended with {again.code}: {again.said[-300:]}"
        if contents(folder / self.verb.target).keys() != self.after.keys() or left:
            wrong += f" again left {sorted(contents(folder / self.verb.target))} {left}"
        self.kills += 1
        if wrong:
            self.broken.append(f"{self.name}, {what}: {wrong}")

    def _cut(self, ended: Ended) -> str:
        """What is wrong with the end of a verb that is killed where a file grows too large."""
        return "" if ended.code == self.verb.ends and not self._full(ended) else _killed(ended)

    def _full(self, ended: Ended) -> str:
        """What is wrong with the end of a verb whose disk was full."""
        said = ended.code in (2, 3, 5) and "Traceback" not in ended.said and "Wrote target" not in ended.said
        done = ended.code == self.verb.ends
        done = done and contents(self.copy / self.verb.target).keys() == self.after.keys()
        return "" if said or done else f"ended with {ended.code}: {ended.said[-300:]!r}"

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
    parser.add_argument("--fills", type=int, default=100)
    parser.add_argument("--alone", type=int, default=2)
    asked = parser.parse_args()
    load()
    broken = 0
    for name in asked.verbs or VERBS:
        with tempfile.TemporaryDirectory() as folder:
            trial = prepare(name, Path(folder).resolve())
            trial.interrupt(asked.kills, asked.fills, asked.alone)
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
