from __future__ import annotations

import copy
import re
from html.parser import HTMLParser

import pandas as pd
import pytest

from mfo.report import report_html, write_report

from . import synthetic

VOID = {"meta", "link", "input", "br"}


class Reader(HTMLParser):
    """Checks nesting and collects ids, data values by section, links, texts."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.sections: list[str] = []
        self.values: dict[str, list[float]] = {}
        self.addresses: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "section":
            self.sections.append(str(given["id"]))
        if tag == "data":
            self.values.setdefault(self.sections[-1] if self.sections else "", []).append(float(str(given["value"])))
        self.addresses += [str(given[name]) for name in ("href", "src", "action") if given.get(name)]

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("script", "style"):
            self.words.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


@pytest.fixture(scope="module")
def pages(one_year: object, roadmap: object) -> dict[str, str]:
    plans = {"year": one_year, "roadmap": roadmap}
    return {f"{name}-{code}": report_html(plan, code) for name, plan in plans.items() for code in ("en", "es")}


@pytest.mark.parametrize("name", ["year-en", "year-es", "roadmap-en", "roadmap-es"])
def test_page_is_whole_and_alone(pages: dict[str, str], name: str) -> None:
    reader = read(pages[name])
    assert len(pages[name].encode()) < 1_000_000
    assert len(reader.ids) == len(set(reader.ids))
    assert all(address.startswith(("#", "data:")) for address in reader.addresses)
    assert not re.search(r"@import|url\(|fetch\(|XMLHttp|://(?!www\.w3\.org)", pages[name])
    assert {a[1:] for a in reader.addresses if a.startswith("#")} <= set(reader.ids)


def test_names_are_escaped(pages: dict[str, str]) -> None:
    assert "<A&B>" not in pages["year-en"]
    assert "Farm &lt;A&amp;B&gt;" in pages["year-en"]
    assert "<demo>" not in pages["year-en"]


def test_a_hostile_name_stays_a_name(one_year: synthetic.SyntheticPlan) -> None:
    plan = copy.deepcopy(one_year)
    bad = "</script><script>alert(\"x\")</script><b onload='y'>"
    for table in plan.tables.values():
        for column in ("element", "process", "material"):
            if column in table:
                table[column] = table[column].map(lambda text: bad if text in ("Digester", "nopal") else text)
    page = report_html(plan)
    read(page)
    assert page.count("<script") == page.count('<script type="application/json">') + 1
    assert "<b onload" not in page


def test_the_answer_says_cost_burden_and_first_change(pages: dict[str, str]) -> None:
    """Plan: -22,543,500; today: -18,919,500 MXN, summed by hand from the ledger."""
    lead = re.search(r'id="answer">(.*?)</p>', pages["year-en"])
    assert lead is not None
    text = re.sub("<[^>]*>", "", lead[1]).replace("\u00a0", " ")
    assert "earns 22.54 million MXN a year" in text
    assert "3.624 million MXN (19.2 %) better" in text
    assert "541.8 t CO₂e" in text
    assert "less flour from Flour" in text


def test_ledger_totals_equal_the_plan(one_year: synthetic.SyntheticPlan, pages: dict[str, str]) -> None:
    values = read(pages["year-en"]).values["ledger"]
    ledger = one_year.tables["ledger"]
    own = ledger[ledger["account"] == "own"]
    for effect, total in own.groupby("effect")["amount"].sum().items():
        assert any(value == pytest.approx(total) for value in values), effect
    for category, total in own[own["effect"] == "cost"].groupby("category")["amount"].sum().items():
        assert any(value == pytest.approx(total) for value in values), category
    avoided = ledger[ledger["account"] == "avoided"]["amount"].sum()
    assert any(value == pytest.approx(avoided) for value in values)


def test_routes_equal_the_flows(one_year: synthetic.SyntheticPlan, pages: dict[str, str]) -> None:
    values = read(pages["year-en"]).values["routes"]
    flows = one_year.tables["flows"]
    taken = flows[
        (flows["direction"] == "out of pool") & flows["kind"].isin(["process", "market"]) & (flows["route"] != "")
    ]
    for key, total in taken.groupby(["material", "route"])["amount"].sum().items():
        assert any(value == pytest.approx(total / 365) for value in values), key


def test_owners_equal_the_ledger(one_year: synthetic.SyntheticPlan, pages: dict[str, str]) -> None:
    values = read(pages["year-en"]).values["owners"]
    ledger = one_year.tables["ledger"]
    cost = ledger[(ledger["effect"] == "cost") & (ledger["account"] == "own")]
    for total in cost.groupby("owner")["amount"].sum():
        assert any(value == pytest.approx(total) for value in values)


def test_a_roadmap_tells_years_builds_and_stocks(pages: dict[str, str]) -> None:
    reader = read(pages["roadmap-en"])
    assert "time" in reader.sections
    text = " ".join(reader.words)
    for said in (
        "What to build when",
        "The store ",
        "Where the waste ends",
        "2035",
        "discounted to 2025",
    ):
        assert said in text


def test_spanish_has_no_english_left(pages: dict[str, str]) -> None:
    """Every English text that differs from its Spanish one must not appear on a Spanish page."""
    from mfo.report.facts.language import language

    spanish, english = language("es"), language("en")
    text = "".join(read(pages["roadmap-es"]).words)
    for key, said in english.texts.items():
        plain = re.split(r"{\w+}", said)
        if said != spanish.texts[key] and len(said) > 12 and len(plain) == 1:
            assert said not in text, key


def test_assumptions_overrides_and_warnings_are_shown(pages: dict[str, str]) -> None:
    text = " ".join(read(pages["year-en"]).words)
    for said in (
        "Assumptions (1)",
        "Values that this plant sets itself (1)",
        "54.9 %",
        "Did you mean octane?",
        "unused-property",
    ):
        assert said in text


def test_prices_and_idle_things_are_told_in_words(pages: dict[str, str]) -> None:
    text = "".join(read(pages["year-en"]).words)
    assert "Digester: one more t/d of capacity is worth 312 MXN a day." in text
    assert "landfill cap (at most 2,650 t): one more t allowed is worth 412 MXN." in text
    assert "Compost yard takes no nopal: it would have to be 96 MXN/t cheaper." in text


def test_pools_with_several_on_both_sides_are_explained_on_the_picture(pages: dict[str, str]) -> None:
    caption = re.search(r'<figcaption id="sankey-notes">(.*?)</figcaption>', pages["year-en"])
    assert caption is not None
    assert "shares in proportion" in caption[1]


def test_a_plan_without_today_or_extras_has_a_page() -> None:
    flows = synthetic.build((2025,), 1).tables["flows"]
    reader = read(report_html(synthetic.SyntheticPlan({"flows": flows, "times": pd.DataFrame()})))
    assert "changes" not in reader.sections
    assert "sankey" in reader.sections


def test_an_empty_plan_has_a_page() -> None:
    assert "sankey" not in read(report_html(synthetic.SyntheticPlan({}))).sections


def test_the_page_is_written(tmp_path, one_year: object) -> None:
    write_report(one_year, tmp_path / "informe.html", "es")
    assert 'lang="es"' in (tmp_path / "informe.html").read_text(encoding="utf-8")


def test_a_page_of_many_nodes_stays_small() -> None:
    assert len(report_html(synthetic.large()).encode()) < 1_000_000
