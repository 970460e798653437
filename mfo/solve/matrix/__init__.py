"""From Pyomo templates to the arrays of the linear program."""
