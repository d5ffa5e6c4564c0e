import json
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orken.kernel.hashing import canonical_json, content_hash
from orken.kernel.text import Text


class Colour(StrEnum):
    GREEN = "green"


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=20,
)


def test_published_form_is_fixed() -> None:
    data = {"ә": 1, "b": [True, None, "қ\n"], "a": Decimal("1E+2"), "d": date(2026, 3, 18), "c": Colour.GREEN}
    assert canonical_json(data).decode() == ('{"a":"100","b":[true,null,"қ\\n"],"c":"green","d":"2026-03-18","ә":1}')
    assert content_hash({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def test_text_and_its_data_have_one_hash() -> None:
    text = Text(kk="ә", ru="э", en="e")
    assert content_hash({"title": text}) == content_hash({"title": text.to_data()})
    assert content_hash((1, 2)) == content_hash([1, 2])


def test_moment_keeps_its_offset() -> None:
    assert canonical_json(datetime(2026, 3, 18, 9, tzinfo=UTC)) == b'"2026-03-18T09:00:00+00:00"'


@settings(deadline=None)
@given(JSON_VALUES)
def test_form_reads_back_as_the_same_data_and_is_stable(data: object) -> None:
    assert json.loads(canonical_json(data)) == data
    assert canonical_json(json.loads(canonical_json(data))) == canonical_json(data)


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=3), st.integers(), min_size=2))
def test_order_of_keys_does_not_matter(data: dict[str, int]) -> None:
    assert content_hash(dict(reversed(data.items()))) == content_hash(data)


@pytest.mark.parametrize("data", [1.5, {"a": 1e16}, {1: "a"}, {None: 1}, {1, 2}, b"x", object()])
def test_what_has_no_single_spelling_is_refused(data: object) -> None:
    with pytest.raises(TypeError):
        canonical_json(data)
