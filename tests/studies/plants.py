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
