import pytest

from orken.kernel.each import for_each


def halved(number: int) -> int:
    if number % 2:
        raise ValueError(f"{number} is odd")
    return number // 2


def test_what_came_of_each_is_given_back_in_order() -> None:
    assert for_each([4, 2, 8], halved, name=str) == [2, 1, 4]
    assert for_each([], halved, name=str) == []


def test_what_fails_holds_up_nothing_and_is_raised_by_name_at_the_end() -> None:
    done = []

    def noted(number: int) -> None:
        done.append(halved(number))

    with pytest.raises(ExceptionGroup, match="2 of 4 went wrong") as raised:
        for_each([1, 4, 3, 6], noted, name=lambda number: f"the number {number}")

    assert done == [2, 3]
    assert [error.__notes__ for error in raised.value.exceptions] == [["the number 1"], ["the number 3"]]


def test_who_ends_the_program_ends_the_work() -> None:
    def ended(number: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        for_each([1, 2], ended, name=str)
