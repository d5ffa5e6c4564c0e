from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from orken.kernel.text import LANGUAGES
from orken.parties.models import Organisation, Role, User
from orken.parties.queries import organisations_of, roles_of
from orken.parties.services import load_cast
from orken.rulebook.lists import code_list
from orken.rulebook.packs import pack_directory

pytestmark = pytest.mark.django_db

PACK: Path = pack_directory("kz")


def test_published_passwords_are_kept_out_of_a_real_installation(settings):
    settings.ORKEN_DEMO = False
    with pytest.raises(ImproperlyConfigured, match="ORKEN_DEMO=1"):
        load_cast(PACK)
    assert not User.objects.exists()


def test_cast_is_loaded_once_and_then_left_alone(settings):
    settings.ORKEN_DEMO = True
    load_cast(PACK)
    User.objects.filter(email="aigerim@orken.example").update(full_name="Айгерім Жаңа")
    people, organisations = User.objects.count(), Organisation.objects.count()
    signs = load_cast(PACK)
    assert (User.objects.count(), Organisation.objects.count()) == (people, organisations)
    assert len(signs) == people
    assert User.objects.get(email="aigerim@orken.example").full_name == "Айгерім Жаңа"
    assert [sign.email for sign in signs][:2] == ["aigerim@orken.example", "timur@orken.example"]


def test_everybody_of_the_cast_can_sign_in(settings, client):
    settings.ORKEN_DEMO = True
    for sign in load_cast(PACK):
        response = client.post("/kk/accounts/login/", {"login": sign.email, "password": sign.password})
        assert response.status_code == 302
        assert "_auth_user_id" in client.session
        assert all(sign.part.in_language(language) for language in LANGUAGES)
        client.logout()


def test_cast_has_every_role_and_an_officer_who_belongs_to_an_applicant(settings):
    settings.ORKEN_DEMO = True
    load_cast(PACK)
    held = [roles_of(person) for person in User.objects.all()]
    assert frozenset().union(*held) == frozenset(Role)
    involved = User.objects.get(email="madina@orken.example")
    assert roles_of(involved) == {Role.OFFICER}
    assert [organisation.bin for organisation in organisations_of(involved)] == ["491240999606"]


def test_organisations_of_the_cast_use_codes_of_the_lists(settings):
    settings.ORKEN_DEMO = True
    load_cast(PACK)
    for organisation in Organisation.objects.all():
        assert organisation.legal_form in code_list("legal_forms")
        assert organisation.region in code_list("regions")
        assert organisation.activity in code_list("oked")
