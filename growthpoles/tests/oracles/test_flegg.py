"""Quotients of Flegg and Webber on the example data of UtilMio, in the canonical formula."""

import numpy as np
import pytest

from growthpoles import aflq, cilq, flq, slq
from growthpoles.quotients import regional_size

REGION = (170, 2227, 403, 821, 4896, 2484)
NATION = (24019, 129248, 36320, 63521, 484087, 216831)


def test_simple_quotients():
    expected = [0.61379316, 1.49425402, 0.96224852, 1.12086647, 0.87709379, 0.99347802]
    assert slq(REGION, NATION) == pytest.approx(np.array(expected), abs=5e-9)


def test_size_of_the_region():
    assert regional_size(REGION, NATION) ** 0.3 == pytest.approx(0.2921234, abs=5e-8)
    assert regional_size(REGION, NATION) ** 0.1 == pytest.approx(0.663522186, abs=5e-10)


def test_quotients_of_flegg_and_webber():
    assert flq(REGION, NATION)[0, :3] == pytest.approx(np.array([0.17930335, 0.11999522, 0.18633787]), abs=1.1e-8)
    assert aflq(REGION, NATION)[0, 1] == pytest.approx(0.15822671, abs=5e-9)


def test_the_diagonal_is_simple_quotient_times_size():
    simple = slq(REGION, NATION)
    assert np.diagonal(flq(REGION, NATION)) == pytest.approx(simple * regional_size(REGION, NATION) ** 0.3)
    assert np.diagonal(cilq(REGION, NATION)) == pytest.approx(np.ones(6))
