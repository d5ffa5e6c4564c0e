"""What every kind of stage says of itself, in whatever room it stands."""

from __future__ import annotations

import pytest

from orken.cases.extension import stage_kind
from orken.cases.procedure.stages import STAGE_KINDS
from orken.cases.stages.appeal import APPEAL_STEPS
from orken.cases.stages.applicant import APPLICANT_ACTIONS
from orken.cases.stages.registry import lapses, words_of_steps, words_of_steps_inside
from orken.journal.wording import actions


@pytest.mark.parametrize("name", STAGE_KINDS)
def test_each_step_has_words_and_the_applicant_is_told_what_happens_meanwhile(name: str) -> None:
    kind = stage_kind[name]
    assert kind.actions.keys() <= kind.words.keys() | kind.words_inside.keys()
    assert not kind.words.keys() & kind.words_inside.keys()
    assert bool(kind.meanwhile) is (name != "agreement")  # there it depends on who has signed


def test_steps_of_all_rooms_are_called_by_name() -> None:
    called = words_of_steps()
    assert {*APPLICANT_ACTIONS, *APPEAL_STEPS, "reviews_done", "record_decision", "decide"} <= called.keys()
    assert words_of_steps_inside().keys() == {"propose", "send_back"}
    assert {"case.reviews_done", "case.record_decision", "case.file"} <= set(actions(inside=False))
    assert "case.propose" not in actions(inside=False)
    assert lapses() == {"lapse"}
