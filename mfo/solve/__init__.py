"""From a program to a solution: arrays, the HiGHS session, and what to do when there is none."""
