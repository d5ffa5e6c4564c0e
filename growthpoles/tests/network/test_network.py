"""Local networks: published structure, planted de-clustering found, level kept on null data."""

import csv
import io
import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpoles.cli import main
from growthpoles.errors import InputError
from growthpoles.network import declustering, declustering_test, ego_density, local_networks, network, ties_of

# Zachary (1977), An information flow model for conflict and fission in small groups: partners with a higher number.
KARATE = {
    1: [2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 18, 20, 22, 32],
    2: [3, 4, 8, 14, 18, 20, 22, 31],
    3: [4, 8, 9, 10, 14, 28, 29, 33],
    4: [8, 13, 14],
    5: [7, 11],
    6: [7, 11, 17],
    7: [17],
    9: [31, 33, 34],
    10: [34],
    14: [34],
    15: [33, 34],
    16: [33, 34],
    19: [33, 34],
    20: [34],
    21: [33, 34],
    23: [33, 34],
    24: [26, 28, 30, 33, 34],
    25: [26, 28, 32],
    26: [32],
    27: [30, 34],
    28: [34],
    29: [32, 34],
    30: [33, 34],
    31: [33, 34],
    32: [33, 34],
    33: [34],
}
EDGES = [(a, b) for a, partners in KARATE.items() for b in partners]


def test_structure_of_the_karate_club_is_the_published_one():
    # 34 people, 78 ties; transitivity 0.2557 and mean clustering 0.5706 are printed throughout the literature.
    ties = ties_of(EDGES)
    [club] = local_networks(ties, dict.fromkeys(ties, "club"))
    assert (club.firms, club.ties) == (34, 78)
    assert club.density == pytest.approx(0.139, abs=5e-4)
    assert club.transitivity == pytest.approx(0.2557, abs=5e-5)
    assert club.clustering == pytest.approx(0.5706, abs=5e-5)
    assert club.external_internal == -1.0


def test_the_club_in_two_parts_has_ties_between_them():
    ties = ties_of(EDGES)
    first = {1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 14, 17, 18, 20, 22}
    parts = local_networks(ties, {person: "a" if person in first else "b" for person in ties})
    crossing = sum((a in first) != (b in first) for a, b in EDGES)
    assert [part.external_ties for part in parts] == [crossing, crossing]
    assert sum(part.ties for part in parts) + crossing == 78
    assert parts[0].external_internal == pytest.approx((crossing - parts[0].ties) / (crossing + parts[0].ties))


@settings(max_examples=40, deadline=None)
@given(st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=20))
def test_structure_equals_counting_all_triples(edges):
    ties = ties_of(edges, range(7))
    tied = {frozenset(edge) for edge in edges if edge[0] != edge[1]}
    [found] = local_networks(ties, dict.fromkeys(range(7), "x"))
    centred = closed = 0
    for centre in range(7):
        for a, b in itertools.combinations(set(range(7)) - {centre}, 2):
            if {frozenset((centre, a)), frozenset((centre, b))} <= tied:
                centred += 1
                closed += frozenset((a, b)) in tied
    assert found.ties == len(tied)
    assert found.density == pytest.approx(len(tied) / 21)
    assert (
        found.transitivity == pytest.approx(closed / centred, nan_ok=True) if centred else np.isnan(found.transitivity)
    )


def test_a_lone_firm_has_no_density():
    [alone] = local_networks(ties_of([], ["a"]), {"a": "x"})
    assert np.isnan(alone.density)
    assert np.isnan(alone.external_internal)
    assert np.isnan(ego_density(ties_of([("a", "b")]))["a"])


def observations(rng, slope_above, n=90):
    d = rng.beta(2, 4, size=n)
    cut = np.quantile(d, 2 / 3)
    size = rng.normal(size=n)
    y = size + slope_above * np.maximum(d - cut, 0) + (0.3 + d) * rng.normal(size=n)
    return y, d, size


def rejections(slope_above, runs):
    rng = np.random.default_rng(77)
    found = []
    for _ in range(runs):
        y, d, size = observations(rng, slope_above)
        found.append([test.p_value <= 0.05 for test in declustering_test(y, d, size, draws=199, rng=rng)])
    return np.mean(found, axis=0)


# 500 draws of a 5 % test stay below 7.6 % with 99.5 % certainty.
def test_null_data_are_rejected_at_most_one_time_in_twenty():
    above, below, both = rejections(0.0, 500)
    assert above <= 0.076
    assert below <= 0.076
    assert both <= 0.05


def test_planted_declustering_is_found():
    assert rejections(-20.0, 50)[0] > 0.9


def test_growth_with_density_is_not_taken_for_declustering():
    assert rejections(8.0, 50)[0] == 0.0


def test_a_curve_that_levels_off_does_not_turn():
    rng = np.random.default_rng(1)
    found = []
    for _ in range(100):
        d = rng.random(120)
        y = np.minimum(d, 0.5) + 0.15 * rng.normal(size=120)
        found.append(declustering_test(y, d, draws=199, rng=rng)[2].p_value <= 0.05)
    assert np.mean(found) <= 0.11


def test_slopes_are_those_of_least_squares():
    y, d, size = observations(np.random.default_rng(2), -3.0)
    cut = 0.4
    x = np.column_stack([np.where(d > cut, 0, d), np.where(d > cut, d, 0), d > cut, np.ones(len(d)), size])
    beta = np.linalg.lstsq(x, y, rcond=None)[0]
    tests = declustering_test(y, d, size, threshold=cut, draws=9)
    assert [test.slope for test in tests] == pytest.approx([beta[1], beta[0], beta[1] - beta[0]])


def test_too_few_dense_networks_are_refused():
    with pytest.raises(InputError, match="three densities above"):
        declustering_test(np.arange(9.0), np.linspace(0, 1, 9), threshold=0.95)


def many_places(rng, n=60):
    firms, edges, outcomes = [], [], []
    for place in range(n):
        members = [f"{place}-{k}" for k in range(8)]
        p = rng.random()
        inner = [(a, b) for a, b in itertools.combinations(members, 2) if rng.random() < p]
        firms += [(member, f"P{place}") for member in members]
        edges += inner
        density = len(inner) / 28
        outcomes.append((f"P{place}", min(density, 0.6) - 3 * max(density - 0.6, 0) + 0.05 * rng.normal(), 8))
    return (
        pd.DataFrame(firms, columns=["firm", "region"]),
        pd.DataFrame(edges, columns=["firm", "partner"]),
        pd.DataFrame(outcomes, columns=["region", "net_entry", "size"]),
    )


def test_tables_of_places_and_of_firms():
    firms, edges, outcomes = many_places(np.random.default_rng(5))
    structure = network(edges, firms=firms)
    assert len(structure) == 60
    outcomes.loc[0, "net_entry"] = np.nan
    result = declustering(edges, outcomes, outcome="net_entry", firms=firms, draws=199)
    assert result["verdict"][0] == "supported"
    assert result["observations"][0] == 59
    assert result.provenance["warnings"] == ["1 rows without outcome or density are left out"]
    by_firm = pd.DataFrame({"firm": firms["firm"], "outcome": np.random.default_rng(0).normal(size=len(firms))})
    assert "firm" in declustering(edges, by_firm, firms=firms, threshold=0.6, draws=49).provenance["variant"]


def test_without_a_list_of_firms_all_are_in_one_place():
    edges = pd.DataFrame(EDGES, columns=["firm", "partner"])
    assert list(network(edges)["region"]) == ["all"]


def test_unknown_firms_and_places_are_named():
    firms, edges, outcomes = many_places(np.random.default_rng(5), n=12)
    with pytest.raises(InputError, match=r"column 'partner', row \d+: expected a firm of the list"):
        network(pd.concat([edges, pd.DataFrame({"firm": ["0-0"], "partner": ["ghost"]})]), firms=firms)
    with pytest.raises(InputError, match="a region of the network"):
        declustering(edges, outcomes.assign(region="Atlantis"), outcome="net_entry", firms=firms)


def test_network_command(tmp_path, capsys):
    firms, edges, outcomes = many_places(np.random.default_rng(5))
    paths = [str(tmp_path / name) for name in ("firms.csv", "edges.csv", "outcomes.csv")]
    for table, path in zip((firms, edges, outcomes), paths, strict=True):
        table.to_csv(path, index=False)
    assert main(["network", paths[1], "--firms", paths[0]]) == 0
    assert len(list(csv.DictReader(io.StringIO(capsys.readouterr().out)))) == 60
    command = ["network", paths[1], "--firms", paths[0], "--outcomes", paths[2], "--outcome", "net_entry"]
    assert main([*command, "--draws", "99"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert rows[0]["verdict"] == "supported"


def test_ties_of_one_year_are_chosen_from_a_table_of_several(tmp_path, capsys):
    edges = pd.DataFrame(EDGES, columns=["firm", "partner"])
    both = pd.concat([edges.assign(year=2024), edges.head(1).assign(year=2020)])
    path = str(tmp_path / "edges.csv")
    both.to_csv(path, index=False)
    assert main(["network", path, "--where", "year = 2020"]) == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert dict(row) == dict(next(csv.DictReader(io.StringIO(network(edges.head(1)).to_pandas().to_csv(index=False)))))
