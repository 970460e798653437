"""What the rules of the program are written with: lazy Pyomo components and linear terms over arrays."""
