"""Why our figures and WARM's differ, in the words of the page that compares them."""

from __future__ import annotations

_YARD = (
    "WARM takes laboratory shares by part (grass, leaves, branches), in which branches hardly decompose, and credits "
    "the carbon that stays: from +0.13 (grass) to -0.59 (branches). IPCC gives one decomposable share of 0.7 (0.49 to "
    "0.91) for all garden waste."
)
_NEWSPRINT = (
    "In WARM's laboratory shares (Barlaz) newsprint, of mechanical pulp, hardly decomposes, and nearly all its carbon "
    "is credited as stored. IPCC gives one decomposable share of 0.5 (0.15 to 0.85) for all paper; we keep the "
    "guideline's value. Who buries newsprint alone types a `degradable_share` of its own."
)
_CURING = (
    "Ours displaces Mexico's grid at an engine's 37 % and leaves out curing; WARM cures the digestate, displaces "
    "the American grid and credits carbon in soil and fertiliser."
)
_POWER = (
    "WARM's American plants make power at another efficiency and displace another grid; ours is a Danish plant, "
    "counted here for electricity alone against Mexico's grid of 2024, and its heat would come on top."
)
_PLASTIC = (
    "The carbon is the same; WARM credits the electricity with the marginal American grid, so that its sum is lower."
)
_FOREST = "Most of WARM's credit is carbon in forests that are not felled; we count the process and the board alone."
_PAPER = "IPCC's carbon, decay and decomposable share for all paper, against laboratory values by grade in WARM."
_SOIL = (
    "WARM credits carbon that stays in soil (about -0.2 to -0.3) and takes lower gas emissions; ours are IPCC's "
    "default CH4 and N2O per dry matter, and the carbon in soil belongs to the model of spreading."
)
_RESIN = (
    "WARM's recycled resin takes 0.96 (PET) and 0.58 (HDPE) from collection to pellet; ours starts at the bale, takes "
    "the reclaimer's energy at the Mexican grid and displaces 0.81 of new resin, of European figures."
)
SENTENCES: dict[tuple[str, str], str] = {
    **{("landfilling", name): _PAPER for name in ("paper", "cardboard")},
    ("landfilling", "newspaper"): _NEWSPRINT,
    ("landfilling", "garden_waste"): _YARD,
    **{("combustion", name): _PLASTIC for name in ("pet", "hdpe", "ldpe", "pp", "mixed_plastics")},
    **{
        ("combustion", name): _POWER
        for name in ("food_waste", "garden_waste", "paper", "cardboard", "newspaper", "wood")
    },
    ("combustion", "tyres"): "WARM recovers steel from tyres and displaces coal; we count neither in an incinerator.",
    (
        "combustion",
        "mixed_municipal_waste",
    ): "The small difference of large terms, the carbon of plastics against power; "
    "WARM also recovers steel from the ash.",
    ("recycling", "cardboard"): _FOREST,
    **{("recycling", name): _RESIN for name in ("pet", "hdpe")},
    ("recycling", "glass"): "WARM's containers from cullet include forming and transport; ours ends with molten glass.",
    ("recycling", "paper"): _FOREST,
    ("recycling", "aluminium"): "WARM's row is for cans of American metal; ours is ingot.",
    **{("recycling", name): _RESIN for name in ("ldpe", "pp")},
    ("recycling", "steel"): "WARM's row is for cans, rolled and tinned; ours is liquid steel against steel from ore.",
    ("composting", "food_waste"): _SOIL,
    ("composting", "garden_waste"): _SOIL,
    **{("digestion", name): _CURING for name in ("food_waste", "garden_waste")},
}
"""Why we differ, wherever we differ by more than 30 %."""
