"""Runs of rows with the same names: what makes long tables quick to write and to add up.

Result tables are written member by member, so that the same names stand in thousands of rows after one another. Finding
where they change costs a tenth of sorting them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ...graph.arrays.flow_graph import Floats, Ints


def plain_values(column: pd.Series) -> np.ndarray:
    """A column as an array that compares element by element: text as objects."""
    return column.to_numpy() if isinstance(column.dtype, np.dtype) else column.to_numpy(dtype=object)


def run_starts(columns: Sequence[np.ndarray]) -> Ints:
    """The first row of each run of rows that are the same in all columns."""
    changed = np.zeros(len(columns[0]), dtype=bool)
    changed[:1] = True
    for values in columns:
        changed[1:] |= values[1:] != values[:-1]
    return np.flatnonzero(changed)


def numbered(frame: pd.DataFrame, keys: Sequence[str], numbers: dict[tuple[object, ...], int]) -> Ints:
    """The number of each row's values of the keys; what is not among ``numbers`` yet is added to them as it comes."""
    columns = [plain_values(frame[name]) for name in keys]
    starts = run_starts(columns)
    runs = zip(*(values[starts].tolist() for values in columns), strict=True)
    of_run = np.array([numbers.setdefault(run, len(numbers)) for run in runs], dtype=np.int64)
    return np.repeat(of_run, np.diff(np.append(starts, len(columns[0]))))


def add_up(
    frame: pd.DataFrame,
    keys: Sequence[str],
    sums: Sequence[str],
    means: Sequence[str] = (),
    weights: Floats | None = None,
) -> pd.DataFrame:
    """A table with one row for each value of the keys, in the order in which they come.

    ``sums`` are added up, each row times its weight; ``means`` are averaged, blanks left out; of the other columns the
    first row's stand. A sum of blanks is nothing.
    """
    if frame.empty:
        return frame.copy()
    starts = run_starts([plain_values(frame[name]) for name in keys])
    heads = frame.iloc[starts]
    group = heads.groupby(list(keys), sort=False, dropna=False).ngroup().to_numpy()  # in the order in which they come
    first = np.unique(group, return_index=True)[1]

    def summed(values: Floats) -> Floats:
        total: Floats = np.bincount(group, np.add.reduceat(values, starts), len(first)).astype(float)
        return total

    added: dict[str, Floats] = {}
    for name in sums:
        values = np.nan_to_num(frame[name].to_numpy(dtype=float))
        added[name] = summed(values if weights is None else values * weights)
    for name in means:
        values = frame[name].to_numpy(dtype=float)
        known = summed((values == values).astype(float))
        added[name] = np.divide(summed(np.nan_to_num(values)), known, out=np.full(len(first), np.nan), where=known > 0)
    found = heads.iloc[first].reset_index(drop=True).assign(**added)
    return found[[*keys, *(name for name in frame if name not in keys)]]
