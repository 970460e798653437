"""From a program to a solution: arrays, the HiGHS session, and what to do when there is none."""

from .diagnosis import Diagnosis, diagnose
from .export import write_program
from .own import solve_model
from .solution import Solution
from .solver import Solver, solve_program

__all__ = ["Diagnosis", "Solution", "Solver", "diagnose", "solve_model", "solve_program", "write_program"]
