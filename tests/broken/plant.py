"""A small plant in a folder that is right, for tests that break it in one place at a time."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "plant.yaml": """\
plant:
  name: canteens
  currency: MXN
  slots: 2 days
  carbon_price: 200 MXN/t_CO2e

sites:
  - {site: canteen, owner: school}
  - {site: yard, owner: town}

processes:
  - {process: composting, site: yard, model: recipe, capacity: 3 t/d, availability: 95 %, variable_cost: 150 MXN/t}
  - {process: burying, site: yard, model: recipe, variable_cost: 300 MXN/t, closable: no}

recipes:
  - {process: composting, material: food waste, role: in}
  - {process: composting, material: compost, role: out, amount: 0.4 t/t}
  - {process: burying, material: food waste, role: in}

links:
  - {from: canteen, to: yard, material: food waste, distance: 10 km, cost_per_amount_and_distance: 4 MXN/t/km}

rates:
  - {at: burying, effect: CH4, rate: 50 kg/t, per: food waste}

limits:
  - {limit: to the tip, what: burying, maximum: 1.5 t/d}
""",
    "materials.csv": "material,unit,density [t/m3]\nfood waste,t,0.6\ncompost,t,\nbiogas,Nm3,\n",
    "supplies.csv": "supply,site,material,amount [t/d],take,price [MXN/t]\nkitchen,canteen,food waste,meals,all,0\n",
    "markets.csv": "market,site,material,price [MXN/t],maximum [t/d]\ngardeners,yard,compost,200,1\n",
    "profiles.csv": "slot,meals [t/d]\n1,2\n2,1.5\n",
}


def write_plant(folder: Path) -> Path:
    """Write the plant into a new folder."""
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
