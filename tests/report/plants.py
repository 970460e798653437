"""Small plants for what no example has: typical days with a limit in each slot, and a roadmap with today's flows."""

TYPICAL_DAYS = """
plant: {name: Typical days, currency: MXN, carbon_price: 0 MXN/t_CO2e}
materials: [{material: peel, unit: t}, {material: power, unit: MWh}, {material: pulp, unit: t}]
sites: [{site: yard, owner: A}, {site: mill, owner: B}]
slots:
  - {slot: wd am, hours: 12, weight: 260, day: wd}
  - {slot: wd pm, hours: 12, weight: 260, day: wd}
  - {slot: we am, hours: 12, weight: 105, day: we}
  - {slot: we pm, hours: 12, weight: 105, day: we}
supplies:
  - {supply: peels, site: yard, material: peel, amount: 2.5 t/h, take: all, price: 0 MXN/t}
  - {supply: grid, site: mill, material: power, amount: 10 MWh/h, take: up to, price: tariff}
profiles:
  - {slot: 1, 'tariff [MXN/MWh]': 1500}
  - {slot: 2, 'tariff [MXN/MWh]': 3500}
  - {slot: 3, 'tariff [MXN/MWh]': 1200}
  - {slot: 4, 'tariff [MXN/MWh]': 4800}
processes:
  - {process: press, site: mill, model: recipe, capacity: 2 t/h, variable_cost: 20 MXN/t,
     route: recycling}
recipes:
  - {process: press, material: peel, role: in, amount: 1 t/t}
  - {process: press, material: power, role: in, amount: 0.1 MWh/t}
  - {process: press, material: pulp, role: out, amount: 0.3 t/t}
links: [{from: yard, to: mill, material: peel, cost_per_amount: 15 MXN/t, loss: 2 %}]
stores: [{store: bay, site: yard, material: peel, capacity: 20 t}]
markets:
  - {market: tip, site: yard, material: peel, price: -300 MXN/t, route: landfill}
  - {market: buyers, site: mill, material: pulp, price: 100 MXN/t, route: recycling}
limits:
  - {limit: press power, what: "supply: grid", when: slot, maximum: 0.15 MWh/h}
rates: [{at: grid, effect: fossil CO2, rate: 400 kg/MWh}, {at: tip, effect: CH4, rate: 40 kg/t}]
measurements:
  - {at: press, material: peel, role: in, amount: 0.4 t/h}
"""

ROADMAP = """
plant:
  name: roadmap with today
  currency: MXN
  carbon_price: 50 MXN/t_CO2e
  years: [2025, 2030, 2035]
  discount_rate: 8 %

materials:
  - {material: food waste, unit: t}
  - {material: compost, unit: t}

sites:
  - {site: canteen}
  - {site: yard}
  - {site: tip}

supplies:
  - {supply: kitchen, site: canteen, material: food waste, amount: 2 t/d, take: all, price: 0 MXN/t}

processes:
  - {process: composting, site: yard, model: recipe, capacity: 1.5 t/d, route: compost,
     capex: 300000 MXN/(t/d), lifetime: 10 years}
  - {process: burying, site: tip, model: recipe, route: landfill, variable_cost: 300 MXN/t}

recipes:
  - {process: composting, material: food waste, role: in, cost: 150 MXN/t}
  - {process: composting, material: compost, role: out, amount: 0.4 t/t}
  - {process: burying, material: food waste, role: in}

markets:
  - {market: gardeners, site: yard, material: compost, price: 200 MXN/t, maximum: 1 t/d}

links:
  - {from: canteen, to: [yard, tip], material: food waste, distance: 10 km, cost_per_amount_and_distance: 4 MXN/t/km}

rates:
  - {at: burying, effect: CH4, rate: 50 kg/t, per: food waste}

measurements:
  - {at: burying, material: food waste, role: in, amount: 2 t/d}
"""

PLANTS = {"typical days": TYPICAL_DAYS, "roadmap with today": ROADMAP}
