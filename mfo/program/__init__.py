"""The linear program in Pyomo, one module a family of constraints."""

from .components import fast_pyomo_import

fast_pyomo_import.load()  # before anything below loads Pyomo
