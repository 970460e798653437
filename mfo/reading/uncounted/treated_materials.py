"""What has been treated: materials that are left where waste rots or burns in a process that counts the methane of it.

Who is paid to take digestate, compost or ash is not told of methane, for the most of it went off in the process before.
What a model only sorts, presses, carries or washes is as raw as it was, so the model itself must say that something
happens to it: its emissions have methane of its inputs. What is made of treated things alone is treated, too, such as
both fractions of a digestate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ...library.library import Library
from ...plant.model import Process

METHANE = "CH4"


def treated_materials(processes: Iterable[Process], decays: Callable[[str], bool], library: Library) -> frozenset[str]:
    """The materials that are made, and only by processes that treat, or of what is treated.

    ``decays`` says of a material whether it is known to. Each round takes on what follows from those of the last one.
    """
    processes = [item for item in processes if item.outputs]
    made = {each.material for item in processes for each in item.outputs}
    treating = {item.name for item in processes if _treats(item, library)}
    found: frozenset[str] = frozenset()
    while True:
        raw = {
            each.material
            for item in processes
            if item.name not in treating and not _of_treated(item, found, decays)
            for each in item.outputs
        }
        if made - raw == found:
            return found
        found = frozenset(made - raw)


def _treats(process: Process, library: Library) -> bool:
    """Whether the model of a process counts methane of what goes in; that of engines (``outside``) says nothing."""
    model = library.models.get(process.model)
    return model is not None and any(each.effect == METHANE and not each.outside for each in model.emissions)


def _of_treated(process: Process, treated: frozenset[str], decays: Callable[[str], bool]) -> bool:
    """Whether all that decays among the inputs of a process has been treated, and there is any."""
    taken = [each.material for each in process.inputs]
    return any(name in treated for name in taken) and not any(decays(name) for name in taken if name not in treated)
