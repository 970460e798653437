"""The linear program in Pyomo, one file per family of constraints."""

from .components import fast_pyomo_import as deferred

deferred.load()  # before anything below loads Pyomo

from .build import Program, build_program  # noqa: E402

__all__ = ["Program", "build_program"]
