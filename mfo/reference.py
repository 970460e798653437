"""Reference data: the rows of ``datasets/*.csv``, the library's and a plant's own.

Every file has the same columns::

    key,property,description,value,low,high,unit,region,year,source,reference,licence,standing

``key`` is lower case with underscores; a dot parts a family from its members (``grid.mx.2024``). ``value``, ``low`` and
``high`` are plain numbers with a point, in ``unit`` (blank: a plain number or a share; ``%`` is allowed). ``reference``
is an address, a DOI or a table. ``standing`` is one of :data:`STANDINGS`; ``unsourced`` is an assumption: its
``source`` is blank and it has ``low`` and ``high``.

* A **material** has one row a property: ``key`` is the material (``nopal``), ``property`` one of :data:`PROPERTIES`
  (``dry_matter``) or another name. A row with the property ``unit`` says what the material is counted in (``value`` is
  ``t``, ``Nm3``, ``MWh``, ``item``).
* An **emission factor** of a material or carrier (``lpg``, ``grid_electricity_mx``) is a row with the property
  ``upstream GAS``, ``use GAS`` or ``disposal GAS``; GAS is one of the gases of :data:`mfo.plant.model.GASES`
  (``use fossil CO2``), in mass of that gas per unit of the material. A factor known only as a sum is written
  ``upstream CO2e AR5``, with the assessment report whose warming potentials made it.
* **Everything else** has a blank ``property`` (``fx.mxn_usd``, ``gwp100.ar6.n2o``, ``chp.eta_el_small``) and is used by
  its key; parameters of process models take their value from such a row with ``from: KEY``.
  Exchange rates: ``fx.usd_mxn`` is MXN per USD, ``year`` is the year or date of the rate.

A row of a plant's own folder replaces the library's row with the same key and property.
"""

from __future__ import annotations
