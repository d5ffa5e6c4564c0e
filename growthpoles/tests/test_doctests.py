"""The examples in the docstrings of every module."""

import doctest
import pkgutil
from importlib import import_module

import pytest

import growthpoles

MODULES = sorted(module.name for module in pkgutil.walk_packages(growthpoles.__path__, "growthpoles."))


@pytest.mark.parametrize("name", MODULES)
def test_examples_of(name):
    assert doctest.testmod(import_module(name)).failed == 0


def test_public_functions_have_examples_or_are_shown_by_one():
    """Every public name exists and carries a docstring."""
    for name in growthpoles.__all__:
        assert getattr(growthpoles, name).__doc__ or name == "__version__", name
