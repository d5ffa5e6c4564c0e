from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from orken import packs
from orken.cases.procedure.definition import QuestionKind
from orken.cases.procedure.loading import load_procedure, read_procedure_file
from orken.cases.procedure.reading import ProcedureMistake

STALL = Path(__file__).parent / "procedures" / "open_day_stall.yaml"
RESIDENCY = Path(packs.__path__[0]) / "kz" / "procedures" / "residency_admission.yaml"


PLAN_OF_12 = RESIDENCY.with_name("residency_admission_12_sections.yaml")
WITH_COMMISSION = RESIDENCY.with_name("residency_admission_with_commission.yaml")


def test_residency_asks_every_kind_of_question() -> None:
    procedure = load_procedure(read_procedure_file(RESIDENCY))
    kinds = {question.kind for _section, question in procedure.questions()}
    assert kinds == set(get_args(QuestionKind))
    assert [stage.kind for stage in procedure.stages] == ["completeness", "decision", "agreement"]
    assert procedure.exclusive


def test_later_plan_has_12_sections_and_takes_the_rest_from_the_earlier_version() -> None:
    earlier, later = (load_procedure(read_procedure_file(path)) for path in (RESIDENCY, PLAN_OF_12))
    plan = [section.code for section in later.sections if section.code.startswith("plan_")]
    assert len(plan) == 12
    assert later.section("tax_standing") == earlier.section("tax_standing")
    assert (later.rules, later.stages) == (earlier.rules, earlier.stages)
    asked_before = {question.id for _section, question in earlier.questions()}
    assert {question.id for _section, question in later.questions()} == asked_before | {"team"}


def test_newest_version_is_read_by_experts_and_decided_by_a_commission() -> None:
    earlier, newest = (load_procedure(read_procedure_file(path)) for path in (PLAN_OF_12, WITH_COMMISSION))
    assert [stage.kind for stage in newest.stages] == ["completeness", "expert_review", "commission", "agreement"]
    assert newest.sections == earlier.sections
    assert newest.stage("agreement") == earlier.stage("agreement")
    commission, decision = newest.stage("commission"), earlier.stage("decision")
    assert (commission.reasons, commission.refusal, commission.effects) == (
        decision.reasons,
        decision.refusal,
        decision.effects,
    )


def test_what_the_earlier_version_does_not_have_is_named(tmp_path: Path) -> None:
    (tmp_path / "first.yaml").write_text(STALL.read_text())
    (tmp_path / "second.yaml").write_text("{based_on: first, form: [{same: roof}, {section: s, questions: [height]}]}")
    with pytest.raises(ProcedureMistake) as mistake:
        read_procedure_file(tmp_path / "second.yaml")
    assert list(mistake.value.mistakes) == [
        "the earlier version has no section 'roof'",
        "the earlier version has no question 'height'",
    ]


def test_later_version_takes_stages_whole_or_but_for_what_it_states(tmp_path: Path) -> None:
    (tmp_path / "first.yaml").write_text(STALL.read_text())
    deciding = "{like: approval, kind: commission, body: council, role: secretary}"
    (tmp_path / "second.yaml").write_text(f"{{based_on: first, stages: [{{same: handover}}, {deciding}]}}")
    earlier, later = (load_procedure(read_procedure_file(tmp_path / f"{name}.yaml")) for name in ("first", "second"))
    assert [stage.code for stage in later.stages] == ["handover", "approval"]
    assert later.stage("handover") == earlier.stage("handover")
    council = later.stage("approval")
    assert (council.kind, council.body, council.role) == ("commission", "council", "secretary")
    assert council.reasons == earlier.stage("approval").reasons


def test_stage_that_the_earlier_version_does_not_have_is_named(tmp_path: Path) -> None:
    (tmp_path / "first.yaml").write_text(STALL.read_text())
    (tmp_path / "second.yaml").write_text("{based_on: first, stages: [{same: roof}, {like: walls, kind: decision}]}")
    with pytest.raises(ProcedureMistake) as mistake:
        read_procedure_file(tmp_path / "second.yaml")
    assert list(mistake.value.mistakes) == [
        "the earlier version has no stage 'roof'",
        "the earlier version has no stage 'walls'",
    ]


@pytest.mark.parametrize("parts", ["form: [roof], stages: [5]", "form: {same: roof}, stages: roof"])
def test_what_is_no_part_of_a_later_version_is_told_like_in_any_other(tmp_path: Path, parts: str) -> None:
    (tmp_path / "first.yaml").write_text(STALL.read_text())
    (tmp_path / "second.yaml").write_text(f"{{based_on: first, {parts}}}")
    with pytest.raises(ProcedureMistake) as mistake:
        load_procedure(read_procedure_file(tmp_path / "second.yaml"))
    assert all(any(part in text for text in mistake.value.mistakes) for part in ("form", "stages"))


def test_later_version_may_have_a_new_section_for_a_document_alone(tmp_path: Path) -> None:
    (tmp_path / "first.yaml").write_text(STALL.read_text())
    title = "{kk: Қ, ru: Р, en: E}"
    section = f"{{section: papers, title: {title}, document: {{kind: other, title: {title}}}}}"
    (tmp_path / "second.yaml").write_text(f"{{based_on: first, form: [{{same: stall}}, {section}]}}")
    papers = load_procedure(read_procedure_file(tmp_path / "second.yaml")).section("papers")
    assert papers.questions == ()
    assert papers.document is not None


def test_agreement_text_is_read_from_beside_the_procedure() -> None:
    agreement = load_procedure(read_procedure_file(RESIDENCY)).stage("agreement").agreement
    assert agreement is not None
    assert agreement.kk.startswith("ҚЫЗМЕТ ШАРТТАРЫ")
    assert agreement.en.startswith("AGREEMENT")


def test_a_quite_different_procedure_is_data_too() -> None:
    procedure = load_procedure(read_procedure_file(STALL))
    assert not procedure.exclusive
    assert [(stage.kind, stage.role, stage.working_days.days) for stage in procedure.stages] == [
        ("decision", "head_of_unit", 3),
        ("completeness", "officer", 2),
    ]
    assert procedure.stage_after("approval") == procedure.stage("handover")
    assert procedure.stage_after("handover") is None


def broken(**changes: object) -> dict[str, object]:
    return read_procedure_file(STALL) | changes


def mistakes_of(data: dict[str, object]) -> str:
    with pytest.raises(ProcedureMistake) as caught:
        load_procedure(data)
    return str(caught.value)


def test_every_mistake_is_listed_with_its_place() -> None:
    data = broken(color="red", title={"kk": "Атауы", "en": "Title"})
    data["form"][0]["questions"][0]["kind"] = "essay"  # type: ignore[index]
    data["form"][0]["questions"][1]["id"] = "visitors"  # type: ignore[index]
    text = mistakes_of(data)
    assert "unknown key 'color'" in text
    assert "'title' must be written in kk, ru, en; missing: ru" in text
    assert "form[0].questions[0]: 'kind' must be one of text, long_text" in text
    assert "the question id 'visitors' is used more than once" in text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"stages": []}, "needs at least one stage"),
        ({"form": []}, "needs a form with at least one section"),
        ({"rules": [{"id": "bad", "condition": "1 +"}]}, "bad"),
        ({"exclusive": "yes"}, "'exclusive' must be true or false; it is 'yes'"),
        ({"facts": "residency.is_resident"}, "'facts' must be a list of texts"),
        ({"number_prefix": 7}, "'number_prefix' must be a text; it is 7"),
    ],
)
def test_a_mistake_says_what_was_wanted_and_given(changes: dict[str, object], said: str) -> None:
    assert said in mistakes_of(broken(**changes))


def test_a_stage_needs_what_its_kind_works_with() -> None:
    stage = {"stage": "s", "role": "officer", "title": {"kk": "а", "ru": "б", "en": "c"}}
    text = mistakes_of(
        broken(
            stages=[
                {**stage, "kind": "decision", "working_days": 1},
                {**stage, "stage": "t", "kind": "agreement", "working_days": 0},
                {**stage, "stage": "u", "kind": "vote", "working_days": 1},
            ]
        )
    )
    assert "stages[0]: a decision needs 'reasons' for both outcomes" in text
    assert "stages[1]: an agreement stage needs the text of the 'agreement'" in text
    assert "stages[1]: 'working_days' must be a whole number above 0 or a parameter's code; it is 0" in text
    assert (
        "stages[2]: 'kind' must be one of completeness, expert_review, commission, decision, agreement; it is 'vote'"
        in text
    )


def test_a_choice_needs_options_and_a_table_simple_columns() -> None:
    label = {"kk": "а", "ru": "б", "en": "c"}
    questions = [
        {"id": "pick", "kind": "choice", "label": label},
        {"id": "empty", "kind": "table", "label": label},
        {
            "id": "deep",
            "kind": "table",
            "label": label,
            "columns": [{"id": "inner", "kind": "long_text", "label": label}],
        },
    ]
    text = mistakes_of(broken(form=[{"section": "s", "title": label, "questions": questions}], rules=[]))
    assert "questions[0]: a choice needs 'options' or a 'code_list'" in text
    assert "questions[1]: a table needs 'columns'" in text
    assert "questions[2]: a column may be text, choice, number, money, date or boolean" in text
