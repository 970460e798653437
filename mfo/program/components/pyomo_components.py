"""Pyomo components that hold arrays instead of dictionaries, so that a model of any size is built at once.

A table is a ``Param`` whose values are looked up in an array when Pyomo asks for them; members are an indexed ``Set``
whose sets are made when Pyomo asks for them. Neither costs anything per entry until somebody iterates over it, which
the compiler never does: it reads the arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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

    Owners may be indexed in several dimensions (``shape``); ``o`` is then the flat position.
    """

    def __init__(self, *owners: Component, shape: tuple[int, ...], starts: Ints, members: Ints) -> None:
        """Group ``members`` by owner."""
        self.shape, self.starts, self.members = shape, starts, members
        super().__init__(*owners)

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


def compressed(owner: Ints, owners: int) -> tuple[Ints, Ints]:
    """Group entries by owner: ``(starts, members)``, members in ascending order within each owner."""
    counts = np.bincount(owner, minlength=owners)
    starts = np.concatenate([[0], np.cumsum(counts)])
    return starts, np.argsort(owner, kind="stable")
