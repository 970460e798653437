"""From a solution to a certified plan: tables, ledger, certificate, today's flows, changes, indicators, run folder.

Reading a plan back needs neither the program nor the solver; only ``make_plan`` and ``baseline`` import them.
"""
