"""How sure a plan is: the plant planned anew, or one decision held, under many samples of what is not known."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from ...errors import InfeasibleError, PlantError, Problem, UsageError
from ...graph.arrays.flow_graph import Floats
from ...library.varied import LibraryValue
from ...plan.make_plan import versions
from ...reading.cell import Cell
from ...reading.uncertainties import Uncertainty
from ...tables.cells.table import Tables
from ...translation import EFFECT, say, spoken, translated
from ..engine.arrays import Answered
from ..engine.kept_quantities import CHOICES, Measured
from ..engine.long_way import PreparedProgram, StudyRequest
from ..engine.run_jobs import run_jobs
from ..engine.sample_jobs import SampleJob, StudyBase, base_of
from .samples import points
from .variance_shares import Spread, rank_correlations, spread, switch, variance_shares
from .worth import UncertaintiesByName, Worth, pays, worth_of

USED = 1e-6  # of the largest amount of a choice, above which it counts as chosen


@dataclass(frozen=True)
class SamplingQuestion:
    """What is asked: how many samples, drawn by which seed, of which uncertainties."""

    uncertainties: tuple[Uncertainty, ...]
    samples: int = 500
    seed: int = 1
    digest: str = ""
    scenario: str | None = None
    standing: Tables | None = None  # the plant as it stands, where this is one of its scenarios
    worth: str = ""  # a choice whose worth is asked for: what a fix of it to nothing names


@dataclass(frozen=True)
class Chosen:
    """How often something is chosen, and how much of it; over the horizon, of what is built what is built."""

    name: str
    kind: str
    share: float
    mean: float
    p05: float
    p50: float
    p95: float
    unit: str
    plan: float  # in the plan at middle values


@dataclass(frozen=True)
class Ranked:
    """One uncertainty: how the objective moves with it.

    ``correlation`` is of ranks; ``first`` and ``total`` are shares of the variance, nan where the samples do not carry
    them; ``at_low`` and ``at_high`` the objective with it alone at its ends, nan where there is no plan.
    """

    uncertainty: str
    correlation: float
    first: float
    total: float
    at_low: float
    at_high: float


@dataclass(frozen=True)
class Turning:
    """From which value of an uncertainty on something is chosen (``above``) or chosen no more."""

    name: str
    kind: str
    uncertainty: str
    cell: str
    value: float
    unit: str
    above: bool
    right: float  # share of the samples that this tells right


@dataclass(frozen=True)
class Uncertain:
    """What samples say of a plan."""

    plant: str
    minimise: str
    unit: str
    samples: int
    seed: int
    failures: tuple[tuple[int, str, str], ...]  # sample from 1, status, reason
    objective: Spread
    middle: float  # the objective at middle values; nan where there is no plan
    at_means: float  # the objective where every uncertain cell has its mean
    effects: dict[str, tuple[Spread, str]]  # with their units; effects and the quantities of limits
    chosen: tuple[Chosen, ...]
    ranking: tuple[Ranked, ...]
    turning: tuple[Turning, ...]
    values: pd.DataFrame  # a row a sample: its number, status, objective, the values of cells, all quantities
    held: str = ""  # the run whose builds are held
    regret: Spread | None = None
    worth: Worth | None = None  # what a choice is worth, where that was asked
    of_models: frozenset[str] = frozenset()  # the uncertainties that are parameters of models; others are named freely

    @property
    def failed(self) -> int:
        """How many samples have no plan."""
        return len(self.failures)

    @property
    def chosen_table(self) -> pd.DataFrame:
        """A row a choice."""
        return pd.DataFrame([asdict(item) for item in self.chosen], columns=list(Chosen.__dataclass_fields__))

    @property
    def ranking_table(self) -> pd.DataFrame:
        """A row an uncertainty."""
        return pd.DataFrame([asdict(item) for item in self.ranking], columns=list(Ranked.__dataclass_fields__))

    @property
    def turning_table(self) -> pd.DataFrame:
        """A row a choice that one uncertainty decides."""
        return pd.DataFrame([asdict(item) for item in self.turning], columns=list(Turning.__dataclass_fields__))

    @property
    def effects_table(self) -> pd.DataFrame:
        """A row an effect, or a limit's quantity."""
        rows = [{"effect": name, **asdict(found), "unit": unit} for name, (found, unit) in self.effects.items()]
        return pd.DataFrame(rows, columns=["effect", "mean", "sd", "p05", "p50", "p95", "unit"])


@dataclass(frozen=True)
class _Drawn:
    """The samples: one share a name, one value a cell, and the jobs that they make."""

    names: tuple[str, ...]
    shares: Floats  # (samples, names)
    cells: tuple[Cell | LibraryValue, ...]
    values: Floats  # (samples, cells)
    jobs: tuple[SampleJob, ...]  # middle values, means, each name at its low and its high end, then the samples
    first: int  # the first of the samples among the jobs


def uncertain(
    tables: Tables,
    asked: StudyRequest,
    question: SamplingQuestion,
    *,
    held: str = "",
    workers: int = 1,
    cluster: str = "",
    folder: Path | None = None,
    progress: Callable[[str], None] = lambda _stage: None,
) -> Uncertain:
    """Plan every sample, and tell what they say. With what is ``asked`` to be held the rest is decided again, and each
    sample is planned anew as well: the difference is the regret.

    Raises :class:`mfo.UsageError` where nothing is uncertain, :class:`mfo.PlantError` with its cell where a sample
    cannot be read, :class:`mfo.InfeasibleError` where no sample has a plan.
    """
    if not question.uncertainties:
        remedy = "Add rows to the table `uncertainties`, or take the ranges of models with --library."
        raise UsageError(Problem("uncertainties-none", "Nothing in the plant is uncertain.", remedy=remedy))
    if question.samples < 2:
        raise UsageError(
            Problem("samples-few", f"{question.samples} samples say nothing.", remedy="Ask for 2 or more.")
        )
    drawn = _drawn(question)
    run = _Run(tables, question, drawn, workers, cluster, folder, progress)
    answers = run.answers(asked)
    found = _told(run.model, asked, question, drawn, answers, held)
    if question.worth:
        found = replace(found, worth=_worth(run, asked, question, drawn, answers, found.unit))
    if not asked.held:
        return found
    anew = run.answers(replace(asked, held=()))
    both = [
        (one.objective, other.objective)
        for one, other in zip(answers[drawn.first :], anew[drawn.first :], strict=True)
        if one.solved and other.solved
    ]
    return replace(found, regret=spread(np.array([one - other for one, other in both])))


def _drawn(question: SamplingQuestion) -> _Drawn:
    every = question.uncertainties
    names = tuple(dict.fromkeys(each.name for each in every))
    shares = points(names, question.samples, question.seed)
    place = [names.index(each.name) for each in every]
    values = np.array([[each.value(row[at]) for each, at in zip(every, place, strict=True)] for row in shares.tolist()])
    cells = tuple(range(len(every)))
    grid = np.linspace(0, 1, 1001)[1:-1]
    means = tuple(float(np.mean([each.value(share) for share in grid.tolist()])) for each in every)
    jobs = [SampleJob(cells, tuple(each.middle for each in every)), SampleJob(cells, means)]
    for name in names:
        for end in ("low", "high"):
            row = tuple(float(getattr(each, end) if each.name == name else each.middle) for each in every)
            jobs.append(SampleJob(cells, row))
    first = len(jobs)
    jobs += [SampleJob(cells, tuple(row)) for row in values.tolist()]
    return _Drawn(names, shares, tuple(each.cell for each in every), values, tuple(jobs), first)


class _Run:
    """Works out the jobs of one study, and more of the same kind; ``model`` is that of the last that was asked."""

    model: PreparedProgram

    def __init__(
        self,
        tables: Tables,
        question: SamplingQuestion,
        drawn: _Drawn,
        workers: int,
        cluster: str,
        folder: Path | None,
        progress: Callable[[str], None],
    ) -> None:
        self._tables, self._question, self._drawn = tables, question, drawn
        self._workers, self._cluster, self._folder, self._progress = workers, cluster, folder, progress
        self._bases: dict[StudyRequest, StudyBase] = {}

    def answers(self, asked: StudyRequest, jobs: Sequence[SampleJob] | None = None) -> list[Answered]:
        """The answers to all jobs of the study, or to others over the same cells."""
        question, drawn = self._question, self._drawn
        if asked not in self._bases:
            self._progress("reading the plant as it stands")
            ends = [(each.low, each.high) for each in question.uncertainties]
            self._bases[asked], self.model = base_of(self._tables, asked, drawn.cells, ends, question.standing)
        key: dict[str, object] = {
            "question": "uncertainty",
            "digest": question.digest,
            "scenario": question.scenario,
            "asked": asdict(asked),
            "versions": versions(),
        }
        workers, cluster, what = (self._workers, self._cluster, "sample") if jobs is None else (1, "", "value")
        every = drawn.jobs if jobs is None else jobs
        answers = run_jobs(
            self._bases[asked],
            every,
            key,
            workers=workers,
            cluster=cluster,
            folder=self._folder,
            what=what,
            progress=self._progress,
        )
        of_tables = all(isinstance(cell, Cell) for cell in drawn.cells)  # ranges of the library may not fit one another
        for answer in answers if of_tables else ():
            if answer.status == "plant error":
                message = f"A sample cannot be read: {answer.reason}"
                remedy = "Narrow the range in the table `uncertainties`."
                raise PlantError(Problem("sample-unreadable", message, remedy=remedy))
        return answers


def _worth(
    run: _Run, asked: StudyRequest, question: SamplingQuestion, drawn: _Drawn, free: Sequence[Answered], unit: str
) -> Worth:
    """What the choice that was asked for is worth: every job once more without it."""
    closed = replace(asked, fixes=(*asked.fixes, f"{question.worth} = 0"))
    without = run.answers(closed)
    every = question.uncertainties
    first = [next(each for each in every if each.name == name) for name in drawn.names]

    def pays_at(place: int, share: float) -> bool:
        row = tuple(
            each.low + share * (each.high - each.low) if each.name == drawn.names[place] else each.middle
            for each in every
        )
        jobs = [SampleJob(tuple(range(len(every))), row)]
        return pays(run.answers(asked, jobs)[0], run.answers(closed, jobs)[0])

    about = UncertaintiesByName(
        drawn.names,
        tuple(each.cell.name for each in first),
        tuple(each.cell.unit for each in first),
        lambda place, share: first[place].value(share),
        lambda place, share: first[place].low + share * (first[place].high - first[place].low),
    )
    return worth_of(question.worth, unit, free, without, drawn.first, drawn.shares, about, pays_at)


def _told(
    model: PreparedProgram,
    asked: StudyRequest,
    question: SamplingQuestion,
    drawn: _Drawn,
    answers: Sequence[Answered],
    held: str,
) -> Uncertain:
    """Statistics over the samples that have a plan."""
    samples = answers[drawn.first :]
    solved = np.array([answer.solved for answer in samples])
    failures = tuple((k + 1, each.status, each.reason) for k, each in enumerate(samples) if not each.solved)
    if not solved.any():
        counts = Counter(status for _, status, _ in failures)
        error = InfeasibleError(
            Problem(
                "samples-no-plan",
                f"No sample has a plan ({dict(counts)}).",
                remedy="See `mfo optimise` for the reasons.",
            )
        )
        error.status = failures[0][1]
        raise error
    objective = np.array([answer.objective for answer in samples])
    amounts = np.array([answer.amounts or (math.nan,) * len(model.kept) for answer in samples])
    middle, means = answers[0], answers[1]
    unit = next(each.unit for each in model.kept if each.key == f"effect: {asked.objective}")
    at_middle = middle.amounts or (math.nan,) * len(model.kept)
    return Uncertain(
        plant=model.plant.settings.name,
        minimise=asked.objective,
        unit=unit,
        samples=question.samples,
        seed=question.seed,
        failures=failures,
        objective=spread(objective[solved]),
        middle=middle.objective,
        at_means=means.objective,
        effects=_effects(model.kept, amounts[solved]),
        chosen=_chosen(model.kept, amounts[solved], at_middle),
        ranking=_ranking(drawn, answers, objective, solved),
        turning=_turning(model.kept, amounts, solved, drawn, question),
        values=_values(drawn, samples, objective, amounts, model.kept),
        held=held,
        of_models=frozenset(
            each.name for each in question.uncertainties if isinstance(each.cell, LibraryValue) and each.cell.of_model
        ),
    )


def _effects(kept: Sequence[Measured], amounts: Floats) -> dict[str, tuple[Spread, str]]:
    found = {}
    for place, each in enumerate(kept):
        wanted = each.kind == "limit" or (each.kind == "effect" and (amounts[:, place].any() or each.name == "cost"))
        if wanted or each.key == "effect: emissions":
            name = each.name if each.kind == "effect" else each.key
            found[name] = (spread(amounts[:, place]), each.unit)
    return found


def used(amounts: Floats) -> np.ndarray:
    """Which samples choose something, told from rounding by the largest amount."""
    return np.asarray(amounts > USED * max(float(np.abs(amounts).max(initial=0.0)), 1e-9))


def _chosen(kept: Sequence[Measured], amounts: Floats, middle: Sequence[float]) -> tuple[Chosen, ...]:
    found = []
    for place, each in enumerate(kept):
        if each.kind in CHOICES or each.kind == "built":
            told = spread(amounts[:, place])
            share = float(used(amounts[:, place]).mean())
            found.append(
                Chosen(each.name, each.kind, share, told.mean, told.p05, told.p50, told.p95, each.unit, middle[place])
            )
    return tuple(found)


def _ranking(drawn: _Drawn, answers: Sequence[Answered], objective: Floats, solved: np.ndarray) -> tuple[Ranked, ...]:
    shares = drawn.shares[solved]
    correlation = rank_correlations(shares, objective[solved])
    parts = variance_shares(shares, objective[solved]) if solved.all() else None
    found = []
    for place, name in enumerate(drawn.names):
        low, high = (answers[2 + 2 * place + side].objective for side in (0, 1))
        first, total = (math.nan, math.nan) if parts is None else (parts.first[place], parts.total[place])
        found.append(Ranked(name, float(correlation[place]), float(first), float(total), low, high))
    return tuple(sorted(found, key=lambda item: -abs(item.correlation)))


def _turning(
    kept: Sequence[Measured], amounts: Floats, solved: np.ndarray, drawn: _Drawn, question: SamplingQuestion
) -> tuple[Turning, ...]:
    found = []
    for place, each in enumerate(kept):
        if each.kind not in CHOICES and each.kind != "built":
            continue
        edge = switch(drawn.shares[solved], used(amounts[solved, place]))
        if edge is None:
            continue
        name = drawn.names[edge.place]
        cell = next(item for item in question.uncertainties if item.name == name)
        found.append(
            Turning(
                each.name,
                each.kind,
                name,
                cell.cell.name,
                cell.value(edge.edge),
                cell.cell.unit,
                edge.above,
                edge.right,
            )
        )
    return tuple(found)


def _values(
    drawn: _Drawn, samples: Sequence[Answered], objective: Floats, amounts: Floats, kept: Sequence[Measured]
) -> pd.DataFrame:
    columns: dict[str, object] = {
        "sample": np.arange(1, len(samples) + 1),
        "status": [answer.status for answer in samples],
        "objective": objective,
    }
    for place, cell in enumerate(drawn.cells):
        columns[f"{cell.name} [{'x ' + cell.profile if cell.profile else cell.unit}]"] = drawn.values[:, place]
    for place, each in enumerate(kept):
        columns[f"{each.key} [{each.unit}]"] = amounts[:, place]
    return pd.DataFrame(columns)


def result_of(found: Uncertain) -> dict[str, object]:
    """What study.json and ``--json`` say of it."""
    counts = Counter(status for _, status, _ in found.failures)
    return {
        "minimise": found.minimise,
        "samples": found.samples,
        "seed": found.seed,
        "failed": found.failed,
        "objective": {
            **asdict(found.objective),
            "unit": found.unit,
            "middle": found.middle,
            "at_means": found.at_means,
        },
        "effects": found.effects_table.to_dict("records"),
        "chosen": [asdict(item) for item in found.chosen],
        "ranking": [asdict(item) for item in found.ranking],
        "turning": [asdict(item) for item in found.turning],
        "failures": [
            {"sample": number, "status": status, "reason": reason} for number, status, reason in found.failures
        ],
        "failed_by_status": dict(counts),
        "held": found.held or None,
        "regret": None if found.regret is None else {**asdict(found.regret), "unit": found.unit},
        "worth": None if found.worth is None else asdict(found.worth),
    }


def why_apart(found: Uncertain) -> str:
    """Where the mean differs from the plan at middle values, and why, in a sentence; blank where it does not."""
    from ...units import format_number

    apart = found.objective.mean - found.middle
    if math.isnan(apart) or abs(apart) <= 1e-3 * max(abs(found.middle), found.objective.sd, 1e-12):
        return ""
    lopsided, curved = found.at_means - found.middle, found.objective.mean - found.at_means
    text = (
        "The mean lies {apart} above the plan at middle values, {middle}"
        if apart > 0
        else ("The mean lies {apart} below the plan at middle values, {middle}")
    )
    told = say(
        text,
        apart=f"{format_number(abs(apart), 3)} {found.unit}",
        middle=f"{format_number(found.middle, 6)} {found.unit}",
    )
    if math.isnan(lopsided):
        return f"{told}."
    because = say(
        "{lopsided} because ranges reach further to one side than to the other and {curved} because {effect} does not "
        "follow them in a straight line (plans adapt, limits bind)",
        lopsided=format_number(lopsided, 3),
        curved=format_number(curved, 3),
        effect=translated(found.minimise, spoken(), EFFECT),
    )
    return f"{told}: {because}."
