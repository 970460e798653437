"""Pyomo components that hold arrays instead of dictionaries, so that a model of any size is built at once.

A table is a ``Param`` whose values are looked up in an array when Pyomo asks for them; members are an indexed ``Set``
whose sets are made when Pyomo asks for them. Neither costs anything per entry until somebody iterates over it, which
the compiler never does: it reads the arrays.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TypeAlias, cast

import numpy as np
from pyomo.core.base.set import IndexedSet, InsertionOrderSetData
from pyomo.core.base.var import IndexedVar

from ...graph.arrays.flow_graph import Bools, Floats, Ints
from .expressions import Component, Index, IndexedElement

Where: TypeAlias = "Index | tuple[Index, ...] | str | tuple[str | int, ...]"


class Lookup:
    """Serves the entries of an array as plain Python numbers, as Pyomo wants them."""

    def __init__(self, values: Floats | Ints | Bools) -> None:
        """Serve the entries of ``values``."""
        self.values = values

    def __getitem__(self, index: int | tuple[int, ...]) -> int | float:
        """Give one entry."""
        number: int | float = self.values[index].item()
        return number


class MembersOfOne(InsertionOrderSetData):  # type: ignore[misc]
    """The entries of one owner; Pyomo's dictionary of them is made when more is asked than to go through them.

    A rule is written down with the first entry alone, and an objective's owner has all that costs anything.
    """

    def __init__(self, component: Members, entries: Ints) -> None:
        """Take the entries, each of which stands there once."""
        super().__init__(component=component)
        self._dimen = 1
        self._entries = entries
        self._made: dict[int, None] | None = None

    @property
    def _values(self) -> dict[int, None]:
        if self._made is None:
            self._made = dict.fromkeys(self._entries.tolist())
        return self._made

    @_values.setter
    def _values(self, made: dict[int, None]) -> None:
        self._made = made

    def _iter_impl(self) -> Iterator[int]:
        return map(int, self._entries) if self._made is None else iter(self._made)

    def __len__(self) -> int:
        """How many entries there are."""
        return len(self._entries if self._made is None else self._made)


class Members(IndexedSet):  # type: ignore[misc]
    """Which entries belong to each owner, in compressed rows: ``members[starts[o]:starts[o + 1]]`` belong to ``o``.

    Owners may be indexed in several dimensions (``shape``); ``o`` is then the flat position. Entries are grouped when
    their groups are first asked for, which of most programs a part never is.
    """

    def __init__(self, *owners: Component, shape: tuple[int, ...], owner: Ints, entries: Ints | None = None) -> None:
        """Take ``entries`` (0 ... n - 1 unless they are given), and the flat position of the owner of each."""
        self.shape, self._owner, self._entries = shape, owner, entries
        super().__init__(*owners)

    @cached_property
    def starts(self) -> Ints:
        """Where the group of each owner begins, and where the last one ends."""
        starts = np.zeros(math.prod(self.shape) + 1, dtype=np.int64)
        np.cumsum(np.bincount(self._owner, minlength=len(starts) - 1), out=starts[1:])
        return starts

    @cached_property
    def members(self) -> Ints:
        """The entries, owner after owner, in the order in which they were given."""
        order = stable_order(self._owner)
        return order if self._entries is None else self._entries[order]

    def construct(self, data: object = None) -> None:
        """Make ready for look-ups; no set is made yet."""
        if self.is_constructed():
            return
        self._constructed = True
        for owner in self._anonymous_sets or ():
            owner.construct()

    def _getitem_when_not_present(self, index: int | tuple[int, ...]) -> MembersOfOne:
        flat = int(np.ravel_multi_index(np.atleast_1d(index), self.shape))
        found = self._data[index] = MembersOfOne(self, self.members[self.starts[flat] : self.starts[flat + 1]])
        found._index = index
        return found


class NamedVar(IndexedVar):  # type: ignore[misc]
    """Variables over positions that can be asked for by name: ``model.built["digester", 2030]``.

    An index that begins with a name is in the words of the result tables (``find`` turns it into positions); one of
    positions is Pyomo's own and costs nothing more.
    """

    def __init__(
        self, *sets: Component, find: Callable[[Sequence[str | int]], tuple[int, ...]], **keywords: object
    ) -> None:
        """Make the variables; the keywords are those of ``pyo.Var``."""
        self.find = find
        super().__init__(*sets, **keywords)

    def __getitem__(self, index: Where) -> IndexedElement:
        """Give the variable of an index: positions, or a name and labels."""
        words = (index,) if isinstance(index, str) else index
        named = type(words) is tuple and words and isinstance(words[0], str)
        found: IndexedElement = super().__getitem__(self.find(cast("Sequence[str | int]", words)) if named else index)
        return found


def stable_order(owner: Ints) -> Ints:
    """What ``np.argsort(owner, kind="stable")`` gives of numbers from 0 on, in a time that grows in step with them.

    Sixteen bits at a time are counted instead of compared; what is in order already costs next to nothing.
    """
    if (owner[1:] >= owner[:-1]).all():
        return np.arange(len(owner))
    order: Ints = np.argsort(owner.astype(np.uint16), kind="stable")  # the lowest sixteen bits
    for shift in range(16, int(owner.max()).bit_length(), 16):
        order = order[np.argsort((owner >> shift).astype(np.uint16)[order], kind="stable")]
    return order
