from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from orken.cases.models import Filing
from orken.cases.services.filing import FilingRefused, check_draft
from orken.kernel.hashing import content_hash
from orken.rulebook.rules import Outcome
from tests.factories.cases import filed_residency_case, filled_residency_case, founder_with_organisation, step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("procedures")]


def outcomes(case: object) -> dict[str, Outcome]:
    return {result.rule.id: result.outcome for result in check_draft(case).rules}  # type: ignore[arg-type]


def test_filing_freezes_number_time_hash_and_content(travel: Callable[[str], None]) -> None:
    travel("2026-03-18")
    case, founder = filed_residency_case()
    filing = case.filings.get()
    assert filing.number == case.number
    assert filing.number.startswith("RES-2026-")
    assert filing.content_hash == content_hash(filing.content)
    assert filing.content["answers"]["own_funds"] == {"amount": "15000000", "currency": "KZT"}
    assert filing.content["answers"]["costs"][0]["amount"] == {"amount": "8000000.50", "currency": "KZT"}
    assert filing.content["documents"]["tax_arrears_certificate"]["sha256"] == case.evidence.get().document.sha256
    assert filing.filed_by == founder
    assert filing.filed_at == case.filed_at == timezone.now()


def test_database_refuses_to_change_a_filing() -> None:
    filed_residency_case()
    with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
        Filing.objects.update(content={})


@pytest.mark.parametrize(
    ("day", "arrears", "outcome"),
    [
        ("2025-06-02", "23592", Outcome.HOLDS),  # 6 x 3932
        ("2025-06-02", "23593", Outcome.FAILS),
        ("2026-03-18", "25950", Outcome.HOLDS),  # 6 x 4325
        ("2026-03-18", "25951", Outcome.FAILS),
        ("2026-03-18", "25950,01", Outcome.FAILS),
    ],
)
def test_arrears_are_judged_by_the_index_of_the_filing_day(
    travel: Callable[[str], None], day: str, arrears: str, outcome: Outcome
) -> None:
    travel(day)
    founder, organisation = founder_with_organisation()
    case = filled_residency_case(founder, organisation, tax_arrears=arrears)
    assert outcomes(case)["arrears_within_limit"] is outcome
    if outcome is Outcome.FAILS:
        with pytest.raises(FilingRefused) as caught:
            step(case, "file", founder)
        assert [result.rule.id for result in caught.value.check.barring] == ["arrears_within_limit"]
        case.refresh_from_db()
        assert (case.state, case.filings.count()) == ("draft", 0)


@pytest.mark.parametrize(("age", "outcome"), [(0, "holds"), (10, "holds"), (11, "fails"), (-1, "fails")])
def test_certificate_is_at_most_ten_calendar_days_old(travel: Callable[[str], None], age: int, outcome: str) -> None:
    travel("2026-03-18")
    founder, organisation = founder_with_organisation()
    issued = timezone.localdate() - timedelta(days=age)
    case = filled_residency_case(founder, organisation, certificate_issued_on=issued.isoformat())
    assert outcomes(case)["certificate_is_recent"] == outcome


def test_certificate_that_expires_between_draft_and_filing_is_found(travel: Callable[[str], None]) -> None:
    travel("2026-03-18")
    founder, organisation = founder_with_organisation()
    case = filled_residency_case(founder, organisation)
    travel("2026-03-29")
    with pytest.raises(FilingRefused):
        step(case, "file", founder)


def test_rule_without_a_value_cannot_be_judged_and_does_not_bar(travel: Callable[[str], None]) -> None:
    travel("2027-03-18")  # no MCI of 2027 is known
    founder, organisation = founder_with_organisation()
    case = filled_residency_case(founder, organisation, tax_arrears="900000")
    assert outcomes(case)["arrears_within_limit"] is Outcome.NOT_JUDGED
    step(case, "file", founder)
    [stored] = [line for line in case.filings.get().trace if line["rule"]["id"] == "arrears_within_limit"]
    assert stored["outcome"] == "not_judged"
    assert stored["missing"] == ["p_mci"]


@pytest.mark.parametrize(("day", "certainty"), [("2025-06-02", "secondary"), ("2026-03-18", "carried_forward")])
def test_trace_shows_which_law_was_applied(travel: Callable[[str], None], day: str, certainty: str) -> None:
    travel(day)
    case, _founder = filed_residency_case()
    [line] = [line for line in case.filings.get().trace if line["rule"]["id"] == "certificate_is_recent"]
    [parameter] = [entry for entry in line["parameters"] if entry["code"] == "hub_tax_certificate_max_age"]
    assert (parameter["value"], parameter["certainty"]) == ("10", certainty)


def test_missing_answers_and_documents_are_all_told() -> None:
    from orken.cases.services.drafting import open_case
    from tests.factories.cases import RESIDENCY

    founder, organisation = founder_with_organisation()
    case = open_case(RESIDENCY, applicant=organisation, actor=founder)
    with pytest.raises(FilingRefused) as caught:
        step(case, "file", founder)
    check = caught.value.check
    missing = [problem.question_id for section in check.sections for problem in section.problems]
    assert missing == [question.id for _section, question in case.definition.questions()]
    assert check.sections[2].missing_document is not None


def test_every_value_that_a_rule_shows_has_its_unit_in_words() -> None:
    from django.utils.translation import override

    from orken.cases.wording import UNITS, parameter_in_words

    case, _founder = filed_residency_case()
    shown = [parameter for result in check_draft(case).rules for parameter in result.parameters]
    assert {parameter.unit for parameter in shown} <= {*UNITS, "flag"}
    [age] = [parameter for parameter in shown if parameter.code == "hub_tax_certificate_max_age"]
    with override("kk"):
        assert parameter_in_words(age) == "10 өтініш берілгенге дейінгі күнтізбелік күн"
