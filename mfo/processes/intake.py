"""Which materials a process takes: those that have what its model needs and can come to its site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ..errors import Findings, Problem, Where
from ..library.formula import Value, dimension_of
from ..library.inherited import HEAT
from ..library.library import BUNDLED
from ..library.technology import TechnologyModel
from ..plant.model import Material
from .closure import mass_of
from .contract import ProcessRequest
from .parameters import Settled, values_of


def plant_name(request: ProcessRequest, port: str) -> str:
    """The plant's name of one of the model's materials."""
    return request.names.get(port, port)


class Intake:
    """The inputs of one process."""

    def __init__(
        self,
        request: ProcessRequest,
        model: TechnologyModel,
        materials: Mapping[str, Material],
        settled: Settled,
        findings: Findings,
    ) -> None:
        """Keep what is needed to judge materials; nothing is evaluated yet."""
        self.request, self.model, self.materials = request, model, materials
        self.settled, self.findings = settled, findings
        self.own = {plant_name(request, port.name) for port in model.ports}

    def accepted(self) -> Iterator[tuple[Material, str, float]]:
        """The accepted materials with the unit they are counted in and how many of it one unit of them is."""
        for name in self.request.accepts or self.materials:
            material = self.materials.get(name)
            if material is None or not self._is_asked(name):
                continue  # the reader of the plant tells of names that are no material
            reason = self._refusal(material)
            if not reason:
                per = self.model.accepts.per or material.unit
                yield material, per, _scale(material, per) or 1.0
            elif self.request.accepts:
                message = f"`{self.request.name}` cannot take `{name}`: {reason}."
                remedy = f"Give `{name}` what is missing, itself or by a `like` that has it, or leave it out."
                self.findings.error("model-accepts", message, self.request.where, remedy)

    def _is_asked(self, name: str) -> bool:
        """Whether a material was named, or else can come and is not the process's own product or need."""
        if self.request.accepts:
            return True
        return name not in self.own and (self.request.candidates is None or name in self.request.candidates)

    def _refusal(self, material: Material) -> str:
        """Why the model does not take a material; blank where it does."""
        missing = self._missing(material)
        if missing:
            return f"it has no property {', '.join(missing)}"
        listed = set(self.model.accepts.materials)
        listed |= {plant_name(self.request, name) for name in listed}
        if listed and not self.request.accepts and not {material.name, material.like} & listed:
            return f"the model takes {', '.join(self.model.accepts.materials)}, unless `accepts` names it"
        per, heat = self.model.accepts.per, material.properties.get(HEAT)
        if not per and heat is not None and any(HEAT in need for need in self.model.accepts.needs):
            counted = heat.unit.removeprefix("MWh/")
            if heat.unit and counted != material.unit:
                return (
                    f"it is counted in {material.unit}, its `{HEAT}` is per {counted}, and how much of the one is one "
                    "of the other is not known"
                )
        if per and _scale(material, per) is None:
            return f"it is counted in {material.unit}, the model in {per}, and it has no density"
        return ""

    def _missing(self, material: Material) -> list[str]:
        """All that the model needs to know of a material and nothing says, each with what would do as well."""
        needs = self.model.accepts.needs
        return [f"`{' or '.join(need)}`" for need in needs if not {*need} & {*material.properties}]

    def known(self, material: Material, per: str) -> dict[str, Value]:
        """What formulas know for one input, its heating value per what it is counted in here."""
        known = self.settled.known(material)
        heat, scale = known.get(HEAT), _scale(material, per)
        if (
            heat is not None
            and scale
            and per != material.unit
            and heat.dimension == dimension_of(f"MWh/{material.unit}")
        ):
            return known | {HEAT: Value(heat.number / scale, dimension_of(f"MWh/{per}"))}
        return known

    def use_properties(self) -> dict[str, dict[str, Value]]:
        """The plant's properties of what the model uses besides, by the model's name."""
        found = {}
        for use in self.model.uses:
            material = self.materials.get(plant_name(self.request, use.name))
            if material is not None:
                found[use.name] = values_of(material)
        return found

    def tell_no_input(self) -> None:
        """An error that names the materials which come closest."""
        reasons = []
        for material in self.materials.values():
            if self.request.candidates is None or material.name in self.request.candidates:
                missing = len(self._missing(material))
                reason = self._refusal(material) or "the process makes or uses it itself"
                reasons.append((missing, f"`{material.name}`: {reason}"))
        near = "; ".join(reason for _, reason in sorted(reasons, key=lambda item: item[0])[:3])
        needs = ", ".join(" or ".join(need) for need in self.model.accepts.needs)
        message = f"`{self.request.name}` has no input: nothing that can come to its site suits `{self.model.name}`."
        remedy = f"It needs {needs}. {near or 'No material can come to its site'}."
        self.findings.error("process-without-input", message, self.request.where, remedy)


def in_plant(problem: Problem, material: Material, process: Where | None) -> Problem:
    """A problem of a model with an input, told where the user can mend it: a file of the library itself is not his.

    At the material's row, or the process's where the plant has no such row (another model makes it).
    """
    if problem.where is None or not (problem.where.file or "").startswith(BUNDLED):
        return problem
    where = process if material.by_model or material.where is None else material.where
    remedy = problem.remedy
    if problem.code == "closure-gain":
        remedy = (
            f"Check the properties of `{material.name}`, those of its `like` too, and the parameters of the process."
        )
    return replace(problem, where=where, remedy=remedy)


def _scale(material: Material, per: str) -> float | None:
    """How many ``per`` one unit of a material is; None where that is not known."""
    if material.unit == per:
        return 1.0
    properties = {name: prop.value for name, prop in material.properties.items()}
    own, other = mass_of(material.unit, properties), mass_of(per, properties)
    return float(own / other) if own and other else None
