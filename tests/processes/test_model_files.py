"""Model files: what may stand in them, and every defect told at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from mfo.errors import Findings
from mfo.library.datasets import Datasets
from mfo.library.library import Library
from mfo.library.technology import GROUPS, TechnologyModel, in_groups
from mfo.library.technology_reader import read_model

GOOD = """\
dryer:
  title: Belt dryer
  route: recycling
  scope: From wet to dry.
  validity: Belts.
  accepts: {needs: [dry_matter], per: t}
  capacity: input
  lifetime: {value: 10 year, range: [5 year, 15 year], standing: unsourced}
  parameters:
    dryness: {value: 90 %, range: [80 %, 95 %], standing: unsourced}
    heat_need: {value: 900 kWh/t, source: A book, standing: source read, by: {sludge: 1 MWh/t}}
  values:
    water: 1 - dry_matter / dryness
  outputs:
    dried goods:
      unit: t
      amount: dry_matter / dryness
      properties: {dry_matter: dryness, nitrogen: remainder}
    vapour: {unit: t, amount: remainder of mass, loss: yes}
  uses:
    heat: {unit: MWh, amount: water * heat_need}
  emissions:
    - {effect: CH4, amount: 0.001 * dry_matter, category: drying}
"""


def read(text: str, name: str = "dryer") -> tuple[TechnologyModel | None, Findings]:
    findings = Findings()
    return read_model(text, name, f"models/{name}.yaml", Datasets(), findings), findings


def test_a_good_file() -> None:
    model, findings = read(GOOD)
    assert model is not None, list(findings)
    assert not list(findings)
    assert model.title == "Belt dryer"
    assert model.parameters["heat_need"].value.number == pytest.approx(0.9)
    assert model.parameters["heat_need"].by["sludge"].number == 1.0
    assert model.outputs[1].amount.is_remainder
    assert model.outputs[1].is_loss
    assert model.lifetime is not None
    assert model.lifetime.value.number == 10 * 8760


def line_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


@pytest.mark.parametrize(
    ("old", "new", "code", "at"),
    [
        ("  route: recycling", "  roote: recycling", "key-unknown", "roote"),
        ("  title: Belt dryer\n", "", "key-missing", "dryer:"),
        ("  capacity: input\n", "", "key-missing", "dryer:"),
        ("  capacity: input", "  capacity: {output: gold}", "model-capacity", "dryer:"),
        ("per: t}", "per: ton}", "unit-ambiguous", "per: ton"),
        ("value: 90 %", "value: 90 percentage", "unit-unknown", "percentage"),
        ("value: 90 %", "value: ninety", "number-text", "ninety"),
        ("[80 %, 95 %]", "[95 %, 80 %]", "model-range", "[95 %, 80 %]"),
        ("[80 %, 95 %]", "[91 %, 95 %]", "model-range", "[91 %, 95 %]"),
        ("[80 %, 95 %]", "[80 t, 95 t]", "unit-dimension", "80 t"),
        (", range: [80 %, 95 %]", "", "model-range", "dryness:"),
        ("source: A book, ", "", "model-source", "heat_need:"),
        ("standing: source read", "standing: hearsay", "model-standing", "hearsay"),
        ("1 - dry_matter / dryness", "1 - dry_mater / dryness", "formula-name", "dry_mater "),
        ("1 - dry_matter / dryness", "1 - dry_matter / import", "formula-syntax", "import"),
        ("amount: dry_matter / dryness", "amount: remainder of mass", "model-remainder", "vapour"),
        ("{dry_matter: dryness, nitrogen: remainder}", "{density: remainder}", "formula-name", "density"),
        ("{effect: CH4, ", "{", "key-missing", "0.001"),
        ("category: drying}", "category: drying, within: smoke}", "model-within", "smoke"),
        ("category: drying}", "scope: 4}", "choice-unknown", "scope: 4"),
        ("effect: CH4", "effect: emissions", "effect-gas", "effect: emissions"),
        ("effect: CH4", "effect: CO2", "effect-gas", "effect: CO2"),
        ("effect: CH4", "effect: fossil co2", "effect-gas", "effect: fossil co2"),
        ("{value: 900 kWh/t,", "{from: dryer.heat,", "dataset-unknown", "dryer.heat"),
        ("by: {sludge: 1 MWh/t}", "by: {sludge: 1 t}", "unit-dimension", "sludge"),
        ("{value: 900 kWh/t,", "{from: 'dryer.heat.{dryness}',", "choice-unknown", "dryer.heat"),
        ("{value: 900 kWh/t,", "{from: 'dryer.heat.{place}',", "choice-unknown", "dryer.heat"),
        ("  uses:\n", "  uses:\n    heat: 1\n", "key-twice", "amount: water"),
        ("dryer:\n", "drier:\n", "model-name", "drier"),
        ("  scope: From wet to dry.", "  scope: &a From wet to dry.\n  more: *a", "yaml-alias", "scope"),
        ("  scope: From wet to dry.", "  scope: !!python/name:os.system x", "yaml-tag", "python"),
        ("  scope: From wet to dry.", "  scope: [From", "yaml-syntax", "validity"),
        ("    dryness:", "    dry ness:", "formula-name", "dry ness"),
        ("  route: recycling", "  kind: aeroplane", "choice-unknown", "aeroplane"),
        ("  emissions:\n    - {", "  emissions:\n    {", "model-form", "{effect"),
        ("  route: recycling", "  mix: [CH4]", "model-form", "mix: [CH4]"),
        ("  values:\n    water:", "  values:\n    - water:", "model-form", "- water"),
        ("{value: 90 %, range: [80 %, 95 %], standing: unsourced}", "90 %", "model-form", "90 %"),
    ],
)
def test_every_defect_has_its_line(old: str, new: str, code: str, at: str) -> None:
    """Each change breaks one thing; the message names it at the line where it stands."""
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    model, findings = read(text)
    assert model is None
    found = [problem for problem in findings if problem.code == code]
    assert found, list(findings)
    assert found[0].where is not None
    assert found[0].where.file == "models/dryer.yaml"
    assert found[0].where.line == line_of(text, at), found[0]


def test_all_defects_at_once() -> None:
    text = GOOD.replace("route:", "roote:").replace("90 %", "ninety").replace("dry_matter / dryness", "dri / dryness")
    assert len({problem.code for problem in read(text)[1]}) >= 3


@pytest.mark.parametrize(
    "text", ["", "[]", "just words", "{", "a: b: c", "\t", "dryer:", "dryer: 3", "dryer: [1]", "\x00"]
)
def test_files_that_are_no_models(text: str) -> None:
    model, findings = read(text)
    assert model is None
    assert findings.has_errors


def test_yaml_does_not_guess_types() -> None:
    """`no` stays a word and 010 stays ten: nothing is read as YAML 1.1 would."""
    text = GOOD.replace("value: 10 year", "value: 010 year").replace("title: Belt dryer", "title: no")
    model, findings = read(text)
    assert model is not None, list(findings)
    assert model.title == "no"
    assert model.lifetime is not None
    assert model.lifetime.value.number == 10 * 8760


def test_a_plants_own_models_and_datasets_win(tmp_path: Path) -> None:
    """A plant adds a model, replaces one, and overrides a row that a model of the library takes its value from."""
    (tmp_path / "models").mkdir()
    (tmp_path / "datasets").mkdir()
    (tmp_path / "models" / "dryer.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "models" / "flare.yaml").write_text(GOOD.replace("dryer:", "flare:"), encoding="utf-8")
    (tmp_path / "datasets" / "own.csv").write_text(
        "key,value,unit,source,standing\nboiler.eta,80,%,name plate,source read\n", encoding="utf-8"
    )
    findings = Findings()
    library = Library.load(tmp_path, findings)
    assert library.models["dryer"].where.file == "models/dryer.yaml"
    assert library.models["flare"].title == "Belt dryer"
    assert library.models["boiler"].parameters["efficiency"].value.number == pytest.approx(0.8)
    assert Library.load().models["boiler"].parameters["efficiency"].value.number == pytest.approx(0.92)
    assert not list(findings)


def test_a_broken_file_of_a_plant_is_told(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "dryer.yaml").write_bytes(b"\xff\xfe\x00")
    findings = Findings()
    library = Library.load(tmp_path, findings)
    assert library.models.get("dryer") is None
    assert [problem.code for problem in findings] == ["model-file"]


def by_climate(rows: str, tmp_path: Path) -> Library:
    """A library with the dryer, whose heat is a row for each climate."""
    (tmp_path / "models").mkdir()
    (tmp_path / "datasets").mkdir()
    words = "    climate: {value: cold, choices: [hot, cold], standing: unsourced}\n"
    text = GOOD.replace("  parameters:\n", f"  parameters:\n{words}")
    text = text.replace("{value: 900 kWh/t, source: A book, standing: source read,", "{from: 'dryer.heat.{climate}',")
    (tmp_path / "models" / "dryer.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "datasets" / "own.csv").write_text("key,value,low,high,unit,source,standing\n" + rows, encoding="utf-8")
    return Library.load(tmp_path, Findings())


def test_a_word_chooses_the_row_that_a_parameter_takes(tmp_path: Path) -> None:
    """The model's own word tells the parameter's own value; the other word a row with its own range and source."""
    rows = "dryer.heat.hot,0.8,0.7,0.9,MWh/t,a,source read\ndryer.heat.cold,1,,,MWh/t,b,source read\n"
    library = by_climate(rows, tmp_path)
    heat = library.models["dryer"].parameters["heat_need"]
    assert heat.value.number == 1.0
    assert heat.dataset == "dryer.heat.{climate}"
    hot = heat.chosen({"climate": "hot"})
    assert (hot.value.number, hot.low, hot.high, hot.source) == (0.8, 0.7, 0.9, "a")
    assert hot.by["sludge"].number == 1.0  # values for single materials hold for all words
    assert heat.chosen({"climate": "unknown"}) is heat


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("dryer.heat.cold,1,,,MWh/t,b,source read\n", "dataset-unknown"),  # none for the other word
        ("dryer.heat.hot,1,,,t,a,source read\ndryer.heat.cold,1,,,MWh/t,b,source read\n", "unit-dimension"),
    ],
)
def test_every_word_needs_its_row_in_one_unit(tmp_path: Path, rows: str, code: str) -> None:
    library = by_climate(rows, tmp_path)
    assert library.models.get("dryer") is None
    found = [problem for problem in library.findings if problem.code == code]
    assert found, list(library.findings)
    assert found[0].where is not None
    assert found[0].where.line == 12  # that of `heat_need`


@pytest.mark.parametrize(
    ("line", "group"),
    [
        ("  route: recycling\n", "recycling"),
        ("  route: recycling\n  group: drying\n", "drying"),
        ("", "other"),
        ('  route: ""\n  group: energy\n', "energy"),
    ],
)
def test_a_model_stands_under_its_group_or_its_route(line: str, group: str) -> None:
    model, findings = read(GOOD.replace("  route: recycling\n", line))
    assert model is not None, list(findings)
    assert model.group == group


def test_groups_stand_in_the_order_of_a_plant_and_unknown_ones_last() -> None:
    """What is there today first, transport before what a plant's own models call themselves; by name within a group."""
    models = list(Library.load().models.values())
    own, _ = read(GOOD.replace("  route: recycling\n", "  group: drying\n"))
    assert own is not None
    found = in_groups([*models, own])
    assert next(iter(found)) == "as it is today"
    assert list(found)[-2:] == ["transport", "drying"]
    assert set(found) - {"drying"} <= set(GROUPS)
    for group in found.values():
        assert [model.name for model in group] == sorted(model.name for model in group)
    assert sum(len(group) for group in found.values()) == len(models) + 1
