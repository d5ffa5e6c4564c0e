"""Why a case lacks readers, as the officer reads it."""

from __future__ import annotations

import pytest
from django.utils import translation

from orken.reviews.allocation.shortages import Obstacle, Shortage
from orken.reviews.allocation.wording import COUNTED, reasons_in_words, wanted_in_words

NEAR = {Obstacle.FIELD: 40, Obstacle.BARRED: 2, Obstacle.FULL: 1, Obstacle.ELSEWHERE: 5}


def lacking(stopped: dict[Obstacle, int], *, missing: int = 2, found: int = 1) -> Shortage:
    return Shortage(case=1, missing=missing, found=found, stopped=stopped)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            [
                "2 more experts are needed.",
                "2 experts in its fields are in a conflict of interest.",
                "1 expert in its fields has as many cases as they take.",
                "5 experts in its fields are proposed for as many other cases as they take.",
            ],
        ),
        (
            "ru",
            [
                "Нужны ещё 2 эксперта.",
                "У 2 экспертов по областям дела есть конфликт интересов.",
                "У 1 эксперта по областям дела уже столько дел, сколько он берёт.",
                "5 экспертов по областям дела уже предложены для других дел, больше взять не могут.",
            ],
        ),
        (
            "kk",
            [
                "Тағы 2 сарапшы қажет.",
                "Істің салалары бойынша 2 сарапшыда мүдделер қақтығысы бар.",
                "Істің салалары бойынша 1 сарапшы бұдан артық іс ала алмайды.",
                "Істің салалары бойынша 5 сарапшы басқа істерге ұсынылған, одан артық ала алмайды.",
            ],
        ),
    ],
)
def test_each_obstacle_is_counted_but_for_those_of_other_fields(language: str, words: list[str]) -> None:
    with translation.override(language):
        assert [wanted_in_words(lacking(NEAR)), *reasons_in_words(lacking(NEAR))] == words


@pytest.mark.parametrize(
    ("stopped", "found", "words"),
    [
        ({}, 1, "There are no other experts."),
        ({Obstacle.FIELD: 9}, 1, "No other expert has a field of this case."),
        ({Obstacle.FIELD: 9}, 0, "No expert has a field of this case."),
    ],
)
def test_nobody_being_near_is_said_in_one_sentence(stopped: dict[Obstacle, int], found: int, words: str) -> None:
    with translation.override("en"):
        assert reasons_in_words(lacking(stopped, found=found)) == [words]


def test_every_other_obstacle_has_words() -> None:
    assert set(COUNTED) == set(Obstacle) - {Obstacle.FIELD}
