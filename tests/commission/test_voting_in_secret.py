"""An item under vote by secret ballot: who voted and what stay apart."""

from __future__ import annotations

from functools import partial

import pytest

from orken.commission import sealing
from orken.commission.models import Ballot, BallotPaper, Item, ItemState, SealedTally, Vote
from orken.commission.models.session import PostponedFor
from orken.commission.voting import Choice, Majority, Rules
from orken.journal.models import Entry
from tests.commission.test_pages import main, page, seen_by
from tests.commission.test_voting_in_session import closed, in_conflict, refused
from tests.factories.commission import Council, vote, voting_begins
from tests.standing import built_once

pytestmark = pytest.mark.django_db

standing = built_once(partial(voting_begins, Rules(2, Majority.SIMPLE), ballot=Ballot.SECRET))


def test_a_secret_ballot_keeps_who_and_what_apart(council: Council, item: Item) -> None:
    sizes = set()
    for person, choice in zip(council.people[:3], (Choice.FOR, Choice.AGAINST, Choice.FOR), strict=True):
        vote(item, person, choice)
        sealed = bytes(SealedTally.objects.get().sealed)
        sizes.add(len(sealed))
    with refused("voted_already"):
        vote(item, council.people[0], Choice.AGAINST)
    assert sizes == {len(sealed)}
    assert not Vote.objects.exists()
    columns = {field.name for field in BallotPaper._meta.get_fields()}
    assert columns == {"id", "item", "member", "key"}
    told = Entry.objects.filter(action="commission.vote_cast")
    assert {tuple(entry.data) for entry in told} == {("item",)}
    closed(item, council)
    assert (item.result["for"], item.result["against"], item.verdict) == (2, 1, "adopted")
    assert bytes(SealedTally.objects.get().sealed) == b""


def test_counters_that_do_not_fit_the_papers_are_not_counted(council: Council, item: Item) -> None:
    vote(item, council.people[0])
    before = SealedTally.objects.get().sealed
    vote(item, council.people[1])
    SealedTally.objects.update(sealed=before)
    with pytest.raises(sealing.BrokenSeal, match="2 papers and 1 votes"):
        closed(item, council)
    SealedTally.objects.update(sealed=bytes(before)[:-1] + b"!")
    with pytest.raises(sealing.BrokenSeal, match="ORKEN_SECRET_KEY"):
        closed(item, council)
    item.refresh_from_db()
    assert item.state == ItemState.VOTING


def test_a_secret_vote_of_who_is_barred_later_voids_the_vote(council: Council, item: Item) -> None:
    for person in council.people[:3]:
        vote(item, person)
    in_conflict(item, council.people[1])
    closed(item, council)
    assert (item.state, item.postponed_for) == (ItemState.POSTPONED, PostponedFor.BARRED_VOTER)


def test_a_secret_vote_is_not_shown_even_to_its_member(council: Council, item: Item) -> None:
    client = seen_by(council.people[2])
    said = main(client.post(page(item, "vote/"), {"choice": "against", "key": "k"}, follow=True))
    assert "The ballot is secret" in said
    assert "Against" not in said.replace("against", "")
