"""The linear program in Pyomo, one file per family of constraints."""

from .build import Program, build_program

__all__ = ["Program", "build_program"]
