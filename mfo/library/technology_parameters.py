"""Reading the parameters and costs of model files: numbers with range, source and standing, or rows of the datasets."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import product

from ..errors import Findings, Where
from .broadcast import mean
from .datasets import STANDINGS, Datasets
from .formula import Dimension, FormulaError, Value, dimension_of, quantity
from .technology import COSTS, Parameter, with_words, words_in
from .technology_yaml import Tree

_PARAMETER_KEYS = (
    "value",
    "range",
    "source",
    "reference",
    "place",
    "standing",
    "year",
    "region",
    "note",
    "from",
    "property",
    "by",
    "choices",
)
_COST_KEYS = (*_PARAMETER_KEYS, "price_year", "size", "exponent", "sizes")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_NO_OTHERS: Mapping[str, Parameter] = {}


class ParameterReader:
    """Reads what stands under `parameters` and `costs` of a model file; every defect becomes a finding at its line."""

    def __init__(self, name: str, file: str, datasets: Datasets, findings: Findings) -> None:
        self.name, self.file, self.datasets, self.findings = name, file, datasets, findings

    def _parameters(self, tree: Tree | None) -> dict[str, Parameter]:
        found: dict[str, Parameter] = {}
        entries = tree.items if tree else {}
        # words first: the keys of rows may hold them
        for name, entry in sorted(entries.items(), key=lambda item: "choices" not in item[1].items):
            if not _NAME.fullmatch(name) or name in ("min", "max", "exp", "amount"):
                self._error(
                    "formula-name",
                    f"`{name}` is no name for a parameter.",
                    entry.key_line,
                    "Use letters, digits and `_`.",
                )
            found[name] = self._parameter(name, entry, others=found)
        return {name: found[name] for name in entries}

    def _costs(self, tree: Tree | None) -> dict[str, Parameter]:
        if tree is None:
            return {}
        self._check_keys(tree, (*COSTS, "none"), "`costs`")
        found = {name: self._cost(name, entry) for name, entry in tree.items.items() if name != "none"}
        if not found and not self._text(tree.items, "none"):
            self._error(
                "key-missing",
                f"`{self.name}` has no cost and does not say why.",
                tree.line,
                "Give `capex`, `fixed_cost` or `variable_cost`, or say why under `none`.",
            )
        return found

    def _cost(self, name: str, tree: Tree) -> Parameter:
        """A cost: a parameter with the year of its money and the size that it was read for."""
        found = self._parameter(name, tree, _COST_KEYS)
        items = tree.items
        year = self._text(items, "price_year") or found.price_year or found.year
        size = mean(self._quantity(items["size"], None).number) if "size" in items else 0.0
        exponent = mean(self._quantity(items["exponent"], None).number) if "exponent" in items else 1.0
        sizes = [mean(self._quantity(entry, None).number) for entry in items.get("sizes", Tree(None, 0))]
        if ("exponent" in items or sizes) and not size > 0:
            self._error(
                "model-size",
                f"`{name}` depends on the size, and does not say of which it was read.",
                tree.key_line,
                "Add `size`, such as `size: 500 kW`.",
            )
        if sizes and (len(sizes) != 2 or not sizes[0] <= size <= sizes[1]):
            self._error(
                "model-size",
                f"`sizes` of `{name}` is not [low, high] about its `size`.",
                tree.key_line,
                "Write two sizes, the smaller first.",
            )
            sizes = []
        bounds = (sizes[0], sizes[1]) if len(sizes) == 2 else None
        return replace(found, price_year=year, size=size, exponent=exponent, sizes=bounds)

    def _parameter(
        self,
        name: str,
        tree: Tree,
        keys: Collection[str] = _PARAMETER_KEYS,
        others: Mapping[str, Parameter] = _NO_OTHERS,
    ) -> Parameter:
        if not isinstance(tree.value, dict):
            self._error("model-form", f"`{name}` is no mapping.", tree.line, "Write {value: ..., source: ...}.")
        self._check_keys(tree, keys, f"`{name}`")
        items = tree.items
        found = Parameter(
            name,
            Value(float("nan")),
            "",
            property=self._text(items, "property"),
            choices=tuple(entry.text for entry in items.get("choices", Tree(None, 0))),
            source=self._text(items, "source"),
            reference=self._text(items, "reference"),
            place=self._text(items, "place"),
            standing=self._text(items, "standing"),
            year=self._text(items, "year"),
            region=self._text(items, "region"),
            note=self._text(items, "note"),
            where=Where(self.file, None, tree.key_line),
        )
        if "from" in items:
            found = self._from_rows(found, items["from"], others)
        elif "value" not in items:
            self._error("key-missing", f"`{name}` has neither `value` nor `from`.", tree.key_line, "Add one.")
        elif found.choices:
            found = self._word(found, items["value"])
        else:
            value = self._quantity(items["value"], None)
            found = replace(found, value=value, typed=items["value"].text)
        if "range" in items:
            found = self._with_range(found, items["range"])
        by = {key: self._quantity(entry, found.value.dimension) for key, entry in self._map(items, "by").items()}
        found = replace(found, by=by)
        self._check_standing(found)
        return found

    def _word(self, found: Parameter, tree: Tree) -> Parameter:
        if tree.text not in found.choices:
            self._error(
                "choice-unknown",
                f"`{tree.text}` is none of the choices.",
                tree.line,
                f"Use {', '.join(found.choices)}.",
            )
        return replace(found, typed=tree.text)

    def _quantity(self, tree: Tree, wanted: Dimension | None) -> Value:
        try:
            found = quantity(tree.text)
        except FormulaError as error:
            self._error(error.code, str(error), tree.line, error.remedy)
            return Value(float("nan"), wanted or ())
        if wanted is not None and found.dimension != wanted:
            self._error(
                "unit-dimension",
                f"`{tree.text}` has another unit than the value.",
                tree.line,
                "Use the unit of the value.",
            )
        return found

    def _with_range(self, found: Parameter, tree: Tree) -> Parameter:
        bounds = [mean(self._quantity(entry, found.value.dimension).number) for entry in tree]
        if len(bounds) != 2 or not bounds[0] <= bounds[1]:
            self._error("model-range", f"The range of `{found.name}` is not [low, high].", tree.line)
            return found
        if not bounds[0] <= found.value.number <= bounds[1]:
            self._error("model-range", f"The value of `{found.name}` lies outside its range.", tree.line)
        return replace(found, low=bounds[0], high=bounds[1])

    def _from_rows(self, found: Parameter, tree: Tree, others: Mapping[str, Parameter]) -> Parameter:
        """The parameter from its row, or from the rows for all words of the choices that its key holds."""
        names = words_in(tree.text)
        for name in names:
            if name not in others or not others[name].choices:
                self._error(
                    "choice-unknown",
                    f"`{{{name}}}` in `{tree.text}` is no parameter with choices.",
                    tree.line,
                    f"Declare `{name}` with `choices`.",
                )
                return replace(found, dataset=tree.text)
        if not names:
            return self._from_dataset(found, tree)
        keys = [
            with_words(tree.text, dict(zip(names, words, strict=True)))
            for words in product(*(others[name].choices for name in names))
        ]
        rows = {key: self._from_dataset(found, replace(tree, value=key)) for key in keys}
        if len({row.value.dimension for row in rows.values()}) > 1:
            self._error("unit-dimension", f"The rows of `{tree.text}` have several units.", tree.line, "Use one.")
        own = with_words(tree.text, {name: others[name].typed for name in names})
        return replace(rows.get(own, found), dataset=tree.text, rows=rows)

    def _from_dataset(self, found: Parameter, tree: Tree) -> Parameter:
        key, _, prop = tree.text.partition("/")
        row = self.datasets.row(key.strip(), prop.strip())
        if row is None or not isinstance(row.value, float):
            near = self.datasets.near(key.strip())
            remedy = f"Did you mean {' or '.join(f'`{word}`' for word in near)}?" if near else "Add the row."
            self._error("dataset-unknown", f"The datasets have no row `{tree.text}`.", tree.line, remedy)
            return replace(found, dataset=tree.text)
        value, unit = row.canonical
        scale = value / row.value if row.value else 1.0
        return replace(
            found,
            value=Value(value, dimension_of(unit)),
            typed=row.typed,
            low=None if row.low is None else row.low * scale,
            high=None if row.high is None else row.high * scale,
            source=found.source or row.source,
            reference=found.reference or row.reference,
            place=found.place or row.place,
            price_year=row.price_year,
            standing=found.standing or row.standing,
            year=found.year or row.year,
            region=found.region or row.region,
            note=found.note or row.description,
            dataset=tree.text,
        )

    def _check_standing(self, found: Parameter) -> None:
        line = found.where.line or 0 if found.where else 0
        if found.standing not in STANDINGS:
            self._error(
                "model-standing",
                f"`{found.name}` has the standing `{found.standing}`.",
                line,
                f"Use {', '.join(STANDINGS)}.",
            )
        elif found.standing != "unsourced" and not found.source:
            self._error(
                "model-source",
                f"`{found.name}` names no source.",
                line,
                "Name it, or write `standing: unsourced` and a range.",
            )
        elif found.standing == "unsourced" and found.low is None and not found.choices:
            self._error("model-range", f"`{found.name}` is an assumption without a range.", line, "Add `range`.")

    def _error(self, code: str, message: str, line: int, remedy: str = "") -> None:
        self.findings.error(code, message, Where(self.file, None, line), remedy)

    def _text(self, items: Mapping[str, Tree], key: str) -> str:
        return " ".join(items[key].text.split()) if key in items else ""

    def _map(self, items: Mapping[str, Tree], key: str) -> dict[str, Tree]:
        if key not in items or items[key].value is None:
            return {}
        return items[key].items

    def _check_keys(self, tree: Tree, allowed: Collection[str], what: str) -> None:
        for key, entry in tree.items.items():
            if key not in allowed:
                near = difflib.get_close_matches(key, allowed, 1)
                remedy = f"Did you mean `{near[0]}`?" if near else f"Use {', '.join(allowed)}."
                self._error("key-unknown", f"{what} has no key `{key}`.", entry.key_line, remedy)
