"""``growthpoles appraise``."""

import csv
import io
from importlib.resources import files
from pathlib import Path

import pytest

from growthpoles.cli import main

COSTS = str(files("growthpoles") / "data" / "coworking_cost_benefit.csv")


def rows_printed(capsys):
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))


def test_appraise_prints_the_printed_figures_beside_the_full_ones(capsys):
    assert main(["appraise", COSTS]) == 0
    rows = {row["measure"]: row for row in rows_printed(capsys)}
    assert float(rows["initial_cost"]["simple"]) == 17.9e6
    assert round(float(rows["payback_years"]["simple"]), 2) == 0.83
    assert round(float(rows["benefit_cost_ratio"]["simple"]), 2) == 1.56
    assert float(rows["net_present_value"]["full"]) > 0


def test_appraise_takes_ranges_for_the_simulation(capsys):
    command = ["appraise", COSTS, "--view", "simulation", "--draws", "200", "--range", "fee=30000,50000,60000"]
    assert main(command) == 0
    assert {row["measure"] for row in rows_printed(capsys)} >= {"mean", "loss_probability", "quantile_0.5"}


@pytest.mark.parametrize("text", ["fee", "fee=1,2", "fee=a,b,c"])
def test_appraise_refuses_a_range_that_is_none(capsys, text):
    assert main(["appraise", COSTS, "--view", "sensitivity", "--range", text]) == 2
    assert "DRIVER=LOW,LIKELY,HIGH" in capsys.readouterr().err


def test_appraise_takes_the_rows_of_one_project_from_a_table_of_several(capsys, tmp_path):
    lines = Path(COSTS).read_text(encoding="utf-8").splitlines()
    several = tmp_path / "projects.csv"
    rows = [f"{name},{line}" for name in ("small", "other") for line in lines[1:]]
    several.write_text("\n".join([f"project,{lines[0]}", *rows]), encoding="utf-8")
    assert main(["appraise", str(several), "--where", "project = 'small'", "--view", "simple"]) == 0
    chosen = capsys.readouterr().out
    assert main(["appraise", COSTS, "--view", "simple"]) == 0
    assert chosen == capsys.readouterr().out
