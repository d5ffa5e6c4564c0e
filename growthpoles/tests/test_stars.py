"""Stars and strong clusters: each star by hand, thresholds as parameters, ties and unknown cells."""

from dataclasses import replace

import numpy as np
import pytest

from growthpoles import InputError, StarRule, StrongRule, cluster_stars, strong_clusters
from growthpoles.stars import STAR_RULES

TABLE = np.array([[5000.0, 5000.0], [1000.0, 9000.0], [300.0, 9700.0], [900.0, 900.0]])


def test_each_star_by_hand():
    found = cluster_stars(TABLE)
    assert found.size[:, 0].tolist() == [1, 0, 0, 0]
    assert found.size[:, 1].tolist() == [0, 0, 1, 0]
    assert found.specialisation[:, 0].tolist() == [1, 0, 0, 0]
    assert found.focus.sum() == 1
    assert found.focus[2, 1] == 1
    assert found.stars.tolist() == [[2, 0], [0, 0], [0, 2], [0, 0]]


def test_the_floor_takes_all_stars_of_small_cells():
    assert cluster_stars(TABLE).specialisation[3, 0] == 0
    lower = replace(STAR_RULES["observatory"], least_size=0)
    assert cluster_stars(TABLE, rule=lower).specialisation[3, 0] == 1


def test_ties_at_the_boundary_earn_the_star():
    tied = np.array([[5000.0, 1.0], [5000.0, 1.0], [10.0, 1.0]])
    assert cluster_stars(tied).size[:, 0].tolist() == [1, 1, 0]


def test_unknown_cells_have_no_stars_and_are_not_ranked():
    table = TABLE.copy()
    table[0, 0] = np.nan
    found = cluster_stars(table)
    assert np.isnan(found.stars[0, 0])
    assert found.size[1, 0] == 1


def test_the_later_edition_with_productivity_and_growth():
    rule = STAR_RULES["panorama"]
    productivity = np.arange(8.0).reshape(4, 2)
    found = cluster_stars(TABLE, rule=rule, productivity=productivity, growth=-productivity)
    assert np.isnan(found.focus).all()
    assert found.productivity[:, 0].tolist() == [0, 0, 0, 1]
    assert found.growth[:, 0].tolist() == [1, 0, 0, 0]
    assert found.specialisation[:, 0].tolist() == [1, 0, 0, 1]
    assert np.isnan(cluster_stars(TABLE, rule=rule).productivity).all()


def test_what_stars_refuse():
    with pytest.raises(InputError, match="the table's shape"):
        cluster_stars(TABLE, rule=STAR_RULES["panorama"], productivity=np.ones((2, 2)))
    with pytest.raises(InputError, match="specialisation or specialisation_top"):
        cluster_stars(TABLE, rule=StarRule("x", "2020-01-01", "none", specialisation=None))
    with pytest.raises(InputError, match="a share of cells between 0 and 1, got 10"):
        cluster_stars(TABLE, rule=StarRule("x", "2020-01-01", "none", size_top=10.0))


def test_rules_are_dated_and_sourced():
    for rule in (*STAR_RULES.values(), StrongRule()):
        assert len(rule.valid_from) == 10
        assert rule.source


def test_strong_clusters():
    assert strong_clusters(TABLE)[:, 0].tolist() == [1, 0, 0, 1]
    assert strong_clusters(TABLE, rule=StrongRule(least_size=1000))[:, 0].tolist() == [1, 0, 0, 0]
    assert strong_clusters(TABLE, rule=StrongRule(least_share=0.5))[:, 0].tolist() == [1, 0, 0, 0]
    assert strong_clusters(TABLE, rule=StrongRule(least_quotient=9))[:, 0].sum() == 0
