"""The page of each study: what it says in a sentence, its drawings, its tables."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ...translation import figure_words, parameter_words
from ...writing.whole import write_text
from ..facts.blocks import Section, capital, intro, number
from ..facts.language import Language, is_money, language, pretty_unit
from ..facts.markup import Html, join, table, tag
from ..pages.report_page import made_by, shell
from .drawings import Bar, bars, histogram, tornado, winners_map
from .worth_content import worth_content

MOST = 40  # lines of a drawing


def _page(
    found: Any,
    code: str,
    title: str,
    lead: Callable[[Language], str],
    parts: Callable[[Language], Sequence[tuple[str, str, Html]]],
    unit: str,
) -> str:
    """A page of sections (key, title, content); empty ones are left out."""
    words = language(code, unit if is_money(unit) else "").marked
    top = tag(
        "header",
        tag("p", found.plant, class_="over"),
        tag("h1", words(title)),
        tag("p", lead(words), class_="lead"),
        class_="top",
    )
    sections = [Section(key, heading, content, True) for key, heading, content in parts(words) if content]
    return shell(f"{found.plant}: {words(title)}", words.code, top, sections, made_by(words))


def _numbers(words: Language, values: Sequence[float], unit: str = "") -> list[object]:
    return [
        number(words, value, unit=pretty_unit(unit)) if math.isfinite(value) else _endless(words, value)
        for value in values
    ]


def _at_end(words: Language, value: float, unit: str) -> object:
    """The objective at an end; where there is no plan, that."""
    return number(words, value, unit=pretty_unit(unit)) if math.isfinite(value) else words("sweep.none")


def _endless(words: Language, value: float) -> str:
    return "∞" if value == math.inf else "−∞" if value == -math.inf else ""


def _end(words: Language, reached: float, bound: float, unit: str) -> object:
    """An end of a range; where whole numbers leave it open, also what no plan passes."""
    told, far = _numbers(words, [reached, bound], unit)
    return told if reached == bound else words("alternatives.possibly", reached=told, bound=far)


def write_alternatives(found: Any, path: Path, code: str = "en", runs: Sequence[str] = ()) -> None:
    """The page of :class:`mfo.studies.alternatives.Alternatives`; ``runs`` are the folders of its plans beside it."""

    def lead(words: Language) -> str:
        return words(
            "alternatives.lead",
            minimise=words.word(found.minimise),
            best=words.amount(found.best, found.unit),
            room=words.amount(found.bound - found.best, found.unit),
        )

    def parts(words: Language) -> list[tuple[str, str, Html]]:
        known = any(math.isfinite(item.today) for item in found.ranges)
        today = [words("alternatives.today")] if known else []
        heads = [
            "",
            words("study.kind"),
            words("alternatives.verdict"),
            words("alternatives.least"),
            words("alternatives.plan"),
            words("alternatives.most"),
            *today,
            words("unit"),
        ]
        rows = [
            [
                item.name,
                words.word(item.kind),
                words(f"alternatives.{item.verdict}"),
                _end(words, item.least, item.none_below, item.unit),
                *_numbers(words, [item.plan], item.unit),
                _end(words, item.most, item.none_above, item.unit),
                *_numbers(words, [item.today] if known else [], item.unit),
                words.unit(item.unit),
            ]
            for item in found.ranges
        ]
        open_ = sum(not item.proven for item in found.ranges)
        left = intro(words("alternatives.open", count=words.number(open_, of="count"))) if open_ else ""
        moving = [item for item in found.ranges if math.isfinite(item.most) and item.most - item.least > 0]
        order = ("route", "process", "market", "supply", "link")
        moving = sorted(moving, key=lambda item: order.index(item.kind))[:MOST]
        drawn = bars(
            words,
            words("alternatives.ranges"),
            [
                Bar(
                    item.name,
                    item.least,
                    item.most,
                    item.plan,
                    words.plain.amount(item.most, item.unit, 3),
                    today=item.today,
                )
                for item in moving
            ],
            note=words(f"alternatives.marks{'_today' if known else ''}"),
            own=True,
        )
        others = [
            [
                tag("a", run, href=f"{quote(run)}/report.html") if run else str(place),
                *_numbers(words, [other.objective]),
                tag("span", other.difference, lang="en"),
            ]
            for place, (run, other) in enumerate(zip(runs or [""] * len(found.others), found.others, strict=True), 1)
        ]
        heading = f"{capital(words.word(found.minimise))} [{pretty_unit(found.unit)}]"
        plans = (
            table(
                words("alternatives.plans"),
                [words("study.run"), heading, words("alternatives.apart")],
                others,
                numeric=(1,),
                hide_caption=True,
            )
            if others
            else Html("")
        )
        told = table(
            words("alternatives.ranges"), heads, rows, numeric=(3, 4, 5, 6) if known else (3, 4, 5), hide_caption=True
        )
        ranges = join([intro(words("alternatives.intro")), left, drawn, told])
        return [("ranges", words("alternatives.ranges"), ranges), ("plans", words("alternatives.plans"), plans)]

    write_text(path, _page(found, code, "alternatives.title", lead, parts, found.unit))


def write_uncertainty(found: Any, path: Path, code: str = "en") -> None:
    """The page of :class:`mfo.studies.uncertainty.uncertainty_study.Uncertain`."""

    def lead(words: Language) -> str:
        told = found.objective
        key = "uncertainty.lead_held" if found.held else "uncertainty.lead"
        return words(
            key,
            minimise=words.word(found.minimise),
            low=words.amount(told.p05, found.unit),
            run=found.held,
            high=words.amount(told.p95, found.unit),
            mean=words.amount(told.mean, found.unit),
            samples=words.number(found.samples - found.failed, of="count"),
            count=words.number(found.samples, of="count"),
        )

    def parts(words: Language) -> list[tuple[str, str, Html]]:
        return [
            ("worth", words("worth.title", what=found.worth.what) if found.worth else "", _worth(words)),
            ("spread", words("uncertainty.spread"), _spread(words)),
            ("moves", words("uncertainty.moves"), _moves(words)),
            ("chosen", words("uncertainty.chosen"), _often(words)),
            ("turning", words("uncertainty.turning"), _turns(words)),
            ("failures", words("sweep.unsolved"), _failed(words)),
        ]

    def _spread(words: Language) -> Html:
        values = found.values.loc[found.values["status"] == "optimal", "objective"].tolist()
        named = [(capital(words.word(found.minimise)), found.objective, found.unit)]
        named += [
            (words.word(name), told, unit)
            for name, (told, unit) in found.effects.items()
            if name != found.minimise or not math.isclose(told.mean, found.objective.mean, rel_tol=1e-9)
        ]
        if found.regret is not None:
            named.insert(1, (words("uncertainty.regret"), found.regret, found.unit))
        heads = ["", words("uncertainty.mean"), words("uncertainty.sd"), "5 %", "50 %", "95 %", words("unit")]
        rows = [
            [name, *_numbers(words, [told.mean, told.sd, told.p05, told.p50, told.p95], unit), words.unit(unit)]
            for name, told, unit in named
        ]
        apart = found.objective.mean - found.middle
        middle = (
            words(
                "uncertainty.middle",
                middle=words.amount(found.middle, found.unit),
                apart=words.amount(apart, found.unit, signed=True),
                sides=words.amount(found.at_means - found.middle, found.unit, signed=True),
                bent=words.amount(found.objective.mean - found.at_means, found.unit, signed=True),
            )
            if math.isfinite(apart) and math.isfinite(found.at_means)
            else ""
        )
        drawn = histogram(
            words,
            capital(words.word(found.minimise)),
            values,
            found.unit,
            [found.objective.p05, found.objective.p50, found.objective.p95],
        )
        told = table(words("uncertainty.spread"), heads, rows, numeric=range(1, 6), hide_caption=True)
        return join([drawn, told, intro(middle) if middle else ""])

    def _worth(words: Language) -> Html:
        return worth_content(words, found.worth, partial(_read, words)) if found.worth else Html("")

    def _read(words: Language, name: str) -> str:
        return parameter_words(name, words.code) if name in found.of_models else figure_words(name, words.code)

    def _moves(words: Language) -> Html:
        heads = [
            "",
            words("uncertainty.rank"),
            words("uncertainty.first"),
            words("uncertainty.total"),
            words("uncertainty.at_low"),
            words("uncertainty.at_high"),
        ]
        rows = [
            [
                item.uncertainty,
                *_numbers(words, [item.correlation]),
                words.percent(item.first),
                words.percent(item.total),
                *(_at_end(words, value, found.unit) for value in (item.at_low, item.at_high)),
            ]
            for item in found.ranking
        ]
        drawn = tornado(
            words,
            capital(words.word(found.minimise)),
            [(_read(words, item.uncertainty), item.at_low, item.at_high) for item in found.ranking[:MOST]],
            found.middle,
            found.unit,
        )
        told = table(words("uncertainty.moves"), heads, rows, numeric=range(1, 6), hide_caption=True)
        return join([intro(words("uncertainty.moves_intro")), drawn, told])

    def _often(words: Language) -> Html:
        every = sorted((item for item in found.chosen if item.share > 0), key=lambda item: -item.share)
        routes = [item for item in every if item.kind == "route"] or every
        drawn = bars(
            words,
            words("uncertainty.often"),
            [Bar(item.name, 0.0, item.share, None, words.plain.percent(item.share)) for item in routes[:MOST]],
        )
        heads = ["", words("study.kind"), words("uncertainty.share"), "5 %", "50 %", "95 %", words("unit")]
        rows = [
            [
                item.name,
                words.word(item.kind),
                words.percent(item.share),
                *_numbers(words, [item.p05, item.p50, item.p95], item.unit),
                words.unit(item.unit),
            ]
            for item in every
        ]
        return join([drawn, table(words("uncertainty.chosen"), heads, rows, numeric=(2, 3, 4, 5), hide_caption=True)])

    def _turns(words: Language) -> Html:
        lines = [
            tag(
                "li",
                words(
                    "uncertainty.from" if item.above else "uncertainty.up_to",
                    name=item.name,
                    cell=item.cell,
                    value=words.amount(item.value, item.unit),
                    right=words.percent(item.right),
                ),
            )
            for item in found.turning
        ]
        return tag("ul", join(lines), class_="plain") if lines else Html("")

    def _failed(words: Language) -> Html:
        lines = [
            tag("li", f"{number_}: {status} {reason}".strip(), lang="en")
            for number_, status, reason in found.failures[:MOST]
        ]
        return tag("ul", join(lines), class_="plain") if lines else Html("")

    write_text(path, _page(found, code, "uncertainty.title", lead, parts, found.unit))


def write_stochastic(found: Any, path: Path, code: str = "en", runs: Sequence[str] = ()) -> None:
    """The page of a :class:`~mfo.studies.stochastic.stochastic_study.Stochastic`; ``runs``: folders of its plans."""

    def lead(words: Language) -> str:
        return words(
            "stochastic.lead",
            count=words.number(len(found.scenarios), of="count"),
            minimise=words.word(found.minimise),
            value=words.amount(found.objective, found.unit),
        )

    def parts(words: Language) -> list[tuple[str, str, Html]]:
        first = table(
            words("stochastic.first"),
            ["", words("built"), words("unit")],
            [[item.name, *_numbers(words, [item.built], item.unit), item.unit] for item in found.first_stage],
            numeric=(1,),
            hide_caption=True,
        )
        unit = pretty_unit(found.unit)
        heads = [
            words("sweep.scenario"),
            words("stochastic.probability"),
            f"{words('value')} [{unit}]",
            words("stochastic.known"),
            words("stochastic.mean"),
        ]
        names = runs or [""] * len(found.scenarios)
        rows = [
            [
                tag("a", item.scenario or words("compare.as_it_stands"), href=f"{quote(run)}/report.html")
                if run
                else item.scenario or words("compare.as_it_stands"),
                words.percent(item.probability),
                *_numbers(words, [item.value, item.alone, item.mean_value], found.unit),
            ]
            for item, run in zip(found.scenarios, names, strict=True)
        ]
        values = [
            ("stochastic.known", found.wait_and_see),
            ("stochastic.all", found.objective),
            ("stochastic.mean", found.mean_value_plan),
        ]
        worth = [
            ("stochastic.information", found.value_of_information),
            ("stochastic.hedging", found.value_of_stochastic_solution),
        ]
        if found.risk:
            worth = [("stochastic.expected", found.expected), ("stochastic.cvar", found.cvar), *worth]
        drawn = bars(
            words,
            words("stochastic.cost"),
            [
                Bar(words(key), min(0.0, value), max(0.0, value), None, words.plain.number(value, 5))
                for key, value in values
                if math.isfinite(value)
            ],
            found.unit,
        )
        told = table(
            words("stochastic.cost"),
            ["", f"{words('value')} [{unit}]"],
            [[words(key), *_numbers(words, [value], found.unit)] for key, value in (*values, *worth)],
            numeric=(1,),
            hide_caption=True,
        )
        scenarios = table(words("sweep.title"), heads, rows, numeric=range(1, 5), hide_caption=True)
        return [
            ("first", words("stochastic.first"), first),
            ("hedging", words("stochastic.cost"), join([drawn, told])),
            ("scenarios", words("sweep.title"), scenarios),
        ]

    write_text(path, _page(found, code, "stochastic.title", lead, parts, found.unit))


def write_breakeven(found: Any, path: Path, code: str = "en") -> None:
    """The page of :class:`mfo.studies.breakeven.breakeven_study.Breakeven`."""

    def lead(words: Language) -> str:
        return words(
            "breakeven.lead" if found.exact else "breakeven.lead_searched",
            of=found.of,
            low=words.amount(found.low, found.unit),
            high=words.amount(found.high, found.unit),
            count=words.number(len(found.corners), of="count"),
        )

    def parts(words: Language) -> list[tuple[str, str, Html]]:
        unit = pretty_unit(found.objective_unit)
        own = f"{capital(words.word(found.minimise))} [{unit}]"
        rows = [
            [
                words.amount(corner.value, found.unit, 6),
                *_numbers(words, [corner.objective], found.objective_unit),
                join(
                    [
                        tag(
                            "div",
                            f"{change.name}: {words.plain.number(change.before)} → "
                            f"{words.plain.amount(change.after, change.unit)}",
                        )
                        for change in corner.changes[:8]
                    ]
                ),
            ]
            for corner in found.corners
        ]
        corners = (
            table(
                words("breakeven.corners"),
                [found.of, own, words("breakeven.changes")],
                rows,
                numeric=(1,),
                hide_caption=True,
            )
            if rows
            else intro(words("breakeven.none"))
        )
        between = [
            [
                f"{words.plain.number(each.low)} … {words.plain.amount(each.high, found.unit)}",
                *_numbers(words, [each.objective_low, each.objective_high], found.objective_unit),
                *_numbers(words, each.totals.get("emissions", (math.nan, math.nan)), "t_CO2e"),
            ]
            for each in found.stretches
        ]
        emissions = f"{capital(words.word('emissions'))} [{pretty_unit('t_CO2e')}]"
        heads = [
            found.of,
            *(f"{name}, {words(end)}" for name in (own, emissions) for end in ("breakeven.begins", "breakeven.ends")),
        ]
        stretches = table(words("breakeven.between"), heads, between, numeric=range(1, 5), hide_caption=True)
        drawn = Html("")
        if found.winners is not None:
            across, up = found.winners.columns[:2]
            points = list(
                zip(
                    found.winners[across].tolist(),
                    found.winners[up].tolist(),
                    found.winners["winner"].tolist(),
                    strict=True,
                )
            )
            drawn = winners_map(words, words("breakeven.map"), (str(across), str(up)), points)
        notes = [tag("p", note.message, lang="en") for note in found.notes]
        return [
            ("corners", words("breakeven.corners"), join([corners, *notes])),
            ("between", words("breakeven.between"), stretches),
            ("map", words("breakeven.map"), drawn),
        ]

    write_text(path, _page(found, code, "breakeven.title", lead, parts, found.objective_unit))
