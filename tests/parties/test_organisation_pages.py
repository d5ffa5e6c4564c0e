"""Adding and revising an organisation; refusals first, and nothing that was typed is lost to one."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orken.journal.queries import entries_about
from orken.parties.models import Mandate, Organisation, Role
from tests.factories.parties import ForeignOrganisationFactory, OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db

AT_HOME = "/en/organisations/new/"
ABROAD = "/en/organisations/new/?registered=abroad"
TYPED = {
    "bin": "4912 4099 9015",
    "name": "«Көк  Терезе» ЖШС",
    "legal_form": "llp",
    "region": "KZ-71",
    "address": "Астана қ., Мәңгілік Ел даңғылы, 55",
    "activity": "62011",
    "activity_search": "",
    "kind": "product",
    "works_on_ai": "on",
}
TYPED_ABROAD = {name: value for name, value in TYPED.items() if name not in {"bin", "legal_form", "region"}} | {
    "country": "DE",
    "registration_number": "HRB 1234-5",
}


@pytest.fixture
def founder(client):
    person = PersonFactory()
    client.force_login(person)
    return person


def errors(response):
    assert response.status_code == 422
    return {name: " ".join(messages) for name, messages in response.context["form"].errors.items()}


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("", "This field is required"),
        ("49124099901", "digits entered: 11"),
        ("4912409990155", "digits entered: 13"),
        ("49124099901O", "12 digits only"),
        ("491240999016", "check digit"),
        ("491340999013", "month of registration"),
        ("980715500012", "looks like a person's IIN"),
        ("960230600029", "looks like a person's IIN"),
        ("491270999011", "Digit 5"),
        ("491244999011", "Digit 6"),
        ("491240999620", "check digit"),
    ],
)
def test_wrong_bin_is_refused_naming_the_rule(client, founder, number, said):
    response = client.post(AT_HOME, TYPED | {"bin": number})
    assert said in errors(response)["bin"]
    assert "Көк" in response.content.decode()
    assert not Organisation.objects.exists()


@pytest.mark.parametrize("last_digit", range(10))
def test_number_for_which_no_check_digit_exists_is_refused(client, founder, last_digit):
    assert "check digit" in errors(client.post(AT_HOME, TYPED | {"bin": f"49124099962{last_digit}"}))["bin"]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", '=HYPERLINK("http://evil.example")', "begins with “=”"),
        ("name", "+7 701", "begins with “+”"),
        ("name", "@SUM(1)", "begins with “@”"),
        ("name", "-2", "begins with “-”"),
        ("name", "＝1", "begins with “＝”"),
        ("name", "ЖШС \u202eсрав", "at place 5 that turns"),
        ("name", "ЖШС\u0007", "U+0007"),
        ("name", "«»", "at least one letter"),
        ("name", "Қ" * 251, "at most 250"),
        ("address", "Астана\u2066", "turns the direction"),
        ("address", "", "required"),
        ("legal_form", "foreign_entity", "not one of the available choices"),
        ("region", "", "required"),
        ("region", "KZ-99", "not one of the available choices"),
        ("activity", "", "Search for the activity"),
        ("activity", "00000", "“00000” is no code"),
        ("kind", "", "required"),
    ],
)
def test_wrong_particular_is_refused(client, founder, field, typed, said):
    assert said in errors(client.post(AT_HOME, TYPED | {field: typed}))[field]
    assert not Organisation.objects.exists()


def test_all_errors_are_said_at_once(client, founder):
    wrong = errors(client.post(AT_HOME, TYPED | {"bin": "1", "name": "=1", "kind": ""}))
    assert set(wrong) == {"bin", "name", "kind"}


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_refusal_speaks_the_language_of_the_page(client, founder, language):
    page = client.post(f"/{language}/organisations/new/", TYPED | {"bin": "491240999016"}).content.decode()
    assert {"kk": "бақылау цифры", "ru": "контрольная"}[language] in page


def test_second_organisation_with_the_same_bin_is_refused_with_what_to_do(client, founder):
    OrganisationFactory(bin="491240999015")
    assert "Ask a colleague" in errors(client.post(AT_HOME, TYPED))["bin"]
    assert Organisation.objects.count() == 1


def test_same_number_in_another_country_is_another_organisation(client, founder):
    ForeignOrganisationFactory(country="DE", registration_number="hrb 1234-5")
    assert "Ask a colleague" in errors(client.post(ABROAD, TYPED_ABROAD))["registration_number"]
    assert client.post(ABROAD, TYPED_ABROAD | {"country": "AT"}).status_code == 302


@pytest.mark.parametrize("country", ["KZ", "", "XX"])
def test_foreign_organisation_needs_a_country_abroad(client, founder, country):
    assert set(errors(client.post(ABROAD, TYPED_ABROAD | {"country": country}))) == {"country"}


def test_organisation_is_added_tidied_with_mandate_and_record(client, founder):
    response = client.post(AT_HOME, TYPED)
    organisation = Organisation.objects.get()
    assert response.headers["Location"] == f"/en/organisations/{organisation.reference}/"
    assert (organisation.bin, organisation.name, organisation.country) == ("491240999015", "«Көк Терезе» ЖШС", "KZ")
    assert (organisation.activity, organisation.works_on_ai) == ("62011", True)
    assert [mandate.user for mandate in Mandate.objects.all()] == [founder]
    (entry,) = entries_about(f"organisation:{organisation.reference}")
    assert (entry.action, entry.actor_id, entry.data) == (
        "organisation.registered",
        founder.pk,
        {"number": "491240999015"},
    )
    page = client.get(response.headers["Location"]).content.decode()
    assert "Деятельность в области разработки и тестирования программного кода" in page
    assert str(founder) in page


def test_foreign_organisation_is_added(client, founder):
    client.post(ABROAD, TYPED_ABROAD)
    organisation = Organisation.objects.get()
    assert (organisation.country, organisation.registration_number, organisation.bin) == ("DE", "HRB 1234-5", None)
    assert (organisation.legal_form, organisation.region) == ("foreign_entity", "")


def test_find_offers_activities_without_javascript_and_keeps_what_was_typed(client, founder):
    typed = TYPED | {"activity": "58290", "activity_search": "программного обеспечения", "find": "activity", "bin": "1"}
    response = client.post(AT_HOME, typed)
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "html.parser")
    offered = [box["value"] for box in page.select("input[name=activity]")]
    assert offered[0] == "58290"
    assert "62012" in offered
    assert page.select_one("input[name=activity][checked]")["value"] == "58290"
    assert page.select_one("input[name=name]")["value"] == TYPED["name"]
    assert not page.select(".field-error")


def test_search_that_finds_nothing_says_what_to_try(client, founder):
    page = client.get("/en/organisations/activities/", {"activity_search": "qqqq"}).content.decode()
    assert "Nothing was found" in page


def test_only_precise_activities_are_offered(client, founder):
    page = BeautifulSoup(client.get("/en/organisations/activities/", {"activity_search": "62"}).content, "html.parser")
    offered = [box["value"] for box in page.select("input[name=activity]")]
    assert offered
    assert all(len(code) >= 4 for code in offered)


def test_particulars_are_revised_but_not_the_number(client, founder):
    organisation = OrganisationFactory(people=[founder])
    number = organisation.bin
    typed = TYPED | {"bin": "491240999606", "country": "DE", "name": "«Жаңа атау» ЖШС"}
    client.post(f"/en/organisations/{organisation.reference}/edit/", typed)
    organisation.refresh_from_db()
    assert (organisation.name, organisation.bin, organisation.country) == ("«Жаңа атау» ЖШС", number, "KZ")
    (entry,) = entries_about(f"organisation:{organisation.reference}")
    assert entry.action == "organisation.revised"
    assert entry.data == {"changed": ["name", "works_on_ai"]}


def test_refused_revision_leaves_the_stored_name_in_the_head(client, founder):
    organisation = OrganisationFactory(people=[founder], name="«Тұрақты» ЖШС")
    response = client.post(f"/en/organisations/{organisation.reference}/edit/", TYPED | {"name": "=1"})
    assert errors(response)["name"]
    assert response.context["organisation"].name == "«Тұрақты» ЖШС"


def test_others_do_not_see_the_organisation(client, founder):
    other = OrganisationFactory(people=[PersonFactory()])
    assert client.get(f"/en/organisations/{other.reference}/").status_code == 404
    assert client.get(f"/en/organisations/{other.reference}/edit/").status_code == 404
    assert other.name not in client.get("/en/organisations/").content.decode()


def test_list_is_in_the_kazakh_alphabet(client, founder):
    for name in ("Яшма", "Өрнек", "Орда", "Қыран", "Көктем", "Әлем", "Айна"):
        OrganisationFactory(people=[founder], name=name)
    page = BeautifulSoup(client.get("/kk/organisations/").content, "html.parser")
    listed = [link.text for link in page.select("tbody a")]
    assert listed == ["Айна", "Әлем", "Көктем", "Қыран", "Орда", "Өрнек", "Яшма"]


def test_staff_see_but_do_not_revise(client):
    client.force_login(PersonFactory(roles=[Role.OFFICER]))
    organisation = OrganisationFactory(people=[PersonFactory()])
    page = client.get(f"/en/organisations/{organisation.reference}/")
    assert organisation.bin in page.content.decode()
    assert "edit/" not in page.content.decode()
    assert client.get(f"/en/organisations/{organisation.reference}/edit/").status_code == 404


def test_longer_list_asks_the_database_no_more_often(client, founder, django_assert_num_queries):
    OrganisationFactory(people=[founder])
    with CaptureQueriesContext(connection) as for_one:
        client.get("/en/organisations/")
    for _number in range(2):
        OrganisationFactory(people=[founder])
    with django_assert_num_queries(len(for_one)):
        page = client.get("/en/organisations/").content.decode()
    assert page.count("«Өрнек") == 3


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_page_is_shown_in_every_language(client, founder, language):
    organisation = OrganisationFactory(people=[founder])
    foreign = ForeignOrganisationFactory(people=[founder])
    pages = ["", "new/", "new/?registered=abroad"] + [
        f"{o.reference}/{p}" for o in (organisation, foreign) for p in ("", "edit/")
    ]
    for page in pages:
        assert client.get(f"/{language}/organisations/{page}").status_code == 200
