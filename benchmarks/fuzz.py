"""Hostile and broken input, for as long as asked: ``python benchmarks/fuzz.py MINUTES [SEED] [KIND ...]``.

Kinds: ``workbook`` (bytes of a workbook, and of the files within it), ``yaml``, ``csv`` (a folder), ``words`` (a
command line), ``run`` (a saved run folder that was altered), ``model`` (formulas of a process model), ``cell`` (cells
of a plant that uses every table), ``places`` (files of maps), ``export`` (of a weighbridge, and its mapping),
``declaration`` (an EPD, a table of results). Each input is given to a command in a process forked with everything
loaded. A find is exit code 1 (mfo calls it a defect of its own), a traceback, a signal, more than a minute of computing
time or 3 GB of memory; its files are kept under fuzz-finds/, and the exit code is then 1. A seed and the number of an
input make it again.
"""

from __future__ import annotations

import io
import os
import random
import resource
import shutil
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from interruptions import load, speak_to

ROOT = Path(__file__).parents[1]
KEPT = Path("fuzz-finds")
SECONDS, MEMORY = 60, 3 << 30
PIECES = (
    "",
    " ",
    "*",
    ";",
    ":",
    "=1+1",
    "nan",
    "inf",
    "-inf",
    "1e400",
    "9" * 400,
    "0x10",
    "1,5",
    "1.000,5",
    "5 t/d",
    "5 %",
    "\u202e",
    "\u200b",
    "\x00",
    "ü",
    "🌽",
    "{",
    "}",
    "[",
    "]",
    "&a",
    "*a",
    "!!python/object:os.system",
    "|",
    "---",
    "<<: *a",
    "yes",
    "null",
    "~",
    "2025-01-01",
    "../../etc/passwd",
    "'",
    '"',
    "\\",
    "\n",
    "\t",
    "a" * 5000,
    "- " * 300,
    "<script>",
    "1 MXN/t/t/t",
    "t.t.t.t",
    "1e-320",
    "-0",
    "x" * 130 + " t",
    "**",
    "//",
    "(((((",
    ")",
    "#",
    "@",
    "%",
)
# A system passes no zero byte in a command line, so that none is tried.
WORDS = (
    "check",
    "optimise",
    "explain",
    "report",
    "compare",
    "verify",
    "units",
    "models",
    "datasets",
    "convert",
    "new",
    "export",
    "pareto",
    "sweep",
    "breakeven",
    "matches",
    "reconcile",
    "share",
    "split",
    "merge",
    "alternatives",
    "stochastic",
    "uncertainty",
    "completion",
    "diff",
    "map",
    "readings",
    "footprint",
    "inventory",
    "bash",
    "--json",
    "--force",
    "--out",
    "o",
    "run",
    "plant",
    "plant.yaml",
    "--limit",
    "cost <= 1 MXN",
    "a <= b <= c",
    "landfilled <= 10 % of",
    "--minimise",
    "cost",
    "N2O",
    "--fix",
    "x = 0",
    "--scenario",
    "--points",
    "3",
    "-1",
    "nan",
    "1e9",
    "--samples",
    "2",
    "--gap",
    "1 %",
    "--time-limit",
    "5",
    "--vary",
    "supplies food waste amount=1..2 t/d:3",
    "--of",
    "markets tip price",
    "--language",
    "es",
    "--to",
    "lp",
    "--workers",
    "1",
    "--number",
    "--sankey",
    "f.svg",
    "f.png",
    "",
    "ü",
    "--help",
    "--without",
    "processes",
    "--material",
    "--marked",
    "m.xlsx",
    "--docx",
    "d.docx",
    "--full",
    "--for",
    "--credits",
    "--closure",
    "--plan",
    "--library",
    "--risk",
    "cvar 95 %",
    "--against",
    "--within",
    "2 %",
    "--apply",
    "rows.csv",
    "--map",
    "--per",
    "1 t",
    "--licence",
    "--at",
    "inventory.zip",
    "s.kml",
)


VERBS = WORDS.index("bash")  # as many of the words begin a command line


def mutated(rng: random.Random, data: bytes) -> bytes:
    """Bytes with one to eight small changes."""
    data = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(data) + 1)
        change = rng.randrange(5)
        if change == 0 and data:
            data[at % len(data)] = rng.randrange(256)
        elif change == 1:
            data[at:at] = rng.choice(PIECES).encode("utf-8", "replace")
        elif change == 2:
            del data[at : at + rng.randint(1, 40)]
        elif change == 3:
            data[at:at] = data[at : at + rng.randint(1, 200)] * rng.randint(1, 3)
        else:
            other = rng.randrange(len(data) + 1)
            data[at : at + 8] = data[other : other + 8]
    return bytes(data)


def in_tokens(rng: random.Random, text: str) -> str:
    """A text with one to four words or cells exchanged for others of it, or for what is hostile."""
    for _ in range(rng.randint(1, 4)):
        marks = [place for place, letter in enumerate(text) if letter in ",:{}[]\n "]
        start, end = sorted(rng.sample(marks, 2)) if len(marks) > 1 else (0, 0)
        end = min(end, start + rng.randint(1, 40))
        new = (
            rng.choice(PIECES)
            if rng.random() < 0.6
            else text[(at := rng.choice(marks or [0])) : at + rng.randint(1, 30)]
        )
        text = text[: start + 1] + new + text[end:]
    return text


def a_workbook(rng: random.Random, folder: Path) -> list[str]:
    """The starter as a workbook, its bytes or one of its inner files altered."""
    data = (START / "starter.xlsx").read_bytes()
    if rng.random() < 0.2:
        data = mutated(rng, data)
    else:
        with zipfile.ZipFile(io.BytesIO(data)) as old:
            parts = {name: old.read(name) for name in old.namelist()}
        name = rng.choice(list(parts))
        parts[name] = in_tokens(rng, parts[name].decode()).encode() if rng.random() < 0.5 else mutated(rng, parts[name])
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
            for each, content in parts.items():
                new.writestr(each, content)
        data = made.getvalue()
    (folder / "plant.xlsx").write_bytes(data)
    asked = rng.choice([["check"], ["optimise"], ["check", "--marked", "marked.xlsx"]])
    return [*asked, "plant.xlsx", *rng.choice([[], ["--json"]])]


def a_yaml(rng: random.Random, folder: Path) -> list[str]:
    """The starter as YAML, altered."""
    text = (START / "starter.yaml").read_text(encoding="utf-8")
    (folder / "plant.yaml").write_bytes(altered(rng, text.encode()))
    return [rng.choice(["check", "optimise", "diff", "reconcile", "matches"]), "plant.yaml"]


def a_folder(rng: random.Random, folder: Path) -> list[str]:
    """The starter or Nopalmex as a folder, one or two of its files altered."""
    shutil.copytree(START / "folder", folder / "plant")
    for path in rng.sample(sorted((folder / "plant").iterdir()), 2):
        path.write_bytes(altered(rng, path.read_bytes()))
    return ["check", "plant"] if rng.random() < 0.7 else ["optimise", "plant", "--no-report"]


def words(rng: random.Random, folder: Path) -> list[str]:
    """A command line of words that are right by themselves."""
    shutil.copy(START / "starter.yaml", folder / "plant.yaml")
    shutil.copytree(START / "run", folder / "run")
    told = [rng.choice(WORDS[:VERBS]), *(rng.choice(WORDS) for _ in range(rng.randint(0, 7)))]
    return [word for word in told if word not in ("serve",)]


def a_run(rng: random.Random, folder: Path) -> list[str]:
    """A run folder with one file altered, its fingerprints taken out so that it is read on."""
    shutil.copytree(START / "run", folder / "run")
    path = rng.choice(sorted((folder / "run").glob("*.*")))
    data = path.read_bytes()
    path.write_bytes(altered(rng, data))
    return rng.choice(
        [
            ["explain", "run"],
            ["report", "run", "--out", "p.html"],
            ["verify", "run"],
            ["compare", "run", "run", "--out", "c.html"],
            ["report", "run", "--sankey", "f.svg"],
            ["report", "run", "--docx", "d.docx"],
            ["inventory", "run", "--out", "i.zip"],
            ["map", "run", "--out", "f.geojson"],
        ]
    )


def a_model(rng: random.Random, folder: Path) -> list[str]:
    """A process model of the library as the plant's own, altered."""
    shutil.copy(START / "starter.yaml", folder / "plant.yaml")
    (folder / "models").mkdir()
    source = rng.choice(sorted((ROOT / "models").glob("*.yaml")))
    text = source.read_text(encoding="utf-8")
    (folder / "models" / source.name).write_text(in_tokens(rng, text), encoding="utf-8", errors="replace")
    name = "composting" if rng.random() < 0.3 else source.stem
    return ["check", "plant.yaml"] if rng.random() < 0.3 else ["models", name, *rng.choice([[], ["--json"]])]


def a_cell(rng: random.Random, folder: Path) -> list[str]:
    """The full plant of the tests with one to three cells exchanged."""
    import yaml

    from tests.plant.full import FULL

    tables = {**FULL, "plant": {row["setting"]: row["value"] for row in FULL["plant"]}}
    text = yaml.safe_dump(tables, allow_unicode=True, sort_keys=False, default_flow_style=None, width=1000)
    (folder / "plant.yaml").write_text(in_tokens(rng, text), encoding="utf-8", errors="replace")
    return ["check", "plant.yaml"]


def some_places(rng: random.Random, folder: Path) -> list[str]:
    """The sites of Nopalmex as a file of a map, altered."""
    shutil.copy(START / "starter.yaml", folder / "plant.yaml")
    suffix = rng.choice(["kml", "kmz", "geojson"])
    data = (START / f"sites.{suffix}").read_bytes()
    (folder / f"sites.{suffix}").write_bytes(altered(rng, data) if suffix != "kmz" else mutated(rng, data))
    return ["map", f"sites.{suffix}", "--out", "out.csv"]


TICKETS = """Folio;Fecha;Concepto;Peso neto;Unidad
1;03/03/2025;Orgánico;12.340,5;kg
2;28/03/2025;Orgánico;7.659,5;kg
3;05/05/2025;Rechazo;20;t
"""
MAPPING = """{separator: ";", decimal: ",", thousands: ".", skip: 0, encoding: utf-8,
 date: Fecha, date_format: "%d/%m/%Y", name: Concepto, amount: Peso neto, unit: "[Unidad]", period: month,
 names: {Orgánico: {at: collected, material: food waste}, Rechazo: {at: tip}}}
"""


def an_export(rng: random.Random, folder: Path) -> list[str]:
    """The tickets of a weighbridge or the file that says what they mean, altered."""
    tickets, mapping = TICKETS.encode(), MAPPING.encode()
    one = rng.random() < 0.5
    (folder / "tickets.csv").write_bytes(altered(rng, tickets) if one else tickets)
    (folder / "map.yaml").write_bytes(mapping if one else altered(rng, mapping))
    return ["readings", "tickets.csv", "--map", "map.yaml", "--out", "out.csv"]


def a_declaration(rng: random.Random, folder: Path) -> list[str]:
    """An environmental product declaration, or a table of results, altered."""
    from tests.library.test_footprints import full

    asked = ["--per", "1000 kg", "--licence", "CC", "--out", "out.csv", "--key", "steel", "--gwp", "AR5"]
    if rng.random() < 0.6:
        path = full(folder)
        path.write_bytes(altered(rng, path.read_bytes()))
        return ["footprint", path.name, *asked]
    table = "Impact category;Reference unit;Result\nClimate change;kg CO2-Eq;1,520.5\nAcidification;mol H+;4\n"
    (folder / "results.csv").write_bytes(altered(rng, table.encode()))
    return ["footprint", "results.csv", *asked]


def altered(rng: random.Random, data: bytes) -> bytes:
    """A text with words exchanged, or its bytes changed."""
    return in_tokens(rng, data.decode()).encode("utf-8", "replace") if rng.random() < 0.7 else mutated(rng, data)


KINDS: dict[str, Callable[[random.Random, Path], list[str]]] = {
    "workbook": a_workbook,
    "yaml": a_yaml,
    "csv": a_folder,
    "words": words,
    "run": a_run,
    "model": a_model,
    "cell": a_cell,
    "places": some_places,
    "export": an_export,
    "declaration": a_declaration,
}
START = Path(tempfile.gettempdir())  # set by main: a folder of what is altered


def run_one(folder: Path, arguments: list[str]) -> tuple[int, str]:
    """Exit code of a command in a process of its own (negative: a signal), and what it printed."""
    told = folder.parent / "told"
    child = os.fork()
    if child == 0:
        code = 70
        try:
            speak_to(told)
            os.chdir(folder)
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            from mfo.cli.frame.run import run
            from mfo.cli.group import command_line

            code = run(command_line, arguments)
        except BaseException as error:
            print("Traceback of", repr(error))
            code = 99
        finally:
            sys.stdout.flush()
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), told.read_text(errors="replace")


def begin(start: Path) -> None:
    """Make what is altered: the starter as each kind of file, and a run of it."""
    global START
    START = start
    from mfo.cli.frame.run import run
    from mfo.cli.group import command_line

    starter = str(ROOT / "examples" / "starter")
    for name in ("starter.xlsx", "starter.yaml", "folder", "run"):
        made = str(start / name)
        planned = ["optimise", starter, "--out", made, "--no-report"]
        if run(command_line, planned if name == "run" else ["convert", starter, made]):
            raise SystemExit("The starter does not work.")
    for suffix in ("kml", "kmz", "geojson"):
        if run(command_line, ["map", str(ROOT / "examples/nopalmex"), "--out", str(start / f"sites.{suffix}")]):
            raise SystemExit("Nopalmex has no map.")
    text = (start / "run" / "run.json").read_text(encoding="utf-8")
    (start / "run" / "run.json").write_text(text.replace('"files":', '"no files":'), encoding="utf-8")


def main(minutes: float, seed: int = 1, *kinds: str) -> int:
    """Try inputs until the time is over; 1 where one was a find."""
    load()
    finds, tried, codes = 0, 0, Counter[str]()
    until = time.monotonic() + 60 * minutes
    with tempfile.TemporaryDirectory() as base:
        begin(Path(base) / "start")
        while time.monotonic() < until:
            kind = (kinds or tuple(KINDS))[tried % len(kinds or KINDS)]
            folder = Path(base) / "work"
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            arguments = KINDS[kind](random.Random(f"{seed} {kind} {tried}"), folder)
            begun = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
            code, said = run_one(folder, arguments)
            tried += 1
            codes[f"{kind} {code}"] += 1
            if code not in (0, 2, 3, 4, 5) or "Traceback" in said:
                finds += 1
                kept = KEPT / f"{kind}-{seed}-{tried - 1}"
                shutil.copytree(folder, kept, dirs_exist_ok=True)
                (kept / "said.txt").write_text(f"{arguments}\nended with {code}\n{said}", encoding="utf-8")
                taken = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - begun
                print(f"find: {kept} {arguments} ended with {code} after {taken:.1f} s: {said[-300:]}", flush=True)
    print(f"{tried} inputs, {finds} finds; {dict(sorted(codes.items()))}", flush=True)
    return 1 if finds else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), *(int(word) for word in sys.argv[2:3]), *sys.argv[3:]))
