"""Conditions mean the same to a second, independent implementation of CEL, so that no rule leans on a quirk of one."""

from datetime import UTC, date, datetime

import celpy
import pytest
from celpy import celtypes
from hypothesis import given, settings
from hypothesis import strategies as st

from orken.kernel.yaml_files import read_yaml
from orken.rulebook import expressions
from orken.rulebook.facts import FactValue
from orken.rulebook.packs import PACKS

VALUES: dict[str, FactValue] = {
    "yes": True,
    "arrears": 2_595_000,
    "mci": 432_500,
    "country": "KZ",
    "first": date(2026, 3, 8),
    "last": date(2026, 3, 18),
    "codes": ["01", "13"],
}
CONDITIONS = [
    "arrears <= 6 * mci",
    "arrears + 1 <= 6 * mci",
    "arrears - mci * 6 == 0 && yes",
    "(arrears > 0 || country == 'KZ') && !yes",
    "country in ['KZ', 'DE'] ? arrears < 10 : yes",
    "first <= last && days_between(first, last) <= 10",
    "days_between(last, first) == -10",
    "codes.exists(x, x == '13') && codes.all(x, size(x) == 2)",
    "'02' in codes || codes.size() > 1",
    "country.startsWith('K') && country.matches('^[A-Z]{2}$') && country.contains('Z') && country.endsWith('Z')",
    "string(arrears) == '2595000'",
    "last.getFullYear() == 2026 && last.getMonth() == 2",
    "arrears / 7 == 370714 && arrears % 7 == 2",
    "-arrears / 7 == -370714 && -arrears % 7 == -2",
    'country != "KZ" || (yes == true)',
    "[1, 2, 3].filter(x, x > 1).size() == 2",
]
# Made here once: its parser raises the recursion limit, which hypothesis must not see change within a test.
SECOND = celpy.Environment()
SECOND.compile("true")


def second_engine(condition: str, values: dict[str, FactValue]) -> bool:
    functions = {"days_between": lambda first, last: celtypes.IntType((last - first).days)}
    program = SECOND.program(SECOND.compile(condition), functions=functions)
    return bool(program.evaluate({name: celpy.json_to_cel(_plain(value)) for name, value in values.items()}))


def _plain(value: FactValue) -> object:
    if isinstance(value, date):
        return celtypes.TimestampType(datetime(value.year, value.month, value.day, tzinfo=UTC))
    return value


@pytest.mark.parametrize("condition", CONDITIONS)
def test_both_engines_agree(condition: str) -> None:
    values = {name: expressions.in_cel(value) for name, value in VALUES.items()}
    assert expressions.holds(condition, values) == second_engine(condition, VALUES)


@settings(deadline=None)
@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6), st.sampled_from(["<", "<=", "==", "!=", ">=", ">"]))
def test_both_engines_count_alike(arrears: int, mci: int, sign: str) -> None:
    condition = f"arrears % mci {sign} arrears / mci + 3 * mci - 1"
    assert expressions.holds(condition, {"arrears": arrears, "mci": mci}) == second_engine(
        condition, {"arrears": arrears, "mci": mci}
    )


def test_conditions_of_the_pack_parse_in_the_second_engine() -> None:
    seen = 0
    for path in sorted((PACKS / "kz" / "procedures").glob("*.yaml")):
        for rule in read_yaml(path).get("rules", []):
            for condition in filter(None, (rule["condition"], rule.get("applies_when"))):
                SECOND.compile(condition)
                assert not expressions.unknown_functions(condition)
                seen += 1
    assert seen >= 3
