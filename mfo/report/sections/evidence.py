"""What a plan rests on: indicators with their formulas, sources, assumptions, overrides, problems, proof, versions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from ...plan.disclosures.figure_sources import is_assumed, is_set_here
from ...plan.tables.schema import Row
from ...sentences import in_language, place_told
from ..facts.blocks import amount, capital, elsewhere, intro, number
from ..facts.language import Language, pretty_unit
from ..facts.markup import Html, data, details, escape, join, table, tag
from ..facts.plan_view import Figures

KNOWN = ("read", "reconciled", "spread", "follows", "guessed")
MOST_SHOWN = 12  # rows that stand open
FEW_ALIKE = 2  # warnings of one kind that stand open
MOST_LISTED, MOST_FLOWS = 400, 40  # rows of tables that are folded
LONG = 50  # letters; what is longer is for machines


def indicators_content(figures: Figures) -> Html:
    """Each indicator with value, numerator, denominator and formula; today's value beside it, or year by year."""
    words = figures.language
    full = _indicators(figures)
    if figures.roadmap:
        full = join([_by_year(figures), details(words("indicators.table"), full)])
    return join([intro(words("indicators.intro")), full])


def _by_year(figures: Figures) -> Html:
    words = figures.language
    found: dict[str, dict[object, Row]] = {}
    for row in figures.records("indicators"):
        found.setdefault(str(row["indicator"]), {})[row["year"]] = row
    rows = []
    for name, years in found.items():
        cells = [_value(figures, years[y]["value"], years[y]["unit"]) if y in years else "" for y in figures.years]
        formula = next(iter(years.values()))["formula"] or ""
        rows.append([words.word(name), *cells, words.word(formula)])
    headers = [words("indicator"), *(str(year) for year in figures.years), words("formula")]
    numeric = range(1, len(headers) - 1)
    return table(words("indicators.title"), headers, rows, numeric=numeric, hide_caption=True)


def _indicators(figures: Figures) -> Html:
    words = figures.language
    before = {r["indicator"]: r["value"] for r in figures.today.records("indicators")} if figures.today else {}
    rows = []
    for row in figures.records("indicators"):
        name = words.word(row["indicator"])
        cells: list[object] = [
            f"{name} ({row['year']})" if figures.roadmap else name,
            _value(figures, row["value"], row["unit"]),
        ]
        if before:
            first = row["year"] == figures.years[0]
            cells.append(_value(figures, before.get(row["indicator"]), row["unit"]) if first else "")
        cells += [number(words, row[part]) for part in ("numerator", "denominator")]
        cells.append(words.word(row["formula"] or ""))
        rows.append(cells)
    headers = [words("indicator"), words("state.plan"), *([words("state.today")] if before else [])]
    headers += [words("numerator"), words("denominator"), words("formula")]
    numeric = range(1, len(headers) - 1)
    return table(words("indicators.title"), headers, rows, numeric=numeric, hide_caption=True)


def _value(figures: Figures, value: float | None, unit: object) -> Html:
    words = figures.language
    if value is None:
        return Html("")
    if not unit:
        return data(words.plain.percent(value), value)
    return amount(words, value, str(unit))


def sources_content(figures: Figures) -> Html:
    """Overrides and assumptions first, then every parameter with its source, then closures."""
    words, rows = figures.language, figures.records("sources")
    overrides = [row for row in rows if is_set_here(row)]
    assumed = [row for row in rows if is_assumed(row)]
    pieces: list[object] = [intro(words("sources.intro"))]
    for key, part in (("overrides", overrides), ("assumptions", assumed)):
        title = f"sources.{key}"
        caption = words(title, count=len(part))
        listed = _sources(figures, caption, part) if part else intro(words(f"{title}.none"))
        pieces.append(tag("h3", words(title, count=words.number(len(part), of="count"))))
        pieces.append(listed if len(part) <= MOST_SHOWN else details(words("show"), listed))
    others = [row for row in rows if not is_set_here(row) and not is_assumed(row)]
    if others:
        heading = words("sources.others", count=words.number(len(others), of="count"))
        listed = _sources(figures, words("sources.others", count=len(others)), others[:MOST_LISTED])
        pieces.append(details(heading, listed, elsewhere(words, len(others) - MOST_LISTED, "sources")))
    read = figures.records("datasets")
    if read:
        heading = words("datasets.all", count=words.number(len(read), of="count"))
        listed = _dataset_rows(figures, words("datasets.all", count=len(read)), read[:MOST_LISTED])
        pieces.append(details(heading, listed, elsewhere(words, len(read) - MOST_LISTED, "datasets")))
    closures = figures.records("closures")
    if closures:
        pieces.append(details(words("closures.title"), _closures(figures, closures)))
    pieces += [_known_today(figures), _unsure_totals(figures)]
    return join(pieces)


def _unsure_totals(figures: Figures) -> Html:
    """What the uncertainty of the readings makes of each effect today, under the plan, and of what is saved."""
    words, known = figures.language, figures.run.get("uncertainty")
    if not isinstance(known, dict):
        return Html("")
    states = ("today", "plan", "saved")
    told = [name for name in figures.effects if any(known.get(state, {}).get(name) for state in states)]
    rows = []
    for name in told:
        parts = (_deviation(words, known.get(state, {}).get(name)) for state in states)
        rows.append([capital(words.word(name)), *parts, pretty_unit(figures.effects[name])])
    if not rows:
        return Html("")
    heads = [words("reconcile.total"), words("state.today"), words("state.plan"), words("unsure.saved"), words("unit")]
    listed = table(words("unsure.title"), heads, rows, numeric=(1, 2, 3), hide_caption=True)
    shared = figures.run.get("common_error_seen_from")
    common = words("reconcile.common.unseen")
    if isinstance(shared, float):
        common = words("reconcile.common", share=words.plain.percent(shared))
    return join([tag("h3", words("unsure.title")), intro(words("unsure.intro")), listed, intro(common)])


def _deviation(words: Language, value: float | None) -> Html | str:
    """A standard uncertainty; in words where it is not known."""
    return words("reconcile.unknown") if value is None else join(["± ", data(words.plain.number(value, 2), value)])


def _known_today(figures: Figures) -> Html:
    """How each of today's flows is known: read, reconciled, spread over slots, following from others, or guessed."""
    words, today = figures.language, figures.today
    flows = None if today is None else today["flows"]
    if today is None or flows is None or flows.empty or "known" not in flows:
        return Html("")
    sent = flows[(flows["kind"] != "link") | (flows["direction"] == "out of pool")]
    weights = sent["slot"].map(today.times.drop_duplicates("slot").set_index("slot")["weight"])
    keys = ["element", "material", "direction", "unit", "known"]
    groups = sent.assign(amount=sent["amount"] * weights).groupby(keys, sort=False, as_index=False)
    summed = groups.agg({"amount": "sum", "year_uncertainty": "first"})
    counts = summed["known"].value_counts()
    told = ", ".join(words(f"known.{how}.count", count=int(counts[how])) for how in KNOWN if how in counts)
    cells = [
        [
            row.element,
            row.material,
            _with_uncertainty(words, amount, deviation, pretty_unit(str(row.unit))),
            pretty_unit(str(row.unit)),
            words.choice("known", str(row.known)),
        ]
        for row, amount, deviation in zip(
            summed.itertuples(), summed["amount"].tolist(), summed["year_uncertainty"].tolist(), strict=True
        )
    ]
    headers = [words(key) for key in ("element", "material", "amount", "unit", "known")]
    listed = table(words("known.title"), headers, cells[:MOST_FLOWS], numeric=(2,), hide_caption=True)
    listed = join([listed, elsewhere(words, len(cells) - MOST_FLOWS, "today/flows.csv")])
    heading = tag("h3", words("known.title"))
    return join([heading, intro(words("known.intro", told=told)), details(words("show"), listed)])


def _with_uncertainty(words: Language, amount: float, deviation: float, unit: str) -> Html:
    """An amount of a year, with its standard uncertainty where there is one."""
    shown = number(words, amount, unit=unit)
    if math.isnan(deviation) or deviation <= 0.0:
        return shown
    return join([shown, " ± ", data(words.plain.number(deviation, 2), deviation, unit)])


def _sources(figures: Figures, caption: str, rows: Iterable[Row]) -> Html:
    words = figures.language
    headers = [words(key) for key in ("element", "parameter", "value", "models_value", "source", "standing")]
    cells = [
        [
            row["process"],
            parameter(words, str(row["name"])),
            row["value"] or "",
            row["default"] or "",
            words.words.get(row["source"], row["source"]) or "–",
            words.word(row["standing"] or "unsourced"),
        ]
        for row in rows
    ]
    return table(caption, headers, cells, hide_caption=True)


def _dataset_rows(figures: Figures, caption: str, rows: Iterable[Row]) -> Html:
    """The rows of the datasets that the plan rests on: for what, how much within which range, from where."""
    words = figures.language
    keys = ("used_for", "parameter", "value", "range", "applied_as", "source")
    cells = [
        [
            f"{row['name']}: {words.word(row['use'])}",
            _breakable(f"{row['key']} {row['property']}".rstrip()),
            amount(words, row["value"], row["unit"]),
            _range(words, row),
            _breakable(str(row["applied"] or "")),
            _breakable(_origin(row)),
        ]
        for row in rows
    ]
    return table(caption, [words(key) for key in keys], cells, hide_caption=True)


def _origin(row: Row) -> str:
    """Where a row comes from, in one cell: source, reference, region, year, licence."""
    parts = (row[key] for key in ("source", "reference", "region", "year", "licence"))
    return "; ".join(str(part) for part in parts if part) or "–"


LONG_WORD = 20  # letters that a column of the table has room for


def _breakable(text: str) -> Html:
    """A text that breaks anywhere, as addresses and keys must for a table to keep within its page."""
    if max(map(len, text.split()), default=0) < LONG_WORD:
        return escape(text)
    return tag("span", text, class_="any")


def _range(words: Language, row: Row) -> str:
    """From which value to which a figure may lie; blank where the dataset does not say."""
    if row["low"] is None and row["high"] is None:
        return ""
    ends = (words.plain.number(row[bound]) or "?" for bound in ("low", "high"))
    return f"{' – '.join(ends)} {pretty_unit(row['unit'])}".rstrip()


def parameter(words: Language, name: str) -> str:
    """The name of a parameter as it is read: ``dry_matter of nopal`` is the dry matter of nopal."""
    known, _, material = name.partition(" of ")
    plain = known.replace("_", " ")
    told = words.words.get(f"parameter:{plain}") or words.word(plain)
    return words("property_of", property=told, material=material) if material else told


def _closures(figures: Figures, rows: Sequence[Row]) -> Html:
    words = figures.language
    headers = [words(key) for key in ("process", "quantity", "material", "goes_in", "comes_out", "loss", "unit")]
    units = (pretty_unit(str(row["unit"] or "")) for row in rows)
    cells = [
        [
            row["process"],
            words.word(row["quantity"]),
            row["material"],
            *(number(words, row[key], unit=unit) for key in ("amount_in", "amount_out", "loss")),
            unit,
        ]
        for row, unit in zip(rows, units, strict=True)
    ]
    return table(words("closures.title"), headers, cells, numeric=(3, 4, 5), hide_caption=True)


def problems_content(figures: Figures) -> Html:
    """The warnings of the run, each with its place and remedy."""
    words, rows = figures.language, figures.records("problems")
    if not rows:
        return intro(words("problems.none"))
    by_code: dict[str, list[Row]] = {}
    for row in rows:
        by_code.setdefault(str(row["code"]), []).append(row)
    items = join(_alike(words, alike) for alike in by_code.values())
    count = words.number(len(rows), of="count")
    return join([intro(words("problems.intro", count=count)), tag("ul", items, class_="plain")])


def _alike(words: Language, rows: Sequence[Row]) -> Html:
    """The warnings of one kind: a few as they are, of many the first and the others to open."""
    if len(rows) <= FEW_ALIKE:
        return join(_problem(words, row) for row in rows)
    told = words("problems.alike", count=words.number(len(rows) - 1, of="count"))
    rest = tag("ul", join(_problem(words, row) for row in rows[1:]), class_="plain")
    return _problem(words, rows[0], tag("p", told, ".", class_="note shorter"), details(told, rest))


def _problem(words: Language, row: Row, *further: Html) -> Html:
    return tag(
        "li",
        tag("span", " ".join(in_language(str(row[k]), words.code) for k in ("message", "remedy") if row[k])),
        tag("span", row["code"], class_="tag"),
        tag("div", place_told(str(row["where"]), words.code), class_="note") if row["where"] else "",
        *further,
    )


def proof_content(figures: Figures) -> Html:
    """The certificate, and what the run was made with."""
    words = figures.language
    certificate = dict(getattr(figures.plan, "certificate", None) or {})
    skipped = {"certificate", "totals", "today", "problems"}
    run = {key: value for key, value in figures.run.items() if key not in skipped}
    return join(
        [
            intro(words("proof.intro")),
            tag("h3", words("proof.certificate")),
            _pairs(figures, certificate),
            tag("h3", words("proof.run")),
            _pairs(figures, run),
        ]
    )


def _pairs(figures: Figures, values: Mapping[str, object]) -> Html:
    words = figures.language
    rows = [[words.word(key.replace("_", " ")), shown(figures, value)] for key, value in flat(values)]
    pieces = [table(words("figure"), [words("figure"), words("value")], rows, hide_caption=True)]
    for key, value in values.items():
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            headers = list(value[0])
            lines = [[shown(figures, line.get(header)) for header in headers] for line in value]
            title = words.word(key.replace("_", " "))
            names = [words.word(header) for header in headers]
            pieces.append(details(capital(title), table(title, names, lines, hide_caption=True)))
    return join(pieces)


def flat(values: Mapping[str, object], before: str = "") -> Iterable[tuple[str, object]]:
    """Settings within settings as one list: ``options: minimise``; lists of records and blanks left out."""
    for key, value in values.items():
        name = f"{before}{key}"
        if isinstance(value, Mapping):
            yield from flat(value, f"{name}: ")
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            continue
        elif value is not None and value != "" and value != []:
            yield name, value


def shown(figures: Figures, value: object) -> object:
    """A value of a setting as it is read."""
    words = figures.language
    if isinstance(value, bool):
        return words("yes" if value else "no")
    if isinstance(value, int) or (isinstance(value, float) and (value == 0 or 1e-3 <= abs(value) < 1e12)):
        return number(words, float(value))
    if isinstance(value, float):
        return data(f"{value:.2e}".replace(".", words.decimal).replace("-", "−"), value)
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(str(part) for part in value)
    text = str(value)
    return tag("code", text) if "/" in text or len(text) > LONG else words.words.get(text, text)
