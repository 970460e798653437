"""The example plants with a limit or target that nothing meets: what is offered first, and that it makes a plan."""

from __future__ import annotations

import re
import shutil
from functools import cache

import pytest

import mfo

from ..examples.plans import EXAMPLES

TOO_STRICT = {
    "landfill of the municipality": ("municipality", "landfilled <= 5 kt/year", "kt/year"),
    "share that the municipality buries": ("municipality", "landfilled <= 5 % of food waste of households", "%"),
    "investment of the municipality": ("municipality", "investment <= 1 MMXN/year", "MMXN/year"),
    "emissions of nopalmex": ("nopalmex", "emissions <= 100 t_CO2e/year", "t_CO2e/year"),
    "orders of the park": ("park", "glass furnace orders <= 1 t/d", "t/d"),
    "landfill of the starter": ("starter", "landfilled <= 10 kg/d", "kg/d"),
}


@cache
def refused(path, *limits):
    with pytest.raises(mfo.InfeasibleError) as caught:
        mfo.read(path).optimise(limits=limits)
    return caught.value


def ways(error):
    return error.problems[0].remedy.split(" Or: ")


@pytest.mark.parametrize("name", TOO_STRICT)
def test_a_limit_of_the_question_gives_way_first(name):
    """Proves: the first way out eases that limit alone, in the unit typed, and its largest figure makes a plan."""
    plant, limit, unit = TOO_STRICT[name]
    error = refused(EXAMPLES / plant, limit)
    first = ways(error)[0]
    assert first.startswith(f"Raise the maximum of limit {limit} ")
    assert [(change.element.name, change.bound) for change in error.diagnosis.remedies[0].changes] == [
        (limit, "maximum")
    ]
    needed = re.findall(rf" to ([\d.,]+) {re.escape(unit)}", first)
    assert needed
    eased = re.sub(r"<= [\d.]+", f"<= {max(float(text.replace(',', '')) for text in needed)}", limit)
    assert mfo.read(EXAMPLES / plant).optimise(limits=[eased]).status == "optimal"
    conflict = [problem.message for problem in error.problems if problem.code == "conflict"]
    assert all(text.startswith(f"These cannot hold together: limit {limit}; ") for text in conflict)


ROADMAPS = {
    "a share that must be met exactly": (
        "2028,20 %,22 %,7.7,10 %",
        "2028,20 %,22 %,7.7,95 %",
        "Lower the minimum of limit coverage of collection in 2028 from 95 % to ([\\d.]+ %)[.]",
    ),
    "a target too strict in one year": (
        "85 %,30,46",
        "10 %,30,46",
        "Raise the maximum of limit diversion target in 2028 from 10 % to ([\\d.]+ %)[.]",
    ),
    "a budget too small in one year": (
        "85 %,30,46",
        "85 %,30,6",
        "Raise the maximum of limit budget in 2028 by [\\d.]+ MMXN/year, from 6 MMXN/year to ([\\d.]+) MMXN/year[.]",
    ),
}


@pytest.mark.parametrize("name", ROADMAPS)
def test_a_limit_by_year_is_told_in_its_own_unit(name, tmp_path):
    """Proves: a share is told in percent, money as the profile has it; the figure put into the cell makes a plan."""
    right, wrong, says = ROADMAPS[name]
    shutil.copytree(EXAMPLES / "municipality", tmp_path / "plant")
    profiles = tmp_path / "plant" / "profiles.csv"
    text = profiles.read_text(encoding="utf-8")
    assert text.count(right) == 1
    profiles.write_text(text.replace(right, wrong), encoding="utf-8")
    found = re.match(says, f"{ways(refused(tmp_path / 'plant'))[0].rstrip('.')}.")
    assert found
    eased = (
        f"{wrong.rsplit(',', 1)[0]},{found[1]}"
        if name != "a target too strict in one year"
        else wrong.replace("10 %", found[1])
    )
    profiles.write_text(text.replace(right, eased), encoding="utf-8")
    assert mfo.read(tmp_path / "plant").optimise().status == "optimal"


def test_no_sentence_has_a_number_without_a_unit():
    """Proves: whatever is moved from one figure to another has its unit behind both, and no blank stands twice."""
    for plant, limit, _ in TOO_STRICT.values():
        for problem in refused(EXAMPLES / plant, limit).problems:
            text = str(problem)
            assert not re.search(r"  | ,| \.", text)
            assert not re.search(
                r"\b(?:by|from|to|instead of) -?\d[\d,]*(?:\.\d+)?(?= ?(?:[,;](?!\d)|\(|\. |$))", text
            ), text


def test_supplies_are_cut_last_and_never_by_much_where_a_limit_can_give_way():
    """Proves: composting 0.49 t/d more comes before leaving 25 % of the kitchen's waste; of 75 % nothing is said."""
    some = ways(refused(EXAMPLES / "starter", "landfilled <= 10 kg/d"))
    assert [text.split(" of ")[0].lower() for text in some] == [
        "raise the maximum",
        "raise the capacity",
        "take 0.49 t/d less",
    ]
    strict = ways(refused(EXAMPLES / "starter", "food waste <= 0.5 t/d"))
    assert not any("take" in text.lower() for text in strict)
