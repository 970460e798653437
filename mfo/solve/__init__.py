"""From a program to a solution: arrays, the HiGHS session, and what to do when there is none."""

from .solution import Solution
from .solver import Solver, solve_program

__all__ = ["Solution", "Solver", "solve_program"]
