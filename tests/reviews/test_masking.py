"""The applicant's names in answers that a blind review shows."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from orken.cases.procedure.definition import Question
from orken.kernel.text import Text
from orken.parties.models import User
from orken.reviews.masking import mask_of, masked, masked_text
from tests.factories.cases import fill, step
from tests.factories.parties import OrganisationFactory, PersonFactory
from tests.factories.reviews import ANSWERS, publish_reviewed_stall, reading

pytestmark = pytest.mark.usefixtures("procedure")
MARK = "[name not shown]"
WORDS = Text(kk="Қ", ru="Р", en="E")


class Applying:
    """As much of a case as a mask is made from."""

    def __init__(self, **organisation: object) -> None:
        self.applicant = OrganisationFactory(
            people=[PersonFactory(full_name="Ахметова Сәуле Ерланқызы", email="saule@dala.kz")], **organisation
        )


def shown(case, text: str, hidden: object = ()) -> str:
    return masked_text(text, mask_of(case, [hidden]))


@pytest.mark.parametrize(
    "text",
    ["Жасырын атау", "«ЖАСЫРЫН АТАУ» ЖШС", "жасырын-атаудың", "Жасырын  Атауда", "Сәуле Ахметова", "Ахметовой Сауле",
     "С. Ахметова", "С.Е. Ахметова", "Ахметова С. Е.", "Сәуле Ерланқызының", "saule@dala.kz"],
)  # fmt: skip
def test_names_are_found_as_people_write_them(text: str) -> None:
    said = shown(Applying(name="«Жасырын атау» ЖШС"), f"Біз, {text}, ұсынамыз")
    assert re.fullmatch(rf"Біз, «?{re.escape(MARK)}\W*(ЖШС)?, ұсынамыз", said), said


@pytest.mark.parametrize("text", ["Жасырын есік", "атаулы", "Сәуле шашады", "С. Е. 2024", "Ахметов көшесі", "01"])
def test_other_words_stay(text: str) -> None:
    assert shown(Applying(name="«Жасырын атау» ЖШС"), text) == text


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("Steppe Robotics GmbH", "at Steppe Robotics we", f"at {MARK} we"),
        ("ТОО «Ай»", "Ай айтады", f"{MARK} айтады"),
        ("ТОО Қазына", "в Казына и казыналық", f"в {MARK} и {MARK}"),
        ("A+ (B*", "a b A+ (B* c", None),
    ],
)
def test_names_without_quotes_short_and_strange_ones(name: str, text: str, said: str | None) -> None:
    got = shown(Applying(name=name), text)
    assert (MARK in got) if said is None else (got == said)


def test_people_and_numbers_of_hidden_answers_are_masked_too() -> None:
    case = Applying()
    team = [{"name": "Марат Оразов", "role": "Жетекші"}]
    text = f"Жетекші Маратпен, яғни Марат Оразовпен; БСН {case.applicant.bin}"
    assert shown(case, text, team) == f"Жетекші Маратпен, яғни {MARK}; БСН {MARK}"


def test_figures_days_and_codes_are_shown_as_they_are() -> None:
    """A foreign organisation may be registered under a number like any other."""
    kinds = ("text", "number", "money", "date", "choice", "boolean")
    columns = tuple(Question(id=kind, kind=kind, label=WORDS) for kind in kinds)
    row = {"text": "№ 300", "number": "300", "money": {"amount": "300", "currency": "KZT"}, "date": "2026-03-01"}
    row |= {"choice": "300", "boolean": True}
    mask = mask_of(Applying(country="DE", registration_number="300", bin=None), ["2026-03-01"])
    shown = {**row, "text": f"№ {MARK}"}
    assert masked(Question(id="all", kind="table", label=WORDS, columns=columns), [row], mask) == [shown]
    assert masked(columns[1], "300", mask) == "300"


def test_no_page_of_a_blind_review_names_the_applicant() -> None:
    publish_reviewed_stall(hidden=["document:licence"])
    founder = PersonFactory(full_name="Сәуле Ахметова")
    organisation = OrganisationFactory(name="«Жасырын атау» ЖШС", people=[founder])
    case = _filed(organisation, founder, "Жасырын атаудың роботы, жасаған С. Ахметова")
    assignment = reading(case)
    client = Client()
    client.force_login(User.objects.get(pk=assignment.expert.user_id))
    text = client.get(reverse("reviews:review", args=[assignment.reference])).content.decode()
    assert f"{MARK} роботы, жасаған {MARK}" in text
    assert [name for name in ("атау", "Ахметова", organisation.bin) if name in text] == []


def _filed(organisation, founder, exhibit: str):
    from orken.cases.services.drafting import open_case
    from tests.factories.cases import STALL

    case = open_case(STALL, applicant=organisation, actor=founder)
    fill(case, ANSWERS | {"exhibits": [{"name": exhibit, "size": "small"}]}, actor=founder)
    step(case, "file", founder)
    return case
