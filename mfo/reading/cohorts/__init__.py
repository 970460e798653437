"""Rows that stand for cohorts: what was sold or buried in one year, followed through those after."""
