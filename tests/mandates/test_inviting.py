"""Inviting somebody and what the invited can do with it; what must not work comes first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from orken.journal.queries import entries_about
from orken.kernel.errors import RuleViolation
from orken.mandates import services
from orken.mandates.models import Invitation
from orken.notices.models import Notice, OutgoingMail
from orken.parties.models import Capacity, Mandate, Scope, User
from orken.parties.permissions import acts_for, may
from tests.factories.mandates import INVITED, mail_text, newest_link
from tests.factories.parties import PASSWORD, MandateFactory, OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day(time_machine):
    time_machine.move_to("2026-03-18T09:00:00+05:00")


@pytest.mark.parametrize(
    ("typed_otherwise", "field", "said"),
    [
        ({"email": ""}, "email", "required"),
        ({"email": "konsultant"}, "email", "valid email"),
        ({"capacity": ""}, "capacity", "required"),
        ({"capacity": "king"}, "capacity", "not one of"),
        ({"scope": []}, "scope", "at least one"),
        ({"scope": ["reign"]}, "scope", "not one of"),
        ({"language": "de"}, "language", "not one of"),
        ({"valid_from": "2020-01-01"}, "valid_from", "before today"),
        ({"valid_from": "soon"}, "valid_from", "valid date"),
        ({"valid_to": "2020-01-01"}, "valid_to", "before the first"),
        ({"proof": ""}, "proof", "power of attorney"),
        ({"proof": SimpleUploadedFile("virus.exe", b"MZ\x90")}, "proof", "Windows program"),
    ],
)
def test_form_says_what_is_wrong_and_sends_nothing(client, organisation, manager, typed, typed_otherwise, field, said):
    client.force_login(manager)
    response = client.post(f"/en/organisations/{organisation.reference}/people/invite/", typed | typed_otherwise)
    assert response.status_code == 422
    assert said in " ".join(response.context["form"].errors[field])
    assert not Invitation.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_only_those_who_manage_invite(organisation, invite):
    preparing = PersonFactory()
    MandateFactory(user=preparing, organisation=organisation, scope=["prepare", "submit"])
    for person in (preparing, PersonFactory()):
        with pytest.raises(PermissionDenied):
            invite(actor=person)
    assert not Invitation.objects.exists()


def test_who_acts_or_is_invited_already_is_not_invited(organisation, invite, invited):
    invite()
    with pytest.raises(RuleViolation, match="invited already"):
        invite()
    MandateFactory(user=PersonFactory(email="other@orken.example"), organisation=organisation)
    with pytest.raises(RuleViolation, match="acts for the organisation already"):
        invite("other@orken.example")
    assert Invitation.objects.count() == 1


def test_nobody_is_flooded(invite, monkeypatch, time_machine):
    monkeypatch.setattr("orken.mandates.services.inviting.SENT_A_DAY", 2)
    invite("a@orken.example")
    invitation = invite("b@orken.example")
    with pytest.raises(RuleViolation, match="tomorrow"):
        invite("c@orken.example")
    with pytest.raises(RuleViolation, match="moment ago"):
        services.send_again(invitation, actor=invitation.invited_by)
    time_machine.move_to("2026-03-18T12:00:00+05:00")
    with pytest.raises(RuleViolation, match="within a day"):
        services.send_again(invitation, actor=invitation.invited_by)
    time_machine.move_to("2026-03-19T12:00:00+05:00")
    services.send_again(invitation, actor=invitation.invited_by)


def test_database_refuses_a_consultant_without_proof_and_a_second_open_invitation(invite):
    first = invite()
    copies = {
        "consultant_brings_a_proof": {"capacity": "consultant", "email": "x@orken.example"},
        "one_open_invitation_per_address": {},
        "invited_scope_is_known": {"scope": [], "email": "x@orken.example"},
        "invited_address_in_lower_case": {"email": "X@orken.example"},
        "mandate_when_accepted": {"answer": "accepted", "answered_at": timezone.now(), "email": "x@orken.example"},
    }
    for constraint, changes in copies.items():
        row = Invitation.objects.get(pk=first.pk)
        row.pk, row.reference, row.token_hash = None, constraint[:16], constraint
        for name, value in changes.items():
            setattr(row, name, value)
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            row.save()


def test_link_is_for_the_confirmed_invited_address_alone(client, invite, invited):
    invite()
    link = newest_link()
    assert b"Create an account" in client.get(link).content
    client.force_login(PersonFactory())
    other = client.get(link)
    assert (other.status_code, b"another address" in other.content) == (403, True)
    invited.emailaddress_set.update(verified=False)
    client.force_login(invited)
    assert client.get(link).status_code == 403
    invitation = Invitation.objects.get()
    assert client.get(f"/en/account/invitations/{invitation.reference}/").status_code == 404
    with pytest.raises(PermissionDenied):
        services.accept(invitation, user=invited)
    assert not acts_for(invited, invitation.organisation)


@pytest.mark.parametrize("what", ["expired", "withdrawn", "sent again", "days over", "forged"])
def test_link_that_is_over_says_so(client, invite, invited, time_machine, what):
    invitation = invite(valid_to=date(2026, 3, 20) if what == "days over" else None)
    link = newest_link()
    if what == "expired":
        time_machine.move_to("2026-04-02T00:01:00+05:00")
    elif what == "withdrawn":
        services.withdraw(invitation, actor=invitation.invited_by)
    elif what == "sent again":
        time_machine.move_to("2026-03-18T10:00:00+05:00")
        services.send_again(invitation, actor=invitation.invited_by)
        assert newest_link() != link
    elif what == "days over":
        time_machine.move_to("2026-03-21T09:00:00+05:00")
    else:
        link = "/en/invitations/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/"
    client.force_login(invited)
    response = client.get(link)
    assert (response.status_code, b"does not work any more" in response.content) == (404, True)
    if what != "sent again":
        with pytest.raises(RuleViolation) if what != "forged" else pytest.raises(Invitation.DoesNotExist):
            services.accept(invitation if what != "forged" else Invitation.objects.get(pk=0), user=invited)


def test_who_invited_must_still_manage_when_it_is_accepted(organisation, manager, invite, invited):
    invitation = invite()
    other = PersonFactory()
    MandateFactory(user=other, organisation=organisation)
    Mandate.objects.filter(user=manager).update(revoked_at=timezone.now(), revoked_by=other)
    with pytest.raises(RuleViolation, match="cannot be accepted"):
        services.accept(invitation, user=invited)


def test_invitation_is_accepted_once_with_its_terms(client, organisation, manager, typed, invited):
    client.force_login(manager)
    typed["valid_to"] = (timezone.localdate() + timedelta(days=30)).isoformat()
    response = client.post(f"/en/organisations/{organisation.reference}/people/invite/", typed, follow=True)
    assert f"on its way to {INVITED}" in response.content.decode()
    mail = OutgoingMail.objects.get()
    assert mail.recipients == [INVITED]
    assert "Fill in applications and attach documents" in mail_text(mail)
    client.force_login(invited)
    page = client.get(newest_link(), follow=True)
    assert organisation.name in page.content.decode()
    assert str(manager) in page.content.decode()
    client.post(page.request["PATH_INFO"], {"accept": ""})
    mandate = Mandate.objects.get(user=invited)
    assert (mandate.capacity, mandate.scope, mandate.granted_by) == (Capacity.CONSULTANT, ["prepare"], manager)
    assert mandate.valid_to == timezone.localdate() + timedelta(days=30)
    assert mandate.invitation.proof.owner == organisation
    assert acts_for(invited, organisation)
    assert not may(invited, organisation, Scope.SUBMIT)
    assert client.get(page.request["PATH_INFO"]).status_code == 404
    told = {(notice.recipient, notice.subject) for notice in Notice.objects.all()}
    assert told == {
        (manager, f"{invited} may act for {organisation}"),
        (invited, told_in_kazakh(organisation)),
    }
    actions = [entry.action for entry in entries_about(organisation.subject)]
    assert actions == ["invitation.sent", "mandate.granted", "invitation.accepted"]


def told_in_kazakh(organisation):
    """Written in the language of the recipient."""
    from django.utils import translation

    with translation.override("kk"):
        return translation.gettext("You may act for %(organisation)s") % {"organisation": organisation}


def test_declining_tells_who_invited(client, invite, invited, manager):
    invitation = invite()
    client.force_login(invited)
    client.post(f"/en/account/invitations/{invitation.reference}/", {"decline": ""})
    assert not acts_for(invited, invitation.organisation)
    assert Notice.objects.get().subject == f"{INVITED} declined to act for {invitation.organisation}"
    assert Notice.objects.get().recipient == manager
    with pytest.raises(RuleViolation):
        services.accept(invitation, user=invited)


def test_invitation_can_be_answered_through_the_day_that_its_mail_names(invite, invited, time_machine):
    invitation = invite()
    time_machine.move_to("2026-04-01T23:59:00+05:00")
    assert services.accept(invitation, user=invited)


def test_days_in_mails_are_plain_text(invite, invited):
    services.accept(invite(valid_to=date(2026, 4, 30)), user=invited)
    texts = [mail_text(mail) for mail in OutgoingMail.objects.all()]
    assert len(texts) == 3
    assert all("30.04.2026" in text and "<" not in text for text in texts)


def test_expired_invitation_gives_way_to_a_new_one(invite, invited, time_machine):
    first = invite()
    time_machine.move_to("2026-04-03T09:00:00+05:00")
    second = invite()
    services.accept(second, user=invited)
    first.refresh_from_db()
    assert first.withdrawn_at is not None


def test_mandate_begins_no_earlier_than_it_is_accepted(invite, invited, time_machine):
    invitation = invite()
    time_machine.move_to("2026-03-25T09:00:00+05:00")
    assert services.accept(invitation, user=invited).valid_from == date(2026, 3, 25)


def test_person_with_an_account_finds_the_invitation_without_the_mail(client, invite, invited):
    invitation = invite()
    client.force_login(invited)
    content = client.get("/en/account/mandates/").content.decode()
    assert f"/en/account/invitations/{invitation.reference}/" in content


def test_page_changes_an_invitation(client, manager, organisation, invite, time_machine):
    invitation = invite()
    client.force_login(manager)
    address = f"/en/organisations/{organisation.reference}/invitations/{invitation.reference}/"
    time_machine.move_to("2026-03-18T11:00:00+05:00")
    assert "sent again" in client.post(address, {"again": ""}, follow=True).content.decode()
    assert OutgoingMail.objects.count() == 2
    assert "works no more" in client.post(address, {"withdraw": ""}, follow=True).content.decode()
    assert "meanwhile" in client.post(address, {"again": ""}, follow=True).content.decode()
    assert OutgoingMail.objects.count() == 2
    foreign = f"/en/organisations/{OrganisationFactory(people=[manager]).reference}/invitations/{invitation.reference}/"
    assert client.post(foreign, {"withdraw": ""}).status_code == 404


def test_who_signs_up_with_the_invited_address_is_led_to_the_invitation(client, invite):
    invite()
    typed = {"full_name": "Тимур Кеңесші", "email": INVITED, "password1": PASSWORD}
    assert client.post("/en/accounts/signup/", typed).status_code == 302
    lines = mail_text(OutgoingMail.objects.latest("pk")).splitlines()
    link = next(line for line in lines if "/confirm-email/" in line).partition("/en/")[2]
    assert client.post(f"/en/{link}").status_code == 302
    response = client.post("/en/accounts/login/", {"login": INVITED, "password": PASSWORD})
    assert response["Location"].endswith("/account/mandates/")
    services.decline(Invitation.objects.get(), user=User.objects.get(email=INVITED))
    client.logout()
    response = client.post("/en/accounts/login/", {"login": INVITED, "password": PASSWORD})
    assert not response["Location"].endswith("/account/mandates/")
