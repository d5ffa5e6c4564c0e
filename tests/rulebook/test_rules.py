from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orken.kernel.hashing import canonical_json
from orken.kernel.money import Money
from orken.rulebook.packs import PACKS
from orken.rulebook.parameters import Parameter, ParameterBook
from orken.rulebook.rules import FactValue, Outcome, Rule, RuleResult, evaluate
from orken.rulebook.services import read_parameters

WORDS = {"kk": "сөз", "ru": "слово", "en": "word"}
BOOK = ParameterBook(read_parameters(PACKS / "kz"))
FILED = date(2026, 3, 18)


def rule(condition: str, **more: object) -> Rule:
    return Rule.from_data(
        {"id": "rule", "title": WORDS, "message": WORDS, "basis": "Order 415", "condition": condition} | more
    )


def judge(one: Rule, facts: Mapping[str, FactValue], book: ParameterBook = BOOK, day: date = FILED) -> RuleResult:
    [result] = evaluate([one], facts, book, day)
    return result


ARREARS = rule(
    "tax_arrears <= p_hub_tax_arrears_limit * p_mci",
    applies_when="organisation_country == 'KZ'",
    switch="hub_arrears_bar_applies",
    parameters_on="p_hub_mci_day",
    assumption=WORDS,
)
CERTIFICATE = rule(
    "issued_on <= filing_date && days_between(issued_on, filing_date) <= p_hub_tax_certificate_max_age",
    parameters_on="filing_date",
)


def arrears(amount: str, filed: date = FILED, **more: FactValue) -> dict[str, FactValue]:
    return {"organisation_country": "KZ", "tax_arrears": Money(Decimal(amount), "KZT"), "filing_date": filed, **more}


@pytest.mark.parametrize(
    ("filed", "amount", "outcome"),
    [
        (date(2026, 3, 18), "25950", Outcome.HOLDS),
        (date(2026, 3, 18), "25950.01", Outcome.FAILS),
        (date(2026, 3, 18), "25951", Outcome.FAILS),
        (date(2025, 12, 31), "23592", Outcome.HOLDS),
        (date(2025, 12, 31), "23593", Outcome.FAILS),
        (date(2026, 1, 1), "23593", Outcome.HOLDS),
        (date(2027, 1, 1), "0", Outcome.NOT_JUDGED),
    ],
)
def test_arrears_are_measured_by_the_mci_of_the_filing_day(filed: date, amount: str, outcome: Outcome) -> None:
    result = judge(ARREARS, arrears(amount, filed), day=date(2026, 11, 1))
    assert result.outcome is outcome
    assert result.day == filed
    assert result.missing == (("p_mci",) if outcome is Outcome.NOT_JUDGED else ())


@pytest.mark.parametrize(
    ("issued", "outcome"),
    [
        (date(2026, 3, 7), Outcome.FAILS),
        (date(2026, 3, 8), Outcome.HOLDS),
        (date(2026, 3, 18), Outcome.HOLDS),
        (date(2026, 3, 19), Outcome.FAILS),
    ],
)
def test_certificate_is_at_most_ten_calendar_days_old(issued: date, outcome: Outcome) -> None:
    assert judge(CERTIFICATE, {"issued_on": issued, "filing_date": FILED}).outcome is outcome


def test_rule_for_others_does_not_apply_and_needs_no_facts() -> None:
    result = judge(ARREARS, {"organisation_country": "DE", "tax_arrears": None, "filing_date": FILED})
    assert (result.outcome, result.missing) == (Outcome.DOES_NOT_APPLY, ())


def test_assumption_can_be_switched_off_and_the_trace_shows_it() -> None:
    off = Parameter.from_text(
        "hub_arrears_bar_applies", "0", "flag", valid_from=None, valid_to=None, certainty="operator"
    )
    day = Parameter.from_text(
        "hub_mci_day", "filing_date", "fact", valid_from=None, valid_to=None, certainty="operator"
    )
    result = judge(ARREARS, arrears("999999999"), ParameterBook([off, day]))
    assert result.outcome is Outcome.DOES_NOT_APPLY
    assert off in result.parameters


def test_switch_without_a_value_leaves_the_rule_unjudged() -> None:
    result = judge(rule("true", switch="unknown_switch"), {})
    assert (result.outcome, result.missing) == (Outcome.NOT_JUDGED, ("p_unknown_switch",))


@pytest.mark.parametrize(
    ("condition", "facts", "missing"),
    [
        ("tax_arrears <= p_mci", {}, ("tax_arrears",)),
        ("tax_arrears <= p_mci", {"tax_arrears": None}, ("tax_arrears",)),
        ("tax_arrears <= p_unknown", {"tax_arrears": 1}, ("p_unknown",)),
        ("first > second", {}, ("first", "second")),
        ("true || missing_fact", {}, ("missing_fact",)),
        ("p_social_tax_rate > 9", {}, ("p_social_tax_rate",)),
        ("p_hub_nonres_dividend_rate == 5", {}, ("p_hub_nonres_dividend_rate",)),
        ("count_of_staff > 0", {"count_of_staff": 2**63}, ("count_of_staff",)),
        ("amount > 0", {"amount": Money(Decimal(9_999_999_999_999_999), "KWD")}, ("amount",)),
    ],
)
def test_what_has_no_value_leaves_the_rule_unjudged_by_name(
    condition: str, facts: dict[str, FactValue], missing: tuple[str, ...]
) -> None:
    result = judge(rule(condition), facts, day=date(2026, 1, 1) if "social" not in condition else date(2024, 1, 1))
    assert (result.outcome, result.missing) == (Outcome.NOT_JUDGED, missing)


def test_unknown_applicability_leaves_the_rule_unjudged() -> None:
    result = judge(rule("false", applies_when="is_resident"), {"is_resident": None})
    assert (result.outcome, result.missing) == (Outcome.NOT_JUDGED, ("is_resident",))


def test_amounts_in_two_currencies_are_not_compared() -> None:
    dollars = Money(Decimal(1), "USD")
    assert judge(rule("income > p_mci"), {"income": dollars}).missing == ("p_mci",)
    assert judge(rule("income > cost"), {"income": dollars, "cost": dollars}).outcome is Outcome.FAILS


def test_day_of_the_parameters_has_to_be_a_date() -> None:
    with pytest.raises(ValueError, match="which is not a date"):
        judge(rule("true", parameters_on="filing_date"), {"filing_date": "today"})
    assert judge(rule("true", parameters_on="filing_date"), {}).missing == ("filing_date",)
    assert judge(rule("true", parameters_on="p_unknown"), {}).missing == ("p_unknown",)


def test_every_kind_of_fact_passes_into_the_condition() -> None:
    facts = {"yes": True, "count": 3, "name": "әіқ", "day": FILED, "codes": ["01", "13"], "pair": ("a", "b")}
    condition = (
        "yes && count == 3 && name == 'әіқ' && day == timestamp('2026-03-18T00:00:00Z')"
        " && codes.exists(x, x == '13') && '01' in codes && size(pair) == 2"
    )
    assert judge(rule(condition), facts).outcome is Outcome.HOLDS


@pytest.mark.parametrize("value", [1.5, Decimal(1), datetime(2026, 3, 18, tzinfo=UTC), [1], {"a": 1}])
def test_value_that_cel_would_bend_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="A rule sees"):
        judge(rule("fact_x == 1"), {"fact_x": value})


@pytest.mark.parametrize("name", ["p_mci", "x", "residency.is_resident", "Фирма", ""])
def test_fact_with_a_name_that_rules_cannot_use_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="fact is named"):
        evaluate([], {name: 1}, BOOK, FILED)


def test_condition_that_is_no_question_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="true or false"):
        judge(rule("1 + 1"), {})
    with pytest.raises(TypeError):
        judge(rule("name > 3"), {"name": "a"})


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"condition": ""}, "needs an id"),
        ({"id": "Rule 1"}, "needs an id"),
        ({"condition": "a =="}, "is not CEL"),
        ({"applies_when": "(("}, "is not CEL"),
        ({"condition": True}, "is a line of text"),
        ({"title": "one language"}, "kk, ru and en"),
        ({"basis": ""}, "kk, ru and en"),
        ({"conditon": "true"}, "unknown keys"),
        ({"assumption": "ours"}, "kk, ru and en"),
    ],
)
def test_mistaken_rule_is_refused_when_it_is_read(changes: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint) as caught:
        rule("true", **changes) if "condition" not in changes else rule(**changes)
    assert "Rule " in str(caught.value)


def test_rule_survives_storage() -> None:
    assert Rule.from_data(ARREARS.to_data()) == ARREARS
    tri_lingual = rule("true", basis=WORDS)
    assert Rule.from_data(tri_lingual.to_data()) == tri_lingual


def test_trace_survives_storage_as_json() -> None:
    import json

    facts = arrears("25951", codes=["01"], yes=True, nothing=None)
    condition = "tax_arrears <= p_mci || '01' in codes && yes && nothing == 1"
    for result in (judge(ARREARS, facts), judge(rule(condition), facts), judge(CERTIFICATE, {"filing_date": FILED})):
        stored = json.loads(canonical_json(result.to_data()))
        assert RuleResult.from_data(stored) == result


def test_trace_with_a_strange_fact_is_refused() -> None:
    data = judge(rule("true"), {}).to_data() | {"facts": {"odd": {"a": 1}}}
    with pytest.raises(ValueError, match="not a fact of a trace"):
        RuleResult.from_data(data)


def test_names_that_nobody_provides_are_mistakes() -> None:
    assert ARREARS.mistakes({"organisation_country", "tax_arrears"}, BOOK.codes()) == []
    other = rule("tax_arrears < now(1) + size(codes)", switch="unknown", parameters_on="filing_date")
    functions = "contains, days_between, endsWith, getFullYear, getMonth, matches, size, startsWith, string"
    assert other.mistakes({"tax_arrears", "codes"}, BOOK.codes()) == [
        "rule 'rule' names 'filing_date', which is not known",
        "rule 'rule' names 'p_unknown', which is not known",
        f"rule 'rule' calls 'now', which is not a function of rules; there are {functions}",
    ]


def test_every_outcome_has_words() -> None:
    assert len({outcome.label.kk for outcome in Outcome}) == len(Outcome)


@settings(deadline=None)
@given(st.integers(0, 10**9), st.dates(date(2018, 1, 1), date(2026, 12, 31)))
def test_six_mci_is_the_same_limit_in_cel_and_in_decimals(tiyn: int, day: date) -> None:
    mci = BOOK.at("mci", day).value
    limit = BOOK.at("hub_tax_arrears_limit", day).value
    facts = {"organisation_country": "KZ", "tax_arrears": Money.from_minor(tiyn, "KZT"), "filing_date": day}
    expected = Outcome.HOLDS if Decimal(tiyn) / 100 <= limit * mci else Outcome.FAILS
    assert judge(ARREARS, facts).outcome is expected
