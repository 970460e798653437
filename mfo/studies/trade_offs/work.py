"""Points worked out, here, in several processes or on a cluster: what is kept is taken, the rest computed once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from ...errors import MfoError, SolverError
from ...plan.make_plan import versions
from ...writing.claim import remove
from ..cluster.dask_cluster import on_cluster
from ..engine.process_pools import in_processes
from ..engine.results_file import Results, key_of
from ..scenarios.kept import asked_of, kept_at
from .points import CurveRequest, Point, PointKept, Wanted, solved_point, told_of, told_or_why

FILE = "points.sqlite"
RUN = re.compile(r"point-\d+")

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Place:
    """Where finished points are kept: a folder, what is asked in words, and the files of the plant."""

    folder: Path
    about: Mapping[str, object]
    inputs: Mapping[str, bytes]


@dataclass
class Worked:
    """Points of one study that are known so far; ``solved`` are those that this process has worked out itself."""

    asked: CurveRequest
    kept: Results | None = None
    workers: int = 1
    cluster: str = ""  # the address of a Dask cluster that works instead
    known: dict[str, PointKept] = field(default_factory=dict)
    solved: dict[str, Point] = field(default_factory=dict)

    def at(self, wanted: Wanted) -> PointKept:
        """One point, computed here where it is not known."""
        key = key_of(wanted.record())
        if key not in self.known:
            point = solved_point(self.asked, wanted)
            if point is not None:
                self.solved[key] = point
            self._keep(key, told_of(self.asked, point))
        return self.known[key]

    def all(self, wanted: Sequence[Wanted], tell: Callable[[int], None]) -> list[PointKept]:
        """All points in order; ``tell`` hears how many of them have been begun."""
        keys = [key_of(each.record()) for each in wanted]
        missing = {
            place: each for place, (key, each) in enumerate(zip(keys, wanted, strict=True)) if key not in self.known
        }
        if (self.cluster or self.workers > 1) and len(missing) > 1:
            self._elsewhere(missing, keys, tell)
        for place, each in enumerate(wanted):
            if keys[place] not in self.known:
                tell(place)
            self.at(each)  # what has failed elsewhere tells why here
        return [self.known[key] for key in keys]

    def _elsewhere(self, missing: Mapping[int, Wanted], keys: Sequence[str], tell: Callable[[int], None]) -> None:
        plant = replace(self.asked.plant, model_ranges=None)
        sent = replace(self.asked, plant=plant, standing=None)  # today is worked out here
        found = (
            on_cluster(missing, _worker, (sent,), self.cluster, versions())
            if self.cluster
            else in_processes(missing, _work, self.workers, _start, (sent,))
        )
        for done, (place, told) in enumerate(found, start=1):
            tell(done)
            if told is not None and (told.solved or (missing[place].may_fail and told.status == "infeasible")):
                self._keep(keys[place], told)

    def point(self, wanted: Wanted) -> Point:
        """What a point's plan is made from, solved again where it is only known."""
        found = self.solved.get(key_of(wanted.record())) or solved_point(self.asked, wanted)
        if found is None:
            raise SolverError("A point that had a plan has none when it is solved again.")
        return found

    def _keep(self, key: str, told: PointKept) -> None:
        self.known[key] = told
        if self.kept is not None:
            self.kept.keep([(key, told.answered())])


@contextmanager
def worked_out(asked: CurveRequest, workers: int, place: Place | None, cluster: str = "") -> Iterator[Worked]:
    """The points known of this question, those kept in a folder among them; what is found is kept there, too."""
    if place is None:
        yield Worked(asked, None, workers, cluster)
        return
    question = key_of(
        {
            "digest": asked.plant.digest,
            "limits": asked.limit_texts,
            "fixes": asked.fix_texts,
            "scenario": asked.scenario,
            "effects": asked.effects,
            "versions": versions(),
        }
    )
    with kept_at(place.folder, FILE) as file:
        if file.about().get("key") != question:  # plans of a plant that was another then
            for path in place.folder.glob("point-*"):
                if RUN.fullmatch(path.name):
                    remove(path)
            file.tell({**place.about, "key": question}, place.inputs)
    try:
        with Results(place.folder / FILE, question) as kept:
            known = {key: PointKept.of(answer, asked.effects) for key, answer in kept.known().items()}
            yield Worked(asked, kept, workers, cluster, known)
    except MfoError:
        forget(place.folder)
        raise


def begun(folder: Path, asked: Mapping[str, object]) -> bool:
    """Whether a folder holds points of this question whose page was not written, as the work was interrupted."""
    about = None if (folder / "curve.html").exists() else asked_of(folder, FILE)
    return about is not None and about.get("asked") == asked


def forget(folder: Path) -> None:
    """Remove what is kept of points, and the folder where nothing else is there."""
    (folder / FILE).unlink(missing_ok=True)
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


_asked: list[CurveRequest] = []  # of a process


def _start(asked: CurveRequest) -> None:
    _asked.append(asked)


def _worker(asked: CurveRequest) -> Callable[[Wanted], PointKept]:
    """What works points out on a worker of a cluster."""
    return partial(told_or_why, asked)


def _work(wanted: Wanted) -> PointKept:
    return told_or_why(_asked[0], wanted)
