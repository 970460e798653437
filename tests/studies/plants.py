"""The smallest plant that has something to trade: the dear way of two emits less."""

TWO_WAYS = """
plant: {name: two ways, currency: MXN}
materials: [{material: peel, unit: t}]
sites: [{site: yard}]
supplies: [{supply: peels, site: yard, material: peel, amount: 100 t/year, take: all, price: 0 MXN/t}]
markets:
  - {market: tip, site: yard, material: peel, price: -100 MXN/t, route: landfill}
  - {market: farm, site: yard, material: peel, price: -300 MXN/t, maximum: 80 t/year, route: compost}
rates: [{at: tip, effect: CH4, rate: 0.1 t/t}]
"""
BOILERS = """
plant: {name: two boilers, currency: MXN, discount_rate: 0 %, gwp: AR6}
materials: [{material: heat, unit: MWh}, {material: gas, unit: MWh}, {material: peel, unit: t, waste: yes}]
sites: [{site: yard}]
supplies:
  - {supply: gas grid, site: yard, material: gas, take: up to, price: 100 MXN/MWh}
  - {supply: peelings, site: yard, material: peel, amount: 10 t/d, take: all, price: 0 MXN/t}
processes:
  - {process: boiler A, site: yard, model: recipe, capacity: 200 MWh/d, existing: 0 MWh/d,
     capex: 1000 MXN/(MWh/d), lifetime: 10 year, variable_cost: 0 MXN/MWh}
  - {process: boiler B, site: yard, model: recipe, capacity: 40 MWh/d, variable_cost: 50 MXN/MWh}
  - {process: composting, site: yard, model: recipe, capacity: 8 t/d, variable_cost: 10 MXN/t, route: compost}
  - {process: burying, site: yard, model: recipe, capacity: 20 t/d, variable_cost: 30 MXN/t, route: landfill}
recipes:
  - {process: boiler A, role: in, material: gas, amount: 1}
  - {process: boiler A, role: out, material: heat, amount: 1}
  - {process: boiler B, role: in, material: gas, amount: 1}
  - {process: boiler B, role: out, material: heat, amount: 1}
  - {process: composting, role: in, material: peel, amount: 1}
  - {process: burying, role: in, material: peel, amount: 1}
markets: [{market: heating, site: yard, material: heat, price: 0 MXN/MWh, minimum: 100 MWh/d, maximum: 100 MWh/d}]
"""
