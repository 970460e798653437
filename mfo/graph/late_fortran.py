"""Lets numpy's compiler of Fortran wait until somebody asks for it.

scipy takes over every name that numpy has as it loads, and with them ``numpy.f2py``, 0.1 s that no plan needs. Here it
stands as a module that loads when anything of it is used, by the recipe for late loading in Python's documentation of
:mod:`importlib`.
"""

from __future__ import annotations

import sys
from importlib.util import LazyLoader, find_spec, module_from_spec

NAME = "numpy.f2py"


def let_wait() -> None:
    """Put ``numpy.f2py`` off; where it is loaded already, nothing changes.

    >>> let_wait()
    >>> import numpy
    >>> callable(numpy.f2py.get_include)
    True
    """
    if NAME in sys.modules:
        return
    import numpy

    found = find_spec(NAME)
    if found is None or found.loader is None:
        return
    found.loader = LazyLoader(found.loader)
    module = module_from_spec(found)
    sys.modules[NAME] = module
    found.loader.exec_module(module)
    numpy.f2py = module
