"""Plants whose files can be read and whose meaning is broken, each with the one finding it must give."""

from __future__ import annotations

from mfo.plant.schema import TABLES

from .build import Break, added, both, removed, replaced, written

SETTINGS = "plant:\n  name: canteens\n  currency: MXN\n  slots: 2 days\n  carbon_price: 200 MXN/t_CO2e\n"
SCENARIO = "scenarios:\n  - {scenario: dear, table: supplies, row: kitchen, column: price, value: 3 MXN/t}\n"
GAS = "gas,yard,biogas,5 Nm3/d,up to,0 MXN/m3\n"

CASES: dict[str, tuple[Break, str]] = {
    "no settings": (
        replaced("plant.yaml", SETTINGS, ""),
        "plant: The plant has no table `plant`. Add it: the settings. [table-missing]",
    ),
    "no materials": (
        removed("materials.csv"),
        "plant: The plant has no table `materials`. Add it: a row is a material, product or energy carrier. "
        "[table-missing]",
    ),
    "empty materials": (
        written("materials.csv", "material,unit\n"),
        "materials.csv: The table `materials` has no rows. Add at least one. [table-empty]",
    ),
    "unknown table": (
        written("suply.csv", "supply\na\n"),
        "suply.csv: There is no table `suply` in the plant format. Did you mean `supplies`? [table-unknown]",
    ),
    "unknown setting": (
        replaced("plant.yaml", "carbon_price", "carbon_prize"),
        "plant.yaml, plant, line 5, column setting: There is no setting `carbon_prize`. Did you mean "
        "`carbon_price`? [setting-unknown]",
    ),
    "missing currency": (
        replaced("plant.yaml", "  currency: MXN\n", ""),
        "plant.yaml, plant: The setting `currency` is missing. Add it, such as `currency: MXN`. [setting-missing]",
    ),
    "currency that is no code": (
        replaced("plant.yaml", "currency: MXN", "currency: pesos"),
        "plant.yaml, plant, line 3, column currency: `pesos` is no currency that mfo knows. Write the ISO "
        "code of the currency: MXN or USD or EUR. [currency]",
    ),
    "currency misspelt": (
        replaced("plant.yaml", "currency: MXN", "currency: MXX"),
        "plant.yaml, plant, line 3, column currency: `MXX` is no currency that mfo knows. Did you mean MXV "
        "or MXN? [currency]",
    ),
    "unknown column": (
        replaced("markets.csv", "maximum", "maximun"),
        "markets.csv, line 1, column maximun [t/d]: The table `markets` has no column `maximun`. Did you "
        "mean `maximum`? [column-unknown]",
    ),
    "unknown key in YAML": (
        replaced("plant.yaml", "distance: 10 km", "distance: 10 km, diesel: 3 L"),
        "plant.yaml, links, line 21, column diesel: The table `links` has no column `diesel`. Its columns are "
        f"{', '.join(f'`{name}`' for name in TABLES['links'].names)}; notes stand in a column `notes`. "
        "[column-unknown]",
    ),
    "missing column": (
        written("markets.csv", "market,site,price [MXN/t]\ngardeners,yard,200\n"),
        "markets.csv: The table `markets` lacks the column `material`. Add it: What it takes, one or "
        "several. [column-missing]",
    ),
    "blank site": (
        replaced("supplies.csv", "kitchen,canteen", "kitchen,"),
        "supplies.csv, line 2, column site: `site` is blank. It is needed: Where it arises. [value-missing]",
    ),
    "blank price": (
        replaced("supplies.csv", ",all,0", ",all,"),
        "supplies.csv, line 2, column price: `price` is blank. Type 0 if it is nothing. [value-missing]",
    ),
    "misspelt site": (
        replaced("supplies.csv", "kitchen,canteen", "kitchen,canten"),
        "supplies.csv, line 2, column site: There is no site named `canten`. Did you mean `canteen`? [name-unknown]",
    ),
    "misspelt material": (
        replaced("plant.yaml", "material: compost", "material: kompost"),
        "plant.yaml, recipes, line 17, column material: There is no material named `kompost`. Did you mean "
        "`compost`? [name-unknown]",
    ),
    "misspelt profile": (
        replaced("supplies.csv", "meals", "meels"),
        "supplies.csv, line 2, column amount: `amount` is `meels`, which is neither a number nor a profile. "
        "Did you mean `meals`? [number-text]",
    ),
    "misspelt effect": (
        replaced("plant.yaml", "effect: CH4", "effect: CH5"),
        "plant.yaml, rates, line 24, column effect: There is no effect named `CH5`. Did you mean `CH4`? [name-unknown]",
    ),
    "limit on nothing known": (
        replaced("plant.yaml", "what: burying", "what: burning"),
        "plant.yaml, limits, line 27, column what: There is no effect or supply or material or process or "
        "market or route or link or store named `burning`. Did you mean `burying`? [name-unknown]",
    ),
    "unknown model": (
        replaced("plant.yaml", "composting, site: yard, model: recipe", "composting, site: yard, model: recipes"),
        "plant.yaml, processes, line 12, column model: There is no process model `recipes`. Did you mean "
        "`recipe` or `recycling_pet`? [model-unknown]",
    ),
    "duplicate row": (
        added("supplies.csv", "kitchen,yard,food waste,1,all,0\n"),
        "supplies.csv, line 3, column supply: `kitchen` stands in two rows of `supplies`; the first is at "
        "supplies.csv, line 2, column supply. Rename one or remove it. [row-twice]",
    ),
    "negative amount": (
        replaced("supplies.csv", "meals", "-2"),
        "supplies.csv, line 2, column amount: `amount` is -2 t/d: it cannot be negative. Check the sign. [negative]",
    ),
    "negative capacity": (
        replaced("plant.yaml", "capacity: 3 t/d", "capacity: -3 t/d"),
        "plant.yaml, processes, line 12, column capacity: `capacity` is -3 t/d: it cannot be negative. Check "
        "the sign. [negative]",
    ),
    "percent without its sign": (
        replaced("plant.yaml", "95 %", "95"),
        "plant.yaml, processes, line 12, column availability: `availability` is 95: a share cannot be above "
        "1 (100 %). Write `95 %` if percent is meant. [share-above-one]",
    ),
    "share above 100 %": (
        replaced("plant.yaml", "95 %", "120 %"),
        "plant.yaml, processes, line 12, column availability: `availability` is 120 %: a share cannot be "
        "above 1 (100 %). Write at most 100 %. [share-above-one]",
    ),
    "negative share": (
        replaced("plant.yaml", "95 %", "-5 %"),
        "plant.yaml, processes, line 12, column availability: `availability` is -5 %: it cannot be negative. "
        "Check the sign. [negative]",
    ),
    "share with unit": (
        replaced("plant.yaml", "95 %", "95 t"),
        "plant.yaml, processes, line 12, column availability: `availability` is 95 t, where a share (such as "
        "0.3 or 30 %) is wanted. Check the unit, in the cell and in the header. [unit-dimension]",
    ),
    "wrong dimension in a header": (
        both(replaced("supplies.csv", "meals", "3"), replaced("supplies.csv", "amount [t/d]", "amount [m3/d]")),
        "supplies.csv, line 2, column amount: `amount` is 3 m3/d, where a unit like t/h is wanted. Check the "
        "unit, in the cell and in the header; convert between t and m3 by hand. [unit-dimension]",
    ),
    "amount without time": (
        replaced("supplies.csv", "meals", "3 t"),
        "supplies.csv, line 2, column amount: `amount` is 3 t, where a unit like t/h is wanted. That is an "
        "amount without a time: say per what time, such as t/d or t/year. [unit-dimension]",
    ),
    "missing unit": (
        replaced("plant.yaml", "capacity: 3 t/d", "capacity: 3"),
        "plant.yaml, processes, line 12, column capacity: `capacity` is 3 without a unit. Write it as `3 "
        "t/d`, or put the unit in the header: `[t/d]`. [unit-missing]",
    ),
    "missing unit price": (
        replaced("plant.yaml", "variable_cost: 150 MXN/t", "variable_cost: 150"),
        "plant.yaml, processes, line 12, column variable_cost: `variable_cost` is 150 without a unit. Write "
        "it as `150 MXN/t`, or put the unit in the header: `[MXN/t]`. [unit-missing]",
    ),
    "ambiguous cell": (
        replaced("plant.yaml", "capacity: 3 t/d", "capacity: 3 ton/d"),
        "plant.yaml, processes, line 12, column capacity: `capacity` is `3 ton/d`: `ton` in `ton/d` may be a "
        "tonne of 1,000 kg or a short ton of 907 kg. Write t (1,000 kg) or short_ton (907 kg). "
        "[unit-ambiguous]",
    ),
    "ambiguous header": (
        replaced("markets.csv", "maximum [t/d]", "maximum [tons/d]"),
        "markets.csv, line 1, column maximum [tons/d]: `tons` in `tons/d` may be a tonne of 1,000 kg or a "
        "short ton of 907 kg. Write t (1,000 kg) or short_ton (907 kg). [unit-ambiguous]",
    ),
    "unknown unit": (
        replaced("plant.yaml", "capacity: 3 t/d", "capacity: 3 fuder/d"),
        "plant.yaml, processes, line 12, column capacity: `capacity` is `3 fuder/d`: `fuder` in `fuder/d` is not a "
        "unit that mfo knows. Write units such as t, kg, m3, Nm3, L, kWh, GJ, km, item, h, d, year, %, or "
        "the ISO code of a currency. [unit-unknown]",
    ),
    "compound unit": (
        replaced("plant.yaml", "rate: 50 kg/t", "rate: 50 kg CH4/t"),
        "plant.yaml, rates, line 24, column rate: `rate` is `50 kg CH4/t`: `kg CH4/t` names a substance or "
        "basis within the unit. Write kg/t: what is measured belongs in the name of the column or of the "
        "material. [unit-compound]",
    ),
    "dollar sign": (
        replaced("plant.yaml", "variable_cost: 150 MXN/t", "variable_cost: $150/t"),
        "plant.yaml, processes, line 12, column variable_cost: `variable_cost` is `$150/t`: `$150/t` has a "
        "sign of money, which many countries share. Write the ISO code after the number, such as 150 MXN/t "
        "or 150 USD/t. [unit-ambiguous]",
    ),
    "other currency": (
        replaced("plant.yaml", "variable_cost: 150 MXN/t", "variable_cost: 8 USD/t"),
        "plant.yaml, processes, line 12, column variable_cost: `variable_cost` is 8 USD/t, where a unit like "
        "MXN/t is wanted. The plant counts in MXN: give the rate of USD in the table `exchange_rates`. "
        "[unit-dimension]",
    ),
    "normal volume": (
        both(replaced("materials.csv", "biogas,Nm3", "biogas,m3"), added("supplies.csv", GAS)),
        "supplies.csv, line 3, column amount: `amount` is 5 Nm3/d, where a unit like m3/h is wanted. Nm3 "
        "(gas at 0 °C and 1 atm) and m3 (as metered) are different: say which it is, and convert by hand. "
        "[unit-dimension]",
    ),
    "CO2e as t": (
        replaced("plant.yaml", "200 MXN/t_CO2e", "200 MXN/t"),
        "plant.yaml, plant, line 5, column carbon_price: `carbon_price` is 200 MXN/t, where a unit like "
        "MXN/t_CO2e is wanted. A mass (t) and a warming potential (t_CO2e) are different: say which it is. "
        "[unit-dimension]",
    ),
    "text in number": (
        replaced("plant.yaml", "capacity: 3 t/d", "capacity: plenty"),
        "plant.yaml, processes, line 12, column capacity: `capacity` is `plenty`, which is neither a number "
        "nor a profile. Write something like `59 t/d`, or a profile. There is `meals`. [number-text]",
    ),
    "decimal comma": (
        replaced("plant.yaml", "capacity: 3 t/d", 'capacity: "3,5 t/d"'),
        "plant.yaml, processes, line 12, column capacity: `capacity` is `3,5 t/d`: `3,5 t/d` has a decimal "
        "comma. Write 3.5 t/d with a point. [number-decimal-comma]",
    ),
    "decimal comma in a CSV file": (
        replaced("markets.csv", ",1\n", ',"1,5"\n'),
        "markets.csv, line 2, column maximum: `maximum` is `1,5`: `1,5` has a decimal comma. Write 1.5 with "
        "a point. [number-decimal-comma]",
    ),
    "thousands": (
        replaced("plant.yaml", "variable_cost: 300 MXN/t", 'variable_cost: "1,234,300 MXN/t"'),
        "plant.yaml, processes, line 13, column variable_cost: `variable_cost` is `1,234,300 MXN/t`: "
        "`1,234,300 MXN/t` has separators of thousands. Write 1234300 MXN/t without them. [number-thousands]",
    ),
    "thousand or comma": (
        replaced("plant.yaml", "variable_cost: 300 MXN/t", 'variable_cost: "1,300 MXN/t"'),
        "plant.yaml, processes, line 13, column variable_cost: `variable_cost` is `1,300 MXN/t`: `1,300 "
        "MXN/t` may be 1300 or 1.300: a comma is read in both ways. Write 1300 MXN/t or 1.300 MXN/t. "
        "[number-separator]",
    ),
    "range": (
        replaced("plant.yaml", "capacity: 3 t/d", "capacity: 3-4 t/d"),
        "plant.yaml, processes, line 12, column capacity: `capacity` is `3-4 t/d`: `3-4 t/d` is a fraction "
        "or a range, not one number. Write one number, such as 0.5. [number-text]",
    ),
    "two units side by side": (
        replaced("plant.yaml", "capacity: 3 t/d", "capacity: 3 t d"),
        "plant.yaml, processes, line 12, column capacity: `capacity` is `3 t d`: `t d` has two names side by "
        "side. Join units with a full stop, such as t.km, or divide with /. [unit-syntax]",
    ),
    "fraction": (
        replaced("plant.yaml", "distance: 10 km", "distance: 1/2 km"),
        "plant.yaml, links, line 21, column distance: `distance` is `1/2 km`: `1/2 km` is a fraction or a "
        "range, not one number. Write one number, such as 0.5. [number-text]",
    ),
    "number too large": (
        replaced("plant.yaml", "distance: 10 km", "distance: 1e999 km"),
        "plant.yaml, links, line 21, column distance: `distance` is `1e999 km`: `1e999 km` is larger than "
        "any number mfo can use. Check the number. [number-text]",
    ),
    "unit in names": (
        replaced("supplies.csv", "material", "material [t]"),
        "supplies.csv, line 1, column material [t]: The column `material` holds name, not numbers with a "
        "unit. Take the unit out of the header. [unit-misplaced]",
    ),
    "bad take": (
        replaced("supplies.csv", ",all,", ",some,"),
        "supplies.csv, line 2, column take: `take` is `some`. It must be `all` or `up to`. [choice-unknown]",
    ),
    "bad role": (
        replaced("plant.yaml", "role: out", "role: through"),
        "plant.yaml, recipes, line 17, column role: `role` is `through`. It must be `in` or `out`. [choice-unknown]",
    ),
    "bad flag": (
        replaced("plant.yaml", "closable: no", "closable: perhaps"),
        "plant.yaml, processes, line 13, column closable: `closable` is `perhaps`. Write `yes` or `no`. "
        "[choice-unknown]",
    ),
    "bad date": (
        replaced("plant.yaml", "slots: 2 days", "slots: 2 days\n  start: 1 March 2025"),
        "plant.yaml, plant, line 5, column start: `1 March 2025` is no date. Write it as 2025-01-31 or "
        "2025-01-31 14:00. [date]",
    ),
    "bad slots": (
        replaced("plant.yaml", "slots: 2 days", "slots: 2 fortnights"),
        "plant.yaml, plant, line 4, column slots: `2 fortnights` are no slots. Write `1 year`, `12 months`, "
        "`52 weeks`, `365 days`, `8760 hours` or `17520 half-hours`. [slots]",
    ),
    "profile slots": (
        replaced("profiles.csv", "2,1.5\n", "2,1.5\n3,1\n"),
        "profiles.csv, line 4, column slot: There is no slot `3`: there are 2, counted from 1. There is `1`, "
        "`2`. [slot-unknown]",
    ),
    "profile gap": (
        replaced("profiles.csv", "2,1.5\n", ""),
        "profiles.csv, line 1, column meals [t/d]: The profile `meals` has no value for slot 2. Give one for "
        "each of the 2 slots. [profile-gap]",
    ),
    "profile with two values": (
        replaced("profiles.csv", "2,1.5\n", "1,1.5\n2,1\n"),
        "profiles.csv, line 3, column meals: The profile `meals` has a second value for the same time. Keep "
        "one of them. [profile-twice]",
    ),
    "profile without unit": (
        replaced("profiles.csv", "meals [t/d]", "meals"),
        "supplies.csv, line 2, column amount: `amount` needs a unit, but the profile `meals` has none. Head "
        "its column `meals [t/h]`. [unit-missing]",
    ),
    "profile of a wrong dimension": (
        replaced("profiles.csv", "meals [t/d]", "meals [MWh/d]"),
        "supplies.csv, line 2, column amount: The profile `meals` is in MWh/d, where `amount` wants a unit "
        "like t/h. Check the unit, in the cell and in the header; convert between t and MWh by hand. [unit-dimension]",
    ),
    "profile text": (
        replaced("profiles.csv", "1.5", "much"),
        "profiles.csv, line 3, column meals: `much` is not a number. Write a number such as 40, 0.5 or 40 "
        "t/d. [number-text]",
    ),
    "profile misplaced": (
        replaced("plant.yaml", "distance: 10 km", "distance: meals"),
        "plant.yaml, links, line 21, column distance: `distance` cannot change over time, but `meals` is a "
        "profile. Give one number. [profile-misplaced]",
    ),
    "profile negative": (
        replaced("profiles.csv", "1.5", "-1.5"),
        "supplies.csv, line 2, column amount: `amount` is profile meals: it cannot be negative. Check the "
        "sign. [negative]",
    ),
    "unknown set of warming potentials": (
        replaced("plant.yaml", "slots: 2 days", "slots: 2 days\n  gwp: AR7"),
        "plant.yaml, plant, line 5, column gwp: `gwp` is `AR7`. "
        "It must be `AR4` or `AR5` or `AR6` or `AR6-20`. [choice-unknown]",
    ),
    "unknown effect to minimise": (
        replaced("plant.yaml", "slots: 2 days", "slots: 2 days\n  minimise: costs"),
        "plant.yaml, plant, line 5, column minimise: `minimise` names no effect: `costs`. Did you mean "
        "`cost`? [name-unknown]",
    ),
    "years that are no numbers": (
        replaced("plant.yaml", "slots: 2 days", "slots: 2 days\n  years: soon"),
        "plant.yaml, plant, line 5, column years: `years`: `soon` is no whole number. Write whole numbers "
        "parted by `;`, such as `2025; 2030; 2035; 2040`. Blank means one year alone. [integer-expected]",
    ),
    "year that is not whole": (
        replaced("plant.yaml", "slots: 2 days", "slots: 2 days\n  price_year: 20.5"),
        "plant.yaml, plant, line 5, column price_year: `price_year`: `20.5` is no whole number. Write a "
        "whole number, such as 2030. [integer-expected]",
    ),
    "latitude out of range": (
        replaced("plant.yaml", "owner: school", "owner: school, latitude: 119.4, longitude: -100"),
        "plant.yaml, sites, line 8, column latitude: `latitude` is 119.4: it cannot be above 90. Check the "
        "number and its unit. [out-of-range]",
    ),
    "no distance": (
        replaced("plant.yaml", "distance: 10 km, ", ""),
        "plant.yaml, links, line 21, column distance: How far it is from `canteen` to `yard` is not known. "
        "Give the distance, or both sites' latitude and longitude. [distance-unknown]",
    ),
    "no cost": (
        replaced("plant.yaml", ", cost_per_amount_and_distance: 4 MXN/t/km", ""),
        "plant.yaml, links, line 21, column cost_per_amount: A link needs `cost_per_amount` or "
        "`cost_per_amount_and_distance`. Type 0 if sending costs nothing. [value-missing]",
    ),
    "no variable cost": (
        replaced("plant.yaml", ", variable_cost: 150 MXN/t", ""),
        "plant.yaml, processes, line 12, column variable_cost: `variable_cost` of `composting` is blank, and "
        "no row of its recipe has a cost. Type `0 MXN/t` if it costs nothing. [value-missing]",
    ),
    "recipe out no amount": (
        replaced("plant.yaml", ", amount: 0.4 t/t", ""),
        "plant.yaml, recipes, line 17, column amount: The output `compost` has no amount. Give it per unit "
        "of activity, such as `0.5 t/t`. [value-missing]",
    ),
    "recipe amount in a wrong unit": (
        replaced("plant.yaml", "amount: 0.4 t/t", "amount: 0.4 t"),
        "plant.yaml, recipes, line 17, column amount: `amount` is 0.4 t, where a unit like t/t is wanted. "
        "Say per what it is, such as `t/t`. [unit-dimension]",
    ),
    "recipe no input": (
        replaced("plant.yaml", "  - {process: composting, material: food waste, role: in}\n", ""),
        "plant.yaml, processes, line 12, column process: The process `composting` has no input. Add a row "
        "with role `in` to `recipes`; what arises from nothing is a supply. [process-without-input]",
    ),
    "recipes per unknown": (
        replaced("plant.yaml", "amount: 0.4 t/t", "amount: 0.4 t/t, per: manure"),
        "plant.yaml, recipes, line 17, column per: There is no material named `manure`. There is `food "
        "waste`, `compost`, `biogas`. [name-unknown]",
    ),
    "link to itself": (
        replaced("plant.yaml", "to: yard", "to: canteen"),
        "plant.yaml, links, line 21, column to: The link leads from `canteen` to itself. What is at a site "
        "is in one pool there: no link is needed. [link-to-itself]",
    ),
    "limit in a wrong unit": (
        replaced("plant.yaml", "maximum: 1.5 t/d", "maximum: 1.5 MWh/d"),
        "plant.yaml, limits, line 27, column maximum: `maximum` is 1.5 MWh/d, where a unit like t/h or a "
        "unit like t is wanted. Check the unit, in the cell and in the header; convert between t and MWh by hand. "
        "[unit-dimension]",
    ),
    "limit without a bound": (
        replaced("plant.yaml", ", maximum: 1.5 t/d", ""),
        "plant.yaml, limits, line 27, column maximum: This limits nothing: minimum and maximum are blank. "
        "Give one. [limit-empty]",
    ),
    "minimum above maximum": (
        replaced("plant.yaml", "maximum: 1.5 t/d", "maximum: 1.5 t/d, minimum: 2 t/d"),
        "plant.yaml, limits, line 27, column minimum: The minimum (2 t/d) lies above the maximum (1.5 t/d). "
        "Exchange them or check the units. [minimum-above-maximum]",
    ),
    "capex without lifetime": (
        replaced("plant.yaml", "capacity: 3 t/d", "capacity: 3 t/d, capex: 1 MMXN/(t/d)"),
        "plant.yaml, processes, line 12, column lifetime: `composting` has capex but no lifetime. Give the "
        "years it lasts, such as `20 year`. [value-missing]",
    ),
    "scenario unknown row": (
        added("plant.yaml", SCENARIO.replace("kitchen", "kitchn")),
        "plant.yaml, scenarios, line 29, column row: The table `supplies` has no row `kitchn`. Did you mean "
        "`kitchen`? [row-unknown]",
    ),
    "scenario unknown column": (
        added("plant.yaml", SCENARIO.replace("price", "prize")),
        "plant.yaml, scenarios, line 29, column column: The table `supplies` has no column `prize`. Did you "
        "mean `price`? [column-unknown]",
    ),
    "material unit unknown": (
        replaced("materials.csv", "food waste,t", "food waste,tons"),
        "materials.csv, line 2, column unit: `tons` may be a tonne of 1,000 kg or a short ton of 907 kg. "
        "Write t (1,000 kg) or short_ton (907 kg). [unit-ambiguous]",
    ),
    "like unknown": (
        written("materials.csv", "material,unit,like\nfood waste,t,fod waste\ncompost,t,\n"),
        "materials.csv, line 2, column like: Neither the datasets nor the plant know a material `fod waste`. "
        "Did you mean `food_waste` or `other_waste`? [like-unknown]",
    ),
    "property unit": (
        replaced("materials.csv", "density [t/m3]", "density [ton/m3]"),
        "materials.csv, line 1, column density [ton/m3]: `ton` in `ton/m3` may be a tonne of 1,000 kg or a "
        "short ton of 907 kg. Write t (1,000 kg) or short_ton (907 kg). [unit-ambiguous]",
    ),
    "measurement of nothing known": (
        added("plant.yaml", "measurements:\n  - {at: kichen, amount: 2 t/d}\n"),
        "plant.yaml, measurements, line 29, column at: There is no supply or process or link or market named "
        "`kichen`. Did you mean `kitchen`? [name-unknown]",
    ),
    "market no material": (
        replaced("markets.csv", "compost", ""),
        "markets.csv, line 2, column material: `material` is blank. It is needed: What it takes, one or "
        "several. [value-missing]",
    ),
    "return after no time": (
        added("plant.yaml", "returns:\n  - {of: gardeners, as: compost, at: yard, after: soon, share: 10 %}\n"),
        "plant.yaml, returns, line 29, column after: `after` is `soon`, which is no time. Write `2 years` or "
        "`3 slots`. [number-text]",
    ),
    "misspelt column in YAML": (
        replaced("plant.yaml", "site: yard, owner: town", "site: yard, owner: town, sit: x"),
        "plant.yaml, sites, line 9, column sit: The table `sites` has no column `sit`. Did you mean `site`? "
        "[column-unknown]",
    ),
}
