"""A technology as a file: what may stand in ``models/*.yaml``, and how it is read.

One model a file, named as the file; a plant's own ``models/`` folder adds models or replaces the library's. The file is
a mapping with the model's name as its only key. Formulas are text (:mod:`mfo.processes.formula`): numbers with units
(``10.2 kWh/t``, a space after the unit), the names of parameters, of ``values`` and of properties of the input,
``+ - * / **``, ``min``, ``max``, ``exp``. Every formula is evaluated with units for each accepted material.

=============  ========================================================================================================
key            meaning
=============  ========================================================================================================
``title``      what the technology is called (needed)
``kind``       ``process`` (blank), or ``transport``: a mode of links, whose formulas are per t.km and which accepts
               nothing, has no outputs and may have the parameter ``detour_factor``
``route``      ``reuse``, ``remanufacture``, ``recycling``, ``biogas``, ``compost``, ``energy recovery``, ``landfill``,
               another word, or blank
``scope``      what lies inside the model's boundary and what does not (needed)
``validity``   when the figures hold and when they do not (needed)
``accepts``    which materials it takes: ``needs`` lists the properties a material must have (``a or b``: one of
               them); ``materials`` lists names (a plant's material counts under its own name, under ``like``, and under
               the name of the model output it is), blank: any; ``per`` is the unit that inputs are counted in, blank:
               each material's own. A material in m3 or Nm3 is counted in t by its ``density``
``parameters`` name: {``value``, ``range``: [low, high], ``source``, ``reference``, ``standing``, ``year``, ``region``,
               ``note``}. ``value`` carries its unit (``55 %``, ``30 kWh/t``). Instead of value, range and source:
               ``from: KEY``, a row of ``datasets/``. ``property: NAME``: an input that has this property uses it
               instead of the value. ``by: {paper: 0.4, glass: 0}``: another value for these materials.
               ``choices: [a, b]`` makes it a word; ``property: decay_rate_{climate}`` puts the word in
``values``     name: formula, for intermediate results, in order
``outputs``    material: formula, or {``unit``, ``amount``, ``properties``, ``loss``}. ``amount`` is a formula per unit of
               the input, or ``remainder of mass`` (once a model). ``properties`` describe the output, as formulas that
               also know ``amount``, or ``remainder`` (what the input brings and nothing else takes away: dry_matter,
               carbon_biogenic, carbon_fossil, nitrogen). ``loss: yes``: a stream that is shown and goes nowhere
``uses``       material: formula, or {``unit``, ``amount``, ``per``}: what is needed besides, per unit of input, or with
               ``per: activity`` per unit of what the capacity counts
``takes_in``   mass, energy, ...: formula: what enters from the air, the ground or a water body, for the closure
``emissions``  a list of {``effect``, ``amount``, ``category``, ``scope``, ``per``, ``within``}. ``effect`` is a gas
               (``fossil CO2``, ``biogenic CO2``, ``fossil CH4``, ``CH4``, ``N2O``), ``landfilled`` or an effect of the
               plant's own. ``amount: remainder`` of a CO2 is the carbon that leaves no other way. ``within`` names the
               loss that the gas is part of, so that it is not counted twice
``losses``     quantity: words, for what the closure shows as lost (``mass: flue gas``)
``mix``        a list of {``title``, ``amount``, ``minimum``, ``maximum``}: a formula per unit of input whose mean over
               the mix must lie between the two formulas (``carbon_biogenic - 30 * nitrogen``, maximum 0)
``capacity``   what activity counts: ``input``, or ``output: electricity``, or ``use: NAME`` (needed)
``lifetime``   like a parameter
``costs``      ``capex``, ``fixed_cost``, ``variable_cost``: like a parameter, in the source's currency, with the price
               year in ``year``. Used only where a plant types ``model`` in the column of that name
=============  ========================================================================================================

``standing`` is ``source read``, ``secondary source``, ``derived`` (worked out from rows that were read: ``note`` says
how), ``definition`` (physical constants), or ``unsourced``: an assumption, with a range, and shown as one. Figures that
depend on a source are parameters; formulas hold no numbers but those of stoichiometry.

Properties are of the material as received: ``dry_matter``, ``carbon_biogenic``, ``carbon_fossil``, ``nitrogen``,
``degradable_carbon`` are t per t of it; only ``volatile_solids`` is a share of dry matter and ``methane_potential`` is
per t of volatile solids. ``mfo.reference.PROPERTIES`` has the list.
"""

from __future__ import annotations
