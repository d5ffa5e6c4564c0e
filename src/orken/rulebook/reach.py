"""What a condition can say at all: it is tried on values that stand for all that its names can have.

A condition has no syntax tree here (the engine gives none), so nothing is proved. Every name is given the values that
make a difference: those that the condition itself writes, their neighbours, the ends of the range. Where these cannot
stand for all (text is searched or measured, or sums are compared for being equal), only the kinds of values are judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from math import prod
from typing import Final, Literal

from orken.rulebook import expressions
from orken.rulebook.expressions import CelValue

Kind = Literal["flag", "number", "text", "codes", "day"]

KIND_WORDS: Final[Mapping[Kind, str]] = {
    "flag": "true or false",
    "number": "a number",
    "text": "a text",
    "codes": "a list of codes",
    "day": "a date",
}
MOST_TRIALS: Final = 4000
OTHER_TEXT: Final = "anything else"
OTHER_NUMBER: Final = 987_654
_NUMBERS: Final = (-1, 0, 1, 2, 10, 99, 100, 101, 10_000, 10_000_000)
_FIRST_DAY: Final = datetime(2026, 1, 1, tzinfo=UTC)
_DAYS: Final = (0, 1, 9, 10, 11, 31, 400)
_LITERAL: Final = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|(?<![\w.])\d+(?![\w.])""")
_ARITHMETIC: Final = frozenset({"_+_", "_-_", "_*_", "_/_", "_%_", "-_"})
_SAMENESS: Final = frozenset({"_==_", "_!=_", "@in"})


@dataclass(frozen=True)
class Possible:
    """What one name can be: its kind, the only codes there are (empty: any text), the ends of a number."""

    kind: Kind
    codes: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None

    def values(self, literals: Iterable[str | int]) -> tuple[CelValue, ...]:
        written = list(literals)
        match self.kind:
            case "flag":
                return (True, False)
            case "day":
                return tuple(_FIRST_DAY + timedelta(days=days) for days in _DAYS)
            case "number":
                return tuple(sorted(self._numbers(value for value in written if isinstance(value, int))))
        texts = self._texts([value for value in written if isinstance(value, str)])
        return texts if self.kind == "text" else ([], *([text] for text in texts), list(texts))

    def _numbers(self, written: Iterable[int]) -> set[int]:
        near = {value + step for value in written for step in (-1, 0, 1)}
        ends = {end for end in (self.minimum, self.maximum) if end is not None}
        return {
            value
            for value in near.union(ends, _NUMBERS)
            if (self.minimum is None or value >= self.minimum) and (self.maximum is None or value <= self.maximum)
        }

    def _texts(self, written: list[str]) -> tuple[str, ...]:
        """Of a long list those that the condition writes, and two others that stand for the rest."""
        if not self.codes:
            return (*dict.fromkeys(written), OTHER_TEXT)
        named = [code for code in dict.fromkeys(written) if code in self.codes]
        return (*named, *[code for code in self.codes if code not in named][:2])


@dataclass(frozen=True)
class Reach:
    """What was seen. ``idle`` are names and written values that could be anything without changing the result."""

    can_hold: bool
    can_fail: bool
    clash: str = ""
    idle: tuple[str, ...] = ()


def reach(expression: str, possible: Mapping[str, Possible], guards: Sequence[str] = ()) -> Reach | None:
    """What ``expression`` can say where all ``guards`` hold; ``None`` where nothing can be said about it.

    ``possible`` must have every name of the expression and of the guards, or nothing is said. A clash of kinds is
    reported alone: the rest would be about a condition that nobody meant.
    """
    names = sorted(expressions.names(expression).union(*map(expressions.names, guards)))
    if any(name not in possible for name in names) or expressions.unknown_functions(expression):
        return None
    literals = [value for text in (expression, *guards) for value in _literals(text)]
    values = {name: possible[name].values(literals) for name in names}
    if clash := _clash(expression, values):
        return Reach(can_hold=True, can_fail=True, clash=clash)
    if prod(map(len, values.values())) > MOST_TRIALS or not all(_is_judged(text) for text in (expression, *guards)):
        return None
    trials = [trial for trial in _trials(values) if all(_says(guard, trial) for guard in guards)]
    said = [_says(expression, trial) for trial in trials]
    found = Reach(can_hold=True in said, can_fail=False in said)
    if not (found.can_hold and found.can_fail):
        return found
    idle = tuple(_idle_names(expression, values)) + tuple(_idle_literals(expression, values))
    return Reach(can_hold=True, can_fail=True, idle=idle)


def _trials(values: Mapping[str, Sequence[CelValue]]) -> Iterator[dict[str, CelValue]]:
    for combination in product(*values.values()):
        yield dict(zip(values, combination, strict=True))


def _says(expression: str, trial: Mapping[str, CelValue]) -> bool | None:
    """``None`` where the numbers are past what CEL can count, or divided by zero."""
    try:
        return expressions.holds(expression, trial)
    except (ArithmeticError, ValueError):
        return None


def _clash(expression: str, values: Mapping[str, Sequence[CelValue]]) -> str:
    """What is wrong with the kinds of values; one of each name is enough, but a part that is skipped shows nothing."""
    few = {name: (*choices[:2], choices[-1]) for name, choices in values.items()}
    for count, trial in enumerate(_trials(few)):
        if count >= MOST_TRIALS:
            break
        try:
            _says(expression, trial)
        except (TypeError, RuntimeError) as error:
            return str(error).partition(". ")[0].partition(" CEL does")[0]
    return ""


def _is_judged(expression: str) -> bool:
    operators = expressions.operators(expression)
    called = {name for name in operators if name[0].isalpha()} - {"days_between"}
    return not called and not (operators & _ARITHMETIC and operators & _SAMENESS)


def _idle_names(expression: str, values: Mapping[str, Sequence[CelValue]]) -> Iterator[str]:
    own = {name: values[name] for name in sorted(expressions.names(expression))}
    for name, its in own.items():
        rest = {other: choices for other, choices in own.items() if other != name}
        if all(len({_says(expression, trial | {name: value}) for value in its}) == 1 for trial in _trials(rest)):
            yield name


def _idle_literals(expression: str, values: Mapping[str, Sequence[CelValue]]) -> Iterator[str]:
    own = {name: values[name] for name in sorted(expressions.names(expression))}
    for found in _LITERAL.finditer(expression):
        other = str(OTHER_NUMBER) if found[0].isdecimal() else repr(OTHER_TEXT + "!")
        changed = expression[: found.start()] + other + expression[found.end() :]
        if all(_says(expression, trial) == _says(changed, trial) for trial in _trials(own)):
            yield found[0]


def _literals(expression: str) -> Iterator[str | int]:
    for found in _LITERAL.findall(expression):
        yield int(found) if found.isdecimal() else found[1:-1]
