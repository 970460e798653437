"""Writes the pages about the library from its files: models.md, numbers.md and warm.md.

``python docs/generate_library.py`` writes the pages; with ``--check`` it says which are out of date, and ends with 1 if
any is.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from mfo.errors import Findings
from mfo.library.datasets import PROPERTIES, STANDINGS, Row
from mfo.library.library import Library
from mfo.library.technology import Amount, Parameter, TechnologyModel, in_groups
from mfo.processes.parameters import as_typed
from mfo.units import parse_unit, split_quantity

sys.path.insert(0, str(Path(__file__).parent))
from warm_comparison import NOTABLE, Comparison, Credit, Disposal, Line

DOCS = Path(__file__).parent
WRITTEN = "<!-- Written by docs/generate_library.py; change the files it reads, not this page. -->"


def cell(text: object) -> str:
    """A table cell: no line breaks, no bars."""
    return " ".join(str(text).split()).replace("|", "\\|")


def table(header: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += ["| " + " | ".join(cell(value) for value in row) + " |" for row in rows]
    return "\n".join(lines)


# ---- models


def models_page(library: Library) -> str:
    """All models in a table, and what holds for each of them."""
    models = [model for group in in_groups(library.models.values()).values() for model in group]
    overview = [
        (
            f"[`{model.name}`](models/{model.name}.md)",
            model.title,
            model.group,
            model.route,
            _takes(model),
            _standings(model),
        )
        for model in models
    ]
    parts = [
        WRITTEN,
        "# Process models",
        "Each technology is one file of `models/` and has a page of its own here; `mfo models NAME` shows the same, "
        "and with a material what comes out of it. A plant overrides a parameter with a column of that name in "
        "`processes`: a number for every material, or `digestate: 70 %; compost: 20 %` for these alone; the report "
        "lists what was overridden and every assumption used. [Adding a technology](own-model.md) takes one file and "
        "nothing else.",
        f"{len(models)} models. The last column counts parameters that are sourced and those that are assumptions "
        f"with a range.",
        table(("model", "technology", "group", "route", "takes", "sourced + assumed"), overview),
        "## What a product is made of",
        "Amounts are worked out for each input: nopal and manure give different gas and different digestate. What a "
        "product is made of must be one set of numbers for whoever takes it next, since digestate is digestate in "
        "its tank. It is the first of these that is known:",
        "1. what the plant's `materials` say;\n"
        "2. the mean over the reference mix, which is everything that can come to the process, weighted by what is "
        "supplied (of a profile its mean over time), by what people throw away, and by what recipes and models could "
        "make of it, as far as numbers say;\n"
        "3. the mean over the makers, where several make it.",
        "Gases keep their energy exactly: what each feed gives is told in the volume that holds its energy at the mean "
        "heating value of the mix, and the mass that this takes from or adds to the gas stays with the digestate.",
        "Solids and nitrogen in digestate and compost are right for the mix and near for anything else. Where a "
        "plan feeds such a mix that more nitrogen, carbon or dry matter comes out than went in, by over 2 %, a "
        "warning (`composition-off`) names the value to give in `materials` so that the plan closes.",
        "Another amount of a supply or another capacity makes another reference mix. Prices hold the mix, and so do "
        "the scenarios of a plant: they are worked out for that of the plant as it stands, so that what one more "
        "tonne changes in a scenario is its printed price.",
        "A scenario whose own amounts are another mix says so "
        "(`mix-held`), and the setting `reference_mix: reworked` works them out anew. Two plants with two mixes differ "
        "in yields, too: give the product its properties in `materials` where they are to differ in nothing else.",
        "## Closure",
        "Closure is counted for each input in mass, dry matter, biogenic and fossil carbon, nitrogen, energy. A gain "
        "of more than 0.1 % is an error; where the plant itself gives a product's properties, more than 2 % over the "
        "mix. A loss is shown as its own stream. Gases to the air are not counted as mass, since they take up oxygen "
        "from it; their carbon and nitrogen are.",
        "## What is no model",
        "What only keeps a thing for later is no model: a gas holder, a tank or a yard is a row of `stores` (the rows "
        "`gas_holder` of the datasets hold an assumption on cost and loss). A battery is a store of "
        "`stored electricity` between `battery_charging` and `battery_discharging`, which hold its losses.",
        "Sun is a supply of `sunlight` without a price, and its hours are the `availability` of `photovoltaics` or "
        "`solar_heat`. How often a returnable package comes back is a row of `returns`.",
        "The group *as it is today* holds what manure and wastewater do where nothing is done: put it beside a "
        "digester or a treatment plant, since most of what these save is methane that lagoons, pits and tanks give "
        "off. Collection by rounds is a process with hours, diesel and bins as needs; use either it or the mode "
        "`collection_round` of a link.",
        "```{toctree}\n:hidden:\n:glob:\n\nmodels/*\n```",
    ]
    return "\n\n".join(parts) + "\n"


SEARCHED = {
    "anaerobic_digestion": ("biogas", "digester", "biodigester", "biogás", "biodigestor"),
    "composting_windrow": ("compost", "composting", "composta"),
    "truck": ("lorry", "freight", "transport cost", "camión", "flete"),
    "photovoltaics": ("solar", "solar panels", "paneles solares"),
    "heat_pump": ("bomba de calor",),
    "sorting_plant": ("MRF", "material recovery facility", "planta de separación"),
    "incineration": ("waste to energy", "incinerator"),
    "boiler": ("caldera",),
    "chp_engine": ("cogeneration", "genset", "cogeneración"),
    "rdf_production": ("RDF", "refuse-derived fuel"),
}
"""What people search for, beside a model's name, where one model is the page that answers."""


def model_pages(library: Library) -> dict[str, str]:
    """A page a model, by its name: made with each build of the documentation."""
    return {model.name: _model(model) + "\n" for model in library.models.values()}


def _takes(model: TechnologyModel) -> str:
    if model.kind == "transport":
        return "anything, per t km"
    if model.accepts.materials:
        return ", ".join(f"`{name}`" for name in model.accepts.materials)
    needs = " and ".join(" or ".join(f"`{name}`" for name in need) for need in model.accepts.needs)
    return f"what has {needs}"


def _all_parameters(model: TechnologyModel) -> list[Parameter]:
    more = [model.lifetime] if model.lifetime else []
    return [*model.parameters.values(), *more, *model.costs.values()]


def _standings(model: TechnologyModel) -> str:
    assumed = sum(parameter.standing == "unsourced" for parameter in _all_parameters(model))
    return f"{len(_all_parameters(model)) - assumed} + {assumed}"


def _model(model: TechnologyModel) -> str:
    rows = [
        (f"`{each.name}`", _values(each), _range(each), each.standing, _source(each), each.note)
        for each in _all_parameters(model)
    ]
    words = [model.name.replace("_", " "), *SEARCHED.get(model.name, ())]
    parts = [f"# {model.title}", f"```{{index}} {', '.join(f'! {word}' for word in words)}\n```"]
    parts.append(f"`{model.name}`. {model.scope}")
    parts.append(f"*When it holds.* {model.validity}")
    if model.kind == "process":
        parts.append(f"*Takes* {_takes(model)}; *gives* {', '.join(_ports(model)) or 'nothing that can be used'}.")
    formulas = [(f"`{name}`", _formula(amount)) for name, amount in _formulas(model)]
    parts.append(table(("what", "formula"), formulas))
    if rows:
        parts.append(table(("parameter", "value", "range", "standing", "source", "note"), rows))
    if model.no_costs:
        parts.append(f"*No costs of its own:* {model.no_costs}")
    return "\n\n".join(parts)


def _ports(model: TechnologyModel) -> list[str]:
    return [f"{output.name}{' (lost)' if output.is_loss else ''}" for output in model.outputs]


def _formulas(model: TechnologyModel) -> list[tuple[str, Amount]]:
    found = list(model.values.items())
    found += [(f"out: {output.name}", output.amount) for output in model.outputs]
    found += [(f"in: {use.name}", use.amount) for use in model.uses]
    found += [(f"air: {gas.effect}, {gas.category}", gas.amount) for gas in model.emissions]
    return found


def _formula(amount: Amount) -> str:
    return f"`{amount.formula.text}`" if amount.formula else "*what remains*"


def _values(parameter: Parameter) -> str:
    """The value, and those of single materials."""
    own = [f"{as_typed(parameter, value)} for {name}" for name, value in parameter.by.items()]
    own += [f"{row.typed} for {key}" for key, row in parameter.rows.items()]
    return "; ".join([parameter.typed, *own])


def _range(parameter: Parameter) -> str:
    if parameter.low is None or parameter.high is None:
        return ""
    scale = _scale(parameter)
    return f"{parameter.low / scale:.4g} to {parameter.high / scale:.4g}"


def _scale(parameter: Parameter) -> float:
    unit = split_quantity(parameter.typed)[1]
    return parse_unit(unit).factor if unit else 1.0


def _source(parameter: Parameter) -> str:
    if parameter.standing == "unsourced":
        return "assumption"
    link = parameter.reference.split()[0] if parameter.reference.startswith(("http", "10.")) else ""
    link = f"https://doi.org/{link}" if link.startswith("10.") else link
    text = f"[{parameter.source}]({link})" if link else parameter.source
    place = ", ".join(word for word in (parameter.region, parameter.year) if word)
    return f"{text} ({place})" if place else text


# ---- numbers

REFUSED = (
    ("8 tonnes of methane a day at the first plant", "1,600 m3 of biogas a day hold about 0.65 t of methane"),
    ("860 m3 of biogas per tonne of dry nopal", "more than the carbon in it can give"),
    (
        "9,720 m3 of biogas from 27 t of fresh nopal (Energies 2024, 17:6278, abstract)",
        "360 m3 a tonne; the 33.4 kg of carbon in it fill 62 Nm3",
    ),
    ("1 MW from 125 t of nopal a day", "needs 2.6 times what the balance of a tonne gives"),
    ("1 m3 is worth 1 L of petrol", "true of upgraded gas (1.06 L/Nm3), not of raw biogas (0.60 L/Nm3)"),
)


def numbers_page(library: Library) -> str:
    """What stands behind the figures: counts, sources, assumptions, and what was refused."""
    rows = library.rows()
    counts = Counter(row.standing for row in rows)
    meaning = [(f"`{name}`", text, counts[name]) for name, text in STANDINGS.items()]
    files = Counter(Path(row.where.file or "").name for row in rows)
    parts = [
        WRITTEN,
        "# Where the numbers come from",
        f"{len(rows)} rows in {len(files)} files of `datasets/`, each with value, range, unit, region, year, source, "
        "reference, the place in it (table, page or sheet), licence, standing and, where it is money, the year of that "
        "money. `mfo datasets WORDS` searches them. A plant's own `datasets/` folder adds rows or "
        "replaces them.",
        table(("standing", "what it means", "rows"), meaning),
        "Nothing without a source passes as sourced: an assumption has a range, is shown as one in every report "
        "that used it, and is there to be replaced by a measurement.",
        "Figures of IPCC's guidelines come from an unofficial encoding (bonsai_ipcc), and so they are `secondary "
        "source`. All but one of them were held against the guidelines or against another encoding: the N2O of open "
        "burning (two) was ten times too high, and the range of food's degradable carbon left the default out; all "
        "three are mended, and the others agree.",
        "Decay rates in landfills were compared with the EPA's lfg-calc-py, manure with CLEANED of CIAT, Holos of "
        "Agriculture Canada and GLEAM of the FAO, wastewater with ECAM. Read once are the direct emissions of electric "
        "arc furnaces. What garden waste decomposes is that of grass (Table 3.0): its branches decompose as wood does.",
        "Rows of DEFRA/DESNZ contain public sector information licensed under the Open Government Licence v3.0. Rows "
        "of the World Bank and of open-access journals are under CC BY 4.0.",
        "## Money of other years",
        "A model's own cost (`model` in a cost column) is told in the money of its source. It is brought to the "
        "plant's "
        "`price_year` by a price index of the datasets (`price_index.eur.2015`) and, between currencies, at the rate "
        "`fx...` of its year: the source's money to the year of the rate with its own index, exchanged, and on "
        "with the index of the plant's money.",
        "Index and rate stand among the sources of the run. For euros and dollars the index is that of chemical plants "
        "(CEPCI), for pesos consumer prices.",
        "## Files",
        table(("file", "rows"), [(f"`{name}`", count) for name, count in sorted(files.items())]),
        "## Warming potentials are not mixed",
        "Gases are kept apart and weighed once, at the end, with the set that the plant chooses. Some sources give "
        "only a sum in CO2e: WARM's rows (`warm.ar4...`) are built on AR4, those of DEFRA on AR5. They are stored "
        "under the "
        "set they were made with and never added to gases weighed with another: a plant that counts with AR6 and "
        "replaces `virgin_pet` is refused, and told to count with AR5.",
        "Freight and grid electricity, which are nearly all CO2, are booked as fossil CO2; the making of "
        "fuels is split by an assumed share of methane. Their rows say so.",
        table(
            ("row", "t CO2e/t", "source"),
            [
                (f"`{row.key}`", f"{row.value:g}", row.source or "assumption")
                for row in [*library.rows("gwp100"), *library.rows("gwp20")]
            ],
        ),
        "A plant gives factors of its own as columns of `materials`: `upstream fossil CO2`, `upstream fossil CH4`, "
        "`upstream CH4`, `upstream N2O` [t per unit]; a sum names its set, `upstream CO2e AR5`, and counts only where "
        "the plant uses that set. Models give gases, never sums.",
        "IPCC's composition of municipal waste in Central America sums to 100.1 % by rounding. The rows "
        "`msw.ipcc.ca...` keep the figures as they are; `mixed_municipal_waste` is made of them after rescaling.",
        "## Scopes",
        "Scope 1 is what arises on the sites of the plant's `reporter`, hauls by road from them included. Scope 2 is "
        "the making of the electricity, heat, steam and cooling that the reporter buys, and that of pumping. The "
        "making of anything else, rail and ships, use phases, and all that other owners emit is scope 3. Methane of a "
        "landfill counts in the year of burial, for its whole lifetime. Biogenic CO2 and avoided burdens stand apart "
        "and enter no total.",
        "## Claims that were refused",
        "Found in print about digestion of nopal, and not used, since no balance bears them:",
        table(("claim", "why not"), list(REFUSED)),
        "## Sources",
        table(("source", "reference", "licence", "standing", "rows"), _sources(rows)),
        "## Materials",
        "Properties are of the material as received; `volatile_solids` and `ash` are shares of the dry matter.",
        table(("property", "meaning"), [(f"`{name}`", meant.text) for name, meant in PROPERTIES.items()]),
        _materials(library),
        "## Assumptions",
        table(("row", "value", "range", "what"), _assumptions(rows)),
    ]
    return "\n\n".join(parts) + "\n"


def _sources(rows: list[Row]) -> list[tuple[object, ...]]:
    counts = Counter((row.source, row.reference, row.licence, row.standing) for row in rows if row.source)
    ordered = sorted(counts.items(), key=lambda item: (item[0][0].lower(), item[0]))
    return [(*key, count) for key, count in ordered]


def _assumptions(rows: list[Row]) -> list[tuple[object, ...]]:
    return [
        (f"`{row.key}` {row.property}".strip(), row.typed, f"{row.low:g} to {row.high:g}", row.description)
        for row in rows
        if row.standing == "unsourced" and row.low is not None and row.high is not None
    ]


def _materials(library: Library) -> str:
    shown = (
        "dry_matter",
        "volatile_solids",
        "methane_potential",
        "carbon_biogenic",
        "carbon_fossil",
        "nitrogen",
        "lower_heating_value",
        "degradable_carbon",
        "degradable_share",
    )
    rows: list[tuple[object, ...]] = []
    for key in library.datasets.materials():
        found = {name: library.datasets.row(key, name) for name in shown}
        if any(row is not None for row in found.values()):
            rows.append((f"`{key}`", library.datasets.unit(key), *(_shown(row) for row in found.values())))
    note = "A star marks an assumption."
    return note + "\n\n" + table(("material", "unit", *shown), rows)


def _shown(row: Row | None) -> str:
    return "" if row is None else row.typed + ("*" if row.standing == "unsourced" else "")


# ---- WARM


def warm_page(lines: list[Line], european: Comparison) -> str:
    """The table of comparison. Raises KeyError where a difference above 30 % has no sentence."""
    rows = []
    for line in lines:
        numbers = (f"{value:.3f}" for value in (line.gases, line.stored + 0.0, line.ours, line.warm))
        rows.append((line.pathway, f"`{line.material}`", *numbers, f"{line.difference:+.0%}", line.sentence))
    close = sum(abs(line.difference) <= NOTABLE for line in lines)
    apart = sum(bool(line.verdict) for line in lines)
    header = ("pathway", "material", "gases", "stored carbon", "ours, as WARM counts", "WARM", "difference", "why")
    parts = [
        WRITTEN,
        "# Compared with WARM",
        "The Waste Reduction Model of the US EPA gives one number a tonne for a material and a pathway. Here are "
        "ours for the same, in t CO2e per t with the warming potentials of AR4, on which WARM is built. "
        "Conditions are not the same, and where the two differ by more than 30 % a sentence says why.",
        "Ours: `landfill` (temperate, wet, gas collected and flared), against WARM less its haulage and machines on "
        "the site (0.022, its row for glass); the recycling models with their energy, less the `virgin` row that their "
        "product replaces in a plan (a sum weighed with AR5, which changes little); `incineration` for electricity "
        "alone; `composting_windrow` without carbon in "
        "soil; `dry_digestion` with an engine. Electricity is Mexico's grid of 2024.",
        "WARM counts biogenic carbon that stays in a landfill as a credit. mfo does not: it shows stored carbon apart, "
        "in the closure of the model. Here it has a column of its own, and is added to ours so that like is set "
        "against like. The `gases` are what a plan of mfo counts.",
        f"{close} of {len(lines)} agree within 30 %. {apart} differ in sign or by more than a factor of five; their "
        f"sentence begins with it in bold.",
        table(header, rows),
        "## What a plan is credited with for recycling",
        "A tonne as collected, in t CO2e: sold as a bale with `replaces: bale_...`, or recycled by the model and sold "
        "with `replaces: virgin_...` (Mexico's grid of 2024, heat from natural gas, AR5), beside the difference of "
        "DEFRA's rows for goods made in a closed loop and from primary material, times our yield, and WARM's row for "
        "recycling. Collecting and sorting are on nobody's side here but WARM's.",
        "DEFRA's rows of goods are kept as `new_...`, right where a product is used again: for plastics "
        "they hold the forming, for aluminium they do not, and for the others DEFRA does not say.",
        table(
            ("material", "bale", "model", "DEFRA closed loop", "WARM", "why they differ"),
            [_credit(line) for line in european.credits()],
        ),
        "The example of a city (`examples/municipality`) sells in 2040, in t and t CO2e:",
        table(("bale", "sold", "what the plan avoids", "by DEFRA closed loop", "by WARM"), _city(european)),
        "Each line lies between the two. Most of what WARM says for cardboard is carbon in forests, which neither we "
        "nor DEFRA count.",
        "## Burying, composting, digesting and burning",
        "Beside IPCC's defaults (no wells, oxidised by a tenth; the leak of a plant; the stack alone), DEFRA's rows "
        "and WARM, in t CO2e a tonne with AR5. DEFRA books nothing but haulage for composting, digestion and burning. "
        "IPCC has no default for recycling. Paper is composted and digested by none of our models: its methane "
        "potential and solids are not in the datasets.",
        table(
            ("pathway", "material", "ours", "IPCC default", "DEFRA 2025", "WARM", "why they differ"),
            [_disposal(line) for line in european.disposals()],
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _credit(line: Credit) -> tuple[object, ...]:
    figures = (line.bale, line.modelled, line.defra, line.warm)
    return (f"`{line.material}`", *map(_figure, figures), line.sentence)


def _city(comparison: Comparison) -> list[tuple[object, ...]]:
    lines = comparison.city()
    rows: list[tuple[object, ...]] = [
        (f"`{name}`", f"{sold:,}", *(f"{value:,.0f}" for value in figures)) for name, sold, *figures in lines
    ]
    sums = (f"{sum(line[place] for line in lines):,.0f}" for place in (2, 3, 4))
    return [*rows, ("together", f"{sum(line[1] for line in lines):,}", *sums)]


def _disposal(line: Disposal) -> tuple[object, ...]:
    figures = (line.ours, line.ipcc, line.defra, line.warm)
    return (line.pathway, f"`{line.material}`", *map(_figure, figures), line.sentence)


def pages() -> dict[str, str]:
    """The pages by file name."""
    findings = Findings()
    library = Library.load(None, findings)
    made = {
        "models.md": models_page(library),
        "numbers.md": numbers_page(library),
        "warm.md": warm_page(Comparison(library).lines(), Comparison(library, "ar5")),
    }
    findings.raise_errors()
    return made


def main(arguments: list[str]) -> int:
    """Write or check the pages."""
    stale = 0
    for name, text in pages().items():
        path = DOCS / name
        if "--check" in arguments:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                print(f"docs/{name} is out of date: run python docs/generate_library.py")
                stale = 1
        else:
            path.write_text(text, encoding="utf-8")
    return stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
