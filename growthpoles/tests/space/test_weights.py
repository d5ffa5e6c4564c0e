"""Weights: every way to make them, joined by name, against PySAL."""

import json

import numpy as np
import pytest

from growthpoles.errors import InputError
from growthpoles.space.weights import (
    centroids,
    contiguity,
    distance_band,
    from_links,
    from_neighbours,
    k_nearest,
)
from growthpoles.space.weights_files import read_geojson, read_weights


def links(weights):
    return {
        (weights.ids[row], weights.ids[column]) for row, column in zip(weights.rows, weights.neighbours, strict=True)
    }


def square(name, x, y, *, kind="Polygon", size=1.0):
    ring = [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]
    coordinates = [ring] if kind == "Polygon" else [[ring]]
    return {"type": "Feature", "properties": {"region": name}, "geometry": {"type": kind, "coordinates": coordinates}}


def collection(*features):
    return {"type": "FeatureCollection", "features": list(features)}


CHECKERS = collection(square("a", 0, 0), square("b", 1, 0, kind="MultiPolygon"), square("c", 1, 1), square("d", 5, 5))


@pytest.mark.parametrize("regions", [17, 20])
def test_neighbours_of_kazakhstans_regions(shared, regions):
    ours = read_weights(shared / "geo" / f"kz_adm1_{regions}.geojson")
    assert links(ours) == links(read_weights(shared / "oracles" / f"kz_contiguity_{regions}.csv"))
    assert ours.islands == ()


def test_gal_is_joined_by_name(oracles):
    """The file lists region 11 before region 10."""
    weights = read_weights(oracles / "pysal_mexico.gal")
    assert weights.ids.index("11") < weights.ids.index("10")
    ordered = weights.for_regions([str(at) for at in range(32)])
    assert links(ordered) == links(weights)
    assert ordered.s0 == 140.0


def test_queen_needs_a_corner_and_rook_an_edge():
    assert links(contiguity(CHECKERS)) == {(x, y) for x in "abc" for y in "abc" if x != y}
    assert links(contiguity(CHECKERS, rule="rook")) == {("a", "b"), ("b", "a"), ("b", "c"), ("c", "b")}
    assert contiguity(CHECKERS).islands == ("d",)


@pytest.mark.filterwarnings("ignore:The weights matrix is not fully connected", "ignore::RuntimeWarning")
def test_peers_agree(rng):
    libpysal = pytest.importorskip("libpysal")
    points = rng.random((60, 2)) * 100
    ours, theirs = k_nearest(points, 5), libpysal.weights.KNN(points, k=5)
    assert links(ours) == {(str(a), str(b)) for a, near in theirs.neighbors.items() for b in near}
    ours = distance_band(points, 15.0, decay=1.0)
    theirs = libpysal.weights.DistanceBand(points, 15.0, binary=False, alpha=-1.0, silence_warnings=True)
    assert links(ours) == {(str(a), str(b)) for a, near in theirs.neighbors.items() for b in near}
    for mine, other in ((ours.s0, theirs.s0), (ours.s1, theirs.s1), (ours.s2, theirs.s2)):
        assert mine == pytest.approx(other)
    theirs.transform = "r"
    standard = ours.row_standardised()
    assert (standard.s0, standard.s1) == pytest.approx((theirs.s0, theirs.s1))


def test_many_points_at_one_place_have_k_others():
    weights = k_nearest(np.zeros((9, 2)), 3)
    assert (weights.cardinalities == 3).all()
    assert (weights.rows != weights.neighbours).all()


def test_styles(row):
    assert row.row_standardised().row_sums == pytest.approx(1.0)
    assert row.row_standardised().in_style("binary").s0 == row.s0
    assert row.in_style("given") is row
    assert "6 regions, 10 links, binary" in repr(row)
    with pytest.raises(InputError, match="rows, binary or given"):
        row.in_style("columns")


def test_regions_are_joined_by_name_and_missing_ones_refused(row):
    part = row.for_regions(["c", "a", "b"])
    assert links(part) == {("a", "b"), ("b", "a"), ("b", "c"), ("c", "b")}
    with pytest.raises(InputError, match="none for 'x'"):
        row.for_regions(["a", "x"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((["a", "a"], [0], [1]), "'a' twice"),
        ((["a", "b"], [0], [0]), "beside itself"),
        ((["a", "b"], [0, 0], [1, 1]), "'b' twice beside 'a'"),
        ((["a", "b"], [0], [1], [-1.0]), "-1 between 'a' and 'b'"),
    ],
)
def test_links_that_cannot_be(arguments, message):
    with pytest.raises(InputError, match=message):
        from_links(*arguments)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: from_neighbours({"a": ["b"]}), "'b' beside 'a'"),
        (lambda: k_nearest([[0, 0], [1, 1]], 2), "between 1 and 1"),
        (lambda: k_nearest([[0, 0], [1, 1]], 1, ["a"]), "2 ids"),
        (lambda: k_nearest([[0, np.nan]], 1), "finite coordinates"),
        (lambda: distance_band([[0, 0], [1, 1]], 0.0), "above 0"),
        (lambda: distance_band([[0, 0], [0, 0]], 1.0, decay=1.0), "same place"),
        (lambda: contiguity(CHECKERS, rule="bishop"), "queen or rook"),
        (lambda: contiguity({"features": []}), "no features"),
        (lambda: contiguity(CHECKERS, id_property="code"), "'code' of every boundary"),
        (lambda: contiguity(collection({"properties": {"region": "p"}, "geometry": {"type": "Point"}})), "'Point'"),
    ],
)
def test_bad_input_is_refused_with_a_remedy(make, message):
    with pytest.raises(InputError, match=message):
        make()


def test_centres_of_boundaries():
    centres, ids = centroids(CHECKERS)
    np.testing.assert_allclose(centres, [[0.5, 0.5], [1.5, 0.5], [1.5, 1.5], [5.5, 5.5]])
    assert ids == ["a", "b", "c", "d"]


def test_files_of_every_kind(tmp_path):
    boundaries = tmp_path / "b.geojson"
    boundaries.write_text(json.dumps(CHECKERS))
    assert read_weights(boundaries, rule="rook").s0 == 4.0
    assert (read_weights(boundaries, nearest=1).cardinalities == 1).all()
    # A degree is about 111 km here, so only edges are near enough.
    assert links(read_weights(boundaries, within=120_000)) == {("a", "b"), ("b", "a"), ("b", "c"), ("c", "b")}
    named = tmp_path / "named.geojson"
    named.write_text(json.dumps(collection(square("x", 0, 0) | {"properties": {}, "id": 7})))
    assert read_weights(named).ids == ("7",)
    (tmp_path / "n.csv").write_text("region,neighbours\na,b\nb,a c\nc,b\nd,\n")
    assert read_weights(tmp_path / "n.csv").islands == ("d",)
    (tmp_path / "l.csv").write_text("region,neighbour,weight\na,b,0.5\nb,c,2\n")
    assert read_weights(tmp_path / "l.csv").values.tolist() == [0.5, 2.0]
    (tmp_path / "l1.csv").write_text("region,neighbour\na,b\nb,c\n")
    assert read_weights(tmp_path / "l1.csv").values.tolist() == [1.0, 1.0]
    (tmp_path / "w.gal").write_text("0 2 x y\na 1\nb\n\nb 1\na\n")
    assert links(read_weights(tmp_path / "w.gal")) == {("a", "b"), ("b", "a")}


@pytest.mark.parametrize(
    ("name", "content", "options", "message"),
    [
        ("absent.gal", None, {}, "a file of weights"),
        ("w.gal", "2\na 2\nb\n", {}, "2 neighbours of 'a'"),
        ("w.gal", "2\na\nb\n", {}, "row 2"),
        ("w.csv", "region,neighbor\na,b\n", {}, "'neighbours'"),
        ("w.csv", "region,neighbour,weight\na,b,much\n", {}, "column 'weight', row 2"),
        ("w.csv", "region,neighbours\na,b\n", {"nearest": 2}, "boundaries"),
        ("w.json", "{", {}, "GeoJSON"),
        ("w.json", "[]", {}, "'list'"),
    ],
)
def test_bad_files_are_refused_with_a_remedy(tmp_path, name, content, options, message):
    if content is not None:
        (tmp_path / name).write_text(content)
    with pytest.raises(InputError, match=message):
        read_weights(tmp_path / name, **options)


def test_geojson_is_a_collection(tmp_path):
    (tmp_path / "f.json").write_text('{"type": "Feature"}')
    with pytest.raises(InputError, match="FeatureCollection"):
        read_geojson(tmp_path / "f.json")
