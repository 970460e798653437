"""Reading model files (:mod:`mfo.library.technology`): every defect at its line, all of them at once."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from typing import Literal

from ..errors import Findings, Where
from ..plant.effects import AIR, GASES
from .datasets import PROPERTIES, STAGES_OF_MAKING, Datasets
from .formula import FormulaError, parse_formula, quantity
from .technology import (
    CLOSING,
    OTHER,
    Accepts,
    Amount,
    EmissionForm,
    MixForm,
    OutputForm,
    TechnologyModel,
    UseForm,
)
from .technology_parameters import ParameterReader
from .technology_yaml import Tree, read_tree

_KEYS = (
    "title",
    "kind",
    "route",
    "group",
    "scope",
    "validity",
    "accepts",
    "parameters",
    "values",
    "outputs",
    "uses",
    "takes_in",
    "emissions",
    "losses",
    "mix",
    "capacity",
    "lifetime",
    "costs",
)
_MAPPINGS = ("accepts", "parameters", "values", "outputs", "uses", "takes_in", "losses", "lifetime", "costs")
_LISTS = ("emissions", "mix")
_OUTPUT_KEYS = ("unit", "amount", "properties", "loss", "stage")
_USE_KEYS = ("unit", "amount", "per", "properties")
_EMISSION_KEYS = ("effect", "amount", "category", "scope", "per", "within", "outside")
_MIX_KEYS = ("title", "amount", "minimum", "maximum", "advice")
_SUMS_OF_GASES = ("emissions", "co2e", "t_co2e", "ghg", "greenhouse gases")
_LOOSE_GASES = ("co2", "methane", "fossil methane", "carbon dioxide", "nitrous oxide")


def read_model(text: str, name: str, file: str, datasets: Datasets, findings: Findings) -> TechnologyModel | None:
    """The model in a file's text; None, with every problem at its line in ``findings``, where it is wrong.

    ``name`` is the file's name without suffix; ``file`` is how messages call the file.
    """
    before = len(findings.problems)
    tree = read_tree(text, file, findings)
    if tree is None or len(findings.problems) > before:
        return None
    if list(tree.items) != [name]:
        found = ", ".join(f"`{key}`" for key in tree.items) or "nothing"
        remedy = f"Write `{name}:` and indent everything below it."
        findings.error("model-name", f"The file should hold `{name}`, and holds {found}.", Where(file, None, 1), remedy)
        return None
    model = _Reader(name, file, datasets, findings).read(tree.items[name])
    return model if len(findings.problems) == before else None


class _Reader(ParameterReader):
    def read(self, tree: Tree) -> TechnologyModel:
        items = tree.items
        self._check_keys(tree, _KEYS, "A model")
        self._check_forms(items)
        for key in ("title", "scope", "validity"):
            if not items.get(key, tree).text:
                self._error("key-missing", f"`{self.name}` has no `{key}`.", tree.key_line, "Add it.")
        transport = self._text(items, "kind") == "transport"
        if self._text(items, "kind") not in ("", "process", "transport"):
            self._error("choice-unknown", "`kind` is neither.", items["kind"].line, "Use process or transport.")
        model = TechnologyModel(
            name=self.name,
            kind="transport" if transport else "process",
            title=self._text(items, "title"),
            route=self._text(items, "route"),
            group=self._text(items, "group") or ("transport" if transport else self._text(items, "route")) or OTHER,
            scope=self._text(items, "scope"),
            validity=self._text(items, "validity"),
            accepts=self._accepts(items.get("accepts"), tree, transport),
            parameters=self._parameters(items.get("parameters")),
            values=self._amounts(items.get("values")),
            outputs=tuple(self._output(name, entry) for name, entry in self._map(items, "outputs").items()),
            uses=tuple(self._use(name, entry) for name, entry in self._map(items, "uses").items()),
            takes_in=self._amounts(items.get("takes_in")),
            emissions=tuple(self._emission(entry) for entry in items.get("emissions", Tree(None, 0))),
            losses={key: entry.text for key, entry in self._map(items, "losses").items()},
            mix=tuple(self._mix(entry) for entry in items.get("mix", Tree(None, 0))),
            capacity=self._capacity(items.get("capacity"), tree, transport),
            lifetime=self._parameter("lifetime", items["lifetime"]) if "lifetime" in items else None,
            costs=self._costs(items.get("costs")),
            where=Where(self.file, None, tree.key_line),
            no_costs=self._text(self._map(items, "costs"), "none"),
        )
        self._check_names(model)
        self._check_remainders(model)
        return model

    def _check_forms(self, items: Mapping[str, Tree]) -> None:
        for key, entry in items.items():
            if entry.value is None:
                continue
            if key in _MAPPINGS and not isinstance(entry.value, dict):
                self._error("model-form", f"`{key}` is no mapping.", entry.line, "Write `name: ...` lines below it.")
            elif key in _LISTS and not isinstance(entry.value, list):
                self._error("model-form", f"`{key}` is no list.", entry.line, "Write `- {...}` lines below it.")
            elif key in _LISTS and not all(isinstance(each.value, dict) for each in entry.entries):
                self._error("model-form", f"An entry of `{key}` is no mapping.", entry.line, "Write `- {...}`.")

    def _accepts(self, tree: Tree | None, model: Tree, transport: bool) -> Accepts:
        if tree is None or not tree.items:
            if not transport:
                self._error(
                    "key-missing",
                    f"`{self.name}` does not say what it accepts.",
                    model.key_line,
                    "Add `accepts: {needs: [...]}`.",
                )
            return Accepts()
        self._check_keys(tree, ("needs", "materials", "per"), "`accepts`")
        needs = []
        for entry in tree.items.get("needs", Tree(None, 0)):
            needs.append(tuple(word.strip() for word in entry.text.split(" or ")))
        materials = tuple(entry.text for entry in tree.items.get("materials", Tree(None, 0)))
        return Accepts(tuple(needs), materials, self._unit(tree.items.get("per")))

    def _unit(self, tree: Tree | None) -> str:
        if tree is None or not tree.text:
            return ""
        try:
            found = quantity(f"1 {tree.text}")
        except FormulaError as error:
            self._error(error.code, str(error), tree.line, error.remedy)
            return ""
        return found.unit

    def _capacity(
        self, tree: Tree | None, model: Tree, transport: bool
    ) -> tuple[Literal["input", "output", "use"], str]:
        if tree is None:
            if not transport:
                self._error(
                    "key-missing",
                    f"`{self.name}` does not say what its capacity counts.",
                    model.key_line,
                    "Add `capacity: input`, or `capacity: {output: NAME}`.",
                )
            return "input", ""
        self._check_keys(tree, ("output", "use"), "`capacity`")
        if "output" in tree.items:
            return "output", tree.items["output"].text
        if "use" in tree.items:
            return "use", tree.items["use"].text
        if tree.text != "input":
            self._error("model-form", "`capacity` is `input`, {output: NAME} or {use: NAME}.", tree.line)
        return "input", ""

    def _amount(self, tree: Tree | None, owner: Tree, remainders: Collection[str] = ()) -> Amount:
        line = (tree or owner).line
        text = tree.text if tree else ""
        where = Where(self.file, None, line)
        if " ".join(text.split()) in remainders:
            return Amount(None, where)
        try:
            return Amount(parse_formula(text), where)
        except FormulaError as error:
            self._error(error.code, str(error), line, error.remedy)
            return Amount(parse_formula("0"), where)

    def _amounts(self, tree: Tree | None) -> dict[str, Amount]:
        return {name: self._amount(entry, entry) for name, entry in (tree.items if tree else {}).items()}

    def _properties(self, tree: Tree | None) -> dict[str, Amount]:
        found = {}
        for name, entry in (tree.items if tree else {}).items():
            found[name] = self._amount(entry, entry, ("remainder",) if name in CLOSING else ())
        return found

    def _output(self, name: str, tree: Tree) -> OutputForm:
        where = Where(self.file, None, tree.key_line)
        if not tree.items:
            amount = self._amount(tree, tree, ("remainder of mass",))
            return OutputForm(name, "t" if amount.is_remainder else "", amount, {}, False, where)
        self._check_keys(tree, _OUTPUT_KEYS, f"`{name}`")
        items = tree.items
        return OutputForm(
            name,
            self._unit(items.get("unit")),
            self._amount(items.get("amount"), tree, ("remainder of mass",)),
            self._properties(items.get("properties")),
            self._text(items, "loss") in ("yes", "true"),
            where,
            self._stage(items),
        )

    def _stage(self, items: Mapping[str, Tree]) -> str:
        stage = self._text(items, "stage")
        if stage and stage not in STAGES_OF_MAKING:
            self._error(
                "choice-unknown",
                f"`{stage}` is no stage of making.",
                items["stage"].line,
                f"Use {', '.join(STAGES_OF_MAKING)}.",
            )
        return stage

    def _use(self, name: str, tree: Tree) -> UseForm:
        where = Where(self.file, None, tree.key_line)
        if not tree.items:
            return UseForm(name, "", self._amount(tree, tree), False, {}, where)
        self._check_keys(tree, _USE_KEYS, f"`{name}`")
        items = tree.items
        per_activity = self._per_activity(items)
        amount = self._amount(items.get("amount"), tree)
        return UseForm(
            name, self._unit(items.get("unit")), amount, per_activity, self._properties(items.get("properties")), where
        )

    def _per_activity(self, items: Mapping[str, Tree]) -> bool:
        if self._text(items, "per") not in ("", "input", "activity"):
            self._error("choice-unknown", "`per` is neither.", items["per"].line, "Use input or activity.")
        return self._text(items, "per") == "activity"

    def _emission(self, tree: Tree) -> EmissionForm:
        self._check_keys(tree, _EMISSION_KEYS, "An emission")
        items = tree.items
        effect = self._text(items, "effect")
        if not effect:
            self._error("key-missing", "An emission names no `effect`.", tree.line, f"Use one of {', '.join(GASES)}.")
        else:
            self._check_effect(effect, items["effect"].line)
        closes = effect in ("fossil CO2", "biogenic CO2")
        scope = self._text(items, "scope") or "1"
        if scope not in ("1", "2", "3"):
            self._error("choice-unknown", f"`{scope}` is no scope.", items["scope"].line, "Use 1, 2 or 3.")
            scope = "1"
        return EmissionForm(
            effect,
            self._amount(items.get("amount"), tree, ("remainder",) if closes else ()),
            self._text(items, "category"),
            int(scope),
            self._per_activity(items),
            self._text(items, "within"),
            self._text(items, "outside") in ("yes", "true"),
            Where(self.file, None, tree.line),
        )

    def _check_effect(self, effect: str, line: int) -> None:
        """A misspelt gas would be an effect of its own, which no sum counts."""
        word = effect.casefold()
        if effect in (*GASES, *AIR):
            return
        if word in _SUMS_OF_GASES:
            message = f"`{effect}` is a sum of gases, and with which warming potentials it was made would be lost."
            self._error("effect-gas", message, line, f"Give each gas: {', '.join(GASES)}.")
        elif word in _LOOSE_GASES or difflib.get_close_matches(word, [gas.casefold() for gas in GASES], 1, 0.85):
            remedy = f"Use one of {', '.join(GASES)}."
            self._error("effect-gas", f"`{effect}` is not how mfo names a gas.", line, remedy)

    def _mix(self, tree: Tree) -> MixForm:
        self._check_keys(tree, _MIX_KEYS, "A limit of the mix")
        items = tree.items
        bounds = [self._amount(items[key], tree) if key in items else None for key in ("minimum", "maximum")]
        advice = self._text(items, "advice") if "advice" in items else ""
        return MixForm(
            self._text(items, "title"), self._amount(items.get("amount"), tree), bounds[0], bounds[1], advice
        )

    def _check_names(self, model: TechnologyModel) -> None:
        known = {*model.parameters, *model.values, *PROPERTIES, "amount"}
        known.update(word for need in model.accepts.needs for word in need)
        known.update(parameter.property for parameter in model.parameters.values())
        for amount in model.formulas():
            for name in sorted(amount.formula.names - known if amount.formula else ()):
                near = difflib.get_close_matches(name, known, 2)
                remedy = f"Did you mean {' or '.join(f'`{word}`' for word in near)}?" if near else "Declare it."
                self._error(
                    "formula-name", f"`{name}` is no parameter, value or property.", amount.where.line or 0, remedy
                )

    def _check_remainders(self, model: TechnologyModel) -> None:
        lines = [output.where.line or 0 for output in model.outputs if output.amount.is_remainder]
        if len(lines) > 1:
            self._error("model-remainder", "Two outputs are the remainder of mass.", lines[1], "Give one a formula.")
        names = {output.name for output in model.outputs if output.is_loss}
        for emission in model.emissions:
            if emission.within and emission.within not in names:
                self._error(
                    "model-within",
                    f"`{emission.within}` is no loss of this model.",
                    emission.where.line or 0,
                    f"Use one of {', '.join(sorted(names)) or 'none'}.",
                )
        kind, name = model.capacity
        ports = model.outputs if kind == "output" else model.uses
        if kind != "input" and name not in {port.name for port in ports}:
            self._error("model-capacity", f"`capacity` counts `{name}`, which is no {kind}.", model.where.line or 0)
        for prop in CLOSING:
            closers = [out for out in model.outputs if prop in out.properties and out.properties[prop].is_remainder]
            if len(closers) > 1:
                self._error(
                    "model-remainder",
                    f"Two outputs take the remainder of {prop}.",
                    closers[1].where.line or 0,
                    "Give one a formula.",
                )
