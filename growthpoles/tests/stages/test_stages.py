"""Stages: strict order, evidence, and mechanisms for what is missing."""

import csv
import datetime as dt
import io

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growthpoles.cli import main
from growthpoles.errors import InputError
from growthpoles.stages import Evidence, assess_stages, criteria, mechanisms, mechanisms_for, stages, status_of

KEYS = [criterion.key for criterion in criteria()]
BY_STAGE = {stage: [c.key for c in criteria() if c.stage == stage] for stage in (1, 2, 3, 4)}


def proof(*keys, met=True):
    return [Evidence(key, met=met, text="seen") for key in keys]


def test_the_source_has_fourteen_criteria_in_four_stages_and_ten_mechanisms():
    assert {stage: len(keys) for stage, keys in BY_STAGE.items()} == {1: 3, 2: 4, 3: 4, 4: 3}
    assert len(mechanisms()) == 10
    assert [mechanism.term for mechanism in mechanisms().values()].count("medium") == 5


def test_every_criterion_is_answered_by_mechanisms_of_its_stage():
    for criterion in criteria():
        assert mechanisms_for(criterion.key), criterion.key
        for mechanism in mechanisms_for(criterion.key):
            assert criterion.stage in mechanism.stages, (criterion.key, mechanism.key)
    assert {m.key for key in KEYS for m in mechanisms_for(key)} == set(mechanisms())


@pytest.mark.parametrize("complete", [0, 1, 2, 3, 4])
def test_a_stage_is_reached_when_it_and_all_before_it_are_complete(complete):
    met = [key for stage in range(1, complete + 1) for key in BY_STAGE[stage]]
    assert assess_stages(proof(*met)).stage == complete


def test_one_criterion_short_is_not_the_stage():
    assert assess_stages(proof(*BY_STAGE[1], *BY_STAGE[2][:-1])).stage == 1


def test_a_skipped_stage_is_flagged_and_later_stages_do_not_count():
    found = assess_stages([*proof(*BY_STAGE[1], *BY_STAGE[3]), *proof("stable_ties", met=False)])
    assert (found.stage, found.skipped) == (1, (2,))


def test_a_stage_under_way_is_not_skipped():
    found = assess_stages([*proof(*BY_STAGE[1], "symbiosis"), *proof("stable_ties", met=False)])
    assert (found.stage, found.skipped) == (1, ())


def test_a_stage_without_evidence_is_not_called_skipped():
    found = assess_stages(proof(*BY_STAGE[1], *BY_STAGE[3]))
    assert (found.stage, found.stage_at_most, found.skipped) == (1, 4, ())


def test_a_claim_without_evidence_proves_nothing():
    assert status_of([Evidence("anchor_core", met=True)]) == "no evidence"
    assert status_of([Evidence("anchor_core", met=True, text="core firm with 400 suppliers")]) == "met"


def test_values_are_held_against_thresholds_either_way():
    assert status_of([Evidence("startup_growth", value=12.0, threshold=10.0)]) == "met"
    assert status_of([Evidence("startup_growth", value=12.0, threshold=10.0, at_most=True)]) == "not met"
    assert status_of([Evidence("startup_growth", met=False, value=12.0)]) == "not met"


def test_contradicting_evidence_is_told_and_blocks_the_stage():
    both = [*proof("research_capacity"), *proof("research_capacity", met=False)]
    assert status_of(both) == "contradicted"
    assert assess_stages([*both, *proof(*BY_STAGE[1][1:])]).stage == 0


def test_old_evidence_is_not_counted():
    old = Evidence("anchor_core", met=True, text="2010 survey", as_of=dt.date(2010, 1, 1))
    assert status_of([old], oldest=dt.date(2020, 1, 1)) == "no evidence"
    assert status_of([old], oldest=dt.date(2009, 1, 1)) == "met"


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), st.booleans()))
def test_more_proof_never_lowers_the_stage(claims):
    evidence = [Evidence(key, met=met, text="seen") for key, met in claims.items()]
    before = assess_stages(evidence)
    assert before.stage <= before.stage_at_most
    for key in set(KEYS) - set(claims):
        after = assess_stages([*evidence, *proof(key)])
        assert before.stage <= after.stage <= before.stage_at_most


EVIDENCE = pd.DataFrame(
    {
        "region": ["Almaty"] * 4 + ["Astana"] * 2,
        "criterion": [*BY_STAGE[1], "stable_ties", "research_capacity", "anchor_core"],
        "met": ["yes", "yes", "yes", "no", "no", "yes"],
        "evidence": ["a", "b", "c", "d", "e", "f"],
    }
)


def test_the_summary_names_what_is_missing_and_what_answers_it():
    rows = {row["region"]: row for row in stages(EVIDENCE).to_records()}
    assert rows["Almaty"]["stage"] == 1
    assert rows["Almaty"]["missing"] == "stable ties between high-tech firms"
    assert "networking within the cluster" in rows["Almaty"]["mechanisms"]
    assert "active policy of local authorities" in rows["Almaty"]["without_evidence"]
    assert rows["Astana"]["skipped"] == "1"
    [almaty, _] = stages(EVIDENCE, language="kk").to_records()
    assert "байланыстар картасы" in almaty["instruments"], "the network view"
    assert any("stagnation" in warning for warning in stages(EVIDENCE).provenance["warnings"])


def test_the_criteria_view_has_a_row_for_each_criterion_with_its_evidence():
    rows = stages(EVIDENCE, view="criteria", language="kk").to_records()
    assert len(rows) == 28
    assert rows[0]["evidence"] == "a"
    assert rows[0]["mechanisms"] == ""
    assert rows[0]["name"] == "ғылыми-инновациялық әлеует"


def test_unusable_evidence_names_the_row():
    with pytest.raises(InputError, match=r"row 1: expected one of research_capacity"):
        stages(pd.DataFrame({"region": ["A", "A"], "criterion": ["anchor_core", "anchor"]}))
    with pytest.raises(InputError, match=r"column 'as_of', row 0: expected a date"):
        stages(pd.DataFrame({"region": ["A"], "criterion": ["anchor_core"], "as_of": ["spring"]}))
    with pytest.raises(InputError, match="view summary"):
        stages(EVIDENCE, view="all")


def test_stages_command(tmp_path, capsys):
    path = tmp_path / "evidence.csv"
    EVIDENCE.to_csv(path, index=False)
    assert main(["stages", str(path), "--oldest", "2020-01-01"]) == 0
    printed = capsys.readouterr()
    rows = {row["region"]: row for row in csv.DictReader(io.StringIO(printed.out))}
    assert rows["Almaty"]["stage"] == "1"
    assert "skipped" in printed.err
    assert "6 rows of evidence have no date" in printed.err
