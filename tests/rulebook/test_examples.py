"""The examples in docstrings are run, because others copy them."""

import doctest
from importlib import import_module

import pytest

MODULES = [
    "orken.kernel.hashing",
    "orken.kernel.identifiers",
    "orken.kernel.money",
    "orken.kernel.periods",
    "orken.kernel.text",
    "orken.rulebook.calendars",
    "orken.rulebook.parameters",
    "orken.rulebook.rules",
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_give_what_they_say(name: str) -> None:
    result = doctest.testmod(import_module(name))
    assert result.attempted > 0
    assert result.failed == 0
