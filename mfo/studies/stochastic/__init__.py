"""One decision for several futures: two-stage stochastic programming."""
