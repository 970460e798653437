"""Circularity indicators as plain functions of plain numbers. Fractions are fractions, masses in one unit."""

from __future__ import annotations


def utility_factor(utility: float) -> float:
    """F(X) = 0.9 / X of the material circularity indicator.

    ``utility`` is X = (lifetime / average lifetime) * (use / average use), both against the industry's average product.
    """
    if utility <= 0:
        raise ValueError("utility must be above 0")
    return 0.9 / utility


def linear_flow_index(
    virgin: float, waste: float, mass: float, waste_of_recycling: float = 0.0, waste_of_feedstock: float = 0.0
) -> float:
    """LFI = (V + W) / (2 M + (W_F - W_C) / 2): the share of material that flows once from virgin source to waste.

    ``virgin`` V, ``waste`` W, ``mass`` M of the product; ``waste_of_feedstock`` W_F arises where the recycled input is
    made, ``waste_of_recycling`` W_C where the used product is recycled.
    """
    return (virgin + waste) / (2 * mass + (waste_of_feedstock - waste_of_recycling) / 2)


def material_circularity(
    recycled_input: float = 0.0,
    reused_input: float = 0.0,
    collected_for_recycling: float = 0.0,
    collected_for_reuse: float = 0.0,
    feedstock_efficiency: float = 1.0,
    recycling_efficiency: float = 1.0,
    utility: float = 1.0,
) -> float:
    """The material circularity indicator of a product, between 0 and 1: MCI = max(0, 1 - LFI * 0.9 / X).

    With shares of the product's mass: V = 1 - F_R - F_U; waste to landfill or energy recovery W_0 = 1 - C_R - C_U;
    waste of recycling the used product W_C = (1 - E_C) C_R; waste of making the recycled input
    W_F = (1 - E_F) F_R / E_F; W = W_0 + (W_F + W_C) / 2. E_F is ``feedstock_efficiency``, E_C ``recycling_efficiency``.

    Example: a product of virgin material that ends as waste has 0.1; lasting twice as long, 0.55.
    Source: Ellen MacArthur Foundation and Granta Design, Circularity Indicators: An Approach to Measuring Circularity,
    Methodology (2019).
    """
    virgin = 1 - recycled_input - reused_input
    unrecovered = 1 - collected_for_recycling - collected_for_reuse
    of_recycling = (1 - recycling_efficiency) * collected_for_recycling
    of_feedstock = (1 - feedstock_efficiency) * recycled_input / feedstock_efficiency if recycled_input else 0.0
    waste = unrecovered + (of_feedstock + of_recycling) / 2
    index = linear_flow_index(virgin, waste, 1.0, of_recycling, of_feedstock)
    return max(0.0, 1 - index * utility_factor(utility))


def recycling_rate(collected: float, sorting_efficiency: float, recycling_efficiency: float, generated: float) -> float:
    """Share of waste that is recycled, counted where it has become a product again (the calculation point).

    collected * sorting efficiency * recycling efficiency / generated; what is lost in sorting and recycling does not
    count, as in Commission Implementing Decision (EU) 2019/1004.
    """
    return ratio(collected * sorting_efficiency * recycling_efficiency, generated)


def diversion_rate(generated: float, disposed: float) -> float:
    """Share of waste that is not disposed of: (generated - disposed) / generated."""
    return ratio(generated - disposed, generated)


def self_sufficiency(own: float, used: float) -> float:
    """Share of what is used here that was made here. What is made here and sold counts in neither.

    The share of what is made here that is used here is another one, self-consumption.
    """
    return ratio(own, used)


def ratio(numerator: float, denominator: float) -> float:
    """A quotient; not a number where there is nothing to divide by."""
    return numerator / denominator if denominator else float("nan")
