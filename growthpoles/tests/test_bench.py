"""The benchmark runner: figures of a folder of cases, with machine and versions, or a clear refusal."""

import json

import pytest

from growthpoles.bench import copy_bandwidth, figure_lines, machine, versions
from growthpoles.cli import main
from growthpoles.figures import Figure, beside, beside_peers, duration, interleaved, medians, told

CASE = """
from growthpoles.figures import Figure, beside, duration

def measure():
    return [
        duration("X quick", 0.001),
        beside("X quick", "slow", (0.001, 0.1), goal=50.0),
        duration("X late", 2.0, goal_seconds=1.0, bound="the clock"),
        Figure("X quick, memory", 100.0, "MB", goal=1024.0),
    ]
"""


@pytest.fixture(autouse=True)
def quick_copy(monkeypatch):
    """Half a gigabyte is copied in earnest."""
    monkeypatch.setattr("growthpoles.bench.copy_bandwidth", lambda: copy_bandwidth(1))


def test_figures_are_written_in_the_form_of_those_of_the_portal(tmp_path, capsys):
    (tmp_path / "one_peers.py").write_text(CASE)
    (tmp_path / "two_peers.py").write_text("raise SystemExit(3)")
    target = tmp_path / "var" / "bench-engine.json"
    assert main(["bench", "--benchmarks", str(tmp_path), "--only", "one", "-o", str(target)]) == 0
    rows = {row["name"]: row for row in json.loads(target.read_text())}
    assert {tuple(row) for row in rows.values()} == {
        ("name", "value", "unit", "goal", "met", "against", "ratio", "versions")
    }
    known = [[row[key] for key in ("value", "unit", "goal", "met", "against", "ratio")] for row in rows.values()]
    quick = [1.0, "ms", None, None, None, None]
    assert known[3:7] == [
        quick,
        [1000.0, "1/s", 50.0, True, 10.0, 100.0],
        [2000.0, "ms", 1000.0, False, None, None],
        [100.0, "MB", 1024.0, True, None, None],
    ]
    assert rows["X late"]["versions"]["numpy"][0].isdigit()
    assert rows["machine: copy in memory, before"]["unit"] == "GB/s"
    assert rows["machine: copy in memory, after"]["value"] > 0
    assert rows["peak memory of one_peers.py, peers included"]["value"] > 0
    printed = capsys.readouterr().out
    assert "100x goal ≥ 50x: met" in printed
    assert "goal ≤ 1000: MISSED, bound by the clock" in printed


def test_a_failing_case_writes_nothing(tmp_path, capsys):
    (tmp_path / "two_peers.py").write_text("raise SystemExit(3)")
    target = tmp_path / "bench.json"
    assert main(["bench", "--benchmarks", str(tmp_path), "-o", str(target)]) == 2
    assert not target.exists()
    assert "a failure in two_peers.py" in capsys.readouterr().err


def test_an_absent_folder_is_told(tmp_path, capsys):
    assert main(["bench", "--benchmarks", str(tmp_path / "none")]) == 2
    assert "--benchmarks growthpoles/benchmarks" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("figure", "met"),
    [
        (duration("x", 1.0), None),
        (duration("x", 1.0, goal_seconds=1.0), True),
        (duration("x", 1.1, goal_seconds=1.0), False),
        (beside("x", "y", (1.0, 2.0), goal=2.0), True),
        (beside("x", "y", (1.0, 1.9), goal=2.0), False),
        (Figure("x", 3.0, "MB", goal=0.5, against=4.0), False),
    ],
)
def test_goals_bind_the_ratio_where_there_is_a_peer(figure, met):
    assert figure.met is met
    assert ("MISSED" in figure.line()) == (met is False)
    assert Figure(**figure.to_message()) == figure


def test_calls_are_taken_in_turns_and_told(capsys):
    seen = []
    found = medians({"a": lambda: seen.append("a"), "b": lambda: seen.append("b")}, 2)
    assert seen == ["a", "b"] * 3
    assert all(seconds >= 0 for seconds in found.values())
    ours, theirs = beside_peers("x", {"us": lambda: None, "them": lambda: None}, {"them": 1e9}, repeats=1)
    assert (ours.name, theirs.name, theirs.met) == ("x", "x, beside them", False)
    interleaved({"a": lambda: seen.append("once")}, 1)
    assert seen.count("once") == 1
    assert told(iter([duration("x", 1.0)])) == [duration("x", 1.0)]
    assert "1000 ms" in capsys.readouterr().err


def test_machine_and_versions_are_named():
    assert machine()[0].value >= 1
    assert versions()["numpy"][0].isdigit()
    assert "python" in figure_lines([])[0]


def test_absent_peers_are_named_as_absent(monkeypatch):
    monkeypatch.setattr("growthpoles.bench.PACKAGES", ("no such package",))
    assert versions()["no such package"] == "not installed"
