"""How a procedure says who reviews and who decides; every mistake of its author is named with its place."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from orken.cases.procedure.loading import load_procedure
from orken.cases.procedure.naming import unknown_names
from orken.cases.procedure.reading import ProcedureMistake
from orken.cases.surroundings import list_codes, surroundings
from orken.kernel.yaml_files import read_yaml
from orken.rulebook.pack_check import readable_parameters
from orken.rulebook.packs import PACKS

PROCEDURES = Path(__file__).parent / "procedures"


@pytest.fixture
def data() -> dict[str, Any]:
    """A procedure whose stages are an expert review and a commission."""
    return {**read_yaml(PROCEDURES / "open_day_stall.yaml"), **read_yaml(PROCEDURES / "reviewed_stall.yaml")}


def told(data: dict[str, Any]) -> str:
    with pytest.raises(ProcedureMistake) as mistake:
        load_procedure(data)
    return "\n".join(mistake.value.mistakes)


def test_terms_of_a_review_are_read(data: dict[str, Any]) -> None:
    expertise, council = load_procedure(data).stages
    terms = expertise.review
    assert terms is not None
    assert (terms.reads, terms.spread, terms.reminders, terms.scores_shown) == (2, Decimal(25), (3, 1), True)
    assert (terms.is_blind, terms.hidden) == (True, frozenset({"exhibits"}))
    assert [(one.code, one.weight, one.lowest, one.highest) for one in terms.criteria] == [
        ("novelty", Decimal(2), 0, 4),
        ("team", Decimal(1), 1, 5),
    ]
    assert (council.body, council.review) == ("council", None)


def test_review_without_its_terms_and_terms_without_a_review_are_refused(data: dict[str, Any]) -> None:
    data["stages"][1]["review"] = data["stages"][0].pop("review")
    assert told(data).count("an expert_review stage, and no other, has 'review' with its criteria") == 2


def test_commission_needs_its_body_and_both_kinds_of_reasons(data: dict[str, Any]) -> None:
    council = data["stages"][1]
    del council["body"], council["reasons"][1]
    assert "a commission stage, and no other, names the 'body' that decides" in told(data)
    assert "a commission needs 'reasons' for both outcomes" in told(data)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reads": 0}, "'reads' must say how many experts read a case"),
        ({"criteria": []}, "a review needs 'criteria'"),
        ({"spread": 101}, "'spread' must be between 0 and 100"),
        ({"reminders": ["soon"]}, "'reminders' must be a list of whole numbers"),
        ({"reads": True}, "'reads' must be a whole number"),
    ],
)
def test_impossible_terms_are_refused(data: dict[str, Any], change: dict[str, object], said: str) -> None:
    data["stages"][0]["review"] |= change
    assert said in told(data)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"weight": 0}, "'weight' must be above 0"),
        ({"code": "team"}, "repeated: team"),
        ({"levels": []}, "from the lowest score to the highest"),
    ],
)
def test_impossible_criteria_are_refused(data: dict[str, Any], change: dict[str, object], said: str) -> None:
    data["stages"][0]["review"]["criteria"][0] |= change
    assert said in told(data)


def test_levels_out_of_order_are_refused(data: dict[str, Any]) -> None:
    data["stages"][0]["review"]["criteria"][0]["levels"].reverse()
    assert "from the lowest score to the highest" in told(data)


def test_question_that_is_not_there_cannot_be_hidden(data: dict[str, Any]) -> None:
    data["stages"][0]["review"]["hidden"] = ["exhibit", "document:licence"]
    around = surroundings(list_codes(PACKS / "kz"), readable_parameters(PACKS / "kz"))
    mistakes = [mistake.text for mistake in unknown_names(load_procedure(data), around)]
    assert "stage 'expertise': there is no question or document 'exhibit' to hide; did you mean 'exhibits'?" in mistakes
    assert any("'document:licence'" in text for text in mistakes)
