"""The long way from tables to a program: read, graph, program, arrays. What every short cut is held against."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...graph.arrays.flow_graph import FlowGraph
from ...graph.build import build_graph
from ...graph.parts.limits import add_limits
from ...library.library import Library
from ...plan.tables.elements import Elements
from ...plant.model import Limit, Plant
from ...program.build import Program, build_program
from ...reading.limit_text import parse_fix, parse_limit
from ...reading.read_plant import read_plant
from ...solve.matrix.compile_program import Compiled, compile_program
from ...tables.cells.table import Tables
from .arrays import Answered, Arrays, Runner
from .held import Held, with_held
from .kept_quantities import Measured, forms, measured


@dataclass(frozen=True)
class StudyRequest:
    """What every job of a study is asked alike: the effect to make least, limits and fixes as typed, what is held.

    ``held`` is what was decided first and stays so.
    """

    minimise: str
    limits: tuple[str, ...] = ()
    fixes: tuple[str, ...] = ()
    held: Held = ()

    @property
    def objective(self) -> str:
        """The effect that is made least, the first of several."""
        return self.minimise.split(";")[0].strip()

    def all_limits(self, plant: Plant) -> tuple[Limit, ...]:
        """Its limits and fixes, read against a plant."""
        return (
            *(parse_limit(text, plant) for text in self.limits),
            *(parse_fix(text, plant) for text in self.fixes),
        )


@dataclass(frozen=True)
class PreparedProgram:
    """A plant with its graph, program and compiled matrix, and the quantities that are kept of its plans."""

    plant: Plant
    graph: FlowGraph
    program: Program
    compiled: Compiled
    kept: tuple[Measured, ...]
    arrays: Arrays


def graph_of(plant: Plant, asked: StudyRequest) -> FlowGraph:
    """The plant's graph with everything that is asked of it."""
    return with_held(add_limits(plant, build_graph(plant), asked.all_limits(plant)), asked.held)


def model_of(
    tables: Tables, asked: StudyRequest, standing: Tables | None = None, library: Library | None = None
) -> PreparedProgram:
    """The model of a plant's tables; ``standing`` are those of the plant as it stands, whose mix is held.

    Raises as reading, the graph and the program do.
    """
    plant = read_plant(tables, standing, library)
    return model_from(plant, graph_of(plant, asked), asked)


def model_from(plant: Plant, graph: FlowGraph, asked: StudyRequest) -> PreparedProgram:
    """The model of a plant and its graph."""
    program = build_program(graph, asked.minimise)
    compiled = compile_program(program)
    kept = measured(plant, graph)
    scale = Elements(plant, graph).effect_factor(asked.objective)
    return PreparedProgram(plant, graph, program, compiled, kept, Arrays(compiled.matrix, forms(program, kept), scale))


def answer_of(model: PreparedProgram, names: tuple[str, ...], time_limit: float) -> Answered:
    """The model's best plan, solved from nothing, its quantities in the order of ``names``."""
    found = Runner(model.arrays, None, time_limit).answer(model.arrays)
    if not found.solved:
        return found
    by_name = dict(zip((each.key for each in model.kept), found.amounts, strict=True))
    return replace(found, amounts=tuple(by_name.get(name, 0.0) for name in names))
