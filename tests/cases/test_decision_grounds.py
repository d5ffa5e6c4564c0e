"""A refusal rests on grounds from a list, each with its act; what was cited stays as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from orken.cases.grounds import REQUIREMENT, offered, reasons_from, requirements_of
from orken.cases.models import Case, Decision
from orken.cases.procedure.loading import load_procedure, read_procedure_file
from orken.cases.procedure.reading import ProcedureMistake
from orken.cases.services.publishing import publish_procedure
from orken.kernel.errors import RuleViolation
from orken.kernel.text import Text
from orken.rulebook.models import ParameterValue
from tests.factories.cases import REASONS, STALL_FILE, filed_residency_case, officer, publish_stall, step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("procedures")]

LANGUAGES = ("kk", "ru", "en")
ARREARS, PROJECT = "rule.arrears_within_limit", "investment_project"


@pytest.fixture
def to_decide() -> Case:
    case, _founder = filed_residency_case()
    step(case, "pass_on", officer())
    return case


def page_of(client: Client, case: Case, query: str = "", language: str = "en", **typed: str) -> BeautifulSoup:
    address = f"/{language}/desk/cases/{case.reference}/decide/{query}"
    response = client.post(address, typed) if typed else client.get(address)
    assert response.status_code == 200, response.status_code
    return BeautifulSoup(response.content, "html.parser")


def stall_without_basis() -> Any:
    data: Any = read_procedure_file(STALL_FILE)
    for reason in data["stages"][0]["reasons"]:
        reason.pop("basis", None)
        reason.pop("certainty", None)
    return data


def test_refusal_without_a_basis_is_not_published() -> None:
    with pytest.raises(ProcedureMistake, match="the refusal 'full' has no 'basis'"):
        publish_procedure(stall_without_basis())


def test_version_published_before_still_loads() -> None:
    assert load_procedure(stall_without_basis()).stages[0].reasons[1].basis is None


def test_basis_needs_its_certainty() -> None:
    stages: Any = read_procedure_file(STALL_FILE)["stages"]
    del stages[0]["reasons"][1]["certainty"]
    with pytest.raises(ProcedureMistake, match="'certainty' must be one of"):
        publish_stall(stages=stages)


def test_frame_of_a_refusal_needs_the_place_for_reasons() -> None:
    stages: Any = read_procedure_file(STALL_FILE)["stages"]
    stages[0]["refusal"] = {"kk": "Жоқ: $reasons", "ru": "Нет: $reasons", "en": "No."}
    with pytest.raises(ProcedureMistake, match=r"'refusal' must have '\$reasons'"):
        publish_stall(stages=stages)


@pytest.mark.parametrize(
    ("outcome", "chosen"),
    [
        ("refused", {"template": "made_up"}),
        ("refused", {"template": ""}),
        ("refused", {"template": "meets_requirements"}),
        ("refused", {"template": ARREARS, "grounds": [ARREARS, "made_up"]}),
        ("granted", {"template": ARREARS}),
    ],
    ids=["unknown", "none", "one that grants", "one of two unknown", "one that refuses"],
)
def test_decision_on_other_grounds_than_listed_is_refused(
    to_decide: Case, outcome: str, chosen: dict[str, object]
) -> None:
    with pytest.raises(RuleViolation, match="no reason"):
        step(to_decide, "decide", officer(), outcome=outcome, **chosen, **REASONS)
    assert not Decision.objects.exists()


def test_refusal_keeps_every_chosen_ground_with_its_act(to_decide: Case) -> None:
    step(to_decide, "decide", officer(), outcome="refused", template=PROJECT, grounds=[PROJECT, ARREARS], **REASONS)
    decision = Decision.objects.get()
    assert [ground["code"] for ground in decision.grounds] == [PROJECT, ARREARS]
    assert all(set(ground["basis"]) == set(LANGUAGES) for ground in decision.grounds)
    assert [ground["certainty"] for ground in decision.grounds] == ["carried_forward", ""]
    assert to_decide.outcome == "refused"


def test_words_of_several_grounds_are_numbered_and_cited_in_each_language(to_decide: Case) -> None:
    reasons = offered(to_decide)
    text = reasons_from([reasons[ARREARS], reasons[PROJECT]], to_decide)
    for language in LANGUAGES:
        words = text.in_language(language)
        assert to_decide.number is not None
        assert to_decide.number in words
        assert "$" not in words
        assert "\n1. " in words
        assert "\n2. " in words
        assert words.count("415") == 2
    assert "Негізі:" in text.kk
    assert "Основание:" in text.ru
    assert "1." not in reasons_from([reasons[ARREARS]], to_decide).en


def test_names_are_filled_into_the_words_of_a_refusal_too(to_decide: Case) -> None:
    words = Text(kk="$applicant сай емес.", ru="$applicant не подходит.", en="$applicant does not fit.")
    text = reasons_from([replace(offered(to_decide)[PROJECT], text=words)], to_decide)
    assert f"{to_decide.applicant.name} does not fit." in text.en
    assert "$" not in text.kk + text.ru + text.en


def test_requirements_are_grounds_with_the_act_of_their_rule(to_decide: Case) -> None:
    [arrears] = [one for one in requirements_of(to_decide) if one.result.rule.id == "arrears_within_limit"]
    assert arrears.reason.code == f"{REQUIREMENT}arrears_within_limit"
    assert arrears.reason.basis is not None
    assert "№ 415" in arrears.reason.basis.ru
    assert "допущение" in arrears.reason.basis.ru
    assert "Талап сақталмаған" in arrears.reason.text.kk
    step(to_decide, "decide", officer(), outcome="refused", template=arrears.reason.code, **REASONS)
    assert Decision.objects.get().grounds[0]["title"]["en"] == "Not met: The tax arrears do not exceed 6 MCI"


def test_requirement_that_could_not_be_judged_comes_first() -> None:
    ParameterValue.objects.filter(code="hub_tax_arrears_limit").delete()
    case, _founder = filed_residency_case()
    first = requirements_of(case)[0]
    assert first.result.rule.id == "arrears_within_limit"
    assert first.stands_out


def test_page_offers_each_reason_with_its_act_and_how_sure_it_is(client: Client, to_decide: Case) -> None:
    client.force_login(officer())
    page = page_of(client, to_decide)
    box = page.select_one(f"input[name=template][value={PROJECT}]")
    assert box is not None
    described = page.find(id=str(box["aria-describedby"]))
    assert described is not None
    assert "Order 415" in described.text
    assert "last known value" in described.text


def test_reasons_for_both_outcomes_at_once_are_not_taken(client: Client, to_decide: Case) -> None:
    client.force_login(officer())
    page = page_of(client, to_decide, f"?template=meets_requirements&template={ARREARS}")
    assert "Choose reasons for one outcome" in page.text
    assert not page.select("textarea")


@pytest.mark.parametrize("language", LANGUAGES)
def test_decision_is_read_in_three_languages_before_it_is_signed(
    client: Client, to_decide: Case, language: str
) -> None:
    client.force_login(officer())
    query = f"?template={ARREARS}&template={PROJECT}"
    form = page_of(client, to_decide, query, language)
    typed = {field["name"]: field.text.lstrip("\n") for field in form.select("textarea")}
    shown = page_of(client, to_decide, query, language, key="k", then="preview", **typed)
    assert not Decision.objects.exists()
    assert next(section["lang"] for section in shown.select("section[lang]")) == language
    for words in typed.values():
        assert " ".join(words.split()) in " ".join(shown.text.split())
    again = {field["name"]: field.text.lstrip("\n") for field in shown.select("textarea")}
    assert {name: text.split() for name, text in again.items()} == {name: text.split() for name, text in typed.items()}
    back = page_of(client, to_decide, query, language, key="k", then="edit", **again)
    assert {field["name"] for field in back.select("textarea:not([hidden])")} == set(typed)
    assert not Decision.objects.exists()
    client.post(f"/{language}/desk/cases/{to_decide.reference}/decide/{query}", again | {"key": "k", "then": "decide"})
    assert len(Decision.objects.get().grounds) == 2


@pytest.mark.parametrize(
    ("language", "act"), [("kk", "№ 415 бұйрық"), ("ru", "№ 415 от 26.09.2018"), ("en", "rder 415")]
)
def test_applicant_reads_the_grounds_with_their_acts(client: Client, to_decide: Case, language: str, act: str) -> None:
    step(to_decide, "decide", officer(), outcome="refused", template=PROJECT, grounds=[PROJECT, ARREARS], **REASONS)
    client.force_login(to_decide.opened_by)
    text = client.get(f"/{language}/cases/{to_decide.reference}/").content.decode()
    assert text.count(act) == 2
