"""Rules as data: a CEL condition over facts and dated parameters, judged with a trace that can be stored.

A rule never guesses. It ``holds``, it ``fails``, it ``does_not_apply``, or it is ``not_judged`` because a fact or a
parameter that it names has no value; the result says which.

What a condition may name:

* **facts** by their plain names (two letters or more): booleans, whole numbers, strings, lists of strings, dates
  (seen as timestamps at midnight UTC) and money (seen as a whole number of minor units: tiyn, cents; amounts in two
  currencies are never compared, the rule is not judged);
* **parameters** as ``p_<code>``, with the value of the day that the rule is judged for (``parameters_on``, or the day
  given to ``evaluate``); amounts of money are minor units here too, see ``orken.rulebook.parameters``;
* ``days_between(first, last)``: calendar days from one date to another, negative if the second is earlier;
* CEL's own operators and functions; inside ``exists`` and ``all`` the element is named with **one letter**.

The two rules of residency that everybody asks about:

>>> from decimal import Decimal
>>> order_415 = {"kk": "26.09.2018 № 415 бұйрық", "ru": "приказ № 415 от 26.09.2018", "en": "Order 415 of 26.09.2018"}
>>> arrears = Rule.from_data({
...     "id": "arrears_within_limit",
...     "title": {"kk": "Салық берешегі шектен аспайды", "ru": "Налоговая задолженность в пределах лимита",
...               "en": "Tax arrears are within the limit"},
...     "applies_when": "organisation_country == 'KZ'",
...     "condition": "tax_arrears <= p_hub_tax_arrears_limit * p_mci",
...     "message": {"kk": "Берешекті өтеп, жаңа анықтама алыңыз.", "ru": "Погасите долг и получите новую справку.",
...                 "en": "Pay the arrears and obtain a new certificate."},
...     "basis": order_415,
...     "parameters_on": "filed_on",
...     "switch": "hub_arrears_bar_applies",
... })
>>> certificate = Rule.from_data({
...     "id": "arrears_certificate_is_fresh",
...     "title": {"kk": "Анықтаманың мерзімі өтпеген", "ru": "Справка не устарела", "en": "The certificate is recent"},
...     "applies_when": "organisation_country == 'KZ'",
...     "condition": "certificate_issued_on <= filed_on"
...                  " && days_between(certificate_issued_on, filed_on) <= p_hub_tax_certificate_max_age",
...     "message": {"kk": "Жаңа анықтама алыңыз.", "ru": "Получите новую справку.", "en": "Obtain a new certificate."},
...     "basis": order_415,
...     "parameters_on": "filed_on",
... })
>>> book = ParameterBook(
...     Parameter.from_text(code, value, unit, valid_from=date(2026, 1, 1), valid_to=None, certainty="operator")
...     for code, value, unit in [
...         ("mci", "4325", "KZT"),
...         ("hub_tax_arrears_limit", "6", "MCI"),
...         ("hub_tax_certificate_max_age", "10", "calendar days before filing"),
...         ("hub_arrears_bar_applies", "1", "flag"),
...     ])
>>> facts = {"organisation_country": "KZ", "filed_on": date(2026, 3, 18), "certificate_issued_on": date(2026, 3, 8),
...          "tax_arrears": Money(Decimal("25951"), "KZT")}
>>> [result.outcome.value for result in evaluate([arrears, certificate], facts, book, date(2026, 3, 18))]
['fails', 'holds']
>>> [result] = evaluate([arrears], facts | {"tax_arrears": None}, book, date(2026, 3, 18))
>>> result.outcome.value, result.missing
('not_judged', ('tax_arrears',))
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from typing import Final

from orken.kernel.money import Money
from orken.kernel.text import Text
from orken.rulebook import expressions
from orken.rulebook.expressions import CelValue
from orken.rulebook.facts import FactValue, fact_from_data, fact_to_data
from orken.rulebook.parameters import CODE, Parameter, ParameterBook

__all__ = ["FactValue", "Outcome", "Rule", "RuleResult", "evaluate"]

PREFIX: Final = "p_"
_KEYS: Final = frozenset(
    {"id", "title", "condition", "message", "basis", "applies_when", "switch", "parameters_on", "assumption"}
)


class Outcome(StrEnum):
    """What a rule says about one set of facts."""

    HOLDS = "holds"
    FAILS = "fails"
    NOT_JUDGED = "not_judged"
    DOES_NOT_APPLY = "does_not_apply"

    @property
    def label(self) -> Text:
        return _OUTCOME[self]


_OUTCOME: Final = {
    Outcome.HOLDS: Text(kk="сақталған", ru="соблюдено", en="met"),
    Outcome.FAILS: Text(kk="сақталмаған", ru="не соблюдено", en="not met"),
    Outcome.NOT_JUDGED: Text(kk="бағалау мүмкін емес", ru="нельзя оценить", en="cannot be judged"),
    Outcome.DOES_NOT_APPLY: Text(kk="қолданылмайды", ru="не применяется", en="does not apply"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition with its words.

    ``message`` is read when the rule fails: what to do about it. ``switch`` is the code of a parameter; where its
    value is 0 the rule does not apply. ``parameters_on`` is the date fact whose day chooses the parameters' values,
    or ``p_<code>`` of a setting that names such a fact. ``assumption`` says what is not found in any act and is
    therefore ours.
    """

    id: str
    title: Text
    condition: str
    message: Text
    basis: str | Text
    applies_when: str = ""
    switch: str = ""
    parameters_on: str = ""
    assumption: Text | None = None

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> Rule:
        """Read a rule of a procedure; an unknown key, a missing one or a condition that is no CEL is refused."""
        code = data.get("id", "?")
        if unknown := sorted(set(data) - _KEYS):
            raise ValueError(f"Rule {code!r} has unknown keys {unknown}; known are {sorted(_KEYS)}.")
        try:
            rule = cls(
                id=_word(data, "id"),
                title=Text.from_data(data.get("title")),
                condition=_word(data, "condition"),
                message=Text.from_data(data.get("message")),
                basis=_basis(data.get("basis")),
                applies_when=_word(data, "applies_when"),
                switch=_word(data, "switch"),
                parameters_on=_word(data, "parameters_on"),
                assumption=Text.from_data(data["assumption"]) if data.get("assumption") else None,
            )
            for expression in rule.conditions:
                expressions.names(expression)
        except ValueError as error:
            raise ValueError(f"Rule {code!r}: {error}") from error
        if not (CODE.fullmatch(rule.id) and rule.condition):
            raise ValueError(f"Rule {code!r} needs an id of small letters and a condition.")
        return rule

    def to_data(self) -> dict[str, object]:
        """The rule as ``from_data`` reads it, without what it leaves open."""
        data = {key: getattr(self, key) for key in sorted(_KEYS)}
        return {
            key: value.to_data() if isinstance(value, Text) else value
            for key, value in data.items()
            if value not in ("", None)
        }

    @property
    def conditions(self) -> list[str]:
        return [expression for expression in (self.applies_when, self.condition) if expression]

    @property
    def names(self) -> set[str]:
        """Facts and ``p_`` parameters that the rule names anywhere."""
        switch = {PREFIX + self.switch} if self.switch else set()
        day = {self.parameters_on} if self.parameters_on else set()
        return switch.union(day, *(expressions.names(expression) for expression in self.conditions))

    def mistakes(self, facts: Iterable[str], parameters: Iterable[str]) -> list[str]:
        """What a start-up check should refuse: names that nobody registers, functions that nobody knows."""
        known = set(facts) | {PREFIX + code for code in parameters}
        called = set().union(*(expressions.unknown_functions(expression) for expression in self.conditions))
        unknown = [
            f"rule {self.id!r} names {name!r}, which is not known{nearest(name, known)}"
            for name in sorted(self.names - known)
        ]
        return unknown + [
            f"rule {self.id!r} calls {name!r}, which is not a function of rules; there are "
            f"{', '.join(sorted(expressions.FUNCTIONS))}"
            for name in sorted(called)
        ]


@dataclass(frozen=True, slots=True)
class RuleResult:
    """A rule, what it saw and what it said; ``missing`` names what kept it from being judged."""

    rule: Rule
    outcome: Outcome
    day: date
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    parameters: tuple[Parameter, ...] = ()
    missing: tuple[str, ...] = ()

    def to_data(self) -> dict[str, object]:
        """The trace as JSON: dates and money are tagged, so that ``from_data`` gives them back."""
        return {
            "rule": self.rule.to_data(),
            "outcome": self.outcome.value,
            "day": self.day.isoformat(),
            "facts": {name: fact_to_data(value) for name, value in self.facts.items()},
            "parameters": [parameter.to_data() for parameter in self.parameters],
            "missing": list(self.missing),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> RuleResult:
        rule, facts, parameters, missing = (data[key] for key in ("rule", "facts", "parameters", "missing"))
        assert isinstance(rule, Mapping)
        assert isinstance(facts, Mapping)
        assert isinstance(parameters, list)
        assert isinstance(missing, list)
        return cls(
            rule=Rule.from_data(rule),
            outcome=Outcome(str(data["outcome"])),
            day=date.fromisoformat(str(data["day"])),
            facts={name: fact_from_data(value) for name, value in facts.items()},
            parameters=tuple(Parameter.from_data(parameter) for parameter in parameters),
            missing=tuple(missing),
        )


def evaluate(rules: Iterable[Rule], facts: Mapping[str, FactValue], book: ParameterBook, day: date) -> list[RuleResult]:
    """Judge every rule, in the order given. ``day`` chooses the parameters of rules without ``parameters_on``.

    An expression that is wrong in itself (a string compared with a number) raises: the rule has to be mended.
    """
    for name in facts:
        if not CODE.fullmatch(name) or len(name) < 2 or name.startswith(PREFIX):
            raise ValueError(f"A fact is named with two or more small letters and not with {PREFIX!r}; given {name!r}.")
    return [_Judgement(rule, facts, book, day).result() for rule in rules]


class _Judgement:
    """One rule on its way to a result: collects what was seen and what was missing."""

    def __init__(self, rule: Rule, facts: Mapping[str, FactValue], book: ParameterBook, day: date) -> None:
        self.rule, self._facts, self._book, self._day = rule, facts, book, day
        self._seen: dict[str, FactValue] = {}
        self._parameters: dict[str, Parameter] = {}
        self._missing: list[str] = []
        self._currency = ""

    def result(self) -> RuleResult:
        return RuleResult(
            rule=self.rule,
            outcome=self._outcome(),
            day=self._day,
            facts=self._seen,
            parameters=tuple(self._parameters.values()),
            missing=tuple(self._missing),
        )

    def _outcome(self) -> Outcome:
        self._choose_day()
        if self.rule.switch and not self._missing and self._value(PREFIX + self.rule.switch) == 0:
            return Outcome.DOES_NOT_APPLY
        if self.rule.applies_when and not self._missing and self._holds(self.rule.applies_when) is False:
            return Outcome.DOES_NOT_APPLY
        if self._missing or (holds := self._holds(self.rule.condition)) is None:
            return Outcome.NOT_JUDGED
        return Outcome.HOLDS if holds else Outcome.FAILS

    def _choose_day(self) -> None:
        name = self.rule.parameters_on
        if name.startswith(PREFIX):
            setting = self._value(name)
            name = setting if isinstance(setting, str) else ""
        if not name:
            return
        moment = self._value(name)
        if isinstance(moment, datetime):
            self._day = moment.date()
        elif moment is not None:
            raise ValueError(f"Rule {self.rule.id!r} takes its parameters on {name!r}, which is not a date.")

    def _holds(self, expression: str) -> bool | None:
        """``None`` if a name in the expression has no value."""
        values = {name: self._value(name) for name in sorted(expressions.names(expression))}
        return None if self._missing else expressions.holds(expression, values)

    def _value(self, name: str) -> CelValue | None:
        value = self._parameter(name) if name.startswith(PREFIX) else self._fact(name)
        if isinstance(value, Money):
            # Tiyn and cents are both whole numbers to CEL: a comparison across currencies would pass unseen.
            self._currency = self._currency or value.currency
            value = value if value.currency == self._currency else None
        if (seen := expressions.in_cel(value)) is None and name not in self._missing:
            self._missing.append(name)
        return seen

    def _parameter(self, name: str) -> FactValue:
        parameter = self._book.at(name.removeprefix(PREFIX), self._day)
        if parameter is None:
            return None
        self._parameters[name] = parameter
        return parameter.fact

    def _fact(self, name: str) -> FactValue:
        self._seen[name] = self._facts.get(name)
        return self._seen[name]


def nearest(name: str, known: Iterable[str]) -> str:
    """The end of a sentence about an unknown name: what was probably meant, if anything is near."""
    found = get_close_matches(name, sorted(known), n=1, cutoff=0.75)
    return f"; did you mean {found[0]!r}?" if found else ""


def _basis(data: object) -> str | Text:
    """The act, in three languages or as its bare designation."""
    return data.strip() if isinstance(data, str) and data.strip() else Text.from_data(data)


def _word(data: Mapping[str, object], key: str) -> str:
    word = data.get(key, "")
    if not isinstance(word, str):
        raise ValueError(f"{key!r} is a line of text, not {word!r}.")
    return word.strip()
