"""From a program to a solution: arrays, the HiGHS session, and what to do when there is none."""

from .diagnosis import diagnose
from .export import write_program
from .own import solve_model
from .reasons import Diagnosis
from .solution import Solution
from .solver import Solver, solve_program

__all__ = ["Diagnosis", "Solution", "Solver", "diagnose", "solve_model", "solve_program", "write_program"]
