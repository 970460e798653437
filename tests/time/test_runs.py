"""Adding up by runs of rows gives what sorting would give, in whatever order the rows come."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from mfo.plan.tables.row_runs import add_up

ROWS = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(1, 2), st.one_of(st.none(), st.integers(-9, 9)), st.integers(0, 3)),
    min_size=1,
    max_size=30,
)


@given(ROWS)
def test_runs_add_up_like_groups(rows: list[tuple[str, int, int | None, int]]) -> None:
    """Proves: sums weighted by row, means without blanks and first texts agree with what pandas finds by sorting."""
    frame = pd.DataFrame(rows, columns=["name", "year", "level", "amount"])
    frame = frame.astype({"name": "str", "level": float, "amount": float})
    weights = np.arange(len(frame), dtype=float)
    found = add_up(frame, ["name", "year"], ["amount"], ["level"], weights)
    groups = frame.assign(amount=frame.amount * weights).groupby(["name", "year"], sort=False, as_index=False)
    wanted = groups.agg({"level": "mean", "amount": "sum"})
    pd.testing.assert_frame_equal(found, wanted, check_dtype=False)
