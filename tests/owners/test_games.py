"""Cooperative games with known answers, and what the nucleolus must satisfy whatever the game."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from scipy.optimize import linprog

from mfo.owners.games import excess, least_excess, nucleolus, shapley

WHOLE = 7


def claims(estate: float) -> dict[int, float]:
    """The estate that 100, 200 and 300 are claimed of (Aumann and Maschler 1985), as costs: what the others leave."""
    owed = (100, 200, 300)
    return {
        coalition: -max(0.0, estate - sum(owed[player] for player in range(3) if not coalition >> player & 1))
        for coalition in range(1, 8)
    }


@pytest.mark.parametrize(("estate", "shares"), [(100, (100 / 3,) * 3), (200, (50, 75, 75)), (300, (50, 100, 150))])
def test_the_nucleolus_of_the_marriage_contract(estate: float, shares: tuple[float, ...]) -> None:
    """Aumann and Maschler, Journal of Economic Theory 36 (1985), 195-213: the division of the Talmud."""
    found = nucleolus(claims(estate))
    assert found is not None
    assert (-found).tolist() == pytest.approx(shares)


def test_the_shapley_value_of_a_runway() -> None:
    """Littlechild and Owen 1973: planes that need runways of 1, 2 and 3 pay 1/3, 1/3 + 1/2 and 1/3 + 1/2 + 1.

    A runway serves all shorter ones, so the core holds 0, 0, 3 and the like; nobody pays more than alone.
    """
    costs = {coalition: float(coalition.bit_length()) for coalition in range(1, 8)}
    found = shapley(costs)
    assert found is not None
    assert found.tolist() == pytest.approx([1 / 3, 5 / 6, 11 / 6])
    assert excess(costs, found)[0] <= 0
    assert least_excess(costs) < 0


def test_an_empty_core() -> None:
    """One or two cost 1, all three 2: of every two some pay 4/3 of which 1 would do. 2/3 each is all that is fair."""
    costs = {coalition: 2.0 if coalition == WHOLE else 1.0 for coalition in range(1, 8)}
    assert least_excess(costs) == pytest.approx(1 / 3)
    for shares in (shapley(costs), nucleolus(costs)):
        assert shares is not None
        assert shares.tolist() == pytest.approx([2 / 3] * 3)


def test_a_coalition_that_is_tight_in_one_optimum_only_is_not_held() -> None:
    """A player without influence pays 0, and the excess of it, and of all others, is 0 whatever is shared.

    The first program thus says nothing of the others: its optimum may as well charge player 0 all of what the two
    others save, 10 of 10. Holding what is tight there would end at that corner; the nucleolus is 5 and 5.
    """
    pair = {0: 0.0, 1: 10.0, 2: 10.0, 3: 10.0}
    costs = {coalition: pair[coalition & 3] for coalition in range(1, 8)}
    found = nucleolus(costs)
    assert found is not None
    assert found.tolist() == pytest.approx([5, 5, 0])


def test_what_cannot_do_alone_is_no_bound() -> None:
    """Without costs of single players nothing tells one sharing from another, and orders have no marginal costs."""
    costs = {1: math.inf, 2: math.inf, 3: 8.0}
    assert (shapley(costs), nucleolus(costs), least_excess(costs)) == (None, None, -math.inf)
    one = {1: 5.0, 2: math.inf, 3: 8.0}
    assert nucleolus(one) is None


def balanced(sets: list[list[int]], players: int) -> bool:
    """Whether weights above zero on the sets, all of them, add up to one for each player (Kohlberg 1971)."""
    if not sets:
        return True
    members = np.array(sets, dtype=float).T
    # weights w >= t for all, sum w over a player's sets = s for all players, with t as large as can be at s = 1
    columns = members.shape[1]
    cost = np.zeros(columns + 1)
    cost[-1] = -1
    above = np.hstack([-np.eye(columns), np.ones((columns, 1))])
    equal = np.hstack([members, np.zeros((players, 1))])
    found = linprog(cost, above, np.zeros(columns), equal, np.ones(players), bounds=[(0, None)] * columns + [(None, 1)])
    return found.status == 0 and -found.fun > 1e-9


@pytest.mark.parametrize("seed", range(12))
def test_kohlbergs_criterion(seed: int) -> None:
    """An allocation is the prenucleolus if and only if the coalitions above any excess are balanced (Kohlberg 1971)."""
    draws = random.Random(seed)
    players = 3 + seed % 3
    costs = {coalition: float(draws.randint(0, 12)) for coalition in range(1, 1 << players)}
    shares = nucleolus(costs)
    assert shares is not None
    whole = (1 << players) - 1
    assert shares.sum() == pytest.approx(costs[whole])
    members = {each: [each >> place & 1 for place in range(players)] for each in range(1, whole)}
    excesses = {each: float(np.dot(row, shares)) - costs[each] for each, row in members.items()}
    for level in sorted({round(value, 6) for value in excesses.values()}):
        chosen = [members[each] for each, value in excesses.items() if value >= level - 1e-5]
        assert balanced(chosen, players), (level, shares)


@pytest.mark.parametrize("seed", range(5))
def test_least_excess_is_that_of_the_nucleolus(seed: int) -> None:
    draws = random.Random(100 + seed)
    costs = {coalition: draws.uniform(0, 10) * coalition.bit_count() for coalition in range(1, 16)}
    shares = nucleolus(costs)
    assert shares is not None
    assert excess(costs, shares)[0] == pytest.approx(least_excess(costs), abs=1e-6)
