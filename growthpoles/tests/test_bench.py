"""The benchmark runner: figures of a folder of cases, with machine and versions, or a clear refusal."""

import json

import pytest

from growthpoles.bench import machine, reached, report_lines, versions
from growthpoles.cli import main

CASE = """
def measure():
    return [
        {"id": "X quick", "seconds": 0.001, "peer": "slow", "peer_seconds": 0.1, "ratio": 100.0, "goal_ratio": 50.0},
        {"id": "X late", "seconds": 2.0, "peer": None, "goal_seconds": 1.0, "bound": "the clock"},
    ]
"""


def test_figures_are_written_and_printed(tmp_path, capsys):
    (tmp_path / "one_peers.py").write_text(CASE)
    (tmp_path / "two_peers.py").write_text("raise SystemExit(3)")
    target = tmp_path / "var" / "bench-engine.json"
    assert main(["bench", "--benchmarks", str(tmp_path), "--only", "one", "-o", str(target)]) == 0
    report = json.loads(target.read_text())
    assert [row["id"] for row in report["rows"]] == ["X quick", "X late"]
    assert report["machine"]["copy_gb_per_second"] > 0
    assert report["peak_memory_mb"]["one_peers.py"] > 0
    printed = capsys.readouterr().out
    assert "100.0x slow  goal 50.0x: reached" in printed
    assert "goal 1.0 s: MISSED  bound by the clock" in printed


def test_a_failing_case_writes_nothing(tmp_path, capsys):
    (tmp_path / "two_peers.py").write_text("raise SystemExit(3)")
    target = tmp_path / "bench.json"
    assert main(["bench", "--benchmarks", str(tmp_path), "-o", str(target)]) == 2
    assert not target.exists()
    assert "a failure in two_peers.py" in capsys.readouterr().err


def test_an_absent_folder_is_told(tmp_path, capsys):
    assert main(["bench", "--benchmarks", str(tmp_path / "none")]) == 2
    assert "--benchmarks growthpoles/benchmarks" in capsys.readouterr().err


def test_goals():
    assert reached({"seconds": 1.0})
    assert not reached({"seconds": 1.0, "goal_ratio": 2.0})
    assert not reached({"seconds": 1.0, "ratio": 1.5, "goal_ratio": 2.0})


def test_machine_and_versions_are_named():
    assert machine()["cores"] >= 1
    assert versions()["numpy"][0].isdigit()
    report = {
        "machine": machine() | {"copy_gb_per_second_at_the_end": 1.0},
        "versions": {},
        "peak_memory_mb": {},
        "rows": [],
    }
    assert "cores" in report_lines(report)[0]


@pytest.mark.parametrize("missing", ["no such package"])
def test_absent_peers_are_named_as_absent(missing, monkeypatch):
    monkeypatch.setattr("growthpoles.bench.PACKAGES", (missing,))
    assert versions() == {missing: "not installed"}
