"""Other packages on the same data, where their conventions are ours or can be chosen."""

import numpy as np
import pandas as pd
import pytest

from growthpoles import (
    gini,
    hachman_index,
    herfindahl,
    krugman_specialisation_index,
    location_quotient,
    locational_gini,
    normalised_herfindahl,
    presence,
    proximity,
    relatedness_density,
    theil,
)
from growthpoles.complexity import complexity

RNG = np.random.default_rng(0)
MATRIX = np.round(np.outer(np.arange(1, 31), np.arange(1, 21)) * RNG.lognormal(0, 1.2, (30, 20))) + 1
FRAME = pd.DataFrame(MATRIX, index=[f"r{at}" for at in range(30)], columns=[f"i{at}" for at in range(20)])


@pytest.mark.filterwarnings("ignore")
def test_econcomplex():
    econcomplex = pytest.importorskip("econcomplex")
    flags = presence(location_quotient(MATRIX))
    flagged = pd.DataFrame(flags.astype(int), index=FRAME.index, columns=FRAME.columns)
    assert econcomplex.location_quotient(FRAME).to_numpy() == pytest.approx(location_quotient(MATRIX))
    assert np.asarray(econcomplex.krugman_index(FRAME)).ravel() == pytest.approx(krugman_specialisation_index(MATRIX))
    assert np.asarray(econcomplex.herfindahl(FRAME)).ravel() == pytest.approx(normalised_herfindahl(MATRIX))
    assert np.asarray(econcomplex.hachman_index(FRAME)).ravel() == pytest.approx(hachman_index(MATRIX))
    assert np.asarray(econcomplex.gini(FRAME)).ravel() == pytest.approx(gini(MATRIX.T))
    assert np.asarray(econcomplex.locational_gini(FRAME)).ravel() == pytest.approx(locational_gini(MATRIX))
    near = np.asarray(next(iter(econcomplex.proximity(flagged, use_rca=False, compute="product").values())))
    assert near == pytest.approx(proximity(flags))
    density = econcomplex.relatedness_density(flagged, use_rca=False).to_numpy()
    assert density / 100 == pytest.approx(relatedness_density(flags, proximity(flags)))
    eci, pci = econcomplex.eci_pci(flagged, use_rca=False)[:2]
    found = complexity(flags, scaling="own")
    assert np.asarray(eci) == pytest.approx(found.regions, abs=1e-9)
    # econcomplex turns the PCI by ubiquity, apart from the ECI; here one sign holds for both.
    assert np.asarray(pci) * np.sign(pci.iloc[0] * found.industries[0]) == pytest.approx(found.industries, abs=1e-9)


@pytest.mark.filterwarnings("ignore")
def test_ecomplexity():
    ecomplexity = pytest.importorskip("ecomplexity")
    long = FRAME.rename_axis("region").reset_index().melt("region", var_name="industry").assign(year=2020)
    columns = {"time": "year", "loc": "region", "prod": "industry", "val": "value"}
    theirs = ecomplexity.ecomplexity(long, columns)
    found = complexity(presence(location_quotient(MATRIX)))
    eci = theirs.drop_duplicates("region").set_index("region")["eci"].loc[FRAME.index].to_numpy()
    pci = theirs.drop_duplicates("industry").set_index("industry")["pci"].loc[FRAME.columns].to_numpy()
    assert eci == pytest.approx(found.regions, abs=1e-6)
    assert pci == pytest.approx(found.industries, abs=1e-6)


def test_inequality_of_pysal(shared):
    expected = pd.read_csv(shared / "oracles" / "pysal_mexico_inequality_expected_shared.csv")
    states = pd.read_csv(shared / "oracles" / "pysal_mexico.csv")
    for row in expected.itertuples():
        assert float(theil(states[row.variable])) == pytest.approx(row.theil_T, abs=1e-12)
        assert float(gini(states[row.variable])) == pytest.approx(row.gini, abs=1e-12)


def test_gini_of_pysal():
    inequality = pytest.importorskip("inequality.gini")
    values = RNG.lognormal(0, 1, 200)
    assert float(gini(values)) == pytest.approx(inequality.Gini(values).g)
    assert float(herfindahl(values)) > 1 / 200
