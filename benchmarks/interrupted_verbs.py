"""Every command that writes something, and what it is given, for ``interruptions.py``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PLANT = """
plant: {name: two ways, currency: MXN}
materials: [{material: peel, unit: t}]
sites:
  - {site: yard, owner: Ann, latitude: 19.4, longitude: -100.3}
  - {site: field, owner: Bob, latitude: 19.5, longitude: -100.4}
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
scenarios: [{scenario: dear, table: markets, row: tip, column: price, value: -140 MXN/t}]
"""
WRONG = PLANT.replace("amount: 100 t/year, take", "amount: plenty, take")
DAIRY = """
plant: {name: Dairy, currency: MXN, slots: 12 months, gwp: AR6}
materials:
  - {material: slurry, unit: t, dry_matter: 10 %, volatile_solids: 80 %}
  - {material: biogas, unit: Nm3, methane_share: 60 %}
sites: [{site: farm}]
supplies: [{supply: herd, site: farm, material: slurry, amount: 100 t/month, take: all, price: 0 MXN/t}]
processes: [{process: digester, site: farm, model: recipe, route: biogas, variable_cost: 10 MXN/t}]
recipes:
  - {process: digester, material: slurry, role: in}
  - {process: digester, material: biogas, role: out, amount: 20 Nm3/t, per: slurry}
markets: [{market: boiler, site: farm, material: biogas, price: 3 MXN/Nm3}]
credits:
  - {credits: dairy slurry, process: digester, material: slurry, methane_potential: 240 Nm3/t, temperature: 20 degC,
     design_factor: 80 %, cleaned: 10, collected: 95 %, destroyed: 98 %, effluent_solids: 30 %,
     effluent_conversion: 20 %, source: assumption}
"""
TICKETS = """Fecha;Concepto;Peso neto
03/03/2025;Org;12.340,5
28/04/2025;Org;7.659,5
"""
MEANING = """{separator: ";", decimal: ",", thousands: ".", date: Fecha, date_format: "%d/%m/%Y", name: Concepto,
 amount: Peso neto, unit: kg, names: {Org: {at: s, material: peel}}}
"""
RESULTS = "Impact category;Reference unit;Result\nClimate change;kg CO2-Eq;1520.5\n"


@dataclass(frozen=True)
class Verb:
    """A command and the name that it writes, with the inputs that have to be there before."""

    words: tuple[str, ...]
    target: str
    kind: str = "folder"  # or file, or files: a folder whose files are written one by one
    fresh: bool = False  # there may be nothing of this name before
    ends: int = 0  # with which exit code, where nothing is wrong


OUT = ("--out", "target", "--force")
REPORT = ("report", "run", "--force")


def _file(*words: str, **more: int) -> Verb:
    """A command that writes the file after ``--out``, or its last word."""
    name = words[words.index("--out") + 1] if "--out" in words else words[-1]
    return Verb((*words, "--force"), name, "file", **more)  # type: ignore[arg-type]


VERBS = {
    "optimise": Verb(("optimise", "plant.yaml", *OUT), "target"),
    "pareto": Verb(("pareto", "plant.yaml", "--points", "3", *OUT), "target"),
    "pareto --no-plans": Verb(("pareto", "plant.yaml", "--points", "3", "--no-plans", *OUT), "target"),
    "sweep": Verb(("sweep", "plant.yaml", "--no-report", *OUT), "target"),
    "sweep --every-plan": Verb(("sweep", "plant.yaml", "--every-plan", *OUT), "target"),
    "alternatives": Verb(("alternatives", "plant.yaml", "--number", "1", "--no-report", *OUT), "target"),
    "breakeven": Verb(("breakeven", "plant.yaml", "--of", "markets tip price", *OUT), "target"),
    "uncertainty": Verb(("uncertainty", "plant.yaml", "--samples", "8", *OUT), "target"),
    "stochastic": Verb(("stochastic", "plant.yaml", "--no-report", *OUT), "target"),
    "reconcile": Verb(("reconcile", "plant.yaml", *OUT), "target"),
    "matches": Verb(("matches", "plant.yaml", *OUT), "target"),
    "matches --apply csv": _file("matches", "plant.yaml", "--apply", "applied/rows.csv"),
    "matches --apply yaml": _file("matches", "plant.yaml", "--apply", "applied/rows.yaml"),
    "share": Verb(("share", "plant.yaml", *OUT), "target"),
    "split": Verb(("split", "plant.yaml", "--out", "target", "--force"), "target", "files"),
    "split --to yaml": Verb(("split", "plant.yaml", "--to", "yaml", "--out", "target", "--force"), "target", "files"),
    "merge workbook": _file("merge", "parts", "--out", "target.xlsx"),
    "merge yaml": _file("merge", "parts", "--out", "target.yaml"),
    "merge folder": Verb(("merge", "parts", *OUT), "target"),
    "report": _file("report", "run", "--out", "page.html"),
    "report, the run's own": Verb(("report", "run"), "run", "files"),
    "report --sankey svg": _file("report", "run", "--sankey", "flows.svg"),
    "report --sankey png": _file("report", "run", "--sankey", "flows.png"),
    "report --pdf": _file("report", "run", "--pdf", "page.pdf"),
    "report --docx": _file("report", "run", "--docx", "page.docx"),
    "report --for": _file("report", "run", "--for", "Ann", "--out", "ann.html"),
    "report --credits": _file("report", "dairy-run", "--credits", "--out", "statement.html"),
    "compare": _file("compare", "run", "run", "--out", "page.html"),
    "check --marked": _file("check", "wrong.xlsx", "--marked", "marked.xlsx", ends=3),
    "readings": _file("readings", "tickets.csv", "--map", "meaning.yaml", "--out", "readings.csv"),
    "footprint dataset": _file(
        *("footprint", "results.csv", "--per", "1000 kg", "--licence", "CC BY", "--key", "steel", "--gwp", "AR5"),
        *("--out", "steel.csv"),
    ),
    "footprint rates": _file(
        "footprint", "results.csv", "--per", "1 t", "--licence", "CC BY", "--at", "s", "--out", "rates.csv"
    ),
    "inventory zip": _file("inventory", "run", "--out", "inventory.zip"),
    "inventory csv": _file("inventory", "run", "--out", "inventory.csv"),
    "map kml": _file("map", "plant.yaml", "--out", "out.kml"),
    "map kmz": _file("map", "plant.yaml", "--out", "out.kmz"),
    "map geojson": _file("map", "run", "--out", "flows.geojson"),
    "map csv": _file("map", "places.kml", "--out", "sites.csv"),
    "export lp": _file("export", "plant.yaml", "--out", "plan.lp"),
    "export mps": _file("export", "plant.yaml", "--to", "mps", "--out", "plan.mps"),
    "convert workbook": _file("convert", "plant.yaml", "target.xlsx"),
    "convert yaml": _file("convert", "plant.yaml", "target.yaml"),
    "convert folder": Verb(("convert", "plant.yaml", "target", "--force"), "target"),
    "new": Verb(("new", "target"), "target", fresh=True),
    "new workbook": Verb(("new", "target.xlsx"), "target.xlsx", "file", fresh=True),
    "serve: a file received": Verb(("serve", "receive"), "received.yaml", "file", fresh=True),
    "serve: the session": Verb(("serve", "session"), ".mfo/session.json", "file"),
    "serve: a workbook saved": Verb(("serve", "save"), "saved.xlsx", "file"),
}
"""``diff``, ``explain``, ``verify``, ``models``, ``datasets``, ``units`` and ``completion`` write nothing."""


def lay_out(start: Path, verb: Verb, command: Callable[..., object]) -> None:
    """The inputs of a verb in an empty folder. ``command(*words)`` runs mfo there."""
    (start / "plant.yaml").write_text(PLANT, encoding="utf-8")
    for name, text in {"tickets.csv": TICKETS, "meaning.yaml": MEANING, "results.csv": RESULTS}.items():
        if name in verb.words:
            (start / name).write_text(text, encoding="utf-8")
    if "run" in verb.words:
        command("optimise", "plant.yaml", "--out", "run", "--no-report")
    if "parts" in verb.words:
        command("split", "plant.yaml", "--out", "parts")
    if "places.kml" in verb.words:
        command("map", "plant.yaml", "--out", "places.kml")
    if "dairy-run" in verb.words:
        (start / "dairy.yaml").write_text(DAIRY, encoding="utf-8")
        command("optimise", "dairy.yaml", "--out", "dairy-run", "--no-report")
    if "wrong.xlsx" in verb.words:
        (start / "wrong.yaml").write_text(WRONG, encoding="utf-8")
        command("convert", "wrong.yaml", "wrong.xlsx")
    if verb.words[0] == "serve":
        command("convert", "plant.yaml", "laid.xlsx")


def of_the_page(what: str) -> int:
    """What the page of ``mfo serve`` writes into its folder, done as it does it; 2 where it says that it cannot."""
    from mfo.errors import UsageError
    from mfo.serving.desk import Desk
    from mfo.serving.saving import laid, save_workbook
    from mfo.tables.editing import Draft, Edit
    from mfo.tables.read_tables import read_tables

    edit = Edit("cell", "supplies", 0, "amount", "90 t/year")
    try:
        if what == "receive":
            Desk(Path()).receive("received.yaml", PLANT.encode())
        elif what == "session":
            desk = Desk(Path())
            desk.put(Path("laid.xlsx"), read_tables(Path("laid.xlsx")))
            desk.change("laid.xlsx", desk.need().revision, [edit])
        else:
            draft = Draft(read_tables(Path("laid.xlsx")))
            draft.apply([edit])
            save_workbook(laid(draft), Path("saved.xlsx"))
    except UsageError as error:
        print(error)
        return 2
    return 0
