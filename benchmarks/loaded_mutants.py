"""Changes of a source in what is loaded already, for ``mutants.py``; and, as a plugin of pytest, what tests cost.

Only what runs later is changed: where a change stands outside functions, its module has to be imported anew.
"""

from __future__ import annotations

import functools
import gc
import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType

import pytest

NEW_LOCALS = 0x02  # the flag of a function's code; modules and classes have none
COMPREHENSIONS = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")


class Loaded:
    """What is loaded, by the file that it comes from: looked for once, as it takes longer than many tests."""

    def __init__(self) -> None:
        self._functions: dict[str, list[FunctionType]] = defaultdict(list)
        self._caches: list[functools._lru_cache_wrapper[object]] = []
        for each in gc.get_objects():
            if isinstance(each, FunctionType):
                self._functions[each.__code__.co_filename].append(each)
            elif isinstance(each, functools._lru_cache_wrapper):
                self._caches.append(each)
        gc.freeze()  # so that forks share it

    def swap(self, path: Path, source: bytes, changed: bytes) -> bool:
        """Give every loaded function of a file the code of its changed source; False where that is not enough."""
        old, new = compile(source, str(path), "exec"), compile(changed, str(path), "exec")
        if _outside_functions(old) != _outside_functions(new):
            return False
        before, after = _by_name(old), _by_name(new)
        pairs = {
            (code.co_qualname, code.co_firstlineno): changed_code
            for name, codes in before.items()
            if len(codes) == len(after[name])
            for code, changed_code in zip(codes, after[name], strict=True)
        }
        for each in self._functions[str(path)]:
            code = pairs.get((each.__code__.co_qualname, each.__code__.co_firstlineno))
            if code is None or code.co_freevars != each.__code__.co_freevars:
                return False
            each.__code__ = code
        for cache in self._caches:
            cache.cache_clear()
        return bool(self._functions[str(path)])


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _codes(each)


def _by_name(code: CodeType) -> dict[str, list[CodeType]]:
    found: dict[str, list[CodeType]] = defaultdict(list)
    for each in _codes(code):
        found[each.co_qualname].append(each)
    return found


def _outside_functions(code: CodeType) -> list[tuple[object, ...]]:
    """What runs when a module is imported: its own code, that of its classes, and comprehensions among them."""
    plain = [repr(each) for each in code.co_consts if not isinstance(each, CodeType)]
    found: list[tuple[object, ...]] = [(code.co_code, code.co_names, *plain)]
    for each in code.co_consts:
        if isinstance(each, CodeType) and (not each.co_flags & NEW_LOCALS or each.co_name in COMPREHENSIONS):
            found += _outside_functions(each)
    return found


def forget(*packages: str) -> None:
    """Let packages be imported anew."""
    for name in list(sys.modules):
        if name.partition(".")[0] in packages or name.endswith("conftest"):
            del sys.modules[name]


_seconds: dict[str, float] = {}
_failed: set[str] = set()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Note the processor time of a test, and of the processes that it starts."""
    begun = sum(os.times()[:4])
    told = yield
    _seconds[item.nodeid] = sum(os.times()[:4]) - begun
    return told


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note what did not pass."""
    if not report.passed:
        _failed.add(report.nodeid)


def pytest_sessionfinish() -> None:
    """Write down what the tests that passed took."""
    if target := os.environ.get("MFO_TEST_SECONDS"):
        Path(target).write_text(json.dumps({name: each for name, each in _seconds.items() if name not in _failed}))
