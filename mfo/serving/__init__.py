"""The page on this machine: a plant, its problems, its plans, without a terminal. Nothing of it leaves the machine."""
