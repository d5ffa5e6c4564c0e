"""Every command of this family from the shell's point of view: columns, exit codes, nothing half-written."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from growthpoles import cli
from growthpoles.cli import main

RNG = np.random.default_rng(0)


@pytest.fixture
def table(tmp_path):
    values = np.round(RNG.lognormal(4, 1, (6, 5)))
    rows = [(f"R{r}", f"6{i}1", int(v)) for (r, i), v in np.ndenumerate(values)]
    path = tmp_path / "table.csv"
    pd.DataFrame(rows, columns=["region", "industry", "value"]).to_csv(path, index=False)
    return path


@pytest.fixture
def firms(tmp_path):
    rows = [(f"R{r}", f"i{i}", v, at) for at, (r, i, v) in enumerate(RNG.integers(1, 5, (80, 3)))]
    path = tmp_path / "firms.csv"
    pd.DataFrame(rows, columns=["region", "industry", "value", "firm"]).to_csv(path, index=False)
    return path


def run(capsys, *arguments):
    code = main([str(argument) for argument in arguments])
    written = capsys.readouterr()
    return code, written.out, written.err


def frame_of(capsys, *arguments):
    code, out, err = run(capsys, *arguments)
    assert code == 0, err
    return pd.read_csv(io.StringIO(out))


@pytest.mark.parametrize(
    ("command", "columns"),
    [
        ("lq", ["region", "industry", "location_quotient"]),
        ("regions", ["region", "krugman_specialisation_index", "herfindahl_hirschman_index", "normalised_herfindahl",
                     "equivalent_number", "hachman_index", "shannon_entropy", "gini", "theil", "related_variety",
                     "unrelated_variety", "diversity", "economic_complexity_index"]),
        ("industries", ["industry", "locational_gini", "hoover_index", "theil_index", "krugman_concentration_index",
                        "ubiquity", "product_complexity_index"]),
        ("stars", ["region", "industry", "size_star", "specialisation_star", "focus_star", "stars", "strong_cluster"]),
        ("relatedness", ["region", "industry", "relatedness_density", "cohesion", "potential_rank", "reason"]),
        ("complexity", ["region", "diversity", "economic_complexity_index"]),
        ("flq", ["region", "industry", "purchasing_industry", "slq", "cilq", "flq", "aflq"]),
        ("prerequisites", ["region", "industry", "location_quotient", "prerequisites"]),
        ("ellison-glaeser", ["industry", "ellison_glaeser"]),
        ("maurel-sedillot", ["industry", "maurel_sedillot"]),
        ("coagglomeration", ["industry", "other_industry", "coagglomeration"]),
    ],
)  # fmt: skip
def test_columns_of(command, columns, table, capsys):
    assert set(columns) <= set(frame_of(capsys, command, table).columns)


def test_options_of_lq(table, firms, capsys):
    extras = frame_of(capsys, "lq", table, "--symmetric", "--standardised", "--interval", "dartboard", "--fdr")
    assert extras.columns[3:].tolist() == [
        "symmetric_location_quotient", "standardised_location_quotient", "lower", "upper", "p_value", "q_value",
    ]  # fmt: skip
    bootstrapped = frame_of(capsys, "lq", firms, "--establishment", "firm", "--interval", "bootstrap", "--draws", "50")
    assert bootstrapped["lower"].notna().all()


def test_the_standard_input_can_be_read_twice(firms, capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(firms.read_bytes())))
    found = frame_of(capsys, "lq", "-", "--duplicates", "sum", "--interval", "binomial")
    assert len(found) == 16


def test_weights_of_ellison_glaeser(firms, tmp_path, capsys):
    weights = tmp_path / "weights.csv"
    weights.write_text("region,value\nR1,1\nR2,1\nR3,1\nR4,9\n")
    given = frame_of(capsys, "ellison-glaeser", firms, "--weights", weights, "--interval", "--draws", "50")
    assert given["p_value"].between(0, 1).all()
    assert not np.allclose(given["ellison_glaeser"], frame_of(capsys, "ellison-glaeser", firms)["ellison_glaeser"])
    weights.write_text("region,value\nR1,1\nR1,2\n")
    assert run(capsys, "ellison-glaeser", firms, "--weights", weights)[0] == 2


def test_published_totals_are_weights_of_the_regions(tmp_path, capsys):
    """REAT's ten firms of Vienna, Linz and Graz; the populations stand in the same file."""
    sizes = {"Wien": (200, 650, 12000, 100, 50), "Linz": (16000, 13000, 1500, 1500), "Graz": (25000,)}
    rows = [f"{region},a,{size}" for region, found in sizes.items() for size in found]
    rows += ["Wien,ALL,500000", "Linz,ALL,400000", "Graz,ALL,100000"]
    (tmp_path / "reat.csv").write_text("region,industry,value\n" + "\n".join(rows) + "\n")
    code, out, err = run(capsys, "ellison-glaeser", tmp_path / "reat.csv", "--total-industry", "ALL", "--explain")
    assert code == 0
    assert float(pd.read_csv(io.StringIO(out)).ellison_glaeser[0]) == pytest.approx(0.05990628411)
    assert "region weights: published totals" in err
    (tmp_path / "reat.csv").write_text("region,industry,value\n" + "\n".join(rows[:-1]) + "\n")
    code, _, err = run(capsys, "maurel-sedillot", tmp_path / "reat.csv", "--total-industry", "ALL")
    assert code == 2
    assert "a weight for every region, got none for Graz" in err


def test_shift_share_of_two_files_and_growth_commands(table, tmp_path, capsys):
    later = tmp_path / "later.csv"
    frame = pd.read_csv(table)
    frame.assign(value=frame["value"] * 2).to_csv(later, index=False)
    found = frame_of(capsys, "shift-share", table, later, "--by", "cell")
    assert found["regional_share"].to_numpy() == pytest.approx(0, abs=1e-9)
    both = tmp_path / "both.csv"
    pd.concat([frame.assign(year=2019), frame.assign(year=2020)]).to_csv(both, index=False)
    assert "location_quotient_growth" in frame_of(capsys, "lq-growth", both, "--period", "year")
    found = frame_of(capsys, "convergence", both, "--period", "year", "--years", "1", "--where", "industry = '601'")
    assert found["beta"][0] == pytest.approx(0, abs=1e-12)


def test_pairs_industries_and_thresholds(table, tmp_path, capsys):
    assert "proximity" in frame_of(capsys, "relatedness", table, "--pairs")
    assert "product_complexity_index" in frame_of(capsys, "complexity", table, "--of", "industries")
    few = frame_of(capsys, "stars", table, "--least-size", "1e9")
    assert few["stars"].sum() == 0
    output = frame_of(capsys, "stars", table, "--rule", "panorama", "--productivity", table, "--quotient-top", "0.5")
    assert output["productivity_star"].sum() > 0


def test_bounds_want_counts_and_name_the_cell(table, tmp_path, capsys):
    frame = pd.read_csv(table)
    frame.astype({"value": float}).assign(value=lambda rows: rows.value + 0.5).to_csv(tmp_path / "f.csv", index=False)
    code, _, err = run(capsys, "lq", tmp_path / "f.csv", "--interval", "binomial")
    assert code == 2
    assert "in region 'R0', industry '601'" in err


def test_convergence_needs_no_industry(tmp_path, capsys):
    (tmp_path / "income.csv").write_text(
        "region,year,value\n"
        + "".join(f"R{r},{year},{100 * r + 20 * (year - 2015)}\n" for r in (1, 2, 3, 4) for year in (2015, 2020))
    )
    code, out, _ = run(capsys, "convergence", tmp_path / "income.csv", "--period", "year", "--years", "5")
    assert code == 0
    assert pd.read_csv(io.StringIO(out)).beta[0] < 0
    code, _, err = run(capsys, "convergence", tmp_path / "income.csv", "--where", "year = 2015", "--years", "5")
    assert code == 2
    assert "two periods or more" in err


def test_given_quotients_and_marks(tmp_path, capsys):
    path = tmp_path / "lq.csv"
    path.write_text("region,industry_key,lq,marked\nA,x,1.2,true\nA,y,0.5,false\nB,x,1.0,false\nB,y,,\n")
    code, out, err = run(capsys, "prerequisites", "--given-lq", path)
    assert code == 0
    found = pd.read_csv(io.StringIO(out))
    assert found["prerequisites"].tolist()[:3] == [True, False, True]
    assert "region 'B', industry 'x': quotient 1 is left unmarked by the source" in err
    path.write_text("region,industry,lq,marked\nA,x,1.2,perhaps\n")
    assert run(capsys, "prerequisites", "--given-lq", path)[0] == 2
    path.write_text("region,industry,lq\nA,x,1.2\n")
    assert run(capsys, "prerequisites", "--given-lq", path)[0] == 0


def test_explain_says_what_was_done(table, capsys):
    code, _, err = run(capsys, "lq", table, "--explain")
    assert code == 0
    assert "Location quotient of each industry in each region." in err
    assert "measure: location_quotient" in err
    assert "input_hash: " in err


def test_output_by_suffix_and_format(table, tmp_path, capsys):
    target = tmp_path / "lq.json"
    assert run(capsys, "lq", table, "-o", target)[0] == 0
    assert json.loads(target.read_text())["provenance"]["measure"] == "location_quotient"
    assert "location_quotient" in run(capsys, "lq", table, "--format", "table")[1]


def test_bad_input_prints_one_message_and_writes_nothing(tmp_path, capsys):
    path, target = tmp_path / "bad.csv", tmp_path / "out.csv"
    path.write_text("region,industry,value\nA,x,1\nB,x,-4\n")
    code, out, err = run(capsys, "lq", path, "-o", target)
    assert (code, out) == (2, "")
    assert err.startswith("growthpoles: column 'value', row 3: expected")
    assert not target.exists()


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--draws", "0", "a whole number of 1 or more, got '0'"),
        ("--seed", "-1", "a whole number of 0 or more"),
        ("--draws", "1.5", "a whole number"),
        ("--level", "95", "a share between 0 and 1"),
        ("--level", "high", "a share between 0 and 1"),
    ],
)
def test_options_out_of_range_are_refused_with_what_was_expected(option, value, message, table, capsys):
    with pytest.raises(SystemExit) as end:
        main(["lq", str(table), option, value])
    assert end.value.code == 2
    assert message in capsys.readouterr().err


def test_a_result_that_cannot_be_written_is_refused_before_the_work(table, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("growthpoles.cli.specialisation.run_lq", lambda args: pytest.fail("work was done"))
    for target, message in ((tmp_path / "none" / "lq.csv", "a folder that exists"), (tmp_path, "a file to write")):
        code, out, err = run(capsys, "lq", table, "-o", target)
        assert (code, out) == (2, "")
        assert message in err


def test_an_interrupted_run_says_so(table, capsys, monkeypatch):
    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "deliver", lambda *_: interrupted(None))
    assert run(capsys, "lq", table)[0] == 130


PROGRAM = [sys.executable, "-c", "from growthpoles.cli import main; raise SystemExit(main())"]
#: The same, interrupted when it has worked for two seconds of the processor's time. Without the compiler the random
#: numbers warn as they wrap around.
INTERRUPTED = """
import os, signal, warnings
from growthpoles.cli import main
warnings.simplefilter("ignore", RuntimeWarning)
signal.signal(signal.SIGVTALRM, lambda *_: os.kill(os.getpid(), signal.SIGINT))
signal.setitimer(signal.ITIMER_VIRTUAL, 2.0)
raise SystemExit(main())
"""


def test_a_closed_pipe_is_no_error(tmp_path):
    wide = tmp_path / "wide.csv"
    wide.write_text("region,industry,value\n" + "".join(f"r{r},i{i},1\n" for r in range(200) for i in range(100)))
    with subprocess.Popen([*PROGRAM, "lq", str(wide)], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        running.stdout.close()
        told = running.stderr.read().decode()
        assert running.wait() == 0
    assert "BrokenPipe" not in told


def test_what_is_left_for_a_closed_pipe_goes_nowhere(table, monkeypatch):
    def closed(args):
        raise BrokenPipeError

    moved = []
    monkeypatch.setattr("growthpoles.cli.specialisation.run_lq", closed)
    monkeypatch.setattr(cli.os, "dup2", lambda old, new: moved.append(new))
    with Path(os.devnull).open("w", encoding="utf-8") as sink:
        monkeypatch.setattr(sys, "stdout", sink)
        assert main(["lq", str(table)]) == 0
        assert moved == [sink.fileno()]


def test_long_work_can_be_interrupted_and_leaves_nothing(firms, tmp_path):
    target = tmp_path / "out.csv"
    work = ["ellison-glaeser", str(firms), "--interval", "--draws", "100000000", "-o", str(target)]
    done = subprocess.run([sys.executable, "-c", INTERRUPTED, *work], stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "growthpoles: interrupted; nothing was written\n")
    assert not target.exists()


def test_the_program_is_installed_and_reads_a_pipe(table):
    done = subprocess.run([*PROGRAM, "lq", "-"], input=table.read_bytes(), capture_output=True, check=True)
    assert done.stdout.decode().splitlines()[0] == "region,industry,location_quotient"


def test_help_lists_the_commands(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    listed = capsys.readouterr().out
    for command in ("lq", "regions", "industries", "ellison-glaeser", "stars", "shift-share", "prerequisites"):
        assert command in listed
