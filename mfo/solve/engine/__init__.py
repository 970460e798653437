"""The HiGHS session, objectives in order of priority, and the solution as arrays."""
