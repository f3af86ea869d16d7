"""The worked examples of the methods handbook: each is run, and every public sum has one."""

import doctest
import importlib
import inspect
import pkgutil
from types import ModuleType

import pytest

from soundings import estimates

MODULES = [
    importlib.import_module(f"{estimates.__name__}.{found.name}") for found in pkgutil.iter_modules(estimates.__path__)
]
PUBLIC = [(name, getattr(estimates, name)) for name in estimates.__all__]
SUMS = [(name, thing) for name, thing in PUBLIC if inspect.isfunction(thing)]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_worked_examples_give_what_they_say(module: ModuleType):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(("name", "thing"), SUMS, ids=[name for name, _ in SUMS])
def test_every_public_sum_has_a_worked_example(name: str, thing: object):
    text = thing.__doc__ or ""

    assert "Worked example" in text, name
    assert ">>> " in text, name
