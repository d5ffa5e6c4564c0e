"""Sealed counters: nothing is learned from them, nothing is changed in them unseen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orken.commission.sealing import BrokenSeal, seal, unseal, with_one_more
from orken.commission.voting import Choice, Votes

counters = st.builds(Votes, *[st.integers(0, 2**32 - 1)] * 3)


@given(counters)
def test_what_was_sealed_is_opened(votes: Votes) -> None:
    assert unseal(seal(votes, "ITEM"), "ITEM") == votes


@given(counters, counters)
def test_seals_tell_nothing_by_their_length_and_never_repeat(one: Votes, other: Votes) -> None:
    assert len(seal(one, "ITEM")) == len(seal(other, "ITEM"))
    assert seal(one, "ITEM") != seal(one, "ITEM")


@given(counters, st.integers(0, 1000), st.integers(1, 255))
def test_any_changed_byte_breaks_the_seal(votes: Votes, place: int, change: int) -> None:
    sealed = bytearray(seal(votes, "ITEM"))
    sealed[place % len(sealed)] ^= change
    with pytest.raises(BrokenSeal):
        unseal(bytes(sealed), "ITEM")


def test_a_seal_of_another_item_is_refused() -> None:
    with pytest.raises(BrokenSeal):
        unseal(seal(Votes(3), "ONE"), "OTHER")


def test_a_seal_under_the_key_before_is_opened(settings: pytest.FixtureRequest) -> None:
    sealed = seal(Votes(1, 2, 3), "ITEM")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, long enough to be accepted as one, for this test"
    assert unseal(sealed, "ITEM") == Votes(1, 2, 3)
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(BrokenSeal, match="restore ORKEN_SECRET_KEY"):
        unseal(sealed, "ITEM")


@given(st.lists(st.sampled_from(Choice), max_size=20))
def test_each_choice_is_counted_once(chosen: list[Choice]) -> None:
    votes = Votes()
    for choice in chosen:
        votes = with_one_more(votes, choice)
    assert (votes.for_, votes.against, votes.abstained) == tuple(map(chosen.count, Choice))
